// ServiceView: a Service as the controllers of a cluster look at it.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/service.hpp"

#include <string>
#include <vector>

namespace gauntlet::cluster {

struct ServiceView {
  // kInvalid names the field.
  static base::Result<ServiceView> read(const kube::Object& object);

  kube::Object object;
  kube::Service service;
  kube::Labels labels;
  std::vector<std::string> app_protocols;  // of the ports, in their order; empty: none
  std::string load_balancer_ip;            // status.loadBalancer.ingress[0].ip

  const base::NamespacedName& name() const { return service.name; }
  bool is_headless() const { return service.cluster_ip == "None"; }
  // Its endpoints are found by us; those of others are somebody else's business (core/v1 ServiceSpec.selector).
  bool selects_pods() const { return !service.selector.empty() && service.type != "ExternalName"; }
  bool selects(const kube::Labels& pod_labels) const;

 private:
  ServiceView(const kube::Object& its_object, kube::Service its_service)
      : object(its_object), service(std::move(its_service)) {}
};

}  // namespace gauntlet::cluster
