#include "reference_controller/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>

namespace gauntlet::reference {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(const char* name, const char* help, MetricType type) {
  MetricFamily made;
  made.name = name;
  made.help = help;
  made.type = type;
  return made;
}

ClientMetric counter(std::uint64_t value, const char* label, std::string_view label_value) {
  ClientMetric metric;
  metric.label.push_back({label, std::string(label_value)});
  metric.counter.value = static_cast<double>(value);
  return metric;
}

MetricFamily requests(const Measurements& measured) {
  MetricFamily made =
      family("gauntlet_reference_requests_total", "Requests of clients, by what became of them.", MetricType::Counter);
  for (std::size_t i = 0; i < kRequestOutcomes; ++i) {
    made.metric.push_back(counter(measured.requests[i], "outcome", to_string(static_cast<RequestOutcome>(i))));
  }
  return made;
}

MetricFamily routes(const Measurements& measured) {
  MetricFamily made = family("gauntlet_reference_routes", "Paths in the route table.", MetricType::Gauge);
  made.metric.emplace_back().gauge.value = static_cast<double>(measured.routes);
  return made;
}

MetricFamily reconciles(const Measurements& measured) {
  MetricFamily made = family("gauntlet_reference_reconcile_duration_seconds",
                             "Building what is served anew after changes in the cluster.", MetricType::Summary);
  ClientMetric::Summary& summary = made.metric.emplace_back().summary;
  summary.sample_count = measured.reconciles;
  summary.sample_sum = std::chrono::duration<double>(measured.reconcile_time).count();
  return made;
}

MetricFamily watch_restarts(const Measurements& measured) {
  MetricFamily made = family("gauntlet_reference_watch_restarts_total",
                             "Watches of the API server that were begun again.", MetricType::Counter);
  for (const WatchCounts& watch : measured.watches) {
    made.metric.push_back(
        counter(watch.watch_starts - std::min<std::uint64_t>(watch.watch_starts, 1), "resource", watch.resource));
  }
  return made;
}

MetricFamily lists(const Measurements& measured) {
  MetricFamily made = family("gauntlet_reference_lists_total",
                             "Lists of the API server, the first one and those after a watch that could not go on.",
                             MetricType::Counter);
  for (const WatchCounts& watch : measured.watches) {
    made.metric.push_back(counter(watch.lists, "resource", watch.resource));
  }
  return made;
}

MetricFamily build_info() {
  MetricFamily made = family("gauntlet_reference_build_info", "1, with the version.", MetricType::Gauge);
  ClientMetric& metric = made.metric.emplace_back();
  metric.label.push_back({"version", GAUNTLET_VERSION});
  metric.gauge.value = 1;
  return made;
}

}  // namespace

std::string metrics_text(const Measurements& measured) {
  return prometheus::TextSerializer().Serialize({requests(measured), routes(measured), reconciles(measured),
                                                 watch_restarts(measured), lists(measured), build_info()});
}

}  // namespace gauntlet::reference
