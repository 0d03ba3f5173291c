#include "harness/cluster/service_view.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::cluster {

using kube::Json;
using kube::member;
using kube::string_member;

base::Result<ServiceView> ServiceView::read(const kube::Object& object) {
  auto service = kube::read_service(object);
  if (!service) return service.error();
  ServiceView view(object, std::move(*service));
  view.labels = kube::read_labels(member(object.json(), "metadata"));
  for (const Json& port : member(member(object.json(), "spec"), "ports")) {
    view.app_protocols.emplace_back(string_member(port, "appProtocol"));
  }
  for (const Json& ingress : member(member(member(object.json(), "status"), "loadBalancer"), "ingress")) {
    view.load_balancer_ip = string_member(ingress, "ip");
    break;
  }
  return view;
}

bool ServiceView::selects(const kube::Labels& pod_labels) const {
  return selects_pods() && std::all_of(service.selector.begin(), service.selector.end(), [&](const auto& wanted) {
           const auto found = pod_labels.find(wanted.first);
           return found != pod_labels.end() && found->second == wanted.second;
         });
}

}  // namespace gauntlet::cluster
