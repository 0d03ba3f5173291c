// A reporter is a pure function of a RunResult: same input, same bytes. They are listed once, by the word that
// `--report WORD[=PATH]` takes.
#pragma once

#include "harness/result/run_result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reporters {

struct Reporter {
  std::string_view word;          // "junit"
  std::string_view default_file;  // "junit.xml"
  std::string (*write)(const result::RunResult& run);
};

const std::vector<Reporter>& all_reporters();
const Reporter* find_reporter(std::string_view word);

}  // namespace gauntlet::reporters
