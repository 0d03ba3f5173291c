// Edit distance: how far a misspelt word is from a known one, for "did you mean". Bytes, not characters.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gauntlet::base {

// Insertions, deletions, substitutions and transpositions of neighbours (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate with the fewest edits, at most a third of the word's length but always one; of several the first. Empty
// if there is none, and for a word that is a candidate itself.
std::string_view closest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace gauntlet::base
