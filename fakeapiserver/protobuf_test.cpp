// Protobuf over HTTP, as client-go sends it: what is stored is what JSON would have stored, and what is broken is a
// 400.
#include "fakeapiserver/protobuf/wire_writer_test.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using protobuf::entry;
using protobuf::enveloped;
using protobuf::len;
using protobuf::varint;
using ::testing::AnyOf;
using ::testing::HasSubstr;

const std::string kProtobuf = "application/vnd.kubernetes.protobuf";

// The answer without what differs from object to object.
Json compared(const Reply& reply) {
  Json object = reply.json();
  for (const char* key : {"name", "uid", "resourceVersion", "creationTimestamp", "managedFields"}) {
    object["metadata"].erase(key);
  }
  if (object["metadata"].contains("labels")) object["metadata"]["labels"].erase("kubernetes.io/metadata.name");
  return object;
}

// Metadata as Go writes it: all that is no pointer.
std::string metadata(std::string_view name, std::string_view more = "") {
  return len(1, name) + len(2, "") + len(3, "") + len(4, "") + len(5, "") + len(6, "") + varint(7, 0) + len(8, "") +
         std::string(more);
}

TEST(P0_03, StoredAsJsonWouldBe) {
  struct Row {
    std::string url;
    std::string json;
    std::string message;
    const char* api_version;
    const char* kind;
  };
  const std::string port = len(1, "") + varint(2, 80);
  const std::string path = len(1, "/") + len(2, len(4, len(1, "s") + len(2, port))) + len(3, "Exact");
  const std::string service_port =
      len(1, "") + len(2, "") + varint(3, 80) + len(4, varint(1, 0) + varint(2, 0) + len(3, "")) + varint(5, 0);
  const std::string nothing = len(7, "") + len(8, "") + len(10, "") + len(11, "") + varint(12, 0) + varint(13, 0);
  const Row rows[] = {
      {kMaps, R"({"metadata":{"name":"json","labels":{"a":"b"}},"data":{"k":"v"}})",
       len(1, metadata("pb", entry(11, "a", "b"))) + entry(2, "k", "v"), "v1", "ConfigMap"},
      {"/api/v1/namespaces/default/secrets", R"({"metadata":{"name":"json"},"type":"Opaque","data":{"k":"djA="}})",
       len(1, metadata("pb")) + entry(2, "k", "v0") + len(3, "Opaque"), "v1", "Secret"},
      {"/api/v1/namespaces", R"({"metadata":{"name":"json"}})",
       len(1, metadata("pb")) + len(2, "") + len(3, len(1, "")), "v1", "Namespace"},
      {kIngresses,
       R"({"metadata":{"name":"json"},"spec":{"ingressClassName":"c","rules":[{"host":"a.b","http":{"paths":[
           {"path":"/","pathType":"Exact","backend":{"service":{"name":"s","port":{"number":80}}}}]}}]}})",
       len(1, metadata("pb")) + len(2, len(3, len(1, "a.b") + len(2, len(1, len(1, path)))) + len(4, "c")) +
           len(3, len(1, "")),
       "networking.k8s.io/v1", "Ingress"},
      {"/api/v1/namespaces/default/services",
       R"({"metadata":{"name":"json"},"spec":{"clusterIP":"None","ports":[{"port":80}]}})",
       len(1, metadata("pb")) + len(2, len(1, service_port) + len(3, "None") + len(4, "") + nothing) +
           len(3, len(1, "")),
       "v1", "Service"},
      {"/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
       R"({"metadata":{"name":"json"},"addressType":"IPv4","endpoints":[{"addresses":["192.0.2.1"],
           "conditions":{"ready":false}}],"ports":[{"name":"","port":80}]})",
       len(1, metadata("pb")) + len(2, len(1, "192.0.2.1") + len(2, varint(1, 0))) +
           len(3, len(1, "") + varint(3, 80)) + len(4, "IPv4"),
       "discovery.k8s.io/v1", "EndpointSlice"},
  };
  TestServer api;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.kind);
    const Reply json = api.post(row.url, row.json);
    ASSERT_EQ(json.code, 201) << json.text;
    const Reply pb = api.send("POST", row.url, enveloped(row.api_version, row.kind, row.message), kProtobuf);
    ASSERT_EQ(pb.code, 201) << pb.text;
    EXPECT_EQ(pb.header("Content-Type"), "application/json");
    EXPECT_EQ(compared(pb), compared(json));
    EXPECT_EQ(pb.json()["metadata"]["name"], "pb");
  }
}

