// Writes over HTTP: create, update, patch, delete and their refusals.
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr const char* kOneIngress = R"({"metadata":{"name":"web"},"spec":{"rules":[{"host":"a.b"}]}})";

TEST(P0_09, CreateFillsInWhatTheServerOwns) {
  TestServer api;
  const Reply reply = api.post(kMaps, R"({"metadata":{"name":"a","uid":"mine","generation":7,"selfLink":"/x",
      "creationTimestamp":"2001-01-01T00:00:00Z"},"data":{"k":"v"}})");
  EXPECT_EQ(reply.code, 201);
  const Json object = reply.json();
  EXPECT_EQ(object["kind"], "ConfigMap");
  EXPECT_EQ(object["apiVersion"], "v1");
  EXPECT_EQ(object["metadata"]["namespace"], "default");
  EXPECT_THAT(object["metadata"]["uid"].get<std::string>(),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_THAT(object["metadata"]["creationTimestamp"].get<std::string>(),
              MatchesRegex("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
  EXPECT_NE(object["metadata"]["creationTimestamp"], "2001-01-01T00:00:00Z");
  EXPECT_FALSE(object["metadata"].contains("selfLink"));
  EXPECT_EQ(object["metadata"]["generation"], 7) << "as sent, where nothing counts it";
}

TEST(P0_09, Refusals) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"}})").code, 201);
  const Reply twice = api.post(kMaps, R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(twice.code, 409);
  EXPECT_EQ(twice.reason(), "AlreadyExists");
  EXPECT_EQ(twice.message(), "configmaps \"a\" already exists");
  const Reply missing = api.get(kMaps + "/b");
  EXPECT_EQ(missing.code, 404);
  EXPECT_EQ(missing.json()["details"], Json({{"name", "b"}, {"kind", "configmaps"}}));
  Json stale = api.get(kMaps + "/a").json();
  ASSERT_EQ(api.merge(kMaps + "/a", R"({"data":{"k":"v"}})").code, 200);
  stale["data"]["k"] = "w";
  const Reply conflict = api.put(kMaps + "/a", stale);
  EXPECT_EQ(conflict.code, 409);
  EXPECT_EQ(conflict.reason(), "Conflict");
  EXPECT_EQ(conflict.json()["details"], Json({{"name", "a"}, {"kind", "configmaps"}}));
  EXPECT_EQ(api.put(kMaps + "/b", {{"metadata", {{"name", "b"}}}}).code, 404);
  EXPECT_EQ(api.merge(kMaps + "/b", "{}").code, 404);
  EXPECT_EQ(api.remove(kMaps + "/b").code, 404);
}

TEST(P0_09, BodiesThatDoNotFitTheirUrl) {
  TestServer api;
  struct Row {
    const char* body;
    int code;
    const char* message;
  };
  const Row rows[] = {
      {R"({"metadata":{"name":"a","namespace":"other"}})", 400, "does not match the namespace"},
      {R"({"kind":"Secret","apiVersion":"v1","metadata":{"name":"a"}})", 400, "Secret"},
      {R"({"kind":"ConfigMap","apiVersion":"v2","metadata":{"name":"a"}})", 400, "v2"},
      {R"({"metadata":)", 400, "JSON"},
      {R"([])", 400, "array"},
      {R"({"metadata":{"name":"a"},"data":{"k":1}})", 400, "cannot be handled as a ConfigMap"},
      {R"({"metadata":{"name":"a","resourceVersion":"5"}})", 500, "resourceVersion should not be set"},
  };
  for (const Row& row : rows) {
    const Reply reply = api.post(kMaps, row.body);
    EXPECT_EQ(reply.code, row.code) << row.body;
    EXPECT_THAT(reply.message(), HasSubstr(row.message)) << row.body;
  }
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"}})").code, 201);
  EXPECT_EQ(api.put(kMaps + "/a", {{"metadata", {{"name", "b"}}}}).code, 400);
  EXPECT_EQ(api.put(kMaps + "/a", {{"metadata", {{"name", "a"}, {"uid", "other"}}}}).code, 409);
}

TEST(P0_08, AWriteThatChangesNothingTakesNoRevision) {
  TestServer api;
  const Reply created = api.post(kIngresses, kOneIngress);
  const std::string before = created.revision();
  EXPECT_EQ(api.put(kIngresses + "/web", created.json()).revision(), before);
  EXPECT_EQ(api.merge(kIngresses + "/web", R"({"spec":{"rules":[{"host":"a.b"}]}})").revision(), before);
  EXPECT_EQ(api.send("PATCH", kIngresses + "/web", R"([{"op":"test","path":"/metadata/name","value":"web"}])",
                     "application/json-patch+json")
                .revision(),
            before);
  EXPECT_EQ(api.put(kIngresses + "/web/status", created.json()).revision(), before);
  EXPECT_EQ(api.get(kIngresses).json()["metadata"]["resourceVersion"], before);
}

