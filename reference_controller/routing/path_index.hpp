// PathIndex: the paths of all hosts, those of one host side by side and in the order of their elements. A lookup is one
// binary search and a walk over at most as many steps as the path has elements, whatever the number of routes; it
// allocates nothing. Filled once, then read only.
#pragma once

#include "reference_controller/routing/host_index.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reference {

// Backends are numbered; RouteTable knows them.
using BackendId = std::uint32_t;
inline constexpr BackendId kNoBackend = UINT32_MAX;

enum class PathMatch { kExact, kPrefix };

// One path of one host, as the rule has it.
struct PathRule {
  std::string_view path;  // begins with '/'
  PathMatch match;
  BackendId backend;
};

class PathIndex {
 public:
  // The paths of one host. Of two rules with the same path and match the first one counts.
  HostPaths insert(std::span<const PathRule> rules);

  // The longest path that matches, of equal ones Exact before Prefix; kNoBackend: none.
  BackendId find(const HostPaths& of_host, std::string_view path) const;

 private:
  // A path and the answers for requests of it, already with those of the shorter paths that cover it.
  struct Node {
    std::uint32_t path_at = 0;  // in texts_
    std::uint32_t path_length = 0;
    std::uint32_t parent = 0;      // the longest path that covers it; kNoNode: none
    BackendId bare = kNoBackend;   // of a request for /foo
    BackendId slash = kNoBackend;  // /foo/
    BackendId below = kNoBackend;  // /foo/...
  };
  static constexpr std::uint32_t kNoNode = UINT32_MAX;

  std::string_view path_of(const Node& node) const {
    return std::string_view(texts_).substr(node.path_at, node.path_length);
  }
  // The node that covers the path, of this one and its parents; kNoNode: none.
  std::uint32_t find_covering(std::uint32_t number, std::string_view path) const;
  void append(std::span<const PathRule> rules_of_one_path, std::uint32_t first_of_host);

  std::vector<Node> nodes_;
  std::string texts_;
};

}  // namespace gauntlet::reference
