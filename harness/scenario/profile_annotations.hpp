// What a profile writes into every Ingress that its controller is given (`annotations` of the profile). Pure.
#pragma once

#include "foundation/kube/object.hpp"
#include "harness/scenario/scenario.hpp"

#include <map>
#include <string>

namespace gauntlet::scenario {

// The object with these annotations; those that it has itself stay as they are. Objects that are no Ingress stay as
// they are, too.
kube::Object with_annotations(const kube::Object& object, const std::map<std::string, std::string>& annotations);

// The same for every Ingress that the case makes, at its beginning or in its steps.
void annotate_ingresses(Scenario& scenario, const std::map<std::string, std::string>& annotations);

}  // namespace gauntlet::scenario
