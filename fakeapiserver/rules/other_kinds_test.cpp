// Metadata, Secret, ConfigMap, EndpointSlice, Lease, Event, Pod and Deployment: what the API asks of them.
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using namespace kube::resources;  // NOLINT: the kinds are the subject
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> causes_of_creating(const kube::ResourceType& type, std::string_view text) {
  TestPlane plane;
  const auto written = plane.try_create(type, type.scope == kube::Scope::kNamespaced ? "default" : "", text);
  return written ? std::vector<std::string>() : causes_of(written.failure());
}

struct CauseRow {
  std::string object;
  std::vector<std::string> causes;
};

void check(const kube::ResourceType& type, std::initializer_list<CauseRow> rows) {
  for (const CauseRow& row : rows) EXPECT_EQ(causes_of_creating(type, row.object), row.causes) << row.object;
}

TEST(P0_09, MetadataIsChecked) {
  check(kConfigMaps,
        {{R"({"metadata":{}})", {"metadata.name: FieldValueRequired"}},
         {R"({"metadata":{"name":"Upper"}})", {"metadata.name: FieldValueInvalid"}},
         {R"({"metadata":{"name":")" + std::string(254, 'a') + R"("}})", {"metadata.name: FieldValueInvalid"}},
         {R"({"metadata":{"name":"a","labels":{"bad key":"v"}}})", {"metadata.labels: FieldValueInvalid"}},
         {R"({"metadata":{"name":"a","labels":{"k":"bad value"}}})", {"metadata.labels: FieldValueInvalid"}},
         {R"({"metadata":{"name":"a","annotations":{"Example.com/K":"any thing"}}})", {}},
         {R"({"metadata":{"name":"a","annotations":{"k":")" + std::string(262144, 'x') + R"("}}})",
          {"metadata.annotations: FieldValueTooLong"}},
         {R"({"metadata":{"name":"a","finalizers":["example.com/f","kubernetes"]}})", {}},
         {R"({"metadata":{"name":"a","finalizers":["mine"]}})", {"metadata.finalizers[0]: FieldValueInvalid"}},
         {R"({"metadata":{"name":"a","ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p"}]}})",
          {"metadata.ownerReferences.uid: FieldValueInvalid"}}});
}

TEST(P0_23, SecretsAndConfigMaps) {
  check(
      kSecrets,
      {{R"({"metadata":{"name":"a"},"data":{"k":"dg=="}})", {}},
       {R"({"metadata":{"name":"a"},"data":{"bad key":"dg=="}})", {"data[bad key]: FieldValueInvalid"}},
       {R"({"metadata":{"name":"a"},"type":"kubernetes.io/tls"})",
        {"data[tls.crt]: FieldValueRequired", "data[tls.key]: FieldValueRequired"}},
       {R"({"metadata":{"name":"a"},"type":"kubernetes.io/tls","data":{"tls.crt":"","tls.key":"bm90IHBlbQ=="}})", {}}});
  check(kConfigMaps,
        {{R"({"metadata":{"name":"a"},"data":{"k":"v"},"binaryData":{"k":"dg=="}})", {"data[k]: FieldValueInvalid"}}});
}

TEST(Secret, StringDataIsFoldedIntoData) {
  TestPlane plane;
  const Json stored = to_json(
      *plane.create(kSecrets, "default", R"({"metadata":{"name":"a"},"data":{"k":"b2xk"},"stringData":{"k":"new"}})"));
  EXPECT_EQ(stored["data"]["k"], "bmV3");
  EXPECT_FALSE(stored.contains("stringData"));
  EXPECT_EQ(stored["type"], "Opaque");
}

std::vector<std::string> causes_of_changing(const kube::ResourceType& type, std::string_view text, const Json& patch) {
  TestPlane plane;
  const VersionPtr stored = plane.create(type, "default", text);
  Json next = to_json(*stored);
  next.merge_patch(patch);
  const auto written = plane.try_update(type, stored, next);
  return written ? std::vector<std::string>() : causes_of(written.failure());
}

TEST(Secret, SomeThingsStay) {
  EXPECT_THAT(causes_of_changing(kSecrets, R"({"metadata":{"name":"a"}})", {{"type", "other"}}),
              ElementsAre("type: FieldValueInvalid"));
  const std::string_view fixed = R"({"metadata":{"name":"a"},"immutable":true,"data":{"k":"dg=="}})";
  EXPECT_THAT(causes_of_changing(kSecrets, fixed, {{"data", {{"k", "dw=="}}}}),
              ElementsAre("data: FieldValueForbidden"));
  EXPECT_THAT(causes_of_changing(kSecrets, fixed, {{"immutable", false}}),
              ElementsAre("immutable: FieldValueForbidden"));
  EXPECT_THAT(causes_of_changing(kSecrets, fixed, {{"metadata", {{"labels", {{"a", "b"}}}}}}), IsEmpty());
}

TEST(P0_29, EndpointSlices) {
  check(
      kEndpointSlices,
      {{R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["127.1.2.3"]}]})", {}},
       {R"({"metadata":{"name":"a"},"endpoints":[]})", {"addressType: FieldValueRequired"}},
       {R"({"metadata":{"name":"a"},"addressType":"IPX","endpoints":[]})", {"addressType: FieldValueNotSupported"}},
       {R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":[]}]})",
        {"endpoints[0].addresses: FieldValueRequired"}},
       {R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["::1"]}]})",
        {"endpoints[0].addresses: FieldValueInvalid"}},
       {R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["0.0.0.0"]}]})",
        {"endpoints[0].addresses[0]: FieldValueInvalid"}},
       {R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["169.254.1.1"]}]})",
        {"endpoints[0].addresses[0]: FieldValueInvalid"}},
       {R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[],"ports":[{"name":"p","port":1},{"name":"p"}]})",
        {"ports[1].name: FieldValueDuplicate"}}});
  EXPECT_THAT(causes_of_changing(kEndpointSlices, R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[]})",
                                 {{"addressType", "IPv6"}}),
              ElementsAre("addressType: FieldValueInvalid"));
}

