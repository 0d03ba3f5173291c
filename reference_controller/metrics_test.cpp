#include "reference_controller/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace gauntlet::reference {
namespace {

using testing::HasSubstr;

TEST(MetricsTest, AreWhatPrometheusReads) {
  Measurements measured;
  measured.requests[static_cast<std::size_t>(RequestOutcome::kProxied)] = 7;
  measured.requests[static_cast<std::size_t>(RequestOutcome::kNoRoute)] = 2;
  measured.routes = 10000;
  measured.reconciles = 3;
  measured.reconcile_time = std::chrono::milliseconds(1500);
  measured.watches = {{"ingresses.networking.k8s.io", 2, 5}, {"secrets", 1, 0}};
  const std::string text = metrics_text(measured);
  EXPECT_THAT(text, HasSubstr("# TYPE gauntlet_reference_requests_total counter\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_requests_total{outcome=\"proxied\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_requests_total{outcome=\"no_route\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_requests_total{outcome=\"bad_gateway\"} 0\n"))
      << "there from the beginning, so that a rate can be taken";
  EXPECT_THAT(text, HasSubstr("# TYPE gauntlet_reference_routes gauge\ngauntlet_reference_routes 10000\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_reconcile_duration_seconds_count 3\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_reconcile_duration_seconds_sum 1.5\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_watch_restarts_total{resource=\"ingresses.networking.k8s.io\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_watch_restarts_total{resource=\"secrets\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_lists_total{resource=\"ingresses.networking.k8s.io\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("gauntlet_reference_build_info{version=\""));
}

TEST(MetricsTest, EachOutcomeHasItsName) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kRequestOutcomes; ++i) names.insert(to_string(static_cast<RequestOutcome>(i)));
  EXPECT_EQ(names.size(), kRequestOutcomes);
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace gauntlet::reference
