// The kinds that every server of ours serves: the rows of the registry, with what the API says about each of them.
#pragma once

#include "fakeapiserver/resource_registry.hpp"

#include <vector>

namespace gauntlet::fakeapiserver {

// Rows that show the objects of another kind stand behind it.
std::vector<ResourceRow> built_in_resources();

}  // namespace gauntlet::fakeapiserver