TEST(P0_29, EndpointSliceDefaults) {
  TestPlane plane;
  const Json stored =
      to_json(*plane.create(kEndpointSlices, "default",
                            R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[],"ports":[{"port":80}]})"));
  EXPECT_EQ(stored["ports"], parse_must(R"([{"name":"","port":80,"protocol":"TCP"}])"));
  EXPECT_EQ(stored["endpoints"], Json::array()) << "written even if empty";
}

TEST(P0_10, Leases) {
  check(kLeases,
        {{R"({"metadata":{"name":"a"},"spec":{"leaseDurationSeconds":0}})",
          {"spec.leaseDurationSeconds: FieldValueInvalid"}},
         {R"({"metadata":{"name":"a"},"spec":{"leaseTransitions":-1}})", {"spec.leaseTransitions: FieldValueInvalid"}},
         {R"({"metadata":{"name":"a"},"spec":{"holderIdentity":"","leaseDurationSeconds":1}})", {}}});
}

TEST(P0_10, MicroTimesHaveSixDigits) {
  TestPlane plane;
  const Json stored =
      to_json(*plane.create(kLeases, "default",
                            R"({"metadata":{"name":"a"},"spec":{"renewTime":"2026-01-02T03:04:05.000000Z",
                                               "acquireTime":"2026-01-02T05:04:05.123456+02:00"}})"));
  EXPECT_EQ(stored["spec"]["renewTime"], "2026-01-02T03:04:05.000000Z");
  EXPECT_EQ(stored["spec"]["acquireTime"], "2026-01-02T03:04:05.123456Z");
}

TEST(P1_10, EventsBelongToTheNamespaceOfTheirObject) {
  check(kEvents, {{R"({"metadata":{"name":"a"},"involvedObject":{"kind":"Pod","namespace":"default","name":"p"}})", {}},
                  {R"({"metadata":{"name":"a"},"involvedObject":{"kind":"Pod","namespace":"other","name":"p"}})",
                   {"involvedObject.namespace: FieldValueInvalid"}},
                  {R"({"metadata":{"name":"a"},"involvedObject":{"kind":"Node","name":"n"}})", {}}});
}

TEST(Pod, ItsSpecStaysButForImages) {
  TestPlane plane;
  const VersionPtr pod =
      plane.create(kPods, "default",
                   R"({"metadata":{"name":"a"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i:1"}]}})");
  Json next = to_json(*pod);
  next["spec"]["containers"][0]["image"] = "i:2";
  next["spec"]["activeDeadlineSeconds"] = 5;
  next["metadata"]["labels"]["a"] = "b";
  ASSERT_TRUE(plane.try_update(kPods, pod, next).ok());
  next = to_json(*plane.find(kPods, "default", "a"));
  next["spec"]["containers"][0]["command"] = Json::array({"sh"});
  const auto refused = plane.try_update(kPods, plane.find(kPods, "default", "a"), next);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(causes_of(refused.failure()), ElementsAre("spec: FieldValueForbidden"));
}

TEST(Pod, DefaultsAndValidation) {
  check(kPods, {{R"({"metadata":{"name":"a"},"spec":{"containers":[]}})", {"spec.containers: FieldValueRequired"}},
                {R"({"metadata":{"name":"a"},"spec":{"containers":[{"name":"c"}]}})",
                 {"spec.containers[0].image: FieldValueRequired"}}});
  TestPlane plane;
  const Json stored = to_json(*plane.create(
      kPods, "default",
      R"({"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}]}]}})"));
  EXPECT_EQ(stored["spec"]["restartPolicy"], "Always");
  EXPECT_EQ(stored["spec"]["containers"][0]["ports"][0]["protocol"], "TCP");
  EXPECT_EQ(stored["status"]["phase"], "Pending");
}

TEST(Deployment, SelectorAndTemplateAgree) {
  const std::string_view good = R"({"metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"a":"b"}},
      "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})";
  check(kDeployments, {{std::string(good), {}},
                       {R"({"metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"a":"x"}},
             "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})",
                        {"spec.template.metadata.labels: FieldValueInvalid"}}});
  EXPECT_THAT(causes_of_changing(kDeployments, good, parse_must(R"({"spec":{"selector":{"matchLabels":{"c":"d"}},
                                                "template":{"metadata":{"labels":{"c":"d"}}}}})")),
              ElementsAre("spec.selector: FieldValueInvalid"));
}

TEST(Namespace, IsActiveAndLabelledWithItsName) {
  TestPlane plane;
  const Json stored = to_json(*plane.create(kNamespaces, "", R"({"metadata":{"name":"n"}})"));
  EXPECT_EQ(stored["status"]["phase"], "Active");
  EXPECT_EQ(stored["spec"]["finalizers"], Json::array({"kubernetes"}));
  EXPECT_EQ(stored["metadata"]["labels"]["kubernetes.io/metadata.name"], "n");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
