// The whole message of a 422: what a person reads and what tools match (apimachinery, api/errors and util/validation/
// field; the words of pkg/apis/*/validation).
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using namespace kube::resources;  // NOLINT: the kinds are the subject

struct MessageRow {
  const kube::ResourceType& type;
  const char* object;
  const char* message;
};

TEST(P1_12, MessagesOfInvalidObjects) {
  const MessageRow rows[] = {
      {kServices, R"({"metadata":{"name":"a"},"spec":{}})", R"(Service "a" is invalid: spec.ports: Required value)"},
      {kServices, R"({"metadata":{"name":"a"},"spec":{"ports":[{"port":80},{"port":81}]}})",
       R"(Service "a" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value])"},
      {kServices, R"({"metadata":{"name":"a"},"spec":{"ports":[{"port":0,"targetPort":1}]}})",
       R"(Service "a" is invalid: spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive)"},
      {kServices, R"({"metadata":{"name":"a"},"spec":{"ports":[{"port":80,"nodePort":30001}]}})",
       R"(Service "a" is invalid: spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP')"},
      {kServices, R"({"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":80}]}})",
       R"(Service "a" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. )"
       R"(The range of valid ports is 30000-32767)"},
      {kServices, R"({"metadata":{"name":"a"},"spec":{"ports":[{"name":"p","port":80},{"name":"p","port":81}]}})",
       R"(Service "a" is invalid: spec.ports[1].name: Duplicate value: "p")"},
      {kServices, R"({"metadata":{"name":"a"},"spec":{"ports":[{"port":80,"protocol":"ICMP"}]}})",
       R"(Service "a" is invalid: spec.ports[0].protocol: Unsupported value: "ICMP": supported values: )"
       R"("SCTP", "TCP", "UDP")"},
      {kEndpointSlices, R"({"metadata":{"name":"a"},"addressType":"IPX","endpoints":[]})",
       R"(EndpointSlice.discovery.k8s.io "a" is invalid: addressType: Unsupported value: "IPX": supported values: )"
       R"("FQDN", "IPv4", "IPv6")"},
      {kEndpointSlices,
       R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":[]}],"ports":[{"name":"p","port":1},
           {"name":"p","port":2}]})",
       R"(EndpointSlice.discovery.k8s.io "a" is invalid: [ports[1].name: Duplicate value: "p", )"
       R"(endpoints[0].addresses: Required value: must contain at least 1 address])"},
      {kSecrets, R"({"metadata":{"name":"a"},"type":"kubernetes.io/tls"})",
       R"(Secret "a" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value])"},
      {kSecrets, R"({"metadata":{"name":"a"},"data":{"b c":""}})",
       R"(Secret "a" is invalid: data[b c]: Invalid value: "b c": a valid config key must consist of alphanumeric )"
       R"(characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is )"
       R"('[-._a-zA-Z0-9]+'))"},
      {kConfigMaps, R"({"metadata":{"name":"a"},"data":{"k":"v"},"binaryData":{"k":"dg=="}})",
       R"(ConfigMap "a" is invalid: data[k]: Invalid value: "k": duplicate of key present in binaryData)"},
      {kConfigMaps, R"({"metadata":{"name":"A"}})",
       R"(ConfigMap "A" is invalid: metadata.name: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of )"
       R"(lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character )"
       R"((e.g. 'example.com', regex used for validation is )"
       R"('[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'))"},
      {kLeases, R"({"metadata":{"name":"a"},"spec":{"leaseDurationSeconds":0,"leaseTransitions":-1}})",
       R"(Lease.coordination.k8s.io "a" is invalid: [spec.leaseDurationSeconds: Invalid value: 0: must be greater than )"
       R"(0, spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0])"},
      {kLeases, R"({"metadata":{"name":"a"},"spec":{"strategy":"x","preferredHolder":"y"}})",
       R"(Lease.coordination.k8s.io "a" is invalid: spec.strategy.strategy: Unsupported value: "x": supported values: )"
       R"("OldestEmulationVersion")"},
      {kLeases, R"({"metadata":{"name":"a"},"spec":{"preferredHolder":"y"}})",
       R"(Lease.coordination.k8s.io "a" is invalid: spec.preferredHolder: Forbidden: may only be specified if `strategy` )"
       "is defined"},
      {kSecrets, R"({"metadata":{"name":"a"},"type":"kubernetes.io/service-account-token"})",
       R"(Secret "a" is invalid: metadata.annotations[kubernetes.io/service-account.name]: Required value)"},
      {kSecrets, R"({"metadata":{"name":"a"},"type":"kubernetes.io/ssh-auth","data":{"ssh-privatekey":""}})",
       R"(Secret "a" is invalid: data[ssh-privatekey]: Required value)"},
      {kSecrets, R"({"metadata":{"name":"a"},"data":{"..b":""}})",
       R"(Secret "a" is invalid: data[..b]: Invalid value: "..b": must not start with '..')"},
      {kConfigMaps, R"({"metadata":{"name":"a","finalizers":["orphan","foregroundDeletion","plain"]}})",
       R"(ConfigMap "a" is invalid: [metadata.finalizers: Invalid value: ["orphan","foregroundDeletion","plain"]: )"
       R"(finalizer orphan and foregroundDeletion cannot be both set, metadata.finalizers[2]: Invalid value: "plain": )"
       "name is neither a standard finalizer name nor is it fully qualified]"},
      {kConfigMaps,
       R"({"metadata":{"name":"a","ownerReferences":[{"apiVersion":"a/b/c","kind":"","name":"n","uid":"u"},
           {"apiVersion":"v1","kind":"Event","name":"e","uid":"u"}]}})",
       R"(ConfigMap "a" is invalid: [metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be )"
       R"(empty, metadata.ownerReferences.kind: Invalid value: "": must not be empty, metadata.ownerReferences: Invalid )"
       R"(value: {"apiVersion":"v1","kind":"Event","name":"e","uid":"u"}: /v1, Kind=Event is disallowed from being an )"
       "owner]"},
      {kConfigMaps,
       R"({"metadata":{"name":"a","ownerReferences":[
           {"apiVersion":"v1","kind":"ConfigMap","name":"b","uid":"u","controller":true},
           {"apiVersion":"v1","kind":"ConfigMap","name":"c","uid":"v","controller":true}]}})",
       R"(ConfigMap "a" is invalid: metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"ConfigMap",)"
       R"("name":"b","uid":"u","controller":true},{"apiVersion":"v1","kind":"ConfigMap","name":"c","uid":"v",)"
       R"("controller":true}]: Only one reference can have Controller set to true. Found "true" in references for )"
       "ConfigMap/b and ConfigMap/c"},
      {kEndpointSlices,
       R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["fd00::1"],"nodeName":"No_",
           "hints":{"forZones":[{"name":"z"},{"name":"z"}]}}]})",
       R"(EndpointSlice.discovery.k8s.io "a" is invalid: [endpoints[0].addresses: Invalid value: "fd00::1": must be an )"
       R"(IPv4 address, endpoints[0].nodeName: Invalid value: "No_": a lowercase RFC 1123 subdomain must consist of )"
       R"(lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character )"
       R"((e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*)"
       R"([a-z0-9])?)*'), endpoints[0].hints.forZones[1].name: Duplicate value: "z"])"},
      {kEndpointSlices,
       R"({"metadata":{"name":"a"},"addressType":"IPv6","endpoints":[{"addresses":["FD00::1","::"]}]})",
       R"(EndpointSlice.discovery.k8s.io "a" is invalid: [endpoints[0].addresses[0]: Invalid value: "FD00::1": must be )"
       R"(in canonical form ("fd00::1"), endpoints[0].addresses[1]: Invalid value: "::": may not be unspecified (::)])"},
      {kEndpointSlices, R"({"metadata":{"name":"a"},"addressType":"FQDN","endpoints":[{"addresses":["alone"]}]})",
       R"(EndpointSlice.discovery.k8s.io "a" is invalid: endpoints[0].addresses[0]: Invalid value: "alone": should be a )"
       "domain with at least two segments separated by dots"},
      {kEndpoints, R"({"metadata":{"name":"a"},"subsets":[{"addresses":[{"ip":"0.0.0.0"}],
           "ports":[{"port":0,"protocol":"ICMP"}]}]})",
       R"(Endpoints "a" is invalid: [subsets[0].addresses[0].ip: Invalid value: "0.0.0.0": may not be unspecified )"
       R"((0.0.0.0), subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, )"
       R"(subsets[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"])"},
      {kEvents, R"({"metadata":{"name":"a"},"eventTime":"2026-01-02T03:04:05.000000Z",
           "involvedObject":{"kind":"Pod","namespace":"default","name":"p"},"reportingComponent":"c"})",
       R"(Event "a" is invalid: [reportingInstance: Required value, action: Required value, reason: Required value])"},
      {kEvents, R"({"metadata":{"name":"a"},"involvedObject":{"kind":"Pod","namespace":"other","name":"p"}})",
       R"(Event "a" is invalid: involvedObject.namespace: Invalid value: "other": does not match event.namespace)"},
  };
  for (const MessageRow& row : rows) {
    TestPlane plane;
    const auto written = plane.try_create(row.type, "default", row.object);
    ASSERT_FALSE(written.ok()) << row.object;
    EXPECT_EQ(written.failure().message, row.message) << row.object;
    EXPECT_EQ(written.failure().details.kind, row.type.kind);
    EXPECT_EQ(written.failure().reason, "Invalid");
    EXPECT_EQ(written.failure().code, 422);
  }
}

