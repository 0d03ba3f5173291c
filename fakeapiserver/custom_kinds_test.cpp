// CustomResourceDefinitions and what they define, kinds that are only kept, and Events in their two groups; over HTTP.
#include "fakeapiserver/custom/custom_schema.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kDefinitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const std::string kWidgets = "/apis/example.com/v1/namespaces/default/widgets";

constexpr const char* kDefinition = R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
  "metadata":{"name":"widgets.example.com"},
  "spec":{"group":"example.com","scope":"Namespaced",
    "names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},
    "versions":[
      {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
       "additionalPrinterColumns":[{"name":"Colour","type":"string","jsonPath":".spec.colour"},
                                   {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"}],
       "schema":{"openAPIV3Schema":{"type":"object","properties":{
         "spec":{"type":"object","required":["colour"],"properties":{
           "colour":{"type":"string","enum":["red","blue"]},
           "size":{"type":"integer","minimum":1,"default":3},
           "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
         "status":{"type":"object","properties":{"conditions":{"type":"array","items":{"type":"object",
           "x-kubernetes-preserve-unknown-fields":true}}}}}}}},
      {"name":"v1beta1","served":true,"storage":false,
       "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{
         "spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}})";

std::string widget(const std::string& name, const std::string& spec) {
  return R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":")" + name + R"("},"spec":)" + spec + "}";
}

void define(TestServer& api) {
  const Reply reply = api.post(kDefinitions, kDefinition);
  ASSERT_EQ(reply.code, 201) << reply.text;
}

TEST(CustomKinds, ADefinitionIsEstablishedAndDiscovered) {
  TestServer api;
  define(api);
  const Json definition = api.get(kDefinitions + "/widgets.example.com").json();
  EXPECT_EQ(definition["status"]["conditions"][1]["type"], "Established");
  EXPECT_EQ(definition["status"]["conditions"][1]["status"], "True");
  EXPECT_EQ(definition["status"]["acceptedNames"]["listKind"], "WidgetList");
  EXPECT_EQ(definition["status"]["storedVersions"], Json::array({"v1"}));
  const Json resources = api.get("/apis/example.com/v1").json();
  EXPECT_EQ(resources["resources"][0]["kind"], "Widget");
  EXPECT_EQ(resources["resources"][0]["singularName"], "widget");
  EXPECT_EQ(resources["resources"][1]["name"], "widgets/status");
  const Json openapi = api.get("/openapi/v3/apis/example.com/v1").json();
  EXPECT_TRUE(openapi["components"]["schemas"].contains("com.example.v1.Widget"));
}

TEST(CustomKinds, ObjectsAreCheckedPrunedAndDefaulted) {
  TestServer api;
  define(api);
  const Reply created = api.post(kWidgets, widget("a", R"({"colour":"red","free":{"x":[1,null]},"other":1})"));
  ASSERT_EQ(created.code, 201) << created.text;
  EXPECT_EQ(created.json()["spec"], Json::parse(R"({"colour":"red","size":3,"free":{"x":[1,null]}})"));
  EXPECT_THAT(created.header("Warning"), HasSubstr("unknown field \\\"spec.other\\\""));
  EXPECT_EQ(created.json()["metadata"]["generation"], 1);
  const Reply invalid = api.post(kWidgets, widget("b", R"({"colour":"green","size":0})"));
  EXPECT_EQ(invalid.code, 422);
  std::vector<std::string> fields;
  const Json causes = invalid.json()["details"]["causes"];
  for (const Json& cause : causes) fields.push_back(cause["field"]);
  EXPECT_THAT(fields, ElementsAre("spec.colour", "spec.size"));
  EXPECT_EQ(api.post(kWidgets, widget("c", "{}")).json()["details"]["causes"][0]["reason"], "FieldValueRequired");
  const Reply typed = api.post(kWidgets, widget("d", R"({"colour":"red","size":"1"})"));
  EXPECT_EQ(typed.code, 422);
  EXPECT_EQ(typed.message(),
            R"(Widget.example.com "d" is invalid: spec.size: Invalid value: "string": spec.size in body )"
            R"(must be of type integer: "string")");
  EXPECT_EQ(typed.json()["details"]["causes"][0]["reason"], "FieldValueTypeInvalid");
}

// Expected: the answer of kube-apiserver 1.35.4.
TEST(CustomKinds, ObjectsAreWrittenWithTheirRevisionOnly) {
  TestServer api;
  define(api);
  ASSERT_EQ(api.post(kWidgets, widget("a", R"({"colour":"red"})")).code, 201);
  const Reply blind = api.put(kWidgets + "/a", Json::parse(widget("a", R"({"colour":"blue"})")));
  EXPECT_EQ(blind.code, 422);
  EXPECT_EQ(
      blind.message(),
      "widgets.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an "
      "update");
}

TEST(CustomKinds, StatusPatchesAndWatches) {
  TestServer api;
  define(api);
  const Reply created = api.post(kWidgets, widget("a", R"({"colour":"red"})"));
  TestWatch watch = api.watch(kWidgets + "?watch=1&resourceVersion=" + created.revision());
  const Reply status =
      api.merge(kWidgets + "/a/status",
                R"({"spec":{"colour":"blue"},"status":{"conditions":[{"type":"Ready","status":"True"}]}})");
  EXPECT_EQ(status.json()["spec"]["colour"], "red");
  EXPECT_EQ(watch.next_text(), "MODIFIED a@" + status.revision());
  EXPECT_EQ(api.merge(kWidgets + "/a", R"({"spec":{"colour":"blue"}})").json()["metadata"]["generation"], 2);
  EXPECT_EQ(api.send("PATCH", kWidgets + "/a", "{}", "application/strategic-merge-patch+json").code, 415);
  const Json table = api.get(kWidgets, "application/json;as=Table;v=v1;g=meta.k8s.io").json();
  EXPECT_EQ(table["columnDefinitions"][1]["name"], "Colour");
  EXPECT_EQ(table["rows"][0]["cells"], Json::array({"a", "blue", "True"}));
  const Reply applied = api.send("PATCH", kWidgets + "/b?fieldManager=m", widget("b", R"({"colour":"red"})"),
                                 "application/apply-patch+yaml");
  EXPECT_EQ(applied.code, 201) << applied.text;
  const Json rows = api.get(kWidgets, "application/json;as=Table;v=v1;g=meta.k8s.io").json()["rows"];
  EXPECT_EQ(rows[1]["cells"], Json::array({"b", "red", nullptr})) << "nothing there";
}

// "CustomResourceDefinitions", Status subresource: what PUT of either path ignores.
TEST(CustomKinds, ObjectAndStatusAreWrittenApart) {
  TestServer api;
  define(api);
  Json object = api.post(kWidgets, widget("a", R"({"colour":"red"})")).json();
  object["status"] = {{"conditions", Json::array()}};
  object = api.put(kWidgets + "/a", object).json();
  EXPECT_FALSE(object.contains("status")) << object;
  object["status"] = {{"conditions", Json::array()}};
  object["metadata"]["labels"] = {{"a", "b"}};
  object = api.put(kWidgets + "/a/status", object).json();
  EXPECT_TRUE(object.contains("status"));
  EXPECT_FALSE(object["metadata"].contains("labels")) << object;
  EXPECT_EQ(object["metadata"]["managedFields"][1]["subresource"], "status");
}

TEST(CustomKinds, ListsSayThatNothingIsLeft) {
  TestServer api;
  define(api);
  EXPECT_EQ(api.get(kWidgets).json()["metadata"]["continue"], "");
  EXPECT_FALSE(api.get(kMaps).json()["metadata"].contains("continue"));
}

TEST(CustomKinds, VersionsShowTheSameObjects) {
  TestServer api;
  define(api);
  api.post(kWidgets, widget("a", R"({"colour":"red"})"));
  const std::string beta = "/apis/example.com/v1beta1/namespaces/default/widgets";
  const Json shown = api.get(beta + "/a").json();
  EXPECT_EQ(shown["apiVersion"], "example.com/v1beta1");
  EXPECT_EQ(shown["spec"]["colour"], "red");
  const Json list = api.get(beta).json();
  ASSERT_EQ(list["items"].size(), 1u);
  EXPECT_EQ(list["items"][0]["kind"], "Widget") << "items of custom kinds say what they are";
  EXPECT_EQ(list["items"][0]["apiVersion"], "example.com/v1beta1");
  TestWatch watch = api.watch(beta + "?watch=1");
  const auto event = watch.next();
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ((*event)["object"]["apiVersion"], "example.com/v1beta1");
  EXPECT_EQ(api.merge(beta + "/a", R"({"spec":{"colour":"blue"}})").json()["apiVersion"], "example.com/v1beta1");
  EXPECT_EQ(api.get(kWidgets + "/a").json()["spec"]["colour"], "blue");
  EXPECT_EQ(api.get(kWidgets + "/a").json()["apiVersion"], "example.com/v1");
}

TEST(CustomKinds, GoWithTheirDefinition) {
  TestServer api;
  define(api);
  api.post(kWidgets, widget("a", R"({"colour":"red"})"));
  ASSERT_EQ(api.remove(kDefinitions + "/widgets.example.com").code, 200);
  EXPECT_EQ(api.get(kWidgets).code, 404);
  EXPECT_EQ(api.get("/apis/example.com/v1").code, 404);
  define(api);
  EXPECT_EQ(api.get(kWidgets).json()["items"], Json::array());
}

TEST(CustomKinds, BrokenDefinitionsAreRefused) {
  TestServer api;
  Json wrong = Json::parse(kDefinition);
  wrong["metadata"]["name"] = "gadgets.example.com";
  wrong["spec"]["scope"] = "World";
  wrong["spec"]["versions"][0]["storage"] = false;
  std::vector<std::string> fields;
  const Json causes = api.post(kDefinitions, kube::to_text(wrong)).json()["details"]["causes"];
  for (const Json& cause : causes) fields.push_back(cause["field"]);
  EXPECT_THAT(fields, ElementsAre("metadata.name", "spec.scope", "spec.versions"));
}

TEST(CustomKinds, ValuesByJsonPath) {
  const Json object = Json::parse(R"({"a":{"b":1},"l":[{"type":"x","v":2},{"type":"y","v":3}]})");
  EXPECT_EQ(value_at(object, ".a.b"), 1);
  EXPECT_EQ(value_at(object, R"(.l[?(@.type=="y")].v)"), 3);
  EXPECT_TRUE(value_at(object, ".no.such").is_null());
  EXPECT_TRUE(value_at(object, R"(.l[?(@.type=="z")].v)").is_null());
  EXPECT_EQ(value_at(object, ".l[0].v"), 2);
  for (const char* path :
       {".l[2]", ".l[-1]", ".l[", ".l[]", ".l[0", "a", ".a[0]", R"(.l[?(@.type=="y)", R"(.l[?(@.type)])"}) {
    EXPECT_TRUE(value_at(object, path).is_null()) << path;
  }
}

TEST(InertKinds, ManifestsOfControllersCanBeApplied) {
  TestServer api;
  EXPECT_EQ(
      api.post(
             "/apis/rbac.authorization.k8s.io/v1/clusterroles",
             R"({"metadata":{"name":"system:controller"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})")
          .code,
      201);
  EXPECT_EQ(
      api.post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
               R"({"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},
                        "subjects":[{"kind":"ServiceAccount","name":"s","namespace":"default"}]})")
          .code,
      201);
  EXPECT_EQ(api.post("/apis/batch/v1/namespaces/default/jobs",
                     R"({"metadata":{"name":"j"},"spec":{"template":{"spec":{"containers":[]}}}})")
                .json()["spec"]["template"]["spec"]["containers"],
            Json::array());
}

TEST(InertKinds, AutoscalersHaveTwoForms) {
  TestServer api;
  const std::string v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
  const std::string v2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
  ASSERT_EQ(api.post(v1, R"({"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v1","metadata":{"name":"a"},
      "spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":1,"maxReplicas":3,
      "targetCPUUtilizationPercentage":80}})")
                .code,
            201);
  const Json stored = api.get(v2 + "/a").json();
  EXPECT_EQ(stored["apiVersion"], "autoscaling/v2");
  EXPECT_EQ(stored["spec"]["metrics"], Json::parse(R"([{"type":"Resource","resource":{"name":"cpu",
      "target":{"type":"Utilization","averageUtilization":80}}}])"));
  EXPECT_FALSE(stored["spec"].contains("targetCPUUtilizationPercentage"));
  EXPECT_EQ(api.get(v1 + "/a").json()["spec"]["targetCPUUtilizationPercentage"], 80);
  // What v1 cannot say comes back unharmed from a client that knows v1 only.
  const Json wanted = Json::parse(R"({"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":5,
      "behavior":{"scaleDown":{"stabilizationWindowSeconds":60}},
      "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}},
                 {"type":"Resource","resource":{"name":"memory","target":{"type":"Utilization","averageUtilization":70}}}]})");
  const Json made = {{"metadata", {{"name", "b"}}}, {"spec", wanted}};
  ASSERT_EQ(api.post(v2, kube::to_text(made)).code, 201);
  Json old_form = api.get(v1 + "/b").json();
  EXPECT_EQ(old_form["spec"]["targetCPUUtilizationPercentage"], 50);
  EXPECT_FALSE(old_form["spec"].contains("metrics"));
  EXPECT_FALSE(old_form["spec"].contains("behavior"));
  old_form["spec"]["maxReplicas"] = 7;
  ASSERT_EQ(api.put(v1 + "/b", old_form).code, 200);
  Json expected = wanted;
  expected["maxReplicas"] = 7;
  const Json now = api.get(v2 + "/b").json();
  EXPECT_EQ(now["spec"], expected);
  EXPECT_FALSE(now["metadata"].contains("annotations"));
  EXPECT_EQ(api.get(v1).json()["items"].size(), 2u);
  EXPECT_EQ(api.get(v1 + "/b/status").json()["apiVersion"], "autoscaling/v1");
}

