#include "harness/cli/option_values.hpp"

#include "foundation/base/duration_text.hpp"
#include "foundation/base/edit_distance.hpp"
#include "foundation/base/text.hpp"
#include "reporters/printable.hpp"
#include "reporters/reporter.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace gauntlet::cli {

namespace {

template <typename T>
struct Word {
  std::string_view name;
  T value;
};

constexpr std::array kIsolations = {Word<std::optional<scenario::Isolation>>{"auto", std::nullopt},
                                    Word<std::optional<scenario::Isolation>>{"pack", scenario::Isolation::kPack},
                                    Word<std::optional<scenario::Isolation>>{"reset", scenario::Isolation::kReset},
                                    Word<std::optional<scenario::Isolation>>{"case", scenario::Isolation::kCase}};
constexpr std::array kOrders = {Word<scenario::CaseOrder>{"file", scenario::CaseOrder::kFile},
                                Word<scenario::CaseOrder>{"random", scenario::CaseOrder::kRandom}};
constexpr std::array kColours = {Word<ColourChoice>{"auto", ColourChoice::kAuto},
                                 Word<ColourChoice>{"always", ColourChoice::kAlways},
                                 Word<ColourChoice>{"never", ColourChoice::kNever}};

std::string list_of(std::span<const std::string_view> words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

void complain(std::string_view option, std::string_view text, std::span<const std::string_view> words,
              OptionProblems& problems) {
  const std::string hint = suggestion(text, words);
  problems.add(option, text, fmt::format("one of {}{}{}", list_of(words), hint.empty() ? "" : "; ", hint));
}

template <typename Words, typename T>
void read_word(std::string_view option, const std::string& text, const Words& words, T& value,
               OptionProblems& problems) {
  if (text.empty()) return;
  std::vector<std::string_view> names;
  for (const auto& word : words) {
    if (word.name == text) {
      value = word.value;
      return;
    }
    names.push_back(word.name);
  }
  complain(option, text, names, problems);
}

}  // namespace

void OptionProblems::add(std::string_view option, std::string_view value, std::string_view expected) {
  problems_.push_back(fmt::format("{}: '{}' is not {}", option, reporters::printable(value), expected));
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view nearest = base::closest(word, candidates);
  return nearest.empty() ? std::string() : fmt::format("did you mean {}?", nearest);
}

void read_number(std::string_view option, const std::string& text, NumberRange range, int& value,
                 OptionProblems& problems) {
  if (text.empty()) return;
  unsigned long long number = 0;
  if (!base::parse_decimal(text, number) || number < range.least || number > range.most) {
    problems.add(option, text, fmt::format("a number from {} to {}", range.least, range.most));
    return;
  }
  value = static_cast<int>(number);
}

void read_number(std::string_view option, const std::string& text, std::optional<std::uint64_t>& value,
                 OptionProblems& problems) {
  if (text.empty()) return;
  unsigned long long number = 0;
  if (!base::parse_decimal(text, number)) {
    const auto most = std::numeric_limits<std::uint64_t>::max();
    problems.add(option, text, fmt::format("a number from 0 to {}", most));
    return;
  }
  value = number;
}

void read_duration(std::string_view option, const std::string& text, std::optional<base::Duration>& value,
                   OptionProblems& problems) {
  if (text.empty()) return;
  const auto duration = base::parse_duration(text);
  if (!duration || *duration == base::Duration::zero()) {
    problems.add(option, text, "a duration such as 90s, 10m or 1h");
    return;
  }
  value = duration;
}

void read_levels(std::string_view option, const std::vector<std::string>& texts, std::vector<result::Level>& value,
                 OptionProblems& problems) {
  constexpr std::array kLevels = {result::Level::kCore, result::Level::kExtended, result::Level::kVendor,
                                  result::Level::kObserve};
  std::vector<std::string_view> names;
  for (const result::Level level : kLevels) names.push_back(result::to_string(level));
  for (const std::string& text : texts) {
    for (const std::string_view part : base::split(text, ',')) {
      result::Level level{};
      const std::string_view word = base::trim(part);
      if (result::parse_level(word, level)) {
        value.push_back(level);
      } else {
        complain(option, word, names, problems);
      }
    }
  }
}

void read_isolation(std::string_view option, const std::string& text, std::optional<scenario::Isolation>& value,
                    OptionProblems& problems) {
  read_word(option, text, kIsolations, value, problems);
}

void read_order(std::string_view option, const std::string& text, scenario::CaseOrder& value,
                OptionProblems& problems) {
  read_word(option, text, kOrders, value, problems);
}

void read_colour(std::string_view option, const std::string& text, ColourChoice& value, OptionProblems& problems) {
  read_word(option, text, kColours, value, problems);
}

void read_reports(std::string_view option, const std::vector<std::string>& texts, std::vector<ReportChoice>& value,
                  OptionProblems& problems) {
  std::vector<std::string_view> known;
  for (const reporters::Reporter& reporter : reporters::all_reporters()) known.push_back(reporter.word);
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    ReportChoice choice;
    choice.kind = text.substr(0, equals);
    if (equals != std::string::npos) choice.path = text.substr(equals + 1);
    if (reporters::find_reporter(choice.kind) == nullptr) {
      complain(option, choice.kind, known, problems);
    } else if (equals != std::string::npos && choice.path.empty()) {
      problems.add(option, text, "KIND=PATH: the path is missing");
    } else {
      value.push_back(std::move(choice));
    }
  }
}

}  // namespace gauntlet::cli
