#include "reference_controller/routing/path_match.hpp"

#include "reference_controller/mutants.hpp"

#include <algorithm>

namespace gauntlet::reference {
namespace {

// '/' below every other character: then all that has a path as its first elements stands in one run.
int rank(char c) {
  return c == '/' ? 0 : static_cast<unsigned char>(c) + 1;
}

}  // namespace

std::string_view without_final_slash(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::strong_ordering compare_by_elements(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at < common && a[at] == b[at]) ++at;
  if (at < common) return rank(a[at]) <=> rank(b[at]);
  return a.size() <=> b.size();
}

bool covers(std::string_view prefix, std::string_view path) {
  if (!path.starts_with(prefix)) return false;
  if (mutant_active(Mutant::kPrefixWithoutElementBoundary)) return true;
  return path.size() == prefix.size() || path[prefix.size()] == '/';
}

std::string_view path_of_target(std::string_view target) {
  if (mutant_active(Mutant::kQueryKeptInMatching)) return target;
  return target.substr(0, target.find('?'));
}

}  // namespace gauntlet::reference