TEST(P0_11, StatusAndSpecAreWrittenApart) {
  TestServer api;
  Json object = api.post(kIngresses, R"({"metadata":{"name":"web"},"spec":{"rules":[{"host":"a.b"}]},
      "status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}})")
                    .json();
  EXPECT_EQ(object["status"], Json({{"loadBalancer", Json::object()}})) << "status is reset at creation";
  EXPECT_EQ(object["metadata"]["generation"], 1);
  object["status"]["loadBalancer"]["ingress"] = Json::array({{{"ip", "10.0.0.2"}}});
  object["spec"]["rules"][0]["host"] = "c.d";
  object["metadata"]["labels"]["a"] = "b";
  object = api.put(kIngresses + "/web/status", object).json();
  EXPECT_EQ(object["status"]["loadBalancer"]["ingress"][0]["ip"], "10.0.0.2");
  EXPECT_EQ(object["spec"]["rules"][0]["host"], "a.b");
  EXPECT_EQ(object["metadata"]["labels"]["a"], "b") << "metadata is accepted through /status";
  EXPECT_EQ(object["metadata"]["generation"], 1);
  object["status"] = Json::object();
  object["spec"]["rules"][0]["host"] = "c.d";
  object = api.put(kIngresses + "/web", object).json();
  EXPECT_EQ(object["status"]["loadBalancer"]["ingress"][0]["ip"], "10.0.0.2");
  EXPECT_EQ(object["metadata"]["generation"], 2);
  object = api.merge(kIngresses + "/web", R"({"metadata":{"annotations":{"x":"y"}}})").json();
  EXPECT_EQ(object["metadata"]["generation"], 2) << "annotations never count";
  EXPECT_EQ(api.get(kIngresses + "/web/status").json(), api.get(kIngresses + "/web").json());
  EXPECT_EQ(api.get(kMaps + "/x/status").code, 404) << "a ConfigMap has no status";
}

TEST(P0_11, GenerationOfEndpointSlicesCountsLabels) {
  TestServer api;
  const std::string slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
  ASSERT_EQ(api.post(slices, R"({"metadata":{"name":"s"},"addressType":"IPv4","endpoints":[]})")
                .json()["metadata"]["generation"],
            1);
  EXPECT_EQ(api.merge(slices + "/s", R"({"metadata":{"annotations":{"a":"b"}}})").json()["metadata"]["generation"], 1);
  EXPECT_EQ(api.merge(slices + "/s", R"({"metadata":{"labels":{"a":"b"}}})").json()["metadata"]["generation"], 2);
  EXPECT_EQ(api.merge(slices + "/s", R"({"ports":[{"port":1}]})").json()["metadata"]["generation"], 3);
}

TEST(P0_10, LeasesAreWrittenWithTheirRevisionOnly) {
  TestServer api;
  const Json lease = {{"metadata", {{"name", "l"}}}, {"spec", {{"holderIdentity", "a"}, {"leaseDurationSeconds", 15}}}};
  const Reply created = api.put(kLeases + "/l", lease);
  EXPECT_EQ(created.code, 201) << "PUT creates a Lease";
  const Reply blind = api.put(kLeases + "/l", lease);
  EXPECT_EQ(blind.code, 422);
  EXPECT_EQ(
      blind.message(),
      "leases.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified "
      "for an update");
  Json first = created.json();
  Json second = created.json();
  first["spec"]["holderIdentity"] = "b";
  second["spec"]["holderIdentity"] = "c";
  EXPECT_EQ(api.put(kLeases + "/l", first).code, 200);
  EXPECT_EQ(api.put(kLeases + "/l", second).code, 409);
}

TEST(P0_09, GenerateNameAddsFiveCharacters) {
  TestServer api;
  const Json object = api.post(kMaps, R"({"metadata":{"generateName":"a-"}})").json();
  EXPECT_THAT(object["metadata"]["name"].get<std::string>(), MatchesRegex("a-[bcdfghjklmnpqrstvwxz2456789]{5}"));
  EXPECT_EQ(object["metadata"]["generateName"], "a-");
  const std::string longest(80, 'x');
  const Json cut = api.post(kMaps, R"({"metadata":{"generateName":")" + longest + R"("}})").json();
  EXPECT_EQ(cut["metadata"]["name"].get<std::string>().size(), 63u);
}