TEST(P0_10, ALeaseIsHeldAndReleasedInProtobuf) {
  TestServer api;
  const auto lease = [](std::string_view holder, const std::string& revision) {
    const std::string time = varint(1, 1767323045) + varint(2, 6'000'000);
    const std::string metadata = len(1, "l") + len(3, "default") + len(6, revision);
    return enveloped("coordination.k8s.io/v1", "Lease",
                     len(1, metadata) + len(2, len(1, holder) + varint(2, 15) + len(4, time) + varint(5, 0)));
  };
  const Reply made = api.send("POST", kLeases, lease("me", ""), kProtobuf);
  ASSERT_EQ(made.code, 201) << made.text;
  EXPECT_EQ(made.json()["spec"], Json::parse(R"({"holderIdentity":"me","leaseDurationSeconds":15,"leaseTransitions":0,
      "renewTime":"2026-01-02T03:04:05.006000Z"})"));
  const Reply without_revision = api.send("PUT", kLeases + "/l", lease("", ""), kProtobuf);
  EXPECT_EQ(without_revision.code, 422);
  const Reply released = api.send("PUT", kLeases + "/l", lease("", made.revision()), kProtobuf);
  ASSERT_EQ(released.code, 200) << released.text;
  EXPECT_EQ(released.json()["spec"]["holderIdentity"], "");
  EXPECT_EQ(api.send("PUT", kLeases + "/l", lease("other", made.revision()), kProtobuf).code, 409);
}

TEST(P0_03, StatusOfAnIngress) {
  TestServer api;
  ASSERT_EQ(api.post(kIngresses, R"({"metadata":{"name":"web"},"spec":{"rules":[{"host":"a.b"}]}})").code, 201);
  const std::string message = len(1, len(1, "web") + len(3, "default")) + len(2, len(4, "ignored")) +
                              len(3, len(1, len(1, len(1, "192.0.2.1") + len(2, ""))));
  const Reply reply =
      api.send("PUT", kIngresses + "/web/status", enveloped("networking.k8s.io/v1", "Ingress", message), kProtobuf);
  ASSERT_EQ(reply.code, 200) << reply.text;
  EXPECT_EQ(reply.json()["status"], Json::parse(R"({"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}})"));
  EXPECT_EQ(reply.json()["spec"], Json::parse(R"({"rules":[{"host":"a.b"}]})"));
}

TEST(P0_03, ReviewsAreAnswered) {
  TestServer api;
  const std::string message = len(1, metadata("")) +
                              len(2, len(1, len(1, "default") + len(2, "list") + len(5, "pods"))) +
                              len(3, varint(1, 0) + len(2, "") + len(3, "") + varint(4, 0));
  const Reply reply = api.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                               enveloped("authorization.k8s.io/v1", "SelfSubjectAccessReview", message), kProtobuf);
  ASSERT_EQ(reply.code, 201) << reply.text;
  EXPECT_EQ(reply.json()["status"]["allowed"], true);
  EXPECT_EQ(reply.json()["spec"]["resourceAttributes"]["resource"], "pods");
}

TEST(P0_03, KindAndVersionComeFromTheEndpointIfTheEnvelopeHasNone) {
  TestServer api;
  const std::string bare = std::string("k8s\0", 4) + len(2, len(1, len(1, "a")));
  const Reply reply = api.send("POST", kMaps, bare, kProtobuf + ";charset=x");
  ASSERT_EQ(reply.code, 201) << reply.text;
  EXPECT_EQ(reply.json()["kind"], "ConfigMap");
}

TEST(P0_03, FieldValidationFindsNothingInProtobuf) {
  TestServer api;
  const std::string message = len(1, len(1, "a")) + len(99, "unknown");
  const Reply reply =
      api.send("POST", kMaps + "?fieldValidation=Strict", enveloped("v1", "ConfigMap", message), kProtobuf);
  EXPECT_EQ(reply.code, 201) << reply.text;
  EXPECT_EQ(reply.header("Warning"), "");
}

