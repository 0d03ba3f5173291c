// Patches and configurations that are refused, in the words of a kube-apiserver 1.35; over HTTP.
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::HasSubstr;

Reply patch(TestServer& api, const std::string& type, std::string_view body, const std::string& query = "") {
  return api.send("PATCH", kMaps + "/a" + query, std::string(body), "application/" + type);
}

void create(TestServer& api) {
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":"v"}})").code, 201);
}

TEST(P0_23, PatchesThatAreNone) {
  struct Row {
    const char* type;
    const char* body;
    const char* message;
  };
  const Row rows[] = {
      {"json-patch+json", R"({"op":"add"})",
       "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"},
      {"json-patch+json", R"([{"op")", "error decoding patch: unexpected end of JSON input"},
      {"merge-patch+json", "[1]",
       "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"},
      {"merge-patch+json", R"("x")",
       "error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}"},
      {"merge-patch+json", "null", "Invalid JSON Patch"},
      {"strategic-merge-patch+json", "[1]",
       "json: cannot unmarshal array into Go value of type map[string]interface {}"},
  };
  TestServer api;
  create(api);
  for (const Row& row : rows) {
    const Reply reply = patch(api, row.type, row.body);
    EXPECT_EQ(reply.code, 400) << row.body;
    EXPECT_EQ(reply.message(), row.message) << row.body;
  }
}

TEST(P0_23, OperationsThatCannotBeDone) {
  TestServer api;
  create(api);
  for (const char* body :
       {R"([{"op":"test","path":"/data/k","value":"x"}])", R"([{"op":"remove","path":"/data/none"}])",
        R"([{"op":"increment","path":"/data/k","value":1}])", R"([{"op":"add","value":1}])"}) {
    const Reply reply = patch(api, "json-patch+json", body);
    EXPECT_EQ(reply.code, 422) << body;
    EXPECT_EQ(reply.message(), "the server rejected our request due to an error in our request");
    EXPECT_EQ(reply.json()["details"], Json::object());
  }
}

TEST(P0_23, PatchesThatMakeNoObject) {
  TestServer api;
  create(api);
  for (const char* body : {R"({"data":{"k":5}})", R"({"kind":"Secret"})", R"({"apiVersion":"v9"})"}) {
    const Reply reply = patch(api, "merge-patch+json", body);
    EXPECT_EQ(reply.code, 422) << body;
    EXPECT_THAT(reply.message(), HasSubstr(R"( "" is invalid: patch: Invalid value: )"));
    EXPECT_EQ(reply.json()["details"]["causes"][0]["field"], "patch");
    EXPECT_FALSE(reply.json()["details"].contains("kind"));
  }
}

Reply apply(TestServer& api, std::string_view body) {
  return patch(api, "apply-patch+yaml", body, "?fieldManager=m");
}

TEST(P1_03, ConfigurationsOfAnotherType) {
  TestServer api;
  create(api);
  EXPECT_EQ(apply(api, R"({"metadata":{"name":"a"}})").message(), "invalid object type: /, Kind=");
  EXPECT_EQ(apply(api, R"({"apiVersion":"v9","kind":"ConfigMap"})").message(),
            "invalid object type: /v9, Kind=ConfigMap");
  EXPECT_EQ(apply(api, R"({"apiVersion":"apps/v1","kind":"X"})").message(), "invalid object type: apps/v1, Kind=X");
  EXPECT_EQ(apply(api, "[1]").message(),
            "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go "
            "value of type map[string]interface {}");
  const Reply unknown = apply(api, R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"foo":1})");
  EXPECT_EQ(unknown.code, 500);
  EXPECT_EQ(unknown.message(),
            "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .foo: field not declared in schema");
}

TEST(P0_09, WhatTheServerStampedCannotBeWritten) {
  TestServer api;
  create(api);
  Json object = api.get(kMaps + "/a").json();
  const std::string stamped = object["metadata"]["creationTimestamp"];
  object["metadata"]["creationTimestamp"] = "2001-02-03T04:05:06Z";
  const Reply reply = api.put(kMaps + "/a", object);
  EXPECT_EQ(reply.code, 200) << reply.text;
  EXPECT_EQ(reply.json()["metadata"]["creationTimestamp"], stamped);
}

// Expected: the answer of kube-apiserver 1.35.4.
TEST(P0_23, APatchCannotNameAnotherUid) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"}})").code, 201);
  const Reply reply = api.merge(kMaps + "/a", R"({"metadata":{"uid":"u"}})");
  EXPECT_EQ(reply.code, 422);
  EXPECT_EQ(reply.message(), "ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"u\": field is immutable");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
