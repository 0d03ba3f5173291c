#include "fakeapiserver/autoscaler_forms.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr const char* kMetrics = "autoscaling.alpha.kubernetes.io/metrics";
constexpr const char* kBehaviour = "autoscaling.alpha.kubernetes.io/behavior";
constexpr const char* kCurrentMetrics = "autoscaling.alpha.kubernetes.io/current-metrics";
constexpr const char* kConditions = "autoscaling.alpha.kubernetes.io/conditions";
constexpr const char* kTarget = "targetCPUUtilizationPercentage";
constexpr const char* kCurrent = "currentCPUUtilizationPercentage";

// Null of every other metric.
const Json& percent_of(const Json& metric, const char* inner) {
  static const Json kNone;
  const Json& resource = member(metric, "resource");
  const bool is_cpu = string_member(metric, "type") == "Resource" && string_member(resource, "name") == "cpu";
  return is_cpu ? member(member(resource, inner), "averageUtilization") : kNone;
}

Json cpu_target(const Json& percent) {
  return {{"type", "Resource"},
          {"resource", {{"name", "cpu"}, {"target", {{"type", "Utilization"}, {"averageUtilization", percent}}}}}};
}

Json cpu_current(const Json& percent) {
  return {{"type", "Resource"}, {"resource", {{"name", "cpu"}, {"current", {{"averageUtilization", percent}}}}}};
}

// Into an annotation, where there is anything.
void put_away(Json& autoscaler, const char* annotation, const Json& value) {
  if (!value.empty()) autoscaler["metadata"]["annotations"][annotation] = kube::to_text(value);
}

// Out of it again; null where there is none, or none that can be read.
Json take_out(Json& autoscaler, const char* annotation) {
  Json& metadata = autoscaler["metadata"];
  const std::string text(string_member(member(metadata, "annotations"), annotation));
  if (text.empty()) return Json();
  metadata["annotations"].erase(annotation);
  if (metadata["annotations"].empty()) metadata.erase("annotations");
  auto value = kube::parse_json(text);
  return value ? std::move(*value) : Json();
}

// The first use of processors becomes a number of its own; the others are left.
void split_metrics(Json& part, const char* list, const char* inner, const char* number, Json& others) {
  for (const Json& metric : member(part, list)) {
    const Json& percent = percent_of(metric, inner);
    if (!percent.is_null() && !part.contains(number)) {
      part[number] = percent;
    } else {
      others.push_back(metric);
    }
  }
  part.erase(list);
}

void join_metrics(Json& part, const char* list, const char* number, Json (*metric)(const Json&), const Json& others) {
  Json metrics = Json::array();
  if (part.contains(number)) metrics.push_back(metric(part[number]));
  if (others.is_array()) metrics.insert(metrics.end(), others.begin(), others.end());
  part.erase(number);
  if (!metrics.empty()) part[list] = std::move(metrics);
}

void make_parts(Json& autoscaler) {
  for (const char* part : {"metadata", "spec", "status"}) {
    if (!member(autoscaler, part).is_object()) autoscaler[part] = Json::object();
  }
}

}  // namespace

void to_autoscaler_v2(Json& autoscaler) {
  make_parts(autoscaler);
  const Json metrics = take_out(autoscaler, kMetrics);
  const Json current = take_out(autoscaler, kCurrentMetrics);
  Json behaviour = take_out(autoscaler, kBehaviour);
  Json conditions = take_out(autoscaler, kConditions);
  join_metrics(autoscaler["spec"], "metrics", kTarget, cpu_target, metrics);
  if (behaviour.is_object()) autoscaler["spec"]["behavior"] = std::move(behaviour);
  join_metrics(autoscaler["status"], "currentMetrics", kCurrent, cpu_current, current);
  if (conditions.is_array()) autoscaler["status"]["conditions"] = std::move(conditions);
}

void from_autoscaler_v2(Json& autoscaler) {
  make_parts(autoscaler);
  Json metrics = Json::array();
  split_metrics(autoscaler["spec"], "metrics", "target", kTarget, metrics);
  put_away(autoscaler, kMetrics, metrics);
  put_away(autoscaler, kBehaviour, member(autoscaler["spec"], "behavior"));
  autoscaler["spec"].erase("behavior");
  Json current = Json::array();
  split_metrics(autoscaler["status"], "currentMetrics", "current", kCurrent, current);
  put_away(autoscaler, kCurrentMetrics, current);
  put_away(autoscaler, kConditions, member(autoscaler["status"], "conditions"));
  autoscaler["status"].erase("conditions");
}

}  // namespace gauntlet::fakeapiserver
