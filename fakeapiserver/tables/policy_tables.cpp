// PodDisruptionBudgets, HorizontalPodAutoscalers, ResourceQuotas and the bindings of rbac as kubectl get shows them.
#include "fakeapiserver/tables/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::integer_member;
using kube::Json;
using kube::member;
using kube::string_member;

// A number, or a text such as "50%", or what stands for none.
std::string value_or(const Json& object, const char* key, std::string_view none) {
  const Json& value = member(object, key);
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? std::string(none) : kube::to_text(value);
}

Json disruption_budget_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  return Json::array({name_of(object), value_or(spec, "minAvailable", "N/A"), value_or(spec, "maxUnavailable", "N/A"),
                      integer_member(member(object, "status"), "disruptionsAllowed"), age_of(object, now)});
}

// The names of the subjects of one kind; those of a ServiceAccount with its namespace.
std::string subjects_of(const Json& binding, std::string_view kind) {
  std::vector<std::string> names;
  for (const Json& subject : member(binding, "subjects")) {
    if (string_member(subject, "kind") != kind) continue;
    const std::string_view name = string_member(subject, "name");
    const bool has_namespace = kind == "ServiceAccount";
    names.push_back(has_namespace ? fmt::format("{}/{}", string_member(subject, "namespace"), name)
                                  : std::string(name));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Json role_binding_cells(const Json& object, base::WallTime now) {
  const Json& role = member(object, "roleRef");
  return Json::array({name_of(object), fmt::format("{}/{}", string_member(role, "kind"), string_member(role, "name")),
                      age_of(object, now), subjects_of(object, "User"), subjects_of(object, "Group"),
                      subjects_of(object, "ServiceAccount")});
}

// "cpu: <unknown>/80%"; nothing measures here, so that the left side is what a client has written as status.
std::string target_text(const Json& metric, const Json& status) {
  const std::string_view type = string_member(metric, "type");
  if (type != "Resource") return fmt::format("<unknown> {}", type);
  const Json& resource = member(metric, "resource");
  const Json& target = member(resource, "target");
  const std::string_view name = string_member(resource, "name");
  std::string current = "<unknown>";
  for (const Json& one : member(status, "currentMetrics")) {
    const Json& measured = member(one, "resource");
    const Json& value = member(member(measured, "current"), "averageUtilization");
    if (string_member(measured, "name") == name && !value.is_null()) current = kube::to_text(value) + "%";
  }
  if (target.contains("averageUtilization")) {
    return fmt::format("{}: {}/{}%", name, current, integer_member(target, "averageUtilization"));
  }
  return fmt::format("{}: <unknown>/{}", name, value_or(target, "averageValue", "<auto>"));
}

std::string targets_text(const Json& autoscaler) {
  constexpr std::size_t kMostTargets = 2;
  std::vector<std::string> shown;
  const Json& metrics = member(member(autoscaler, "spec"), "metrics");
  for (const Json& metric : metrics) {
    if (shown.size() < kMostTargets) shown.push_back(target_text(metric, member(autoscaler, "status")));
  }
  if (shown.empty()) return "<none>";
  const std::string text = fmt::format("{}", fmt::join(shown, ", "));
  return metrics.size() > kMostTargets ? fmt::format("{} + {} more...", text, metrics.size() - kMostTargets) : text;
}

Json autoscaler_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  const Json& target = member(spec, "scaleTargetRef");
  return Json::array(
      {name_of(object), fmt::format("{}/{}", string_member(target, "kind"), string_member(target, "name")),
       targets_text(object), value_or(spec, "minReplicas", "<unset>"), value_or(spec, "maxReplicas", "0"),
       integer_member(member(object, "status"), "currentReplicas"), age_of(object, now)});
}

// "pods: 1/10, cpu: 0/2" of requests, and the same of limits.
Json resource_quota_cells(const Json& object, base::WallTime now) {
  constexpr std::string_view kLimits = "limits.";
  const Json& status = member(object, "status");
  std::vector<std::string> requests;
  std::vector<std::string> limits;
  for (const auto& [resource, hard] : member(status, "hard").items()) {
    const std::string used = value_or(member(status, "used"), resource.c_str(), "0");
    auto& column = resource.starts_with(kLimits) ? limits : requests;
    column.push_back(fmt::format("{}: {}/{}", resource, used, hard.get<std::string>()));
  }
  return Json::array({name_of(object), fmt::format("{}", fmt::join(requests, ", ")),
                      fmt::format("{}", fmt::join(limits, ", ")), age_of(object, now)});
}

}  // namespace

const TableLayout& resource_quota_layout() {
  static const TableLayout layout{{kNameColumn, {"Request"}, {"Limit"}, kAgeColumn}, resource_quota_cells};
  return layout;
}

const TableLayout& disruption_budget_layout() {
  static const TableLayout layout{
      {kNameColumn, {"Min Available"}, {"Max Unavailable"}, {"Allowed Disruptions", "integer"}, kAgeColumn},
      disruption_budget_cells};
  return layout;
}

const TableLayout& role_binding_layout() {
  static const TableLayout layout{{kNameColumn,
                                   {"Role"},
                                   kAgeColumn,
                                   {"Users", "string", "", 1},
                                   {"Groups", "string", "", 1},
                                   {"ServiceAccounts", "string", "", 1}},
                                  role_binding_cells};
  return layout;
}

const TableLayout& autoscaler_layout() {
  static const TableLayout layout{
      {kNameColumn, {"Reference"}, {"Targets"}, {"MinPods"}, {"MaxPods"}, {"Replicas", "integer"}, kAgeColumn},
      autoscaler_cells};
  return layout;
}

}  // namespace gauntlet::fakeapiserver
