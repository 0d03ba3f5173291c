// The texts of value matchers: <any>, <absent>, <changed>, <re PATTERN>; a text that begins with '<' is <lit TEXT>.
#pragma once

#include "foundation/base/result.hpp"
#include "harness/scenario/scenario.hpp"

#include <string_view>

namespace gauntlet::scenario {

// Everything that does not begin with '<' is compared as it is. kInvalid: an unknown matcher, or a pattern that is no
// ECMAScript regular expression; the peer's words are the hint.
base::Result<ValueMatcher> read_matcher(std::string_view text);

}  // namespace gauntlet::scenario
