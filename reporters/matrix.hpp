// The results matrix: several runs as one page of Markdown. Rows are cases by area, columns are controllers.
#pragma once

#include "harness/result/run_result.hpp"

#include <string>
#include <vector>

namespace gauntlet::reporters {

// A column for each controller of each run, in this order.
std::string write_matrix(const std::vector<result::RunResult>& runs);

}  // namespace gauntlet::reporters
