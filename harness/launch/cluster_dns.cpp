#include "harness/launch/cluster_dns.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::launch {

namespace {

using namespace std::chrono_literals;
using base::Deadline;
using base::Reason;
using kube::Json;

constexpr std::string_view kZone = ".svc.cluster.local";
constexpr const char* kDnsUserAgent = "gauntlet-dns";
constexpr base::Duration kLookupWithin = 2s;
constexpr base::Duration kStopWithin = 1s;

// nullopt: a name that is no Service's.
std::optional<base::NamespacedName> service_of(std::string_view name) {
  if (!name.ends_with(kZone)) return std::nullopt;
  name.remove_suffix(kZone.size());
  const auto labels = base::split(name, '.');
  if (labels.size() != 2 || labels[0].empty() || labels[1].empty()) return std::nullopt;
  return base::NamespacedName{std::string(labels[1]), std::string(labels[0])};
}

}  // namespace

ClusterDns::ClusterDns(net::Executor executor, kube::ClusterAccess access)
    : executor_(executor), client_(executor, std::move(access), kDnsUserAgent), tasks_(executor) {}

ClusterDns::~ClusterDns() = default;

base::Result<void> ClusterDns::start(net::Endpoint at) {
  auto socket = net::DatagramSocket::bind(executor_, std::move(at));
  if (!socket) return socket.error();
  socket_ = std::move(*socket);
  tasks_.spawn(serve());
  return base::Result<void>();
}

net::Endpoint ClusterDns::endpoint() const {
  return socket_->local_endpoint();
}

net::Awaitable<void> ClusterDns::stop() {
  const Deadline gentle_until = Deadline::after(kStopWithin);
  co_await tasks_.stop(gentle_until);
}

net::Awaitable<void> ClusterDns::serve() {
  const Deadline never = Deadline::never();
  for (;;) {
    auto datagram = co_await socket_->receive(never);
    if (!datagram) break;
    tasks_.spawn(answer(std::move(*datagram)));
  }
}

net::Awaitable<void> ClusterDns::answer(net::Datagram datagram) {
  const auto query = parse_dns_query(datagram.bytes);
  if (!query) co_return;  // whoever asks nothing waits for no answer
  Lookup lookup;
  if (query->opcode != 0) {
    lookup.code = DnsCode::kNotImplemented;
  } else {
    lookup = co_await look_up(*query);
  }
  socket_->send(write_dns_answer(*query, lookup.code, lookup.records), datagram.peer);
}

net::Awaitable<ClusterDns::Lookup> ClusterDns::look_up(const DnsQuery& query) {
  Lookup lookup;
  const auto service_name = service_of(query.name);
  if (!service_name) {
    lookup.code = DnsCode::kNameError;
    co_return lookup;
  }
  const Deadline deadline = Deadline::after(kLookupWithin);
  base::NamespacedName name = *service_name;
  const auto service = co_await client_.get(kube::resources::kServices, std::move(name), deadline);
  if (!service) {
    const bool is_absent = service.error().reason() == Reason::kNotFound;
    lookup.code = is_absent ? DnsCode::kNameError : DnsCode::kServerFailure;
    co_return lookup;
  }
  const Json& spec = kube::member(service->json(), "spec");
  const std::string external_name(kube::string_member(spec, "externalName"));
  const std::string cluster_ip(kube::string_member(spec, "clusterIP"));
  if (kube::string_member(spec, "type") == "ExternalName") {
    lookup.records.push_back({query.name, DnsType::kCname, external_name});
  } else if (cluster_ip == "None") {
    base::NamespacedName headless = *service_name;
    lookup = co_await look_up_endpoints(query, std::move(headless));
  } else if (query.type == DnsType::kA) {
    lookup.records.push_back({query.name, DnsType::kA, cluster_ip});
  }
  co_return lookup;
}

net::Awaitable<ClusterDns::Lookup> ClusterDns::look_up_endpoints(const DnsQuery& query, base::NamespacedName service) {
  Lookup lookup;
  kube::ListOptions options;
  options.namespace_ = service.namespace_;
  options.label_selector = "kubernetes.io/service-name=" + service.name;
  const Deadline deadline = Deadline::after(kLookupWithin);
  const auto slices = co_await client_.list(kube::resources::kEndpointSlices, std::move(options), deadline);
  if (!slices) {
    lookup.code = DnsCode::kServerFailure;
    co_return lookup;
  }
  for (const kube::Object& slice : slices->items) {
    for (const Json& endpoint : kube::member(slice.json(), "endpoints")) {
      const Json& ready = kube::member(kube::member(endpoint, "conditions"), "ready");
      if (ready.is_boolean() && !ready.get<bool>()) continue;
      for (const Json& address : kube::member(endpoint, "addresses")) {
        if (query.type != DnsType::kA || !address.is_string()) continue;
        lookup.records.push_back({query.name, DnsType::kA, address.get<std::string>()});
      }
    }
  }
  // As CoreDNS has it: a headless Service without endpoints is no name.
  if (lookup.records.empty() && query.type == DnsType::kA) lookup.code = DnsCode::kNameError;
  co_return lookup;
}

std::string resolver_configuration(const std::string& address, const std::string& namespace_) {
  return fmt::format("nameserver {}\nsearch {}.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n",
                     address, namespace_);
}

}  // namespace gauntlet::launch
