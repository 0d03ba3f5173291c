// Which paths, methods and forms are refused, and in which words: those of a kube-apiserver 1.35.4.
#include "fakeapiserver/server_fixture_test.hpp"

#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

const std::string kClasses = "/apis/networking.k8s.io/v1/ingressclasses";
constexpr const char* kOneMap = R"({"metadata":{"name":"a"}})";
constexpr const char* kWidgetDefinition = R"({"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com",
    "scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,
    "storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}})";

Json refusal(int code, std::string_view reason, std::string_view message) {
  return {{"kind", "Status"},   {"apiVersion", "v1"}, {"metadata", Json::object()}, {"status", "Failure"},
          {"message", message}, {"reason", reason},   {"details", Json::object()},  {"code", code}};
}

Json no_such_method() {
  return refusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
}

std::string asking_for(std::string_view form) {
  return "application/json;as=" + std::string(form) + ";v=v1;g=meta.k8s.io";
}

TEST(Refusals, MethodsWithoutARoute) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, kOneMap).code, 201);
  EXPECT_EQ(api.post(kMaps + "/a", kOneMap).json(), no_such_method());
  EXPECT_EQ(api.post(kMaps + "/b", R"({"metadata":{"name":"b"}})").json(), no_such_method());
  EXPECT_EQ(api.get(kMaps + "/b").code, 404) << "and nothing was made";
  EXPECT_EQ(api.put(kMaps, Json::object()).json(), no_such_method());
  EXPECT_EQ(api.merge(kMaps, "{}").json(), no_such_method());
  EXPECT_EQ(api.post("/api/v1/configmaps", kOneMap).json(), no_such_method());
  EXPECT_EQ(api.remove("/api/v1/configmaps").json(), no_such_method());
  EXPECT_EQ(api.remove("/api/v1/namespaces").json(), no_such_method());
  const Reply head = api.send("HEAD", kMaps + "/a");
  EXPECT_EQ(head.code, 405);
  EXPECT_EQ(head.text, "");
}

// Their requests are answered by their verb, not by their route.
TEST(Refusals, CustomKindsKnowHead) {
  TestServer api;
  ASSERT_EQ(api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", kWidgetDefinition).code, 201);
  const std::string widgets = "/apis/example.com/v1/namespaces/default/widgets";
  ASSERT_EQ(api.post(widgets, R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"}})").code, 201);
  EXPECT_EQ(api.send("HEAD", widgets + "/a").code, 200);
}

TEST(Refusals, UnknownVersionsOfKnownGroups) {
  TestServer api;
  const Json nothing = refusal(404, "NotFound", "the server could not find the requested resource");
  EXPECT_EQ(api.get("/apis/networking.k8s.io/v9").json(), nothing);
  EXPECT_EQ(api.get("/api/v1/namespaces/default/things").json(), nothing);
  EXPECT_EQ(api.get("/apis/networking.k8s.io/v1/namespaces/default/things/one").json(), nothing);
  EXPECT_EQ(api.get(kMaps + "/a/status").json(), nothing);
  EXPECT_EQ(api.get("/apis/unknown.example.com/v1").text, "404 page not found\n");
}

TEST(Refusals, SubresourcesOfAMissingPod) {
  TestServer api;
  const std::string pod = "/api/v1/namespaces/default/pods/missing";
  Json missing = refusal(404, "NotFound", "pods \"missing\" not found");
  missing["details"] = {{"name", "missing"}, {"kind", "pods"}};
  EXPECT_EQ(api.get(pod + "/log").json(), missing);
  EXPECT_EQ(api.post(pod + "/eviction", R"({"metadata":{"name":"missing"}})").json(), missing);
}

TEST(Refusals, MetadataOfAListAndListsOfMetadata) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, kOneMap).code, 201);
  const Reply of_list = api.get(kMaps, asking_for("PartialObjectMetadata"));
  EXPECT_EQ(of_list.code, 406);
  EXPECT_EQ(of_list.reason(), "NotAcceptable");
  EXPECT_EQ(of_list.message(),
            "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)");
  const Reply list = api.get(kMaps + "/a", asking_for("PartialObjectMetadataList"));
  EXPECT_EQ(list.code, 406);
  EXPECT_EQ(list.message(),
            "you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)");
  EXPECT_EQ(api.get(kMaps + "/none", asking_for("PartialObjectMetadataList")).code, 404) << "what is missing has none";
  EXPECT_EQ(api.get(kIngresses, asking_for("PartialObjectMetadata")).message(),
            "you requested PartialObjectMetadata, but the requested object is a list (*networking.IngressList)");
  EXPECT_EQ(api.get(kMaps, asking_for("PartialObjectMetadataList")).code, 200);
  EXPECT_EQ(api.get(kMaps + "/a", asking_for("PartialObjectMetadata")).code, 200);
}

TEST(Refusals, WhatTableRowsInclude) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, kOneMap).code, 201);
  const std::string table = asking_for("Table");
  const Json bare = api.get(kMaps + "?includeObject=None", table).json()["rows"][0];
  EXPECT_TRUE(bare.contains("object") && bare["object"].is_null()) << bare;
  const Reply unknown = api.get(kMaps + "/a?includeObject=Some", table);
  EXPECT_EQ(unknown.code, 400);
  EXPECT_EQ(unknown.message(),
            "Unable to convert to Table as requested: includeObject: Invalid value: \"Some\": must be 'Metadata', "
            "'Object', 'None', or empty");
  EXPECT_EQ(api.get(kMaps + "/a?includeObject=Some").code, 200) << "only a Table has rows";
}

TEST(Refusals, WordsOf406) {
  TestServer api;
  const std::string available =
      "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
      "application/vnd.kubernetes.protobuf";
  EXPECT_EQ(api.get(kMaps + "/a", "text/html").json(), refusal(406, "NotAcceptable", available));
  EXPECT_EQ(api.get(kMaps + "?watch=true", "text/html").json(),
            refusal(406, "NotAcceptable",
                    available + ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"));
  Json unknown_form = refusal(406, "NotAcceptable",
                              "only the following media types are accepted: application/json, application/yaml, "
                              "application/vnd.kubernetes.protobuf");
  unknown_form.erase("details");
  EXPECT_EQ(api.get(kMaps + "/a", asking_for("Chart")).json(), unknown_form);
}

TEST(Refusals, ASuccessHasNoCode) {
  TestServer api;
  const Json made = api.post(kMaps, kOneMap).json();
  const Reply deleted = api.remove(kMaps + "/a");
  EXPECT_EQ(deleted.code, 200);
  EXPECT_EQ(deleted.json(),
            Json({{"kind", "Status"},
                  {"apiVersion", "v1"},
                  {"metadata", Json::object()},
                  {"status", "Success"},
                  {"details", {{"name", "a"}, {"kind", "configmaps"}, {"uid", made["metadata"]["uid"]}}}}));
}

TEST(Refusals, ANamespaceOfAClusterWideObjectIsForgotten) {
  TestServer api;
  constexpr const char* kObject =
      R"({"metadata":{"name":"c","namespace":"default"},"spec":{"controller":"example.com/c"}})";
  const Reply made = api.post(kClasses, kObject);
  EXPECT_EQ(made.code, 201) << made.text;
  EXPECT_FALSE(made.json()["metadata"].contains("namespace"));
  const Reply changed = api.put(kClasses + "/c", Json::parse(kObject));
  EXPECT_EQ(changed.code, 200) << changed.text;
  EXPECT_FALSE(changed.json()["metadata"].contains("namespace"));
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
