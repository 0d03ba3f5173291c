// ClusterDns: the resolver of a cluster on loopback, for controllers that look up names of Services instead of reading
// EndpointSlices (Kubernetes DNS-based service discovery 1.1.0): SERVICE.NAMESPACE.svc.cluster.local is the ClusterIP;
// of a headless Service its ready endpoints; of an ExternalName a CNAME. It asks the API server for each query, and
// knows no other names.
#pragma once

#include "foundation/kube/client.hpp"
#include "foundation/net/datagram_socket.hpp"
#include "foundation/net/task_group.hpp"
#include "harness/launch/dns_message.hpp"

#include <memory>
#include <string>

namespace gauntlet::launch {

class ClusterDns {
 public:
  ClusterDns(net::Executor executor, kube::ClusterAccess access);
  ~ClusterDns();
  ClusterDns(const ClusterDns&) = delete;
  ClusterDns& operator=(const ClusterDns&) = delete;

  // kSystem, kAlreadyExists.
  base::Result<void> start(net::Endpoint at);
  net::Endpoint endpoint() const;
  // Before the destructor.
  net::Awaitable<void> stop();

 private:
  struct Lookup {
    DnsCode code = DnsCode::kNoError;
    std::vector<DnsRecord> records;
  };

  net::Awaitable<void> serve();
  net::Awaitable<void> answer(net::Datagram datagram);
  net::Awaitable<Lookup> look_up(const DnsQuery& query);
  net::Awaitable<Lookup> look_up_endpoints(const DnsQuery& query, base::NamespacedName service);

  net::Executor executor_;
  kube::Client client_;
  std::unique_ptr<net::DatagramSocket> socket_;
  net::TaskGroup tasks_;
};

// What a kubelet writes for its pods (/etc/resolv.conf).
std::string resolver_configuration(const std::string& address, const std::string& namespace_);

}  // namespace gauntlet::launch
