#include "fakeapiserver/tables/table.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <ctime>
#include <optional>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

Json plain_cells(const Json& object, base::WallTime /*now*/) {
  const Json& metadata = member(object, "metadata");
  return Json::array({string_member(metadata, "name"), string_member(metadata, "creationTimestamp")});
}

const TableLayout& plain_layout() {
  static const TableLayout layout{{kNameColumn, {"Created At", "date"}}, plain_cells};
  return layout;
}

struct KindLayout {
  std::string_view plural;
  const TableLayout& (*layout)();
};

constexpr std::array kLayouts = {
    KindLayout{"ingresses", ingress_layout},
    KindLayout{"ingressclasses", ingress_class_layout},
    KindLayout{"services", service_layout},
    KindLayout{"endpointslices", endpoint_slice_layout},
    KindLayout{"endpoints", endpoints_layout},
    KindLayout{"namespaces", namespace_layout},
    KindLayout{"nodes", node_layout},
    KindLayout{"pods", pod_layout},
    KindLayout{"configmaps", config_map_layout},
    KindLayout{"secrets", secret_layout},
    KindLayout{"leases", lease_layout},
    KindLayout{"events", event_layout},
    KindLayout{"deployments", deployment_layout},
    KindLayout{"replicasets", replica_set_layout},
    KindLayout{"daemonsets", daemon_set_layout},
    KindLayout{"serviceaccounts", service_account_layout},
    KindLayout{"networkpolicies", network_policy_layout},
    KindLayout{"jobs", job_layout},
    KindLayout{"poddisruptionbudgets", disruption_budget_layout},
    KindLayout{"rolebindings", role_binding_layout},
    KindLayout{"clusterrolebindings", role_binding_layout},
    KindLayout{"horizontalpodautoscalers", autoscaler_layout},
    KindLayout{"resourcequotas", resource_quota_layout},
};

std::string with_unit(long long number, char unit) {
  return std::to_string(number) + unit;
}

std::string two_units(long long big, char big_unit, long long small, char small_unit) {
  return with_unit(big, big_unit) + (small > 0 ? with_unit(small, small_unit) : "");
}

// The steps of apimachinery's duration.HumanDuration: finer while it is short.
std::string human_duration(long long seconds) {
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 2 * 60) return with_unit(seconds, 's');
  const long long minutes = seconds / 60;
  if (minutes < 10) return two_units(minutes, 'm', seconds % 60, 's');
  if (minutes < 3 * 60) return with_unit(minutes, 'm');
  const long long hours = minutes / 60;
  if (hours < 8) return two_units(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return with_unit(hours, 'h');
  const long long days = hours / 24;
  if (days < 8) return two_units(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return with_unit(days, 'd');
  return two_units(days / 365, 'y', days < 365 * 8 ? days % 365 : 0, 'd');
}

std::optional<std::time_t> read_seconds(std::string_view timestamp) {
  std::tm parts{};
  const std::string text(timestamp);
  if (text.empty() || strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts) == nullptr) return std::nullopt;
  return timegm(&parts);
}

}  // namespace

const TableLayout& table_layout(const kube::ResourceType& type) {
  for (const KindLayout& kind : kLayouts) {
    if (kind.plural == type.plural) return kind.layout();
  }
  return plain_layout();
}

Json column_definitions(const TableLayout& layout) {
  Json definitions = Json::array();
  for (const TableColumn& column : layout.columns) {
    definitions.push_back({{"name", column.name},
                           {"type", column.type},
                           {"format", column.format},
                           {"description", ""},
                           {"priority", column.priority}});
  }
  return definitions;
}

std::string age_text(std::string_view timestamp, base::WallTime now) {
  const auto then = read_seconds(timestamp);
  return then ? human_duration(std::chrono::system_clock::to_time_t(now) - *then) : "<unknown>";
}

std::string duration_text(std::string_view from, std::string_view to) {
  const auto begin = read_seconds(from);
  const auto end = read_seconds(to);
  return begin && end ? human_duration(*end - *begin) : "";
}

std::string_view name_of(const Json& object) {
  return string_member(member(object, "metadata"), "name");
}

std::string age_of(const Json& object, base::WallTime now) {
  return age_text(string_member(member(object, "metadata"), "creationTimestamp"), now);
}

}  // namespace gauntlet::fakeapiserver
