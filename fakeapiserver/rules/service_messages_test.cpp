// The whole message of a Service that is refused: the words and the order of a kube-apiserver 1.35 (core/validation,
// registry/core/service). One that asks for addresses or ports that it cannot have hears of that alone.
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kServices;

std::string service(std::string_view spec) {
  return R"({"metadata":{"name":"s"},"spec":)" + std::string(spec) + "}";
}

std::string complaint(std::string_view spec) {
  TestPlane plane;
  const auto written = plane.try_create(kServices, "default", service(spec));
  if (written.ok()) return "";
  const std::string& message = written.failure().message;
  constexpr std::string_view kPrefix = R"(Service "s" is invalid: )";
  EXPECT_EQ(message.substr(0, kPrefix.size()), kPrefix);
  return message.substr(kPrefix.size());
}

TEST(P1_12, WordsAboutThePortsOfServices) {
  EXPECT_EQ(complaint(R"({"ports":[{"name":"a","port":80},{"name":"b","port":80}]})"),
            R"(spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,)"
            R"("TargetPort":0,"NodePort":0})");
  EXPECT_EQ(complaint(R"({"type":"NodePort","ports":[{"name":"a","port":80,"nodePort":32000},
                         {"name":"b","port":81,"nodePort":32000}]})"),
            "spec.ports[1].nodePort: Invalid value: 32000: provided port is already allocated");
  EXPECT_EQ(complaint(R"({"ports":[{"port":80,"appProtocol":"a b"}]})").substr(0, 53),
            R"(spec.ports[0].appProtocol: Invalid value: "a b": name)");
}

TEST(P1_12, WordsAboutTheFamiliesOfServices) {
  EXPECT_EQ(
      complaint(R"({"clusterIP":"1.2.3","ports":[{"port":80}]})"),
      R"(spec.clusterIPs[0]: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff))");
  EXPECT_EQ(
      complaint(R"({"clusterIP":"1.2.3.4","ports":[{"port":80}]})"),
      R"(spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided network does not )"
      "match the current range");
  EXPECT_EQ(complaint(R"({"clusterIP":"None","clusterIPs":["127.96.0.9"],"ports":[{"port":80}]})"),
            R"(spec.clusterIPs: Invalid value: ["127.96.0.9"]: first value must match `clusterIP`)");
  EXPECT_EQ(complaint(R"({"ipFamilies":["IPv6"],"ports":[{"port":80}]})"),
            R"(spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster)");
  EXPECT_EQ(complaint(R"({"ipFamilyPolicy":"RequireDualStack","ports":[{"port":80}]})"),
            R"(spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack )"
            "services");
  EXPECT_EQ(complaint(R"({"ipFamilyPolicy":"Sometimes","ipFamilies":["IPv5"],"ports":[{"port":80}]})"),
            R"([spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6", )"
            R"(spec.ipFamilyPolicy: Unsupported value: "Sometimes": supported values: "PreferDualStack", )"
            R"("RequireDualStack", "SingleStack"])");
}

TEST(P1_12, WordsAboutWhatATypeOfServiceHasNot) {
  EXPECT_EQ(
      complaint(R"({"externalTrafficPolicy":"Local","healthCheckNodePort":32001,"loadBalancerClass":"a.b/c",
                         "allocateLoadBalancerNodePorts":true,"loadBalancerSourceRanges":["10.0.0.0/8"],
                         "ports":[{"port":80}]})"),
      "[spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer', "
      "spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer', "
      "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer', "
      R"(spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services, )"
      "spec.healthCheckNodePort: Invalid value: 32001: may only be set when `type` is 'LoadBalancer' and "
      "`externalTrafficPolicy` is 'Local']");
  EXPECT_EQ(complaint(R"({"type":"ExternalName","externalName":"a.example.com","clusterIP":"127.96.0.9"})"),
            "spec.clusterIPs: Forbidden: may not be set for ExternalName services");
  EXPECT_EQ(complaint(R"({"type":"NodePort","externalTrafficPolicy":"Far","internalTrafficPolicy":"Near",
                         "trafficDistribution":"Elsewhere","ports":[{"port":80}]})"),
            R"([spec.externalTrafficPolicy: Unsupported value: "Far": supported values: "Cluster", "Local", )"
            R"(spec.internalTrafficPolicy: Unsupported value: "Near": supported values: "Cluster", "Local", )"
            R"(spec.trafficDistribution: Unsupported value: "Elsewhere": supported values: "PreferClose", )"
            R"("PreferSameZone", "PreferSameNode"])");
}

TEST(P1_12, WordsAboutOtherFieldsOfServices) {
  EXPECT_EQ(
      complaint(R"({"externalIPs":["x","169.254.1.1"],"ports":[{"port":80}]})"),
      R"([spec.externalIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), )"
      R"(spec.externalIPs[1]: Invalid value: "169.254.1.1": may not be in the link-local range )"
      "(169.254.0.0/16, fe80::/10)]");
  EXPECT_EQ(complaint(R"({"sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":86401}},
                         "ports":[{"port":80}]})"),
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less "
            "than 86400");
  EXPECT_EQ(complaint(R"({"type":"LoadBalancer","loadBalancerSourceRanges":["10.0.0.0/33"],"ports":[{"port":80}]})"),
            R"(spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/33": must be a valid CIDR value, )"
            "(e.g. 10.9.8.0/24 or 2001:db8::/64)");
}