TEST(InertKinds, QuotasAndLimitsAreKept) {
  TestServer api;
  const std::string quotas = "/api/v1/namespaces/default/resourcequotas";
  ASSERT_EQ(
      api.post(quotas, R"({"metadata":{"name":"q"},"spec":{"hard":{"pods":"3"}},"status":{"used":{"pods":"1"}}})").code,
      201);
  EXPECT_EQ(api.get(quotas + "/q").json()["spec"], Json::parse(R"({"hard":{"pods":"3"}})"));
  EXPECT_EQ(api.get(quotas + "/q").json()["status"], Json::object()) << "a status of its own";
  EXPECT_EQ(api.merge(quotas + "/q/status", R"({"status":{"hard":{"pods":"3"}}})").code, 200);
  EXPECT_EQ(api.get(quotas + "/q").json()["status"]["hard"]["pods"], "3");
  EXPECT_EQ(api.post("/api/v1/namespaces/default/limitranges",
                     R"({"metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","max":{"cpu":"2"}}]}})")
                .code,
            201);
}

TEST(P1_10, EventsAreTheSameInBothGroups) {
  TestServer api;
  const std::string core = "/api/v1/namespaces/default/events";
  const std::string own = "/apis/events.k8s.io/v1/namespaces/default/events";
  ASSERT_EQ(api.post(own, R"({"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"e"},
      "eventTime":"2026-01-02T03:04:05.000000Z","reportingController":"c","reportingInstance":"i","action":"Did",
      "reason":"Because","regarding":{"kind":"Pod","namespace":"default","name":"p"},"note":"text","type":"Normal"})")
                .code,
            201);
  const Json stored = api.get(core + "/e").json();
  EXPECT_EQ(stored["apiVersion"], "v1");
  EXPECT_EQ(stored["message"], "text");
  EXPECT_EQ(stored["involvedObject"]["name"], "p");
  EXPECT_EQ(stored["reportingComponent"], "c");
  ASSERT_EQ(api.post(core, R"({"metadata":{"name":"f"},"involvedObject":{"kind":"Pod","namespace":"default","name":"q"},
      "message":"more","count":2,"source":{"component":"s"},"firstTimestamp":"2026-01-02T03:04:05Z"})")
                .code,
            201);
  const Json shown = api.get(own + "/f").json();
  EXPECT_EQ(shown["apiVersion"], "events.k8s.io/v1");
  EXPECT_EQ(shown["note"], "more");
  EXPECT_EQ(shown["deprecatedCount"], 2);
  EXPECT_EQ(shown["deprecatedSource"]["component"], "s");
  EXPECT_EQ(shown["regarding"]["name"], "q");
  EXPECT_FALSE(shown.contains("message"));
  EXPECT_EQ(api.get(own + "?fieldSelector=regarding.name%3Dp").json()["items"].size(), 1u);
  const Reply counted = api.send("PATCH", core + "/f", R"({"count":3})", "application/strategic-merge-patch+json");
  EXPECT_EQ(counted.json()["count"], 3);
  TestWatch watch = api.watch(own + "?watch=1&fieldSelector=metadata.name%3Df");
  const auto event = watch.next();
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ((*event)["object"]["deprecatedCount"], 3);
  EXPECT_EQ((*event)["object"]["kind"], "Event");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
