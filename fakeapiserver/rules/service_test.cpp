// Service (core/v1): defaults, validation, and the addresses and node ports that are given out.
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kServices;
using ::testing::ElementsAre;

std::string service(std::string_view name, std::string_view spec) {
  return R"({"metadata":{"name":")" + std::string(name) + R"("},"spec":)" + std::string(spec) + "}";
}

Json stored_spec(TestPlane& plane, std::string_view name, std::string_view spec) {
  const VersionPtr stored = plane.create(kServices, "default", service(name, spec));
  return stored ? to_json(*stored)["spec"] : Json();
}

std::vector<std::string> causes_of_service(std::string_view spec) {
  TestPlane plane;
  const auto written = plane.try_create(kServices, "default", service("s", spec));
  return written ? std::vector<std::string>() : causes_of(written.failure());
}

TEST(P0_29, DefaultsOfAPlainService) {
  TestPlane plane;
  Json spec = stored_spec(plane, "s", R"({"ports":[{"port":80}],"selector":{"app":"x"}})");
  EXPECT_TRUE(is_ip_address(kube::string_member(spec, "clusterIP")));
  EXPECT_EQ(spec["clusterIPs"], Json::array({spec["clusterIP"]}));
  for (const char* key : {"clusterIP", "clusterIPs"}) spec.erase(key);
  EXPECT_EQ(spec, parse_must(R"({"type":"ClusterIP","sessionAffinity":"None","internalTrafficPolicy":"Cluster",
      "ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","selector":{"app":"x"},
      "ports":[{"port":80,"protocol":"TCP","targetPort":80}]})"));
}

TEST(P0_29, AddressesAreGivenOnce) {
  TestPlane plane;
  const Json a = stored_spec(plane, "a", R"({"ports":[{"port":80}]})");
  const Json b = stored_spec(plane, "b", R"({"ports":[{"port":80}]})");
  EXPECT_NE(a["clusterIP"], b["clusterIP"]);
  const std::string taken = a["clusterIP"];
  const auto again =
      plane.try_create(kServices, "default", service("c", R"({"ports":[{"port":80}],"clusterIP":")" + taken + R"("})"));
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(causes_of(again.failure()), ElementsAre("spec.clusterIPs: FieldValueInvalid"));
  ASSERT_TRUE(plane.remove(kServices, plane.find(kServices, "default", "a")).ok());
  EXPECT_TRUE(
      plane.try_create(kServices, "default", service("c", R"({"ports":[{"port":80}],"clusterIP":")" + taken + R"("})"))
          .ok())
      << "released with the Service";
}

TEST(P0_29, HeadlessAndExternalNameHaveNoAddress) {
  TestPlane plane;
  EXPECT_EQ(stored_spec(plane, "h", R"({"clusterIP":"None","selector":{"a":"b"}})")["clusterIP"], "None");
  const Json external = stored_spec(plane, "e", R"({"type":"ExternalName","externalName":"a.example.com"})");
  for (const char* key : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"}) {
    EXPECT_FALSE(external.contains(key)) << key;
  }
}

TEST(P0_29, NodePortsAreGivenFromTheRangeAndKept) {
  TestPlane plane;
  const VersionPtr stored =
      plane.create(kServices, "default", service("s", R"({"type":"NodePort","ports":[{"port":80}]})"));
  const int port = to_json(*stored)["spec"]["ports"][0]["nodePort"];
  EXPECT_GE(port, 30000);
  EXPECT_LE(port, 32767);
  EXPECT_EQ(to_json(*stored)["spec"]["externalTrafficPolicy"], "Cluster");
  // A client that never heard of node ports writes the Service back.
  Json next = to_json(*stored);
  next["spec"].erase("clusterIP");
  next["spec"].erase("clusterIPs");
  next["spec"]["ports"][0].erase("nodePort");
  next["metadata"]["labels"]["a"] = "b";
  const auto written = plane.try_update(kServices, stored, next);
  ASSERT_TRUE(written.ok()) << written.failure().message;
  const Json kept = to_json(*written->version);
  EXPECT_EQ(kept["spec"]["ports"][0]["nodePort"], port);
  EXPECT_EQ(kept["spec"]["clusterIP"], to_json(*stored)["spec"]["clusterIP"]);
}

TEST(P0_29, ChangingTheTypeReleasesWhatItDoesNotNeed) {
  TestPlane plane;
  const VersionPtr stored =
      plane.create(kServices, "default", service("s", R"({"type":"NodePort","ports":[{"port":80}]})"));
  Json next = to_json(*stored);
  next["spec"]["type"] = "ClusterIP";
  next["spec"]["ports"][0].erase("nodePort");
  const auto written = plane.try_update(kServices, stored, next);
  ASSERT_TRUE(written.ok()) << written.failure().message;
  EXPECT_FALSE(to_json(*written->version)["spec"]["ports"][0].contains("nodePort"));
}

