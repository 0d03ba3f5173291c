// Object references: Kind/name, Kind/namespace/name, and /status behind either.
#pragma once

#include "foundation/base/result.hpp"
#include "harness/scenario/scenario.hpp"

#include <string_view>
#include <vector>

namespace gauntlet::scenario {

// kInvalid: not of that form, or a kind that is not served; the peer's words are the hint.
base::Result<ObjectReference> read_object_reference(std::string_view text);

// The kinds that objects may have.
std::vector<std::string_view> known_kinds();

}  // namespace gauntlet::scenario