TEST(P0_03, BrokenBodiesAre400) {
  TestServer api;
  const std::string good = enveloped("v1", "ConfigMap", len(1, len(1, "a")));
  const std::string bodies[] = {
      "{}",
      std::string("k8s\0", 4),
      good.substr(0, good.size() - 3),
      std::string("k8s\0", 4) + std::string(11, '\xff'),
      enveloped("v1", "ConfigMap", len(1, varint(1, 1))),
      enveloped("v1", "ConfigMap", std::string("\x0a\xff\xff\xff\xff\x07", 6)),
      enveloped("v1", "ConfigMap", std::string(2'000'000, '\x0b')),
      enveloped("v1", "Pod", len(1, len(1, "a"))),
      enveloped("v2", "ConfigMap", len(1, len(1, "a"))),
  };
  for (const std::string& body : bodies) {
    const Reply reply = api.send("POST", kMaps, body, kProtobuf);
    EXPECT_EQ(reply.code, 400) << reply.text;
    EXPECT_EQ(reply.json()["kind"], "Status");
    EXPECT_EQ(reply.reason(), "BadRequest");
    EXPECT_THAT(reply.message(), AnyOf(HasSubstr("ConfigMap"), HasSubstr("the API version in the data (v2)")));
  }
  const Reply large = api.send("POST", kMaps, enveloped("v1", "ConfigMap", std::string(3'145'728, '\0')), kProtobuf);
  EXPECT_EQ(large.code, 413);
  EXPECT_EQ(api.send("POST", kMaps, good, kProtobuf).code, 201) << "and goes on";
}

TEST(P0_04, DeletionWithOptionsInProtobuf) {
  TestServer api;
  const auto remove = [&](const std::string& name, std::string_view api_version, const std::string& options) {
    return api.send("DELETE", kMaps + "/" + name, enveloped(api_version, "DeleteOptions", options), kProtobuf);
  };
  for (const char* name : {"a", "b", "c"}) {
    ASSERT_EQ(api.post(kMaps, std::string(R"({"metadata":{"name":")") + name + "\"}}").code, 201);
  }
  // What client-go sends for options that are all unset: an envelope with nothing in it.
  const Reply plain = remove("a", "v1", "");
  EXPECT_EQ(plain.code, 200) << plain.text;
  EXPECT_EQ(plain.json()["status"], "Success");
  const Reply conflict = remove("b", "meta.k8s.io/v1", len(2, len(1, "another")));
  EXPECT_EQ(conflict.code, 409) << conflict.text;
  EXPECT_EQ(remove("b", "v1", len(4, "Sideways")).code, 422);
  EXPECT_EQ(remove("b", "v1", len(5, "All")).code, 200);
  EXPECT_EQ(api.get(kMaps + "/b").code, 200) << "a dry run";
  EXPECT_EQ(remove("b", "networking.k8s.io/v1", varint(1, 0)).code, 200);
  EXPECT_EQ(api.get(kMaps + "/b").code, 404);
  EXPECT_EQ(remove("c", "v1", std::string("\x08")).code, 400);
  EXPECT_EQ(api.send("DELETE", kMaps + "/c", enveloped("v1", "ConfigMap", ""), kProtobuf).code, 400);
}

TEST(P0_03, CustomKindsHaveNoProtobuf) {
  TestServer api;
  const char* definition = R"({"metadata":{"name":"things.example.com"},"spec":{"group":"example.com",
      "names":{"plural":"things","singular":"thing","kind":"Thing","listKind":"ThingList"},"scope":"Namespaced",
      "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object",
        "properties":{"spec":{"type":"object"}}}}}]}})";
  ASSERT_EQ(api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition).code, 201);
  const std::string things = "/apis/example.com/v1/namespaces/default/things";
  const Reply refused = api.send("POST", things, enveloped("example.com/v1", "Thing", len(1, len(1, "a"))), kProtobuf);
  EXPECT_EQ(refused.code, 415) << refused.text;
  EXPECT_EQ(refused.reason(), "UnsupportedMediaType");
  EXPECT_THAT(refused.message(), ::testing::Not(HasSubstr("protobuf")));
  ASSERT_EQ(api.post(things, R"({"metadata":{"name":"a"}})").code, 201);
  EXPECT_EQ(api.send("DELETE", things + "/a", enveloped("v1", "DeleteOptions", ""), kProtobuf).code, 200)
      << "the options of a deletion are no custom kind";
}

TEST(P0_05, AnswersStayJson) {
  TestServer api;
  http::Request request;
  request.method = "POST";
  request.target = kMaps;
  request.body = enveloped("v1", "ConfigMap", len(1, len(1, "a")));
  request.headers.set("Content-Type", kProtobuf);
  request.headers.set("Accept", kProtobuf + ",application/json");
  const Reply made = api.send(request);
  EXPECT_EQ(made.code, 201) << made.text;
  EXPECT_EQ(made.header("Content-Type"), "application/json");
  request.headers.set("Accept", kProtobuf);
  const Reply refused = api.send(request);
  EXPECT_EQ(refused.code, 406);
  EXPECT_EQ(refused.header("Content-Type"), "application/json");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
