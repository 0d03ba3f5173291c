// Messages of the API, put together by the numbers of its generated.proto files, and the JSON that Go writes of them.
#include "fakeapiserver/protobuf/message_decoder.hpp"

#include "fakeapiserver/protobuf/wire_writer_test.hpp"
#include "fakeapiserver/resource_registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <utility>

namespace gauntlet::fakeapiserver::protobuf {
namespace {

using kube::Json;
using ::testing::HasSubstr;

const StructType& type_of(std::string_view kind) {
  const StructType* type = Schema::built_in().find("", kind);
  EXPECT_NE(type, nullptr) << kind;
  return *type;
}

Json decoded(std::string_view kind, std::string_view message) {
  auto object = decode_message(type_of(kind), message);
  EXPECT_TRUE(object.ok()) << object.error().message();
  return object ? std::move(*object) : Json();
}

std::string error_of(std::string_view kind, std::string_view message) {
  const auto object = decode_message(type_of(kind), message);
  return object ? "" : object.error().message();
}

TEST(P0_03, ConfigMapByteForByte) {
  // metadata {name "a"}, data {"k": "v"}, binaryData {"b": 0x00 0xff}, immutable false.
  const std::string message = bytes(
      "0a 03 0a 01 61"
      " 12 06 0a 01 6b 12 01 76"
      " 1a 07 0a 01 62 12 02 00 ff"
      " 20 00");
  EXPECT_EQ(decoded("ConfigMap", message),
            Json::parse(R"({"metadata":{"name":"a"},"data":{"k":"v"},"binaryData":{"b":"AP8="},"immutable":false})"));
}

TEST(P0_03, WhatGoWritesEmptyIsLeftOutAsInItsJson) {
  // Every field of ObjectMeta that is no pointer, empty; a zero time is an empty message.
  const std::string metadata =
      len(1, "") + len(2, "") + len(3, "") + len(4, "") + len(5, "") + len(6, "") + varint(7, 0) + len(8, "");
  EXPECT_EQ(decoded("Secret", len(1, metadata) + len(3, "")), Json::parse(R"({"metadata":{}})"));
  EXPECT_EQ(decoded("Ingress", len(1, metadata) + len(2, "") + len(3, len(1, ""))),
            Json::parse(R"({"metadata":{},"spec":{},"status":{"loadBalancer":{}}})"));
}

TEST(P0_03, AnEmptyMessageIsAnEmptyObject) {
  EXPECT_EQ(decoded("Ingress", ""), Json::parse(R"({"metadata":{},"spec":{},"status":{"loadBalancer":{}}})"));
  EXPECT_EQ(decoded("DeleteOptions", ""), Json::object());
}

TEST(P0_03, IngressWithRules) {
  const std::string port = len(1, "") + varint(2, 80);
  const std::string backend = len(4, len(1, "web") + len(2, port));
  const std::string path = len(1, "/x") + len(2, backend) + len(3, "Prefix");
  // http lies in a message of its own, which JSON does not show.
  const std::string rule = len(1, "a.example") + len(2, len(1, len(1, path)));
  const std::string named = len(1, "b.example") + len(2, "");
  const std::string tls = len(1, "a.example") + len(1, "b.example") + len(2, "cert");
  const std::string spec = len(2, tls) + len(3, rule) + len(3, named) + len(4, "nginx");
  EXPECT_EQ(decoded("Ingress", len(1, len(1, "web")) + len(2, spec)), Json::parse(R"({
      "metadata":{"name":"web"},
      "spec":{"ingressClassName":"nginx",
              "tls":[{"hosts":["a.example","b.example"],"secretName":"cert"}],
              "rules":[{"host":"a.example","http":{"paths":[{"path":"/x","pathType":"Prefix",
                           "backend":{"service":{"name":"web","port":{"number":80}}}}]}},
                       {"host":"b.example"}]},
      "status":{"loadBalancer":{}}})"));
}

TEST(P0_03, IngressStatus) {
  const std::string port = varint(1, 443) + len(2, "TCP");
  const std::string balancer = len(1, len(1, "192.0.2.1") + len(2, "") + len(4, port)) + len(1, len(2, "lb.example"));
  EXPECT_EQ(decoded("Ingress", len(3, len(1, balancer)))["status"], Json::parse(R"({"loadBalancer":{"ingress":[
      {"ip":"192.0.2.1","ports":[{"port":443,"protocol":"TCP"}]},{"hostname":"lb.example"}]}})"));
}

