#include "reference_controller/routing/path_index.hpp"

#include "reference_controller/mutants.hpp"
#include "reference_controller/routing/path_match.hpp"

#include <algorithm>

namespace gauntlet::reference {
namespace {

BackendId first_of(std::initializer_list<BackendId> candidates) {
  for (const BackendId candidate : candidates) {
    if (candidate != kNoBackend) return candidate;
  }
  return kNoBackend;
}

// The rules that differ in nothing but match and final slash.
struct Candidates {
  BackendId exact_bare = kNoBackend;    // Exact /foo
  BackendId exact_slash = kNoBackend;   // Exact /foo/
  BackendId prefix_bare = kNoBackend;   // Prefix /foo
  BackendId prefix_slash = kNoBackend;  // Prefix /foo/: matches what Prefix /foo matches, and is longer

  void add(const PathRule& rule) {
    const bool has_slash = rule.path.ends_with('/');
    BackendId& candidate = rule.match == PathMatch::kExact ? (has_slash ? exact_slash : exact_bare)
                                                           : (has_slash ? prefix_slash : prefix_bare);
    if (candidate == kNoBackend) candidate = rule.backend;
  }
};

struct Answers {
  BackendId bare;
  BackendId slash;
  BackendId below;
};

// By length first, then Exact before Prefix; `inherited`: of the paths that cover this one.
Answers answers_of(const Candidates& rules, BackendId inherited) {
  return {first_of({rules.prefix_slash, rules.exact_bare, rules.prefix_bare, inherited}),
          first_of({rules.exact_slash, rules.prefix_slash, rules.prefix_bare, inherited}),
          first_of({rules.prefix_slash, rules.prefix_bare, inherited})};
}

Answers mutated_answers_of(Candidates rules, BackendId inherited) {
  const BackendId prefix = first_of({rules.prefix_slash, rules.prefix_bare});
  if (mutant_active(Mutant::kExactDoesNotBeatPrefix) && prefix != kNoBackend) {
    rules.exact_bare = rules.exact_slash = kNoBackend;
  }
  if (mutant_active(Mutant::kTrailingSlashIgnoredForExact)) {
    const BackendId bare = rules.exact_bare;
    rules.exact_bare = first_of({rules.exact_bare, rules.exact_slash});
    rules.exact_slash = first_of({rules.exact_slash, bare});
  }
  Answers answers = answers_of(rules, inherited);
  if (mutant_active(Mutant::kExactMatchesSubpaths)) answers.below = first_of({prefix, rules.exact_bare, inherited});
  if (mutant_active(Mutant::kPrefixMatchesAsExact)) answers.below = inherited;
  if (mutant_active(Mutant::kPrefixDoesNotMatchItself)) answers.bare = first_of({rules.exact_bare, inherited});
  if (mutant_active(Mutant::kPrefixRefusesFinalSlash)) {
    answers.slash = first_of({rules.exact_slash, rules.prefix_slash, inherited});
  }
  if (mutant_active(Mutant::kTrailingSlashKeptForPrefix)) {
    answers.bare = first_of({rules.exact_bare, rules.prefix_bare, inherited});
  }
  return answers;
}

// Without the rules that an earlier one covers.
std::vector<PathRule> in_order_of_appearance(std::span<const PathRule> rules) {
  std::vector<PathRule> kept;
  for (const PathRule& rule : rules) {
    const bool is_late = std::any_of(kept.begin(), kept.end(), [&rule](const PathRule& earlier) {
      return earlier.match == PathMatch::kPrefix &&
             covers(without_final_slash(earlier.path), without_final_slash(rule.path));
    });
    if (!is_late) kept.push_back(rule);
  }
  return kept;
}

}  // namespace

HostPaths PathIndex::insert(std::span<const PathRule> rules) {
  HostPaths host;
  const bool has_root_only =
      rules.size() == 1 && rules.front().path == "/" && rules.front().match == PathMatch::kPrefix;
  if (has_root_only && !mutant_active(Mutant::kPrefixMatchesAsExact)) {
    host.root = rules.front().backend;
    return host;
  }
  std::vector<PathRule> sorted(rules.begin(), rules.end());
  if (mutant_active(Mutant::kFirstPathWins)) sorted = in_order_of_appearance(rules);
  const auto before = [](const PathRule& a, const PathRule& b) {
    return compare_by_elements(without_final_slash(a.path), without_final_slash(b.path)) < 0;
  };
  std::stable_sort(sorted.begin(), sorted.end(), before);

  host.first = static_cast<std::uint32_t>(nodes_.size());
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end = std::find_if(begin, sorted.end(), [&](const PathRule& rule) { return before(*begin, rule); });
    append(std::span(begin, end), host.first);
    begin = end;
  }
  host.count = static_cast<std::uint32_t>(nodes_.size()) - host.first;
  return host;
}

void PathIndex::append(std::span<const PathRule> rules_of_one_path, std::uint32_t first_of_host) {
  Candidates candidates;
  for (const PathRule& rule : rules_of_one_path) candidates.add(rule);
  const std::string_view path = without_final_slash(rules_of_one_path.front().path);

  const auto number = static_cast<std::uint32_t>(nodes_.size());
  Node node;
  node.parent = number == first_of_host ? kNoNode : find_covering(number - 1, path);
  const BackendId inherited = node.parent == kNoNode ? kNoBackend : nodes_[node.parent].below;
  const Answers answers = mutated_answers_of(candidates, inherited);
  node.bare = answers.bare;
  node.slash = answers.slash;
  node.below = answers.below;
  node.path_at = static_cast<std::uint32_t>(texts_.size());
  node.path_length = static_cast<std::uint32_t>(path.size());
  texts_ += path;
  nodes_.push_back(node);
}

// All that covers a path stands before it, and covers what stands between; so it is found by going from parent to
// parent.
std::uint32_t PathIndex::find_covering(std::uint32_t number, std::string_view path) const {
  while (number != kNoNode && !covers(path_of(nodes_[number]), path)) number = nodes_[number].parent;
  return number;
}

BackendId PathIndex::find(const HostPaths& of_host, std::string_view path) const {
  if (of_host.count == 0) return of_host.root;
  const bool has_slash = path.ends_with('/');
  const std::string_view bare = without_final_slash(path);
  const auto begin = nodes_.begin() + of_host.first;
  const auto behind = std::upper_bound(begin, begin + of_host.count, bare, [this](std::string_view a, const Node& b) {
    return compare_by_elements(a, path_of(b)) < 0;
  });
  if (behind == begin) return kNoBackend;
  const std::uint32_t number = find_covering(static_cast<std::uint32_t>(behind - nodes_.begin()) - 1, bare);
  if (number == kNoNode) return kNoBackend;
  const Node& node = nodes_[number];
  if (node.path_length != bare.size()) return node.below;
  return has_slash ? node.slash : node.bare;
}

}  // namespace gauntlet::reference
