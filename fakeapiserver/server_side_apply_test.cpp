// Server-side apply over HTTP.
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const std::string kMap = "/api/v1/namespaces/default/configmaps/a";
const std::string kIngress = "/apis/networking.k8s.io/v1/namespaces/default/ingresses/web";

Reply apply(TestServer& api, const std::string& target, const std::string& manager, const std::string& body,
            const std::string& more = "") {
  return api.send("PATCH", target + "?fieldManager=" + manager + more, body, "application/apply-patch+yaml");
}

std::string map_with(const std::string& data) {
  return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":)" + data + "}";
}

TEST(P1_03, ApplyCreatesAndRecordsItsFields) {
  TestServer api;
  const Reply created = apply(api, kMap, "m", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n");
  EXPECT_EQ(created.code, 201) << created.text;
  const Json entries = created.json()["metadata"]["managedFields"];
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0]["manager"], "m");
  EXPECT_EQ(entries[0]["operation"], "Apply");
  EXPECT_EQ(entries[0]["apiVersion"], "v1");
  EXPECT_EQ(entries[0]["fieldsType"], "FieldsV1");
  EXPECT_EQ(entries[0]["fieldsV1"], Json::parse(R"({"f:data":{"f:k":{}}})"));
  const Reply again = apply(api, kMap, "m", map_with(R"({"k":"v"})"));
  EXPECT_EQ(again.code, 200);
  EXPECT_EQ(again.revision(), created.revision()) << "the same again changes nothing";
}

TEST(P1_03, OnlyItsOwnUidIsApplied) {
  TestServer api;
  const std::string with_uid = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"u"}})";
  Reply reply = apply(api, kMap, "m", with_uid);
  EXPECT_EQ(reply.code, 409);
  EXPECT_EQ(reply.message(),
            "Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid u, and "
            "no existing object was found");
  ASSERT_EQ(apply(api, kMap, "m", map_with("{}")).code, 201);
  reply = apply(api, kMap, "m", with_uid);
  EXPECT_EQ(reply.code, 422);
  EXPECT_EQ(reply.message(), "ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"u\": field is immutable");
}

TEST(P1_03, WhatIsNoLongerAppliedGoes) {
  TestServer api;
  apply(api, kMap, "m", map_with(R"({"k":"v","l":"w"})"));
  api.merge(kMap + "?fieldManager=other", R"({"data":{"o":"x"}})");
  const Json object = apply(api, kMap, "m", map_with(R"({"k":"v"})")).json();
  EXPECT_EQ(object["data"], Json({{"k", "v"}, {"o", "x"}})) << "what others own stays";
}

TEST(P1_03, WhatSomebodyElseAlsoAppliesStays) {
  TestServer api;
  apply(api, kMap, "m", map_with(R"({"k":"v"})"));
  EXPECT_EQ(apply(api, kMap, "n", map_with(R"({"k":"v"})")).code, 200) << "equal values are shared";
  const Json object = apply(api, kMap, "m", map_with(R"({"z":"1"})")).json();
  EXPECT_EQ(object["data"], Json({{"k", "v"}, {"z", "1"}}));
}

TEST(P1_03, ConflictsNameTheOwnerAndTheField) {
  TestServer api;
  api.post("/api/v1/namespaces/default/configmaps?fieldManager=first", R"({"metadata":{"name":"a"},"data":{"k":"v"}})");
  const Reply refused = apply(api, kMap, "m", map_with(R"({"k":"w"})"));
  EXPECT_EQ(refused.code, 409);
  EXPECT_EQ(refused.reason(), "Conflict");
  EXPECT_THAT(refused.message(), MatchesRegex("Apply failed with 1 conflict: conflict with \"first\" using v1 at "
                                              "[-0-9T:]+Z: .data.k"));
  const Json details = refused.json()["details"];
  EXPECT_EQ(details["causes"].size(), 1u);
  EXPECT_EQ(details["causes"][0]["reason"], "FieldManagerConflict");
  EXPECT_EQ(details["causes"][0]["field"], ".data.k");
  EXPECT_FALSE(details.contains("name"));
  const Reply forced = apply(api, kMap, "m", map_with(R"({"k":"w"})"), "&force=true");
  EXPECT_EQ(forced.code, 200);
  EXPECT_EQ(forced.json()["data"]["k"], "w");
  EXPECT_EQ(apply(api, kMap, "m", map_with(R"({"k":"x"})")).code, 200) << "the field is m's now";
}

TEST(P1_03, SeveralConflictsAreListedByManager) {
  TestServer api;
  apply(api, kMap, "b", map_with(R"({"x":"1"})"));
  apply(api, kMap, "c", map_with(R"({"y":"1","z":"1"})"));
  const Reply refused = apply(api, kMap, "m", map_with(R"({"x":"2","y":"2","z":"2"})"));
  EXPECT_EQ(
      refused.message(),
      "Apply failed with 3 conflicts: conflicts with \"b\":\n- .data.x\nconflicts with \"c\":\n- .data.y\n- .data.z");
}

