#include "harness/cluster/pod_status.hpp"

#include "harness/cluster/status_conditions.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

std::string names_of_containers(const PodView& pod) {
  std::string names;
  for (const Json& container : member(member(pod.object.json(), "spec"), "containers")) {
    if (!names.empty()) names += ' ';
    names += string_member(container, "name");
  }
  return names;
}

// ContainerState: running since when, or waiting and why.
Json make_state(const PodCondition& condition, const Json& before, const std::string& now) {
  if (condition.container != ContainerState::kDead) {
    const std::string_view since = string_member(member(member(before, "state"), "running"), "startedAt");
    return {{"running", {{"startedAt", since.empty() ? now : std::string(since)}}}};
  }
  if (!condition.trouble.empty()) {
    return {{"waiting", {{"reason", "CreateContainerError"}, {"message", condition.trouble}}}};
  }
  return {{"waiting", {{"reason", "CrashLoopBackOff"}, {"message", "the process was killed"}}}};
}

Json make_container_status(const PodView& pod, const Json& container, const Json& before, const PodCondition& condition,
                           const std::string& now) {
  const std::string name(string_member(container, "name"));
  const bool is_alive = condition.container != ContainerState::kDead;
  Json status = {{"name", name},
                 {"image", string_member(container, "image")},
                 {"imageID", ""},
                 {"containerID", fmt::format("gauntlet://{}/{}", pod.uid, name)},
                 {"ready", condition.container == ContainerState::kReady},
                 {"started", is_alive},
                 {"restartCount", condition.restarts}};
  status["state"] = make_state(condition, before, now);
  const bool was_running = member(before, "state").contains("running");
  if (!is_alive && was_running && condition.trouble.empty()) {
    status["lastState"] = {{"terminated", {{"exitCode", 137}, {"reason", "Error"}, {"finishedAt", now}}}};
  } else {
    const Json& last = member(before, "lastState");
    status["lastState"] = last.is_object() ? last : Json::object();
  }
  return status;
}

Json make_container_statuses(const PodView& pod, const PodCondition& condition, const std::string& now) {
  const Json& before = member(member(pod.object.json(), "status"), "containerStatuses");
  Json statuses = Json::array();
  for (const Json& container : member(member(pod.object.json(), "spec"), "containers")) {
    const std::size_t at = statuses.size();
    const Json none;
    const Json& own = before.is_array() && at < before.size() ? before[at] : none;
    statuses.push_back(make_container_status(pod, container, own, condition, now));
  }
  return statuses;
}

}  // namespace

Json make_pod_status(const PodView& pod, const PodCondition& condition, const std::string& now) {
  const Json& before = member(pod.object.json(), "status");
  Json status = before.is_object() ? before : Json::object();
  const bool never_ran = !condition.trouble.empty() && !before.contains("startTime");
  status["phase"] = never_ran ? "Pending" : "Running";
  status["hostIP"] = condition.host_ip;
  status["hostIPs"] = Json::array({{{"ip", condition.host_ip}}});
  if (condition.ip.empty()) {
    status.erase("podIP");
    status.erase("podIPs");
  } else {
    status["podIP"] = condition.ip;
    status["podIPs"] = Json::array({{{"ip", condition.ip}}});
  }
  if (!never_ran && !status.contains("startTime")) status["startTime"] = now;
  status["containerStatuses"] = make_container_statuses(pod, condition, now);

  set_condition(status, {"PodScheduled", true, "", ""}, now);
  set_condition(status, {"PodReadyToStartContainers", true, "", ""}, now);
  set_condition(status, {"Initialized", true, "", ""}, now);
  const bool is_ready = condition.container == ContainerState::kReady;
  const std::string message = fmt::format("containers with unready status: [{}]", names_of_containers(pod));
  const std::string_view reason = is_ready ? std::string_view() : "ContainersNotReady";
  const std::string_view words = is_ready ? std::string_view() : message;
  set_condition(status, {"ContainersReady", is_ready, reason, words}, now);
  set_condition(status, {"Ready", is_ready, reason, words}, now);
  return status;
}

}  // namespace gauntlet::cluster
