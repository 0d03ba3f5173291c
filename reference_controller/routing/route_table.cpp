#include "reference_controller/routing/route_table.hpp"

#include "foundation/base/text.hpp"
#include "reference_controller/mutants.hpp"

#include <algorithm>
#include <utility>

namespace gauntlet::reference {
namespace {

constexpr std::uint32_t kHostless = UINT32_MAX;

struct NumberedRule {
  std::uint32_t host;
  PathRule rule;
};

// "*.foo.com" -> ".foo.com", which no full name is.
std::string key_of(std::string_view rule_host) {
  if (rule_host.starts_with("*.")) rule_host.remove_prefix(1);
  return base::ascii_lower(rule_host);
}

}  // namespace

RouteTable::RouteTable(std::span<const Route> routes, BackendId default_backend, std::vector<Backend> backends)
    : default_backend_(default_backend), backends_(std::move(backends)), route_count_(routes.size()) {
  std::vector<NumberedRule> numbered;
  numbered.reserve(routes.size());
  for (const Route& route : routes) {
    const std::uint32_t host = route.host.empty() ? kHostless : hosts_.insert(key_of(route.host));
    numbered.push_back({host, route.rule});
    has_wildcards_ |= route.host.starts_with("*.");
    has_hostless_ |= route.host.empty();
    if (mutant_active(Mutant::kWildcardMatchesApex) && route.host.starts_with("*.")) {
      numbered.push_back({hosts_.insert(key_of(route.host.substr(2))), route.rule});
    }
  }
  std::stable_sort(numbered.begin(), numbered.end(),
                   [](const NumberedRule& a, const NumberedRule& b) { return a.host < b.host; });

  std::vector<HostPaths> paths_of_hosts(hosts_.size());
  std::vector<PathRule> rules;
  for (auto begin = numbered.begin(); begin != numbered.end();) {
    const std::uint32_t host = begin->host;
    rules.clear();
    for (; begin != numbered.end() && begin->host == host; ++begin) rules.push_back(begin->rule);
    (host == kHostless ? hostless_ : paths_of_hosts[host]) = paths_.insert(rules);
  }
  hosts_.assign(paths_of_hosts);
}

const HostPaths* RouteTable::find_host(std::string_view name) const {
  if (has_mutant()) return find_host_mutated(name);
  if (const HostPaths* const precise = hosts_.find(name)) return precise;
  if (const HostPaths* const wildcard = find_wildcard(name)) return wildcard;
  return has_hostless_ ? &hostless_ : nullptr;
}

const HostPaths* RouteTable::find_wildcard(std::string_view name) const {
  const std::size_t dot = has_wildcards_ ? name.find('.') : std::string_view::npos;
  return dot == std::string_view::npos ? nullptr : hosts_.find(name.substr(dot));
}

const HostPaths* RouteTable::find_host_mutated(std::string_view name) const {
  const HostPaths* const hostless = has_hostless_ ? &hostless_ : nullptr;
  if (mutant_active(Mutant::kHostlessBeatsHost) && hostless != nullptr) return hostless;
  const HostPaths* const precise = hosts_.find(name);
  const HostPaths* const wildcard = find_wildcard(name);
  if (wildcard != nullptr && mutant_active(Mutant::kWildcardBeatsFullName)) return wildcard;
  if (precise != nullptr) return precise;
  if (wildcard != nullptr) return wildcard;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const std::string_view suffix = name.substr(dot);
    const HostPaths* found = nullptr;
    if (mutant_active(Mutant::kWildcardOverTwoLabels)) found = hosts_.find(suffix);
    if (mutant_active(Mutant::kHostMatchesAsSuffix)) found = hosts_.find(suffix.substr(1));
    if (found != nullptr) return found;
  }
  return hostless;
}

BackendId RouteTable::find(const RequestHost& host, std::string_view path) const {
  const HostPaths* const paths = find_host(host.name());
  const BackendId found = paths == nullptr ? kNoBackend : paths_.find(*paths, path);
  if (mutant_active(Mutant::kDefaultBackendBeatsRules) && default_backend_ != kNoBackend) return default_backend_;
  return found == kNoBackend ? default_backend_ : found;
}

}  // namespace gauntlet::reference
