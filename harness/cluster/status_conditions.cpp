#include "harness/cluster/status_conditions.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::cluster {

using kube::Json;

void set_condition(Json& status, const Condition& condition, const std::string& now) {
  Json& conditions = status["conditions"];
  if (!conditions.is_array()) conditions = Json::array();
  auto found = std::find_if(conditions.begin(), conditions.end(), [&](const Json& candidate) {
    return kube::string_member(candidate, "type") == condition.type;
  });
  if (found == conditions.end()) {
    conditions.push_back({{"type", condition.type}});
    found = std::prev(conditions.end());
  }
  const char* const truth = condition.is_true ? "True" : "False";
  if (kube::string_member(*found, "status") != truth) {
    (*found)["status"] = truth;
    (*found)["lastTransitionTime"] = now;
  }
  const auto set_or_erase = [&](const char* key, std::string_view text) {
    if (text.empty()) {
      found->erase(key);
    } else {
      (*found)[key] = text;
    }
  };
  set_or_erase("reason", condition.reason);
  set_or_erase("message", condition.message);
}

}  // namespace gauntlet::cluster