TEST(P1_03, ApplyIsChecked) {
  TestServer api;
  const Reply nobody = api.send("PATCH", kMap, map_with("{}"), "application/apply-patch+yaml");
  EXPECT_EQ(nobody.code, 422);
  EXPECT_EQ(nobody.json()["details"]["causes"][0]["field"], "fieldManager");
  EXPECT_EQ(apply(api, kMap, "m", R"({"metadata":{"name":"a"}})").code, 400) << "kind and apiVersion are needed";
  EXPECT_EQ(apply(api, kMap, "m", R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}})").code, 400);
  EXPECT_EQ(apply(api, kMap, "m", R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}})").code, 400);
  EXPECT_EQ(
      apply(api, kMap, "m", R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{}]}})")
          .code,
      400);
  EXPECT_EQ(apply(api, kMap, "m", "{").code, 400);
  const Reply unknown =
      apply(api, kMap, "m", R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"foo":1})");
  EXPECT_EQ(unknown.code, 500);
  EXPECT_THAT(unknown.message(), HasSubstr(".foo: field not declared in schema"));
}

TEST(P1_03, StatusIsAppliedApart) {
  TestServer api;
  const std::string spec = R"("spec":{"rules":[{"host":"a.b"}]})";
  const std::string head = R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web"},)";
  ASSERT_EQ(apply(api, kIngress, "m", head + spec + "}").code, 201);
  const Reply status = apply(api, kIngress + "/status", "controller",
                             head + R"("status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}})");
  EXPECT_EQ(status.code, 200) << status.text;
  EXPECT_EQ(status.json()["status"]["loadBalancer"]["ingress"][0]["ip"], "10.0.0.1");
  EXPECT_EQ(status.json()["spec"]["rules"][0]["host"], "a.b");
  bool recorded = false;
  const Json entries = status.json()["metadata"]["managedFields"];
  for (const Json& entry : entries) {
    if (entry["manager"] != "controller") continue;
    recorded = true;
    EXPECT_EQ(entry["subresource"], "status");
    EXPECT_EQ(entry["fieldsV1"], Json::parse(R"({"f:status":{"f:loadBalancer":{"f:ingress":{}}}})"));
  }
  EXPECT_TRUE(recorded);
  const Reply again = apply(api, kIngress, "m", head + spec + "}");
  EXPECT_EQ(again.json()["status"]["loadBalancer"]["ingress"][0]["ip"], "10.0.0.1");
}

TEST(P1_03, AnObjectWithoutARecordBelongsToWhoeverWasBefore) {
  TestServer api;
  api.post("/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"a"},"data":{"k":"v"}})");
  Json object = api.get(kMap).json();
  object["metadata"]["managedFields"] = Json::array();
  EXPECT_FALSE(api.put(kMap, object).json()["metadata"].contains("managedFields"));
  const Reply refused = apply(api, kMap, "m", map_with(R"({"k":"w"})"));
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.message(), HasSubstr("before-first-apply"));
}

TEST(P1_03, KubectlTakesOverWhatItsAnnotationCovers) {
  TestServer api;
  Json object = Json::parse(map_with(R"({"k":"v"})"));
  object["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = map_with(R"({"k":"v"})");
  api.post("/api/v1/namespaces/default/configmaps?fieldManager=kubectl-client-side-apply", kube::to_text(object));
  EXPECT_EQ(apply(api, kMap, "kubectl", map_with(R"({"k":"w"})")).code, 200);
}

TEST(P1_04, PlainWritesKeepTheRecord) {
  TestServer api;
  http::Request request;
  request.method = "POST";
  request.target = "/api/v1/namespaces/default/configmaps";
  request.headers.set("User-Agent", "controller/v1.2 (linux)");
  request.headers.set("Content-Type", "application/json");
  request.body = R"({"metadata":{"name":"a","labels":{"l":"1"}},"data":{"k":"v"}})";
  const Json created = api.send(request).json();
  ASSERT_EQ(created["metadata"]["managedFields"].size(), 1u);
  EXPECT_EQ(created["metadata"]["managedFields"][0]["manager"], "controller");
  EXPECT_EQ(created["metadata"]["managedFields"][0]["operation"], "Update");
  EXPECT_EQ(created["metadata"]["managedFields"][0]["fieldsV1"],
            Json::parse(R"({"f:data":{".":{},"f:k":{}},"f:metadata":{"f:labels":{".":{},"f:l":{}}}})"));
  const Json changed = api.merge(kMap + "?fieldManager=other", R"({"data":{"k":"w"}})").json();
  ASSERT_EQ(changed["metadata"]["managedFields"].size(), 2u);
  for (const Json& entry : changed["metadata"]["managedFields"]) {
    EXPECT_EQ(entry["fieldsV1"]["f:data"].contains("f:k"), entry["manager"] == "other");
  }
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