// A kube-apiserver 1.35 counts the length of names in characters, that of the parts of labels in bytes.
TEST(P1_12, WordsOfWhatIsTooLong) {
  TestPlane plane;
  const std::string name(254, 'a');
  const std::string key(64, 'b');
  const std::string value(64, 'c');
  const auto written =
      plane.try_create(kConfigMaps, "default",
                       R"({"metadata":{"name":")" + name + R"(","labels":{")" + key + R"(":")" + value + R"("}}})");
  ASSERT_FALSE(written.ok());
  std::vector<std::string> messages;
  for (const kube::StatusCause& cause : written.failure().details.causes) messages.push_back(cause.message);
  const std::vector<std::string> wanted = {
      "Invalid value: \"" + name + "\": must be no more than 253 characters",
      "Invalid value: \"" + key + "\": name part must be no more than 63 bytes",
      "Invalid value: \"" + value + "\": must be no more than 63 bytes",
  };
  EXPECT_EQ(messages, wanted);
}

TEST(P1_12, WordsOfWhatIsNoIpAddress) {
  TestPlane plane;
  const VersionPtr ingress =
      plane.create(kIngresses, "default", R"({"metadata":{"name":"web"},"spec":{"rules":[{}]}})");
  kube::Json next = to_json(*ingress);
  next["status"] = parse_must(R"({"loadBalancer":{"ingress":[{"ip":"1.2.3"}]}})");
  const auto written = plane.try_update(kIngresses, ingress, next, WriteTarget::kStatus);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.failure().message,
            "Ingress.networking.k8s.io \"web\" is invalid: status.loadBalancer.ingress[0].ip: Invalid value: "
            "\"1.2.3\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
}

