#include "harness/scenario/suggestion.hpp"

#include "foundation/base/edit_distance.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  return std::string(base::closest(word, candidates));
}

std::string suggest(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view found = base::closest(word, candidates);
  return found.empty() ? std::string() : fmt::format("did you mean '{}'?", found);
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace gauntlet::scenario
