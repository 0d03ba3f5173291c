// Suggestion: what a misspelt word may have meant, as the hint of a diagnostic.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

// The nearest candidate, or empty. Nearest: fewest edits with transposition, at most a third of the word's length.
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);
// "did you mean 'backends'?", or empty.
std::string suggest(std::string_view word, const std::vector<std::string_view>& candidates);

std::vector<std::string_view> views_of(const std::vector<std::string>& texts);

}  // namespace gauntlet::scenario
