// The one serialised form of a RunResult, "gauntlet/result/1" (docs/schema/result-v1.json).
#pragma once

#include "foundation/base/result.hpp"
#include "harness/result/run_result.hpp"

#include <string>
#include <string_view>

namespace gauntlet::result {

std::string to_json_text(const RunResult& run);
// Unknown keys are ignored; kInvalid names what is missing or wrong.
base::Result<RunResult> parse_run_result(std::string_view text);

}  // namespace gauntlet::result
