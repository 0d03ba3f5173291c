// Namespaces, nodes, pods and the small kinds as kubectl get shows them.
#include "fakeapiserver/tables/table.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::integer_member;
using kube::Json;
using kube::member;
using kube::string_member;

std::string_view or_none(std::string_view text) {
  return text.empty() ? std::string_view("<none>") : text;
}

bool has_condition(const Json& status, std::string_view type) {
  for (const Json& condition : member(status, "conditions")) {
    if (string_member(condition, "type") == type) return string_member(condition, "status") == "True";
  }
  return false;
}

Json namespace_cells(const Json& object, base::WallTime now) {
  return Json::array({name_of(object), string_member(member(object, "status"), "phase"), age_of(object, now)});
}

Json node_cells(const Json& object, base::WallTime now) {
  constexpr std::string_view kRolePrefix = "node-role.kubernetes.io/";
  std::string roles;
  for (const auto& [key, value] : member(member(object, "metadata"), "labels").items()) {
    if (!key.starts_with(kRolePrefix)) continue;
    if (!roles.empty()) roles += ',';
    roles += key.substr(kRolePrefix.size());
  }
  const Json& status = member(object, "status");
  std::string state = has_condition(status, "Ready") ? "Ready" : "NotReady";
  if (member(member(object, "spec"), "unschedulable") == Json(true)) state += ",SchedulingDisabled";
  const Json& info = member(status, "nodeInfo");
  std::string internal;
  std::string external;
  for (const Json& address : member(status, "addresses")) {
    if (string_member(address, "type") == "InternalIP") internal = string_member(address, "address");
    if (string_member(address, "type") == "ExternalIP") external = string_member(address, "address");
  }
  return Json::array({name_of(object), state, or_none(roles), age_of(object, now),
                      string_member(info, "kubeletVersion"), or_none(internal), or_none(external),
                      string_member(info, "osImage"), string_member(info, "kernelVersion"),
                      string_member(info, "containerRuntimeVersion")});
}

Json pod_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  const Json& status = member(object, "status");
  std::size_t ready = 0;
  std::int64_t restarts = 0;
  for (const Json& container : member(status, "containerStatuses")) {
    if (member(container, "ready") == Json(true)) ++ready;
    restarts += integer_member(container, "restartCount");
  }
  std::string_view state = string_member(status, "reason");
  if (state.empty()) state = string_member(status, "phase");
  if (member(object, "metadata").contains("deletionTimestamp")) state = "Terminating";
  return Json::array({name_of(object), std::to_string(ready) + "/" + std::to_string(member(spec, "containers").size()),
                      state, std::to_string(restarts), age_of(object, now), or_none(string_member(status, "podIP")),
                      or_none(string_member(spec, "nodeName")), or_none(string_member(status, "nominatedNodeName")),
                      "<none>"});
}

Json config_map_cells(const Json& object, base::WallTime now) {
  return Json::array(
      {name_of(object), member(object, "data").size() + member(object, "binaryData").size(), age_of(object, now)});
}

Json secret_cells(const Json& object, base::WallTime now) {
  return Json::array(
      {name_of(object), string_member(object, "type"), member(object, "data").size(), age_of(object, now)});
}

Json lease_cells(const Json& object, base::WallTime now) {
  return Json::array({name_of(object), string_member(member(object, "spec"), "holderIdentity"), age_of(object, now)});
}

Json service_account_cells(const Json& object, base::WallTime now) {
  return Json::array({name_of(object), age_of(object, now)});
}

// "kubelet, node-1": who told of it.
std::string event_source(const Json& event) {
  const Json& source = member(event, "source");
  std::string text(string_member(source, "component"));
  if (text.empty()) text = string_member(event, "reportingComponent");
  std::string_view host = string_member(source, "host");
  if (host.empty()) host = string_member(event, "reportingInstance");
  if (!host.empty()) text.append(", ").append(host);
  return text;
}

Json event_cells(const Json& object, base::WallTime now) {
  const Json& about = member(object, "involvedObject");
  const Json& series = member(object, "series");
  std::string_view first_seen = string_member(object, "firstTimestamp");
  if (first_seen.empty()) first_seen = string_member(object, "eventTime");
  std::string_view last_seen = string_member(object, "lastTimestamp");
  if (series.is_object()) last_seen = string_member(series, "lastObservedTime");
  if (last_seen.empty()) last_seen = first_seen;
  std::int64_t count = integer_member(series.is_object() ? series : object, "count");
  if (count == 0) count = 1;
  std::string kind(string_member(about, "kind"));
  for (char& c : kind) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return Json::array({age_text(last_seen, now), string_member(object, "type"), string_member(object, "reason"),
                      kind + "/" + std::string(string_member(about, "name")), string_member(about, "fieldPath"),
                      event_source(object), string_member(object, "message"), age_text(first_seen, now), count,
                      name_of(object)});
}

}  // namespace

const TableLayout& namespace_layout() {
  static const TableLayout layout{{kNameColumn, {"Status"}, kAgeColumn}, namespace_cells};
  return layout;
}

const TableLayout& node_layout() {
  static const TableLayout layout{{kNameColumn,
                                   {"Status"},
                                   {"Roles"},
                                   kAgeColumn,
                                   {"Version"},
                                   {"Internal-IP", "string", "", 1},
                                   {"External-IP", "string", "", 1},
                                   {"OS-Image", "string", "", 1},
                                   {"Kernel-Version", "string", "", 1},
                                   {"Container-Runtime", "string", "", 1}},
                                  node_cells};
  return layout;
}

const TableLayout& pod_layout() {
  static const TableLayout layout{{kNameColumn,
                                   {"Ready"},
                                   {"Status"},
                                   {"Restarts"},
                                   kAgeColumn,
                                   {"IP", "string", "", 1},
                                   {"Node", "string", "", 1},
                                   {"Nominated Node", "string", "", 1},
                                   {"Readiness Gates", "string", "", 1}},
                                  pod_cells};
  return layout;
}

const TableLayout& config_map_layout() {
  static const TableLayout layout{{kNameColumn, {"Data"}, kAgeColumn}, config_map_cells};
  return layout;
}

const TableLayout& secret_layout() {
  static const TableLayout layout{{kNameColumn, {"Type"}, {"Data"}, kAgeColumn}, secret_cells};
  return layout;
}

const TableLayout& lease_layout() {
  static const TableLayout layout{{kNameColumn, {"Holder"}, kAgeColumn}, lease_cells};
  return layout;
}

const TableLayout& service_account_layout() {
  static const TableLayout layout{{kNameColumn, kAgeColumn}, service_account_cells};
  return layout;
}

const TableLayout& event_layout() {
  static const TableLayout layout{{{"Last Seen"},
                                   {"Type"},
                                   {"Reason"},
                                   {"Object"},
                                   {"Subobject", "string", "", 1},
                                   {"Source", "string", "", 1},
                                   {"Message"},
                                   {"First Seen", "string", "", 1},
                                   {"Count", "string", "", 1},
                                   {"Name", "string", "name", 1}},
                                  event_cells};
  return layout;
}

}  // namespace gauntlet::fakeapiserver