TEST(P0_29, ServiceIsInvalid) {
  struct Row {
    const char* spec;
    std::vector<std::string> causes;
  };
  const Row rows[] = {
      {R"({})", {"spec.ports: FieldValueRequired"}},
      {R"({"ports":[{"port":80},{"port":81}]})",
       {"spec.ports[0].name: FieldValueRequired", "spec.ports[1].name: FieldValueRequired"}},
      {R"({"ports":[{"name":"a","port":80},{"name":"a","port":81}]})", {"spec.ports[1].name: FieldValueDuplicate"}},
      {R"({"ports":[{"name":"a","port":80},{"name":"b","port":80}]})", {"spec.ports[1]: FieldValueDuplicate"}},
      {R"({"ports":[{"port":0,"targetPort":1}]})", {"spec.ports[0].port: FieldValueInvalid"}},
      {R"({"ports":[{"port":80,"targetPort":70000}]})", {"spec.ports[0].targetPort: FieldValueInvalid"}},
      {R"({"ports":[{"port":80,"protocol":"ICMP"}]})", {"spec.ports[0].protocol: FieldValueNotSupported"}},
      {R"({"ports":[{"port":80,"nodePort":30001}]})", {"spec.ports[0].nodePort: FieldValueForbidden"}},
      {R"({"type":"NodePort","ports":[{"port":80,"nodePort":80}]})", {"spec.ports[0].nodePort: FieldValueInvalid"}},
      {R"({"type":"NodePort","clusterIP":"None","ports":[{"port":80}]})", {"spec.clusterIPs[0]: FieldValueInvalid"}},
      {R"({"type":"Cloud","ports":[{"port":80}]})", {"spec.type: FieldValueNotSupported"}},
      {R"({"type":"ExternalName"})", {"spec.externalName: FieldValueRequired"}},
      {R"({"sessionAffinity":"Cookie","ports":[{"port":80}]})", {"spec.sessionAffinity: FieldValueNotSupported"}},
      {R"({"loadBalancerClass":"a.b/c","ports":[{"port":80}]})", {"spec.loadBalancerClass: FieldValueForbidden"}},
  };
  for (const Row& row : rows) EXPECT_EQ(causes_of_service(row.spec), row.causes) << row.spec;
}

TEST(P0_29, ClusterIpsAreLookedForFromAPlaceOn) {
  ServiceAddresses addresses;
  addresses.begin_at(255);
  Json object = {{"spec", {{"ports", Json::array({{{"port", 80}}})}}}};
  FieldErrors errors;
  addresses.assign(object, nullptr, errors);
  EXPECT_EQ(object["spec"]["clusterIP"], "127.96.1.10");  // 127.96.0.10, 255 places on, and the next one
}

TEST(P0_29, AFixedClusterIpDoesNotMoveThePlace) {
  TestPlane plane;
  const auto ip_of = [](const VersionPtr& version) { return to_json(*version)["spec"]["clusterIP"]; };
  const std::string ports = R"("ports":[{"port":80}]})";
  const Json before = ip_of(plane.create(kServices, "default", service("a", "{" + ports)));
  plane.create(kServices, "default", service("kubernetes", R"({"clusterIP":"127.96.0.1",)" + ports));
  const Json after = ip_of(plane.create(kServices, "default", service("b", "{" + ports)));
  EXPECT_NE(before, "127.96.0.10");
  EXPECT_NE(after, "127.96.0.10");
}

TEST(P0_29, TheClusterIpStays) {
  TestPlane plane;
  const VersionPtr stored = plane.create(kServices, "default", service("s", R"({"ports":[{"port":80}]})"));
  Json next = to_json(*stored);
  next["spec"]["clusterIP"] = "127.96.200.200";
  next["spec"]["clusterIPs"] = Json::array({"127.96.200.200"});
  const auto written = plane.try_update(kServices, stored, next);
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(causes_of(written.failure()), ElementsAre("spec.clusterIPs[0]: FieldValueInvalid"));
}

TEST(P0_29, ServiceNamesAreDns1035Labels) {
  TestPlane plane;
  const auto written = plane.try_create(kServices, "default", service("1s", R"({"ports":[{"port":80}]})"));
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(causes_of(written.failure()), ElementsAre("metadata.name: FieldValueInvalid"));
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
