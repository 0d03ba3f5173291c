// MountScript: gives a program paths of its own, in a mount namespace that nobody else sees (mount_namespaces(7)).
#pragma once

#include <map>
#include <string>
#include <vector>

namespace gauntlet::launch {

// A shell script that mounts `mounts` (path as the program sees it to the path of what stands there, a folder that is
// made if missing) and then becomes its arguments. What it needs of missing folders above is made in memory: nothing is
// written outside of the sources.
std::string mount_script(const std::map<std::string, std::string>& mounts);

// `command` in a namespace of its own, by way of that script. Who is not root becomes root of a user namespace.
std::vector<std::string> in_own_mounts(const std::string& script_path, const std::vector<std::string>& command);
// Does nothing in a namespace of its own: fails where this machine gives none.
std::vector<std::string> try_own_mounts();

}  // namespace gauntlet::launch