TEST(P0_03, LeaseWithMicroTimes) {
  // 2026-01-02T03:04:05 UTC is 1767323045 seconds after the epoch.
  const std::string acquired = varint(1, 1767323045) + varint(2, 7);
  const std::string renewed = varint(1, 1767323045) + varint(2, 6'000'999);
  const std::string spec = len(1, "me") + varint(2, 15) + len(3, acquired) + len(4, renewed) + varint(5, 0);
  EXPECT_EQ(decoded("Lease", len(2, spec))["spec"],
            Json::parse(R"({"holderIdentity":"me","leaseDurationSeconds":15,"leaseTransitions":0,
                "acquireTime":"2026-01-02T03:04:05.000000Z","renewTime":"2026-01-02T03:04:05.006000Z"})"));
  // A released lease: a holder that is given and empty.
  EXPECT_EQ(decoded("Lease", len(2, len(1, "") + varint(2, 1)))["spec"],
            Json::parse(R"({"holderIdentity":"","leaseDurationSeconds":1})"));
}

TEST(P0_03, TimesAreWholeSeconds) {
  const auto time_of = [](const std::string& time) {
    return decoded("ConfigMap", len(1, len(8, time)))["metadata"].value("creationTimestamp", "none");
  };
  EXPECT_EQ(time_of(varint(1, 1767323045) + varint(2, 999'999'999)), "2026-01-02T03:04:05Z");
  EXPECT_EQ(time_of(varint(1, 0)), "1970-01-01T00:00:00Z") << "only the empty message is no time";
  EXPECT_EQ(time_of(varint(1, -1)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(time_of(varint(1, -62135596800)), "0001-01-01T00:00:00Z");
  EXPECT_EQ(time_of(""), "none");
  EXPECT_THAT(error_of("ConfigMap", len(1, len(8, varint(1, 253402300800)))), HasSubstr("years 1 to 9999"));
  EXPECT_THAT(error_of("Lease", len(2, len(3, varint(1, -62135596801)))), HasSubstr("years 1 to 9999"));
}

TEST(P0_03, MicroTimesBelowZero) {
  const auto time_of = [](const std::string& time) {
    return decoded("Lease", len(2, len(3, time)))["spec"].value("acquireTime", "none");
  };
  EXPECT_EQ(time_of(varint(1, 10) + varint(2, -1'000)), "1970-01-01T00:00:09.999999Z");
  EXPECT_EQ(time_of(varint(1, 10) + varint(2, -999)), "1970-01-01T00:00:10.000000Z") << "towards zero";
  EXPECT_EQ(time_of(varint(1, 10) + varint(2, 1'500'000'000)), "1970-01-01T00:00:11.500000Z");
}

TEST(P0_03, ServiceWithPortsThatAreNumbersOrNames) {
  const std::string number = varint(1, 0) + varint(2, 8080) + len(3, "");
  const std::string name = varint(1, 1) + varint(2, 0) + len(3, "http");
  const std::string first = len(1, "a") + len(2, "TCP") + varint(3, 80) + len(4, number) + varint(5, 0);
  const std::string second = len(1, "b") + len(2, "") + varint(3, 81) + len(4, name) + varint(5, 30000);
  EXPECT_EQ(decoded("Service", len(2, len(1, first) + len(1, second)))["spec"]["ports"], Json::parse(R"([
      {"name":"a","protocol":"TCP","port":80,"targetPort":8080},
      {"name":"b","port":81,"targetPort":"http","nodePort":30000}])"));
  EXPECT_EQ(error_of("Service", len(2, len(1, len(4, varint(1, 2))))), "impossible IntOrString.Type");
}

TEST(P0_03, PodWithProbesVolumesAndQuantities) {
  const std::string probe = len(1, len(2, len(1, "/healthz") + len(2, varint(1, 0) + varint(2, 80)))) + varint(2, 3);
  const std::string resources = entry(2, "cpu", len(1, "100m")) + entry(2, "memory", "");
  const std::string container = len(1, "web") + len(8, resources) + len(10, probe);
  const std::string volume = len(1, "tls") + len(2, len(6, len(1, "cert") + varint(3, 420)));
  const std::string groups = varint(4, 1) + varint(4, 2);
  EXPECT_EQ(decoded("Pod", len(2, len(1, volume) + len(2, container) + len(14, groups)))["spec"], Json::parse(R"({
      "volumes":[{"name":"tls","secret":{"secretName":"cert","defaultMode":420}}],
      "containers":[{"name":"web","resources":{"requests":{"cpu":"100m","memory":"0"}},
          "livenessProbe":{"httpGet":{"path":"/healthz","port":80},"initialDelaySeconds":3}}],
      "securityContext":{"supplementalGroups":[1,2]}})"));
}

TEST(P0_03, PackedNumbersAreTakenToo) {
  EXPECT_EQ(decoded("Pod", len(2, len(14, len(4, bytes("03 8e 02 9e a7 05")))))["spec"]["securityContext"],
            Json::parse(R"({"supplementalGroups":[3,270,86942]})"));
}

TEST(P0_03, JsonInMessages) {
  const std::string fields = len(1, R"({"f:data":{"f:k":{}}})");
  const std::string managed = len(1, "me") + len(2, "Update") + len(4, varint(1, 0)) + len(7, fields);
  EXPECT_EQ(decoded("ConfigMap", len(1, len(17, managed)))["metadata"]["managedFields"], Json::parse(R"([
      {"manager":"me","operation":"Update","time":"1970-01-01T00:00:00Z","fieldsV1":{"f:data":{"f:k":{}}}}])"));
  EXPECT_NE(error_of("ConfigMap", len(1, len(17, len(7, len(1, "{"))))), "");
  EXPECT_NE(error_of("ConfigMap", len(1, len(17, len(7, len(1, std::string(10'000, '[')))))), "");
}

TEST(P0_03, ReviewsAndTheirLists) {
  const std::string attributes = len(1, "default") + len(2, "list") + len(5, "pods");
  EXPECT_EQ(decoded("SelfSubjectAccessReview", len(2, len(1, attributes)))["spec"],
            Json::parse(R"({"resourceAttributes":{"namespace":"default","verb":"list","resource":"pods"}})"));
  const std::string extra = entry(5, "scopes", len(1, "a") + len(1, "b"));
  EXPECT_EQ(decoded("SubjectAccessReview", len(2, len(3, "jane") + len(4, "admins") + extra))["spec"],
            Json::parse(R"({"user":"jane","groups":["admins"],"extra":{"scopes":["a","b"]}})"));
  EXPECT_EQ(decoded("TokenReview", len(2, len(1, "secret")))["spec"], Json::parse(R"({"token":"secret"})"));
  EXPECT_EQ(decoded("TokenRequest", len(2, len(1, "api") + varint(4, 600)))["spec"],
            Json::parse(R"({"audiences":["api"],"expirationSeconds":600})"));
}

TEST(P0_03, OptionsScaleAndStatus) {
  EXPECT_EQ(decoded("PatchOptions", len(1, "All") + varint(2, 1) + len(3, "me") + len(4, "")),
            Json::parse(R"({"dryRun":["All"],"force":true,"fieldManager":"me"})"));
  EXPECT_EQ(decoded("Scale", len(2, varint(1, 3)) + len(3, varint(1, 0) + len(2, ""))),
            Json::parse(R"({"metadata":{},"spec":{"replicas":3},"status":{"replicas":0}})"));
  EXPECT_EQ(decoded("Eviction", len(1, len(1, "web")) + len(2, varint(1, 5))),
            Json::parse(R"({"metadata":{"name":"web"},"deleteOptions":{"gracePeriodSeconds":5}})"));
  const std::string details = len(1, "a") + len(4, len(1, "R") + len(3, "spec.x")) + varint(5, 0);
  EXPECT_EQ(decoded("Status", len(1, "") + len(2, "Failure") + len(5, details) + varint(6, 404)), Json::parse(R"({
      "metadata":{},"status":"Failure","code":404,"details":{"name":"a","causes":[{"reason":"R","field":"spec.x"}]}})"));
}

TEST(P0_03, DefinitionsOfCustomKinds) {
  const std::string half = bytes("00 00 00 00 00 00 e0 3f");  // 0.5, IEEE 754, the lowest byte first
  const std::string ten = bytes("00 00 00 00 00 00 24 40");
  const std::string number = len(5, "number") + bytes("59") + half + bytes("49") + ten + len(8, len(1, "7"));
  const std::string list = len(5, "array") + len(24, len(1, len(5, "string")));
  const std::string tuple = len(24, len(2, len(5, "string")) + len(2, len(5, "integer")));
  const std::string open = len(5, "object") + len(30, varint(1, 1));
  const std::string closed = len(30, varint(1, 0));
  const std::string map = len(30, varint(1, 1) + len(2, len(5, "string")));
  const std::string schema = len(5, "object") + entry(29, "number", number) + entry(29, "list", list) +
                             entry(29, "tuple", tuple) + entry(29, "open", open) + entry(29, "closed", closed) +
                             entry(29, "map", map) + entry(32, "a", len(2, "b")) + varint(37, 0) + varint(38, 1) +
                             len(20, len(1, "null"));
  const std::string version = len(1, "v1") + varint(2, 1) + varint(3, 1) + len(4, len(1, schema)) + len(5, len(1, ""));
  const Json object =
      decoded("CustomResourceDefinition", len(2, len(1, "example.com") + len(4, "Cluster") + len(7, version)));
  EXPECT_EQ(object["spec"], Json::parse(R"({"group":"example.com","names":{},"scope":"Cluster","versions":[
      {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{
        "type":"object","properties":{
          "number":{"type":"number","minimum":0.5,"maximum":10,"default":7},
          "list":{"type":"array","items":{"type":"string"}},
          "tuple":{"items":[{"type":"string"},{"type":"integer"}]},
          "open":{"type":"object","additionalProperties":true},
          "closed":{"additionalProperties":false},
          "map":{"additionalProperties":{"type":"string"}}},
        "dependencies":{"a":["b"]},"x-kubernetes-preserve-unknown-fields":true,"enum":[null]}}}]})"));
}

TEST(P0_04, DeleteOptionsByteForByte) {
  // gracePeriodSeconds 0, preconditions {uid "u"}, propagationPolicy "Orphan".
  EXPECT_EQ(decoded("DeleteOptions", bytes("08 00 12 03 0a 01 75 22 06 4f 72 70 68 61 6e")), Json::parse(R"({
      "gracePeriodSeconds":0,"preconditions":{"uid":"u"},"propagationPolicy":"Orphan"})"));
}

TEST(P0_03, EventsOfBothGroups) {
  const std::string time = varint(1, 0) + varint(2, 5'000);
  const StructType* shown = Schema::built_in().find("io.k8s.api.events.v1", "Event");
  ASSERT_NE(shown, nullptr);
  const std::string regarding = len(1, "Pod") + len(2, "default") + len(3, "web");
  const auto event = decode_message(*shown, len(2, time) + len(4, "me") + len(7, "Started") + len(8, regarding));
  ASSERT_TRUE(event.ok()) << event.error().message();
  EXPECT_EQ(*event, Json::parse(R"({"metadata":{},"eventTime":"1970-01-01T00:00:00.000005Z","reason":"Started",
      "reportingController":"me","regarding":{"kind":"Pod","namespace":"default","name":"web"},
      "deprecatedSource":{}})"));
  EXPECT_EQ(decoded("Event", len(2, regarding) + len(3, "Started") + varint(8, 2) + len(14, "me")), Json::parse(R"({
      "metadata":{},"involvedObject":{"kind":"Pod","namespace":"default","name":"web"},"reason":"Started","count":2,
      "source":{},"reportingComponent":"me"})"));
}

TEST(P0_03, UnknownFieldsAreSkipped) {
  const std::string unknown =
      varint(1000, 1) + len(1001, "x") + bytes("c1 3e 01 02 03 04 05 06 07 08") + bytes("c3 3e 08 01 c4 3e");
  EXPECT_EQ(decoded("ConfigMap", unknown + len(1, unknown + len(1, "a"))), Json::parse(R"({"metadata":{"name":"a"}})"));
}

TEST(P0_03, PiecesOfAMessageAreMergedAndTheLastValueWins) {
  EXPECT_EQ(decoded("ConfigMap", len(1, len(1, "a") + len(3, "n")) + len(1, len(1, "b"))),
            Json::parse(R"({"metadata":{"name":"b","namespace":"n"}})"));
  EXPECT_EQ(decoded("ConfigMap", entry(2, "k", "1") + entry(2, "k", "2") + len(2, len(1, "empty")))["data"],
            Json::parse(R"({"k":"2","empty":""})"));
}

TEST(P0_03, NumbersAreCutToTheirWidth) {
  EXPECT_EQ(decoded("Deployment", len(2, varint(1, -1)))["spec"]["replicas"], -1);
  EXPECT_EQ(decoded("Deployment", len(2, varint(1, std::int64_t{1} << 32 | 7)))["spec"]["replicas"], 7);
  EXPECT_EQ(decoded("ConfigMap", len(1, varint(10, std::int64_t{1} << 40)))["metadata"]["deletionGracePeriodSeconds"],
            std::int64_t{1} << 40);
}

TEST(P0_03, InvalidUtf8BecomesTheReplacementCharacter) {
  EXPECT_EQ(decoded("ConfigMap", entry(2, "k", "a\xff\xc3z"))["data"]["k"], "a\uFFFD\uFFFDz");
}

TEST(P0_03, WrongWireTypesAreRefused) {
  EXPECT_EQ(error_of("ConfigMap", varint(1, 1)), "proto: wrong wireType = 0 for field metadata");
  EXPECT_EQ(error_of("ConfigMap", len(1, varint(1, 1))), "proto: wrong wireType = 0 for field name");
  EXPECT_EQ(error_of("ConfigMap", len(4, "x")), "proto: wrong wireType = 2 for field immutable");
  EXPECT_EQ(error_of("ConfigMap", varint(2, 1)), "proto: wrong wireType = 0 for field data");
  EXPECT_EQ(error_of("ConfigMap", len(2, varint(1, 1))), "proto: wrong wireType = 0 for field data");
  EXPECT_EQ(error_of("Ingress", len(2, varint(3, 1))), "proto: wrong wireType = 0 for field rules");
  EXPECT_THAT(error_of("Ingress", len(2, len(3, varint(2, 1)))), HasSubstr("wrong wireType"));
  EXPECT_THAT(error_of("Lease", len(2, len(3, len(1, "x")))), HasSubstr("wrong wireType"));
  EXPECT_THAT(error_of("Pod", len(2, len(14, len(4, bytes("80"))))), HasSubstr("unexpected EOF"));
}

// Cut at every byte, a message is refused or, where a field ends, is one with fewer fields.
TEST(P0_03, EveryTruncationEnds) {
  const std::string message = len(1, len(1, "a") + entry(11, "k", "v") + len(8, varint(1, 5))) +
                              len(2, len(3, len(1, "h") + len(2, len(1, len(1, len(1, "/"))))) + len(4, "c"));
  ASSERT_EQ(error_of("Ingress", message), "");
  std::size_t refused = 0;
  for (std::size_t size = 0; size < message.size(); ++size) {
    if (error_of("Ingress", std::string_view(message).substr(0, size)) == "unexpected EOF") ++refused;
  }
  EXPECT_EQ(refused, message.size() - 2) << "all but the empty one and the one between metadata and spec";
}

TEST(P0_03, NestingAndNumbersOfItemsAreBounded) {
  const Schema tree({"package t\nNode\n  child Node* =1\n"});
  const StructType& node = *tree.find("t", "Node");
  std::string message;
  for (int i = 0; i < kMostDepth; ++i) message = len(1, message);
  EXPECT_TRUE(decode_message(node, message).ok());
  const auto deeper = decode_message(node, len(1, message));
  ASSERT_FALSE(deeper.ok());
  EXPECT_THAT(deeper.error().message(), HasSubstr("nesting"));

  std::string many;
  for (std::size_t i = 0; i <= kMostItems; ++i) many += len(14, "");
  EXPECT_THAT(error_of("ConfigMap", len(1, many)), HasSubstr("items of lists"));
}

void collect(const StructType& type, std::set<const StructType*>& into) {
  if (!into.insert(&type).second) return;
  for (const FieldType& field : type.fields) {
    if (field.type) collect(*field.type, into);
  }
}

TEST(P0_03, EveryFieldOfEveryKindHasItsNumber) {
  std::set<const StructType*> types;
  const ResourceRegistry registry;
  for (const auto& row : registry.rows()) {
    collect(*row->schema, types);
  }
  for (const StructType* type : types) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> numbers;
    for (const FieldType& field : type->fields) {
      EXPECT_NE(field.number, 0u) << type->full_name() << "." << field.name;
      EXPECT_TRUE(numbers.emplace(field.outer_number, field.number).second)
          << type->full_name() << "." << field.name << " has a number that another field has";
    }
    for (const FieldType& field : type->fields) {
      EXPECT_EQ(numbers.count({0, field.outer_number}), 0u) << type->full_name() << "." << field.name;
    }
  }
}

}  // namespace
}  // namespace gauntlet::fakeapiserver::protobuf
