// TableLayout: the columns that kubectl get shows for a kind (meta.k8s.io/v1 Table), as the API server prints them.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/kube/object.hpp"
#include "foundation/kube/resource.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

struct TableColumn {
  std::string_view name;
  std::string_view type = "string";
  std::string_view format = "";  // "name" for the name column
  int priority = 0;              // 1: only with -o wide
};

struct TableLayout {
  std::vector<TableColumn> columns;
  kube::Json (*cells)(const kube::Json& object, base::WallTime now);
};

// Name and Created At for kinds without a layout of their own (apiserver, rest.NewDefaultTableConvertor).
const TableLayout& table_layout(const kube::ResourceType& type);
kube::Json column_definitions(const TableLayout& layout);

// "5s", "3m10s", "2d": how long ago a time stamp was (duration.HumanDuration); "<unknown>" if there is none.
std::string age_text(std::string_view timestamp, base::WallTime now);
std::string_view name_of(const kube::Json& object);
std::string age_of(const kube::Json& object, base::WallTime now);

// The layouts, by the part of the API that they print.
const TableLayout& ingress_layout();
const TableLayout& ingress_class_layout();
const TableLayout& service_layout();
const TableLayout& endpoint_slice_layout();
const TableLayout& endpoints_layout();
const TableLayout& namespace_layout();
const TableLayout& node_layout();
const TableLayout& pod_layout();
const TableLayout& config_map_layout();
const TableLayout& secret_layout();
const TableLayout& lease_layout();
const TableLayout& event_layout();
const TableLayout& service_account_layout();
const TableLayout& network_policy_layout();
const TableLayout& deployment_layout();
const TableLayout& replica_set_layout();
const TableLayout& daemon_set_layout();
const TableLayout& job_layout();
const TableLayout& disruption_budget_layout();
const TableLayout& role_binding_layout();
const TableLayout& autoscaler_layout();
const TableLayout& resource_quota_layout();

// "3m10s" as age_text; "" where one of the ends is no time.
std::string duration_text(std::string_view from, std::string_view to);
// "a in (x,y),b=c,!gone", ordered by key (labels.Selector.String); a LabelSelector that selects everything: "<none>".
std::string selector_text(const kube::Json& label_selector);

inline constexpr TableColumn kNameColumn{"Name", "string", "name", 0};
inline constexpr TableColumn kAgeColumn{"Age", "string", "", 0};

}  // namespace gauntlet::fakeapiserver
