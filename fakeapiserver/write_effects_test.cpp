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

// Expected: answers of kube-apiserver 1.35.4.
TEST(P0_09, RevisionsThatAreNoNumbers) {
  TestServer api;
  EXPECT_EQ(api.post(kMaps, R"({"metadata":{"name":"a","resourceVersion":"x"}})").code, 201) << "not looked at";
  const Reply changed = api.put(kMaps + "/a", {{"metadata", {{"name", "a"}, {"resourceVersion", "x"}}}});
  EXPECT_EQ(changed.code, 500);
  EXPECT_EQ(changed.message(), "strconv.ParseUint: parsing \"x\": invalid syntax");
  EXPECT_FALSE(changed.json().contains("reason"));
  const Reply numbered = api.post(kMaps, R"({"metadata":{"name":"b","resourceVersion":"5"}})");
  EXPECT_EQ(numbered.code, 500);
  EXPECT_FALSE(numbered.json().contains("details"));
  const Json lease = {{"metadata", {{"name", "l"}, {"resourceVersion", "77"}}}};
  EXPECT_EQ(api.put(kLeases + "/l", lease).code, 201) << "nothing is there whose revision it could be";
}

TEST(P0_09, AReplacementSaysItsName) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"}})").code, 201);
  const Reply nameless = api.put(kMaps + "/a", {{"data", {{"k", "v"}}}});
  EXPECT_EQ(nameless.code, 400);
  EXPECT_EQ(nameless.message(), "the name of the object (a based on URL) was undeterminable: name must be provided");
  const Reply elsewhere = api.put(kMaps + "/a", {{"metadata", {{"name", "a"}, {"namespace", "other"}}}});
  EXPECT_EQ(elsewhere.message(),
            "the namespace of the provided object does not match the namespace sent on the request");
}

TEST(P1_13, RefusalsHaveWarnings) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"}})").code, 201);
  const Reply twice = api.post(kMaps, R"({"metadata":{"name":"a","ownerReferences":[
      {"apiVersion":"v1","kind":"ConfigMap","name":"a","uid":"u"},
      {"apiVersion":"v1","kind":"ConfigMap","name":"a","uid":"u"}]},"spec":{}})");
  EXPECT_EQ(twice.code, 409);
  EXPECT_THAT(twice.headers.find_all("Warning"),
              ::testing::ElementsAre("299 - \"unknown field \\\"spec\\\"\"",
                                     "299 - \".metadata.ownerReferences contains duplicate entries; API server dedups "
                                     "owner references in 1.20+, and may reject such requests as early as 1.24; please "
                                     "fix your requests; duplicate UID(s) observed: u\""));
}

// Finalizers of a namespace that it was made with hold it, too.
TEST(P1_06, ANamespaceKeepsTheFinalizersOfItsSpec) {
  TestServer api;
  const Reply made = api.post("/api/v1/namespaces", R"({"metadata":{"name":"n"},"spec":{"finalizers":["a.b/c"]}})");
  EXPECT_EQ(made.json()["spec"]["finalizers"], Json({"a.b/c", "kubernetes"}));
  EXPECT_EQ(api.remove("/api/v1/namespaces/n").code, 200);
  const Reply late = api.post("/api/v1/namespaces/n/configmaps", R"({"metadata":{"name":"late"}})");
  EXPECT_EQ(late.code, 403);
  EXPECT_EQ(late.message(),
            "configmaps \"late\" is forbidden: unable to create new content in namespace n because it is "
            "being terminated");
}

TEST(P0_11, NumbersOfAStatusThatGoWritesAlways) {
  TestServer api;
  const std::string sets = "/apis/apps/v1/namespaces/default/";
  const std::string body = R"({"metadata":{"name":"s"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},
      "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})";
  const Reply replica_set = api.post(sets + "replicasets", body);
  EXPECT_EQ(replica_set.json()["status"], Json({{"replicas", 0}}));
  const Json owned = replica_set.json()["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"]["f:template"];
  EXPECT_EQ(owned["f:spec"]["f:containers"][R"(k:{"name":"c"})"]["f:resources"], Json::object());
  EXPECT_EQ(
      api.post(sets + "daemonsets", body).json()["status"],
      Json::parse(R"({"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0})"));
  EXPECT_EQ(api.get(sets + "replicasets/s/scale").json()["spec"], Json::object());
  EXPECT_EQ(api.merge(sets + "replicasets/s/scale", R"({"spec":{"replicas":-1}})").message(),
            "Scale.autoscaling \"s\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0");
  const Reply wrong = api.merge(sets + "replicasets/s/status", R"({"status":{"observedGeneration":-1,"replicas":-1,
      "fullyLabeledReplicas":1,"readyReplicas":9,"availableReplicas":10}})");
  EXPECT_EQ(wrong.code, 422);
  EXPECT_EQ(
      wrong.message(),
      "ReplicaSet.apps \"s\" is invalid: [status.replicas: Invalid value: -1: must be greater than or equal to 0, "
      "status.observedGeneration: Invalid value: -1: must be greater than or equal to 0, "
      "status.fullyLabeledReplicas: Invalid value: 1: cannot be greater than status.replicas, "
      "status.readyReplicas: Invalid value: 9: cannot be greater than status.replicas, "
      "status.availableReplicas: Invalid value: 10: cannot be greater than status.replicas, "
      "status.availableReplicas: Invalid value: 10: cannot be greater than readyReplicas]");
}

// metav1.MicroTime: written as RFC 3339 with six digits behind the seconds, and read as nothing else.
TEST(P0_10, MicroTimesOfOtherPrecisionAreRefused) {
  TestServer api;
  const auto message_for = [&](const std::string& time) {
    const Reply reply = api.post("/apis/coordination.k8s.io/v1/namespaces/default/leases",
                                 R"({"metadata":{"name":"a"},"spec":{"renewTime":")" + time + R"("}})");
    EXPECT_EQ(reply.code, 400) << time;
    return reply.message();
  };
  const std::string layout = R"( as "2006-01-02T15:04:05.000000Z07:00": cannot parse )";
  EXPECT_EQ(message_for("2026-01-02T03:04:05Z"),
            "Lease in version \"v1\" cannot be handled as a Lease: parsing time \"2026-01-02T03:04:05Z\"" + layout +
                R"("Z" as ".000000")");
  EXPECT_THAT(message_for("2026-01-02T03:04:05.123+02:00"), HasSubstr(layout + R"(".123+02:00" as ".000000")"));
  EXPECT_THAT(message_for("2026-01-02T03:04:05.123456789Z"), HasSubstr(layout + R"("789Z" as "Z07:00")"));
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