Json stored(TestPlane& plane, std::string_view spec) {
  const VersionPtr made = plane.create(kServices, "default", service(spec));
  return made ? to_json(*made) : Json();
}

TEST(P0_29, AHeadlessServiceWithoutSelectorHasBothFamilies) {
  TestPlane plane;
  const Json spec = stored(plane, R"({"clusterIP":"None","ports":[{"port":80}]})")["spec"];
  EXPECT_EQ(spec["ipFamilyPolicy"], "RequireDualStack");
  EXPECT_EQ(spec["ipFamilies"], Json::array({"IPv4", "IPv6"}));
}

TEST(P0_29, ABalancerToNodesWithEndpointsHasAPortForItsQuestions) {
  TestPlane plane;
  Json next = stored(plane, R"({"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"port":80}]})");
  const int port = next["spec"]["healthCheckNodePort"];
  EXPECT_GE(port, 30000);
  EXPECT_NE(port, next["spec"]["ports"][0]["nodePort"].get<int>());
  next["spec"]["type"] = "ClusterIP";
  const auto written = plane.try_update(kServices, plane.find(kServices, "default", "s"), next);
  ASSERT_TRUE(written.ok()) << written.failure().message;
  const Json changed = to_json(*written->version)["spec"];
  for (const char* key : {"healthCheckNodePort", "externalTrafficPolicy", "allocateLoadBalancerNodePorts"}) {
    EXPECT_FALSE(changed.contains(key)) << key;
  }
}

TEST(P0_29, PortsOfOneNumberShareTheirNodePort) {
  TestPlane plane;
  const Json ports = stored(plane, R"({"type":"NodePort","ports":[{"name":"a","port":53},
                                      {"name":"b","port":53,"protocol":"UDP"},{"name":"c","port":54}]})")["spec"]
                                                                                                         ["ports"];
  EXPECT_EQ(ports[0]["nodePort"], ports[1]["nodePort"]);
  EXPECT_NE(ports[0]["nodePort"], ports[2]["nodePort"]);
}

TEST(P1_13, WarningsAboutServices) {
  TestPlane plane;
  const auto warnings_of = [&](std::string_view name, std::string_view spec) {
    auto written =
        plane.try_create(kServices, "default",
                         R"({"metadata":{"name":")" + std::string(name) + R"("},"spec":)" + std::string(spec) + "}");
    EXPECT_TRUE(written.ok());
    return written ? written->warnings : std::vector<std::string>();
  };
  EXPECT_EQ(
      warnings_of("a", R"({"trafficDistribution":"PreferClose","ports":[{"port":80}]})"),
      std::vector<std::string>({R"(spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone")"}));
  EXPECT_EQ(warnings_of("b", R"({"clusterIP":"None","externalIPs":["1.2.3.4"],"ports":[{"port":80}]})"),
            std::vector<std::string>({"spec.externalIPs is ignored for headless services"}));
}

std::string status_complaint(std::string_view type, std::string_view ingress) {
  TestPlane plane;
  Json next = stored(plane, R"({"type":")" + std::string(type) + R"(","ports":[{"port":80}]})");
  next["status"]["loadBalancer"]["ingress"] = parse_must(ingress);
  const auto written = plane.try_update(kServices, plane.find(kServices, "default", "s"), next, WriteTarget::kStatus);
  return written.ok() ? kube::to_text(to_json(*written->version)["status"]) : written.failure().message;
}

TEST(P1_12, WordsAboutTheAddressesOfBalancers) {
  EXPECT_EQ(status_complaint("ClusterIP", R"([{"ip":"1.2.3.4"}])"),
            R"(Service "s" is invalid: status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is )"
            "'LoadBalancer'");
  EXPECT_EQ(status_complaint("LoadBalancer", R"([{"ip":"1.2.3.4","ipMode":"Odd"},{"hostname":"1.2.3.4"},
                                                 {"hostname":"a","ipMode":"VIP"}])"),
            R"(Service "s" is invalid: [status.loadBalancer.ingress[0].ipMode: Unsupported value: "Odd": supported )"
            R"(values: "Proxy", "VIP", status.loadBalancer.ingress[1].hostname: Invalid value: "1.2.3.4": must be a )"
            "DNS name, not an IP address, status.loadBalancer.ingress[2].ipMode: Forbidden: may not be specified when "
            "`ip` is not set]");
  EXPECT_EQ(status_complaint("LoadBalancer", R"([{"ip":"1.2.3.4"}])"),
            R"({"loadBalancer":{"ingress":[{"ip":"1.2.3.4","ipMode":"VIP"}]}})");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
