// ServiceController: Services with a selector get EndpointSlices and Endpoints, LoadBalancers an address, and
// connections to their addresses are led to ready pods and to what others' slices name. One loop.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/cluster/address_pool.hpp"
#include "harness/cluster/cluster_model.hpp"
#include "harness/cluster/endpoint_slices.hpp"
#include "harness/cluster/service_proxy.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::cluster {

class ServiceController {
 public:
  // All of them outlive it.
  ServiceController(kube::Client& client, ClusterModel& model, ServiceProxy& proxy,
                    AddressPool& load_balancer_addresses)
      : client_(client), model_(model), proxy_(proxy), load_balancer_addresses_(load_balancer_addresses) {}

  // Learns of the slices that a former life of this cluster has written.
  net::Awaitable<base::Result<void>> adopt_slices(base::Deadline deadline);
  net::Awaitable<base::Result<void>> sync_slices(base::NamespacedName name, base::Deadline deadline);
  net::Awaitable<base::Result<void>> sync_endpoints(base::NamespacedName name, base::Deadline deadline);

 private:
  struct Published {
    std::string uid;  // of the Service
    std::vector<SliceContent> slices;
    std::string endpoints;  // the object's text
  };

  // What is published for this Service; nothing yet where it was made anew.
  Published& published_of(const ServiceView& service);
  enum class Attempt { kCreate, kUpdate };
  net::Awaitable<base::Result<void>> write_slice(Attempt first, kube::Object slice, base::Deadline deadline);
  net::Awaitable<base::Result<void>> write_slices(base::NamespacedName name, base::Deadline deadline);
  net::Awaitable<base::Result<void>> give_address(base::NamespacedName name, base::Deadline deadline);

  kube::Client& client_;
  ClusterModel& model_;
  ServiceProxy& proxy_;
  AddressPool& load_balancer_addresses_;
  std::map<base::NamespacedName, Published> published_;
  std::map<base::NamespacedName, std::vector<SliceContent>> adopted_;
};

}  // namespace gauntlet::cluster