TEST(P0_23, Patches) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a","annotations":{"x.io/y":"1"}},"data":{"k":"v","l":"w"}})").code,
            201);
  const auto patch = [&](const char* type, const char* body) {
    return api.send("PATCH", kMaps + "/a", body, std::string("application/") + type);
  };
  EXPECT_EQ(patch("json-patch+json", R"([{"op":"replace","path":"/metadata/annotations/x.io~1y","value":"2"}])")
                .json()["metadata"]["annotations"]["x.io/y"],
            "2");
  EXPECT_EQ(patch("merge-patch+json", R"({"data":{"k":null}})").json()["data"], Json({{"l", "w"}}));
  EXPECT_EQ(patch("strategic-merge-patch+json", R"({"data":{"$patch":"replace","m":"x"}})").json()["data"],
            Json({{"m", "x"}}));
  const Reply failed_test = patch("json-patch+json", R"([{"op":"test","path":"/data/m","value":"y"}])");
  EXPECT_EQ(failed_test.code, 422);
  EXPECT_EQ(failed_test.reason(), "Invalid");
  EXPECT_EQ(patch("json-patch+json", R"([{"op":"add","path":"/no/such/parent","value":1}])").code, 422);
  EXPECT_EQ(patch("json-patch+json", "{").code, 400);
  EXPECT_EQ(patch("merge-patch+json", R"({"metadata":{"name":"b"}})").code, 400);
  EXPECT_EQ(patch("merge-patch+json", R"({"metadata":{"resourceVersion":"1"}})").code, 409) << "a precondition";
  EXPECT_EQ(patch("x-patch", "{}").code, 415);
}

TEST(P0_26, FieldValidation) {
  TestServer api;
  const char* body = R"({"metadata":{"name":"a"},"data":{"k":"v"},"foo":1})";
  const Reply strict = api.post(kMaps + "?fieldValidation=Strict", body);
  EXPECT_EQ(strict.code, 400);
  EXPECT_THAT(strict.message(), HasSubstr("strict decoding error: unknown field \"foo\""));
  const Reply ignored = api.post(kMaps + "?fieldValidation=Ignore&dryRun=All", body);
  EXPECT_EQ(ignored.code, 201);
  EXPECT_EQ(ignored.header("Warning"), "");
  const Reply warned = api.post(kMaps, body);
  EXPECT_EQ(warned.code, 201);
  EXPECT_EQ(warned.header("Warning"), "299 - \"unknown field \\\"foo\\\"\"");
  EXPECT_FALSE(warned.json().contains("foo"));
  const Reply patched = api.merge(kMaps + "/a?fieldValidation=Strict", R"({"foo":1})");
  EXPECT_EQ(patched.code, 422);
  EXPECT_EQ(patched.json()["details"]["causes"][0]["field"], "patch");
}

TEST(P0_26, DuplicateFieldsAreNoticed) {
  TestServer api;
  const char* body = R"({"metadata":{"name":"a","name":"a"},"data":{"k":"v","k":"w"}})";
  const Reply strict = api.post(kMaps + "?fieldValidation=Strict", body);
  EXPECT_EQ(strict.code, 400);
  EXPECT_THAT(strict.message(), HasSubstr("duplicate field \"metadata.name\""));
  const Reply warned = api.post(kMaps, body);
  EXPECT_EQ(warned.code, 201);
  EXPECT_THAT(warned.header("Warning"), HasSubstr("duplicate field"));
  EXPECT_EQ(warned.json()["data"]["k"], "w") << "the last one wins";
}

TEST(P0_26, DryRunLeavesNoTrace) {
  TestServer api;
  const std::string before = api.get(kMaps).json()["metadata"]["resourceVersion"];
  const Reply created = api.post(kMaps + "?dryRun=All", R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(created.code, 201);
  EXPECT_FALSE(created.json()["metadata"]["uid"].get<std::string>().empty());
  EXPECT_FALSE(created.json()["metadata"].contains("resourceVersion"));
  EXPECT_EQ(api.get(kMaps + "/a").code, 404);
  EXPECT_EQ(api.get(kMaps).json()["metadata"]["resourceVersion"], before);
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"}})").code, 201);
  EXPECT_EQ(api.merge(kMaps + "/a?dryRun=All", R"({"data":{"k":"v"}})").json()["data"]["k"], "v");
  EXPECT_FALSE(api.get(kMaps + "/a").json().contains("data"));
  EXPECT_EQ(api.remove(kMaps + "/a?dryRun=All").code, 200);
  EXPECT_EQ(api.get(kMaps + "/a").code, 200);
}

