#include "fakeapiserver/autoscaler_forms.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

TEST(AutoscalerForms, TheUseOfProcessorsIsANumberInV1) {
  Json autoscaler = Json::parse(R"({"metadata":{"name":"a"},"spec":{"maxReplicas":3,
      "targetCPUUtilizationPercentage":80},"status":{"currentReplicas":1,"currentCPUUtilizationPercentage":20}})");
  const Json v1 = autoscaler;
  to_autoscaler_v2(autoscaler);
  EXPECT_EQ(autoscaler["spec"], Json::parse(R"({"maxReplicas":3,"metrics":[{"type":"Resource","resource":{"name":"cpu",
      "target":{"type":"Utilization","averageUtilization":80}}}]})"));
  EXPECT_EQ(autoscaler["status"]["currentMetrics"], Json::parse(R"([{"type":"Resource","resource":{"name":"cpu",
      "current":{"averageUtilization":20}}}])"));
  from_autoscaler_v2(autoscaler);
  EXPECT_EQ(autoscaler, v1);
}

// A client that knows v1 only reads, changes and writes; what it cannot see is still there.
TEST(AutoscalerForms, WhatV1CannotSayComesBack) {
  const Json v2 = Json::parse(R"({"metadata":{"name":"a","annotations":{"mine":"1"}},"spec":{"maxReplicas":5,
      "behavior":{"scaleDown":{"stabilizationWindowSeconds":60}},"metrics":[
        {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}},
        {"type":"Resource","resource":{"name":"memory","target":{"type":"Utilization","averageUtilization":70}}}]},
      "status":{"conditions":[{"type":"ScalingActive","status":"False"}]}})");
  Json autoscaler = v2;
  from_autoscaler_v2(autoscaler);
  EXPECT_EQ(autoscaler["spec"], Json::parse(R"({"maxReplicas":5,"targetCPUUtilizationPercentage":50})"));
  EXPECT_FALSE(autoscaler["status"].contains("conditions"));
  autoscaler["spec"]["maxReplicas"] = 7;
  to_autoscaler_v2(autoscaler);
  Json expected = v2;
  expected["spec"]["maxReplicas"] = 7;
  EXPECT_EQ(autoscaler, expected);
}

TEST(AutoscalerForms, PartsMayBeMissing) {
  Json autoscaler = Json::parse(R"({"metadata":{"name":"a"}})");
  to_autoscaler_v2(autoscaler);
  from_autoscaler_v2(autoscaler);
  EXPECT_TRUE(autoscaler["spec"].empty());
  EXPECT_TRUE(autoscaler["status"].empty());
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
