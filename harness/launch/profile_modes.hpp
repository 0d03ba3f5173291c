// ProfileModes: a mode of a profile laid over the rest of the file. Maps are merged, everything else is replaced; a key
// with '+' at its end appends to a list. A feature that a mode claims leaves the other list.
#pragma once

#include "foundation/kube/yaml_reader.hpp"
#include "harness/launch/controller_profile.hpp"

namespace gauntlet::launch {

// `base` without its key "modes", and with `mode` laid over it. Nodes keep their positions.
kube::YamlNode lay_over(const kube::YamlNode& base, const kube::YamlNode& mode, std::vector<ProfileProblem>& problems);

}  // namespace gauntlet::launch
