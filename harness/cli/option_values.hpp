// The words and numbers behind options: each reader returns a value and notes what is wrong, so that one call of the
// program shows all mistakes.
#pragma once

#include "harness/cli/options.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::cli {

class OptionProblems {
 public:
  void add(std::string_view option, std::string_view value, std::string_view expected);
  void add(std::string problem) { problems_.push_back(std::move(problem)); }
  const std::vector<std::string>& all() const { return problems_; }

 private:
  std::vector<std::string> problems_;
};

struct NumberRange {
  unsigned long long least = 0;
  unsigned long long most = 0;
};

// What stands where an option was not given is the reader's business to leave alone: an empty text changes nothing.
void read_number(std::string_view option, const std::string& text, NumberRange range, int& value,
                 OptionProblems& problems);
void read_number(std::string_view option, const std::string& text, std::optional<std::uint64_t>& value,
                 OptionProblems& problems);
void read_duration(std::string_view option, const std::string& text, std::optional<base::Duration>& value,
                   OptionProblems& problems);
void read_levels(std::string_view option, const std::vector<std::string>& texts, std::vector<result::Level>& value,
                 OptionProblems& problems);
void read_isolation(std::string_view option, const std::string& text, std::optional<scenario::Isolation>& value,
                    OptionProblems& problems);
void read_order(std::string_view option, const std::string& text, scenario::CaseOrder& value, OptionProblems& problems);
void read_colour(std::string_view option, const std::string& text, ColourChoice& value, OptionProblems& problems);
void read_reports(std::string_view option, const std::vector<std::string>& texts, std::vector<ReportChoice>& value,
                  OptionProblems& problems);

// "did you mean --jobs?", or empty.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace gauntlet::cli