TEST(P0_27, DeleteTellsTheUid) {
  TestServer api;
  const std::string uid = api.post(kMaps, R"({"metadata":{"name":"a"}})").json()["metadata"]["uid"];
  const Json status = api.remove(kMaps + "/a").json();
  EXPECT_EQ(status["kind"], "Status");
  EXPECT_EQ(status["status"], "Success");
  EXPECT_EQ(status["details"], Json({{"name", "a"}, {"kind", "configmaps"}, {"uid", uid}}));
  ASSERT_EQ(
      api.post("/api/v1/namespaces/default/services", R"({"metadata":{"name":"s"},"spec":{"ports":[{"port":1}]}})")
          .code,
      201);
  EXPECT_EQ(api.remove("/api/v1/namespaces/default/services/s").json()["kind"], "Service") << "some answer the object";
}

TEST(P0_27, FinalizersAndTheirEnd) {
  TestServer api;
  const Reply created = api.post(kMaps, R"({"metadata":{"name":"a","finalizers":["x.io/y"]}})");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + created.revision());
  const Reply deleted = api.remove(kMaps + "/a");
  EXPECT_EQ(deleted.code, 200);
  EXPECT_EQ(deleted.json()["kind"], "ConfigMap");
  EXPECT_TRUE(deleted.json()["metadata"].contains("deletionTimestamp"));
  EXPECT_EQ(watch.next_text(), "MODIFIED a@" + deleted.revision());
  const Reply released = api.merge(kMaps + "/a", R"({"metadata":{"finalizers":null}})");
  EXPECT_EQ(released.code, 200);
  EXPECT_EQ(watch.next_text(), "DELETED a@" + released.revision());
  EXPECT_EQ(api.get(kMaps + "/a").code, 404);
}

TEST(P0_04, DeletePreconditionsAndOptions) {
  TestServer api;
  const Reply created = api.post(kMaps, R"({"metadata":{"name":"a"}})");
  const Reply wrong = api.remove(kMaps + "/a", R"({"preconditions":{"uid":"other"}})");
  EXPECT_EQ(wrong.code, 409);
  EXPECT_EQ(wrong.message(),
            "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (other) does "
            "not match the UID in record (" +
                created.json()["metadata"]["uid"].get<std::string>() +
                "). The object might have been deleted and then recreated");
  EXPECT_EQ(wrong.json()["details"]["kind"], "ConfigMap");
  const Reply stale = api.remove(kMaps + "/a", R"({"preconditions":{"resourceVersion":"1"}})");
  EXPECT_EQ(stale.code, 409);
  EXPECT_THAT(stale.message(),
              HasSubstr("the ResourceVersion in the precondition (1) does not match the ResourceVersion "
                        "in record (" +
                        created.revision() + "). The object might have been modified"));
  EXPECT_EQ(
      api.remove(kMaps + "/a", R"({"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"resourceVersion":")" +
                                   created.revision() + R"("}})")
          .code,
      200);
}

TEST(P1_05, DeleteCollectionHonoursSelectors) {
  TestServer api;
  for (const char* name : {"a", "b"}) {
    api.post(kMaps, R"({"metadata":{"name":")" + std::string(name) + R"(","labels":{"n":")" + name + R"("}}})");
  }
  const Reply reply = api.send("DELETE", kMaps + "?labelSelector=n%3Da");
  EXPECT_EQ(reply.code, 200);
  EXPECT_EQ(reply.json()["kind"], "ConfigMapList");
  EXPECT_EQ(reply.json()["items"].size(), 1u);
  EXPECT_EQ(api.get(kMaps + "/a").code, 404);
  EXPECT_EQ(api.get(kMaps + "/b").code, 200);
  const Reply namespaces = api.send("DELETE", "/api/v1/namespaces");
  EXPECT_EQ(namespaces.code, 405);
  EXPECT_EQ(namespaces.reason(), "MethodNotAllowed");
}

TEST(P1_06, DeletingANamespaceDeletesWhatIsInIt) {
  TestServer api;
  ASSERT_EQ(api.post("/api/v1/namespaces", R"({"metadata":{"name":"n"}})").code, 201);
  ASSERT_EQ(api.post("/api/v1/namespaces/n/configmaps", R"({"metadata":{"name":"a"}})").code, 201);
  const Reply deleted = api.remove("/api/v1/namespaces/n");
  EXPECT_EQ(deleted.code, 200);
  EXPECT_EQ(deleted.json()["status"]["phase"], "Terminating");
  EXPECT_EQ(api.get("/api/v1/namespaces/n").code, 404);
  EXPECT_EQ(api.get("/api/v1/namespaces/n/configmaps/a").code, 404);
}

