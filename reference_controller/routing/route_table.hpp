// RouteTable: which backend serves a request, by host and path, as the rules of all served Ingresses together say.
// Built whole, immutable then, shared by all loops; a lookup costs the same for one route and for ten thousand.
//
// The host is chosen first: a full name before a wildcard before the rules without host. Among the paths of that host
// the longest that matches wins, Exact before Prefix. What no rule matches goes to the default backend.
#pragma once

#include "foundation/net/endpoint.hpp"
#include "reference_controller/routing/host_index.hpp"
#include "reference_controller/routing/path_index.hpp"
#include "reference_controller/routing/request_host.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reference {

struct Backend {
  // kResource: a backend that is no Service, which means nothing to this controller.
  enum class Kind { kService, kResource } kind = Kind::kService;
  std::string name;                      // "shop/web:http", for people
  std::vector<net::Endpoint> endpoints;  // the ready ones
};

struct Route {
  std::string_view host;  // empty: every host; "*.foo.com": one label in place of the star
  PathRule rule;
};

class RouteTable {
 public:
  RouteTable() = default;  // no routes
  // The texts of `routes` are copied. Of two routes with the same host, path and match the first one counts.
  RouteTable(std::span<const Route> routes, BackendId default_backend, std::vector<Backend> backends);

  // Worth it where there is something to do before find().
  void prefetch(const RequestHost& host) const { hosts_.prefetch(host.name()); }
  // `path`: without query. kNoBackend: no rule matches, and there is no default backend.
  BackendId find(const RequestHost& host, std::string_view path) const;
  const Backend& backend(BackendId id) const { return backends_[id]; }
  std::size_t backend_count() const { return backends_.size(); }
  std::size_t route_count() const { return route_count_; }

 private:
  const HostPaths* find_host(std::string_view name) const;
  const HostPaths* find_wildcard(std::string_view name) const;
  // What the mutants do in their place.
  const HostPaths* find_host_mutated(std::string_view name) const;

  HostIndex hosts_;  // "foo.com"; "*.foo.com" stands under ".foo.com"
  PathIndex paths_;
  HostPaths hostless_;
  bool has_hostless_ = false;
  bool has_wildcards_ = false;
  BackendId default_backend_ = kNoBackend;
  std::vector<Backend> backends_;
  std::size_t route_count_ = 0;
};

}  // namespace gauntlet::reference
