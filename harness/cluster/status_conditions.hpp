// Conditions in a status: the list that Pods, Deployments and Nodes share (metav1.Condition and its relatives). Pure.
#pragma once

#include "foundation/kube/object.hpp"

#include <string>
#include <string_view>

namespace gauntlet::cluster {

struct Condition {
  std::string_view type;
  bool is_true = true;
  std::string_view reason;   // may be empty
  std::string_view message;  // may be empty
};

// Sets the condition of that type in `status`; lastTransitionTime stays where the truth has not changed.
void set_condition(kube::Json& status, const Condition& condition, const std::string& now);

}  // namespace gauntlet::cluster
