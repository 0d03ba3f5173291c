#include "harness/scenario/pod_addresses.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {
namespace {

using kube::Json;

const PodAddresses kAddresses = {{"ip.a.0", "127.42.0.1"}, {"ip.a.1", "127.42.0.2"}};

TEST(PodAddresses, FillTheirVariables) {
  EXPECT_EQ(with_pod_addresses("${ip.a.0}", kAddresses), "127.42.0.1");
  EXPECT_EQ(with_pod_addresses("x ${ip.a.1},${ip.a.0} y", kAddresses), "x 127.42.0.2,127.42.0.1 y");
  EXPECT_EQ(with_pod_addresses("plain", kAddresses), "plain");
}

TEST(PodAddresses, LeaveWhatIsNotThere) {
  EXPECT_EQ(with_pod_addresses("${ip.b.0} ${ip.a.0}", kAddresses), "${ip.b.0} 127.42.0.1");
  EXPECT_EQ(with_pod_addresses("${ip.a.0", kAddresses), "${ip.a.0");
  EXPECT_EQ(with_pod_addresses("${class}", kAddresses), "${class}");
}

TEST(PodAddresses, ReachIntoObjects) {
  const auto object = kube::Object::from_json(
      Json{{"kind", "EndpointSlice"}, {"endpoints", Json::array({{{"addresses", Json::array({"${ip.a.1}"})}}})}});
  EXPECT_TRUE(names_pod_address(object.to_text()));
  const kube::Object filled = with_pod_addresses(object, kAddresses);
  EXPECT_FALSE(names_pod_address(filled.to_text()));
  EXPECT_EQ(filled.json().at("endpoints").at(0).at("addresses").at(0), "127.42.0.2");
}

}  // namespace
}  // namespace gauntlet::scenario