TEST(P1_14, DeploymentsAreScaled) {
  TestServer api;
  const std::string deployments = "/apis/apps/v1/namespaces/default/deployments";
  ASSERT_EQ(api.post(deployments, R"({"metadata":{"name":"d"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
      "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})")
                .code,
            201);
  const Json scale = api.get(deployments + "/d/scale").json();
  EXPECT_EQ(scale["kind"], "Scale");
  EXPECT_EQ(scale["apiVersion"], "autoscaling/v1");
  EXPECT_EQ(scale["spec"]["replicas"], 2);
  EXPECT_EQ(scale["status"]["selector"], "a=b");
  EXPECT_EQ(api.merge(deployments + "/d/scale", R"({"spec":{"replicas":5}})").json()["spec"]["replicas"], 5);
  EXPECT_EQ(api.get(deployments + "/d").json()["spec"]["replicas"], 5);
  EXPECT_EQ(api.put(deployments + "/d/scale", scale).code, 409) << "the revision of the old scale";
}

TEST(P1_13, WarningsOfDeprecatedThings) {
  TestServer api;
  const Reply ingress =
      api.post(kIngresses, R"({"metadata":{"name":"old","annotations":{"kubernetes.io/ingress.class":"x"}},
      "spec":{"rules":[{}]}})");
  EXPECT_THAT(ingress.header("Warning"), HasSubstr("is deprecated, please use 'spec.ingressClassName' instead"));
  const Reply both =
      api.post(kIngresses, R"({"metadata":{"name":"both","annotations":{"kubernetes.io/ingress.class":"x"}},
      "spec":{"ingressClassName":"x","rules":[{}]}})");
  EXPECT_EQ(both.code, 201);
  EXPECT_EQ(both.header("Warning"), "");
}

// What a body is called that is not of its resource.
TEST(P0_34, BodiesOfAnotherKindOrVersion) {
  TestServer api;
  const std::pair<const char*, const char*> rows[] = {
      {R"({"apiVersion":"networking.k8s.io/v1","kind":"IngressClass","metadata":{"name":"a"}})",
       R"(IngressClass in version "v1" cannot be handled as a Ingress: converting (v1.IngressClass) to )"
       R"((networking.Ingress): unknown conversion)"},
      {R"({"apiVersion":"networking.k8s.io/v1beta1","kind":"Ingress","metadata":{"name":"a"}})",
       "the API version in the data (networking.k8s.io/v1beta1) does not match the expected API version "
       "(networking.k8s.io/v1)"},
      {R"({"apiVersion":"extensions/v1beta1","kind":"Ingress","metadata":{"name":"a"}})",
       "the API version in the data (extensions/v1beta1) does not match the expected API version "
       "(networking.k8s.io/v1)"},
      {R"({"metadata":)",
       "the object provided is unrecognized (must be of type Ingress): couldn't get version/kind; json parse error: "
       R"(unexpected end of JSON input ({"metadata":))"},
      {"[1]",
       "the object provided is unrecognized (must be of type Ingress): couldn't get version/kind; json parse error: "
       "json: cannot unmarshal array into Go value of type struct { APIVersion string "
       R"("json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" } (5b315d))"},
      {R"({"spec":{"rules":"x"}})",
       R"(Ingress in version "v1" cannot be handled as a Ingress: json: cannot unmarshal string into Go struct field )"
       "IngressSpec.spec.rules of type []v1.IngressRule"},
  };
  for (const auto& [body, message] : rows) {
    const Reply refused = api.post(kIngresses, body);
    EXPECT_EQ(refused.code, 400) << body;
    EXPECT_EQ(refused.message(), message);
  }
  EXPECT_EQ(api.post(kIngresses, "").message(),
            "the object provided is unrecognized (must be of type Ingress): couldn't get version/kind; json parse "
            "error: unexpected end of JSON input (<empty>)");
}

TEST(P0_34, YamlBodiesAreRead) {
  TestServer api;
  const Reply reply = api.send(
      "POST", kMaps, "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: y\ndata: {k: \"1\"}\n", "application/yaml");
  EXPECT_EQ(reply.code, 201) << reply.text;
  EXPECT_EQ(reply.json()["data"]["k"], "1");
}

TEST(P0_09, BodiesOfMoreThan3MiBAre413) {
  TestServer api;
  const Reply reply =
      api.post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":")" + std::string(3 * 1024 * 1024, 'x') + "\"}}");
  EXPECT_EQ(reply.code, 413);
  EXPECT_EQ(reply.reason(), "RequestEntityTooLarge");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
