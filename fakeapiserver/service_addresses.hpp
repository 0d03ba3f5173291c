// ServiceAddresses: gives ClusterIPs and node ports to Services at creation and update, as a kube-apiserver does
// (core/v1 ServiceSpec). ClusterIPs come from 127.96.0.0/16: a declared deviation, the whole cluster lives on loopback.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "fakeapiserver/store/object_store.hpp"

#include <cstdint>
#include <set>

namespace gauntlet::fakeapiserver {

class ServiceAddresses {
 public:
  // ClusterIPs are looked for from this place on, so that API servers on one machine seldom give the same one. The last
  // quarter of the range is for those who ask for an address.
  void begin_at(std::uint64_t place);
  // Fills what a client left out of `next` with what `old` has, where the type still needs it; takes off what the type
  // no longer has, unless the client changed it. Before defaulting and validation.
  void carry_over(kube::Json& next, const kube::Json& old) const;
  // Gives what is missing, before validation. Addresses and ports that somebody else has are errors, and each step goes
  // only as far as the one before it found none. Nothing is reserved: note() does that once the Service is stored.
  void assign(kube::Json& service, const kube::Json* old, FieldErrors& errors) const;
  // A Service was stored, changed or removed.
  void note(const Event& event);

 private:
  void assign_cluster_ip(kube::Json& spec, const kube::Json& before, FieldErrors& errors) const;
  void assign_node_ports(kube::Json& spec, const kube::Json& before, FieldErrors& errors) const;
  std::uint32_t free_cluster_ip() const;
  std::int64_t free_node_port(const std::set<std::int64_t>& also_taken) const;

  std::set<std::uint32_t> cluster_ips_;
  std::set<std::int64_t> node_ports_;
  std::uint32_t last_cluster_ip_ = 0;
  std::int64_t last_node_port_ = 0;
};

}  // namespace gauntlet::fakeapiserver
