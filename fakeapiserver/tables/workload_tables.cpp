// Deployments, ReplicaSets, DaemonSets and Jobs as kubectl get shows them.
#include "fakeapiserver/tables/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace gauntlet::fakeapiserver {
namespace {

using kube::integer_member;
using kube::Json;
using kube::member;
using kube::string_member;

constexpr TableColumn kContainersColumn{"Containers", "string", "", 1};
constexpr TableColumn kImagesColumn{"Images", "string", "", 1};
constexpr TableColumn kSelectorColumn{"Selector", "string", "", 1};

// "echo,sidecar": a field of each container of the template.
std::string of_containers(const Json& spec, const char* key) {
  std::vector<std::string_view> values;
  for (const Json& container : member(member(member(spec, "template"), "spec"), "containers")) {
    values.push_back(string_member(container, key));
  }
  return fmt::format("{}", fmt::join(values, ","));
}

std::string requirement_text(const Json& expression) {
  const std::string_view key = string_member(expression, "key");
  const std::string_view operation = string_member(expression, "operator");
  if (operation == "Exists") return std::string(key);
  if (operation == "DoesNotExist") return fmt::format("!{}", key);
  std::vector<std::string> values;
  for (const Json& value : member(expression, "values")) values.push_back(value.get<std::string>());
  return fmt::format("{} {} ({})", key, operation == "In" ? "in" : "notin", fmt::join(values, ","));
}

void add_wide_cells(const Json& spec, Json& cells) {
  cells.push_back(of_containers(spec, "name"));
  cells.push_back(of_containers(spec, "image"));
  cells.push_back(selector_text(member(spec, "selector")));
}

Json deployment_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  const Json& status = member(object, "status");
  Json cells = Json::array(
      {name_of(object), fmt::format("{}/{}", integer_member(status, "readyReplicas"), integer_member(spec, "replicas")),
       integer_member(status, "updatedReplicas"), integer_member(status, "availableReplicas"), age_of(object, now)});
  add_wide_cells(spec, cells);
  return cells;
}

Json replica_set_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  const Json& status = member(object, "status");
  Json cells = Json::array({name_of(object), integer_member(spec, "replicas"), integer_member(status, "replicas"),
                            integer_member(status, "readyReplicas"), age_of(object, now)});
  add_wide_cells(spec, cells);
  return cells;
}

Json daemon_set_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  const Json& status = member(object, "status");
  const Json& node_labels = member(member(member(spec, "template"), "spec"), "nodeSelector");
  Json cells = Json::array({name_of(object)});
  for (const char* key : {"desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled",
                          "numberAvailable"}) {
    cells.push_back(integer_member(status, key));
  }
  cells.push_back(selector_text({{"matchLabels", node_labels}}));
  cells.push_back(age_of(object, now));
  add_wide_cells(spec, cells);
  return cells;
}

std::string_view job_state(const Json& job) {
  constexpr std::string_view kStates[][2] = {{"Complete", "Complete"},
                                             {"Failed", "Failed"},
                                             {"Suspended", "Suspended"},
                                             {"FailureTarget", "FailureTarget"},
                                             {"SuccessCriteriaMet", "SuccessCriteriaMet"}};
  for (const auto& [type, shown] : kStates) {
    if (type == "Suspended" && member(job, "metadata").contains("deletionTimestamp")) return "Terminating";
    for (const Json& condition : member(member(job, "status"), "conditions")) {
      if (string_member(condition, "type") == type && string_member(condition, "status") == "True") return shown;
    }
  }
  return "Running";
}

std::string job_completions(const Json& job) {
  const Json& spec = member(job, "spec");
  const std::int64_t succeeded = integer_member(member(job, "status"), "succeeded");
  if (spec.contains("completions")) return fmt::format("{}/{}", succeeded, integer_member(spec, "completions"));
  const std::int64_t parallelism = integer_member(spec, "parallelism");
  return parallelism > 1 ? fmt::format("{}/1 of {}", succeeded, parallelism) : fmt::format("{}/1", succeeded);
}

Json job_cells(const Json& object, base::WallTime now) {
  const Json& status = member(object, "status");
  const std::string_view began = string_member(status, "startTime");
  std::string duration = duration_text(began, string_member(status, "completionTime"));
  if (duration.empty() && !began.empty()) duration = age_text(began, now);
  Json cells =
      Json::array({name_of(object), job_state(object), job_completions(object), duration, age_of(object, now)});
  add_wide_cells(member(object, "spec"), cells);
  return cells;
}

}  // namespace

std::string selector_text(const Json& selector) {
  std::multimap<std::string_view, std::string> requirements;
  for (const auto& [key, value] : member(selector, "matchLabels").items()) {
    requirements.emplace(key, fmt::format("{}={}", key, value.get<std::string>()));
  }
  for (const Json& expression : member(selector, "matchExpressions")) {
    requirements.emplace(string_member(expression, "key"), requirement_text(expression));
  }
  std::vector<std::string> texts;
  for (const auto& [key, text] : requirements) texts.push_back(text);
  return texts.empty() ? "<none>" : fmt::format("{}", fmt::join(texts, ","));
}

const TableLayout& daemon_set_layout() {
  static const TableLayout layout{{kNameColumn,
                                   {"Desired", "integer"},
                                   {"Current", "integer"},
                                   {"Ready", "integer"},
                                   {"Up-to-date", "integer"},
                                   {"Available", "integer"},
                                   {"Node Selector"},
                                   kAgeColumn,
                                   kContainersColumn,
                                   kImagesColumn,
                                   kSelectorColumn},
                                  daemon_set_cells};
  return layout;
}

const TableLayout& job_layout() {
  static const TableLayout layout{{kNameColumn,
                                   {"Status"},
                                   {"Completions"},
                                   {"Duration"},
                                   kAgeColumn,
                                   kContainersColumn,
                                   kImagesColumn,
                                   kSelectorColumn},
                                  job_cells};
  return layout;
}

const TableLayout& deployment_layout() {
  static const TableLayout layout{{kNameColumn,
                                   {"Ready"},
                                   {"Up-to-date", "integer"},
                                   {"Available", "integer"},
                                   kAgeColumn,
                                   kContainersColumn,
                                   kImagesColumn,
                                   kSelectorColumn},
                                  deployment_cells};
  return layout;
}

const TableLayout& replica_set_layout() {
  static const TableLayout layout{{kNameColumn,
                                   {"Desired", "integer"},
                                   {"Current", "integer"},
                                   {"Ready", "integer"},
                                   kAgeColumn,
                                   kContainersColumn,
                                   kImagesColumn,
                                   kSelectorColumn},
                                  replica_set_cells};
  return layout;
}

}  // namespace gauntlet::fakeapiserver
