#include "reference_controller/routing/route_builder.hpp"

#include "reference_controller/mutants.hpp"
#include "reference_controller/routing/mutated_ingress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace gauntlet::reference {
namespace {

constexpr std::string_view kRoot = "/";

// What two backends must have in common to be one.
struct BackendKey {
  std::string_view namespace_;
  std::string_view service;
  std::string_view port_name;
  int port_number;
  friend bool operator==(const BackendKey&, const BackendKey&) = default;
};

struct BackendKeyHash {
  std::size_t operator()(const BackendKey& key) const {
    const std::hash<std::string_view> hash;
    std::size_t state = hash(key.service);
    for (const std::size_t part : {hash(key.namespace_), hash(key.port_name), std::size_t(key.port_number)}) {
      state = (state ^ part) * 0x9E3779B97F4A7C15u;
    }
    return state;
  }
};

class RouteCollector {
 public:
  RouteCollector(const ServiceSource& services, Upstream upstream) : services_(services), upstream_(upstream) {}

  void add(const kube::Ingress& ingress);
  void serve_unknown_hosts();  // a mutant
  std::shared_ptr<const RouteTable> finish() {
    return std::make_shared<const RouteTable>(routes_, default_backend_, std::move(backends_));
  }

 private:
  void add_default_backend(const kube::Ingress& ingress);
  void add_rule(const kube::Ingress& ingress, const kube::IngressRule& rule);
  bool has_host(std::string_view host) const;
  BackendId id_of(const std::string& namespace_, const kube::IngressBackend& backend);
  BackendId id_of_resource();
  std::vector<net::Endpoint> endpoints_of(const std::string& namespace_, const kube::IngressServiceBackend& backend);

  const ServiceSource& services_;
  Upstream upstream_;
  std::vector<Route> routes_;
  std::vector<Backend> backends_;
  std::unordered_map<BackendKey, BackendId, BackendKeyHash> ids_;
  BackendId resource_ = kNoBackend;
  BackendId default_backend_ = kNoBackend;
};

void RouteCollector::add(const kube::Ingress& ingress) {
  add_default_backend(ingress);
  for (const kube::IngressRule& rule : ingress.rules) add_rule(ingress, rule);
}

void RouteCollector::add_default_backend(const kube::Ingress& ingress) {
  if (!ingress.default_backend || default_backend_ != kNoBackend) return;
  default_backend_ = id_of(ingress.name.namespace_, *ingress.default_backend);
}

void RouteCollector::add_rule(const kube::Ingress& ingress, const kube::IngressRule& rule) {
  if (mutant_active(Mutant::kRulesOfHostNotMerged) && has_host(rule.host)) return;
  if (rule.paths.empty() && ingress.default_backend) {
    const BackendId id = id_of(ingress.name.namespace_, *ingress.default_backend);
    routes_.push_back({rule.host, {kRoot, PathMatch::kPrefix, id}});
  }
  for (const kube::HttpIngressPath& path : rule.paths) {
    const auto match = path.path_type == kube::PathType::kExact ? PathMatch::kExact : PathMatch::kPrefix;
    const std::string_view text = path.path.empty() ? kRoot : std::string_view(path.path);
    routes_.push_back({rule.host, {text, match, id_of(ingress.name.namespace_, path.backend)}});
  }
}

bool RouteCollector::has_host(std::string_view host) const {
  return std::any_of(routes_.begin(), routes_.end(), [host](const Route& route) { return route.host == host; });
}

void RouteCollector::serve_unknown_hosts() {
  const auto first =
      std::find_if(routes_.begin(), routes_.end(), [](const Route& route) { return !route.host.empty(); });
  if (first == routes_.end()) return;
  std::vector<Route> added;
  for (const Route& route : routes_) {
    if (route.host == first->host) added.push_back({"", route.rule});
  }
  routes_.insert(routes_.end(), added.begin(), added.end());
}

BackendId RouteCollector::id_of(const std::string& namespace_, const kube::IngressBackend& backend) {
  if (!backend.service) return id_of_resource();
  const kube::IngressServiceBackend& service = *backend.service;
  const BackendKey key{namespace_, service.name, service.port_name, service.port_number};
  const auto [entry, is_new] = ids_.try_emplace(key, static_cast<BackendId>(backends_.size()));
  if (is_new) {
    Backend added;
    added.name = service.port_name.empty() ? fmt::format("{}/{}:{}", namespace_, service.name, service.port_number)
                                           : fmt::format("{}/{}:{}", namespace_, service.name, service.port_name);
    added.endpoints = endpoints_of(namespace_, service);
    backends_.push_back(std::move(added));
  }
  return entry->second;
}

BackendId RouteCollector::id_of_resource() {
  if (resource_ == kNoBackend) {
    resource_ = static_cast<BackendId>(backends_.size());
    Backend& added = backends_.emplace_back();
    added.kind = Backend::Kind::kResource;
    added.name = "a resource";
  }
  return resource_;
}

std::vector<net::Endpoint> RouteCollector::endpoints_of(const std::string& namespace_,
                                                        const kube::IngressServiceBackend& backend) {
  const base::NamespacedName name{namespace_, backend.name};
  const kube::Service* const service = services_.find_service(name);
  if (service == nullptr) return {};
  const kube::ServicePort* const port = find_port(*service, backend);
  if (port == nullptr) return {};
  if (upstream_ == Upstream::kService) {
    const auto endpoint = cluster_ip_endpoint(*service, *port);
    if (endpoint) return {*endpoint};
  }
  return ready_endpoints(*port, services_.slices_of(name));
}

}  // namespace

std::shared_ptr<const RouteTable> build_route_table(std::span<const kube::Ingress* const> served,
                                                    const ServiceSource& services, Upstream upstream) {
  RouteCollector collector(services, upstream);
  MutatedIngresses mutated;
  for (const kube::Ingress* const ingress : served) {
    collector.add(mutated.of(*ingress));
    if (mutant_active(Mutant::kResourceBackendStopsBuilding) && has_resource_backend(*ingress)) break;
  }
  if (mutant_active(Mutant::kUnknownHostGetsFirstRule)) collector.serve_unknown_hosts();
  return collector.finish();
}

bool is_older(const kube::Ingress& a, const kube::Ingress& b) {
  return std::tie(a.creation_timestamp, a.name) < std::tie(b.creation_timestamp, b.name);
}

}  // namespace gauntlet::reference
