// What a write leaves behind, over HTTP: one revision, a generation, an answer with a body, addresses, warnings.
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::HasSubstr;

const std::string kEndpoints = "/api/v1/namespaces/default/endpoints";

std::uint64_t current_revision(TestServer& api) {
  return std::stoull(api.get("/api/v1/nodes").revision());
}

TEST(P0_07, EachWriteTakesOneRevision) {
  TestServer api;
  std::uint64_t revision = current_revision(api);
  const auto took_one = [&](const Reply& reply) {
    const std::uint64_t before = revision;
    revision = current_revision(api);
    return reply.code < 300 && revision == before + 1;
  };
  const Reply created = api.post(kMaps, R"({"metadata":{"name":"a"}})");
  EXPECT_TRUE(took_one(created));
  EXPECT_EQ(created.revision(), std::to_string(revision));
  Json object = created.json();
  object["data"]["k"] = "v";
  EXPECT_TRUE(took_one(api.put(kMaps + "/a", object)));
  EXPECT_TRUE(took_one(api.merge(kMaps + "/a", R"({"data":{"k":"w"}})")));
  EXPECT_EQ(api.get(kMaps + "/a").revision(), std::to_string(revision));
  EXPECT_TRUE(took_one(api.remove(kMaps + "/a")));
  EXPECT_TRUE(took_one(api.post("/api/v1/nodes", R"({"metadata":{"name":"n"}})"))) << "one counter for all kinds";
  EXPECT_EQ(api.get(kMaps + "/a").code, 404);
  EXPECT_EQ(current_revision(api), revision) << "reading takes none";
}

// client-go takes a 2xx without a body for an error.
TEST(P0_05, NoAnswerIsEmpty) {
  TestServer api;
  const auto check = [](const Reply& reply, const char* kind) {
    EXPECT_LT(reply.code, 300) << reply.text;
    EXPECT_EQ(reply.header("Content-Type"), "application/json");
    EXPECT_EQ(reply.json()["kind"], kind);
  };
  const Reply created = api.post(kMaps, R"({"metadata":{"name":"a"}})");
  check(created, "ConfigMap");
  check(api.put(kMaps + "/a", created.json()), "ConfigMap");
  check(api.merge(kMaps + "/a", "{}"), "ConfigMap");
  check(api.get(kMaps + "/a"), "ConfigMap");
  check(api.get(kMaps), "ConfigMapList");
  check(api.remove(kMaps + "/a?dryRun=All"), "Status");
  check(api.remove(kMaps + "/a"), "Status");
  check(api.send("DELETE", kMaps), "ConfigMapList");
  check(api.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}"), "SelfSubjectReview");
  check(api.post("/api/v1/namespaces", R"({"metadata":{"name":"n"}})"), "Namespace");
  check(api.remove("/api/v1/namespaces/n"), "Namespace");
}

TEST(P0_11, GenerationOfIngressClassesCountsSpecs) {
  TestServer api;
  const std::string classes = "/apis/networking.k8s.io/v1/ingressclasses";
  const auto generation = [](const Reply& reply) { return reply.json()["metadata"]["generation"]; };
  EXPECT_EQ(generation(api.post(classes, R"({"metadata":{"name":"c"},"spec":{"controller":"a.b/c"}})")), 1);
  EXPECT_EQ(generation(api.merge(classes + "/c", R"({"metadata":{"labels":{"a":"b"}}})")), 1);
  EXPECT_EQ(generation(api.merge(classes + "/c", R"({"spec":{"parameters":{"kind":"K","name":"n"}}})")), 2);
}

TEST(P0_11, TheMarkOfDeletionCountsForTheGeneration) {
  TestServer api;
  const std::string ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
  ASSERT_EQ(api.post(ingresses, R"({"metadata":{"name":"w","finalizers":["x.io/y"]},"spec":{"rules":[{}]}})").code,
            201);
  EXPECT_EQ(api.remove(ingresses + "/w").json()["metadata"]["generation"], 2);
  EXPECT_EQ(api.remove(ingresses + "/w").json()["metadata"]["generation"], 2) << "only once";
}

TEST(P0_26, DryRunTakesNoAddressesAndPorts) {
  TestServer api;
  const std::string body = R"({"metadata":{"name":"s"},"spec":{"type":"NodePort","clusterIP":"127.96.3.4",
      "ports":[{"port":80,"nodePort":30123}]}})";
  const Reply dry = api.post(kServices + "?dryRun=All", body);
  ASSERT_EQ(dry.code, 201) << dry.text;
  EXPECT_EQ(dry.json()["spec"]["clusterIP"], "127.96.3.4");
  const Reply created = api.post(kServices, body);
  ASSERT_EQ(created.code, 201) << created.text;
  EXPECT_EQ(api.remove(kServices + "/s?dryRun=All").code, 200);
  const Reply taken = api.post(kServices, R"({"metadata":{"name":"t"},"spec":{"type":"NodePort",
      "ports":[{"port":80,"nodePort":30123}]}})");
  EXPECT_EQ(taken.code, 422) << "the deletion was dry as well";
  EXPECT_THAT(taken.message(), HasSubstr("provided port is already allocated"));
}

// Since Kubernetes 1.33: with reads and writes.
TEST(P1_13, EndpointsAreDeprecated) {
  TestServer api;
  const char* const warning = "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"";
  const Reply created = api.post(kEndpoints, R"({"metadata":{"name":"e"}})");
  ASSERT_EQ(created.code, 201);
  EXPECT_EQ(created.header("Warning"), warning);
  EXPECT_EQ(api.get(kEndpoints).header("Warning"), warning);
  EXPECT_EQ(api.get(kEndpoints + "/e").header("Warning"), warning);
  EXPECT_EQ(api.watch(kEndpoints + "?watch=1").headers.find("Warning"), warning);
  EXPECT_EQ(api.merge(kEndpoints + "/e", R"({"metadata":{"labels":{"a":"b"}}})").header("Warning"), warning);
  EXPECT_EQ(api.remove(kEndpoints + "/e").header("Warning"), warning);
  EXPECT_EQ(api.get(kServices).header("Warning"), "");
  ApiServerOptions older = unfurnished();
  older.kubernetes_version = "v1.32.7";
  TestServer before(older);
  EXPECT_EQ(before.get(kEndpoints).header("Warning"), "") << "not deprecated yet";
  EXPECT_EQ(before.post(kEndpoints, R"({"metadata":{"name":"e"}})").header("Warning"), "");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