// Whoever updates an object hears of its metadata twice or more, as causes; the message says it once.
TEST(P1_12, UpdatesAreAskedAboutMetadataTwice) {
  TestPlane plane;
  const VersionPtr lease = plane.create(kLeases, "default", R"({"metadata":{"name":"a"}})");
  kube::Json next = to_json(*lease);
  next["metadata"]["finalizers"] = kube::Json::array({"a b/c"});
  next["metadata"]["labels"] = {{"k", "-v"}};
  const auto written = plane.try_update(kLeases, lease, next);
  ASSERT_FALSE(written.ok());
  std::vector<std::string> fields;
  for (const kube::StatusCause& cause : written.failure().details.causes) fields.push_back(cause.field);
  const std::vector<std::string> wanted = {"metadata.labels", "metadata.finalizers", "metadata.labels",
                                           "metadata.labels"};
  EXPECT_EQ(fields, wanted);
  const std::string& message = written.failure().message;
  EXPECT_EQ(message.find("metadata.labels"), message.rfind("metadata.labels")) << message;
}

TEST(P1_12, OnesOwnNameDoesNotHelpABadPrefix) {
  TestPlane plane;
  const auto written =
      plane.try_create(kConfigMaps, "default", R"({"metadata":{"name":"fine","generateName":"Bad-"}})");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(causes_of(written.failure()), std::vector<std::string>({"metadata.generateName: FieldValueInvalid"}));
  EXPECT_TRUE(plane.try_create(kConfigMaps, "default", R"({"metadata":{"generateName":"fine-"}})").ok());
}

// What a cause says is the message without its field.
TEST(P1_12, CausesHaveTheFieldApart) {
  TestPlane plane;
  const auto written = plane.try_create(kSecrets, "default", R"({"metadata":{"name":"a"},"type":"kubernetes.io/tls"})");
  ASSERT_FALSE(written.ok());
  ASSERT_EQ(written.failure().details.causes.size(), 2u);
  EXPECT_EQ(written.failure().details.causes[1].field, "data[tls.key]");
  EXPECT_EQ(written.failure().details.causes[1].reason, "FieldValueRequired");
  EXPECT_EQ(written.failure().details.causes[1].message, "Required value");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
