// KubernetesService: the Service "kubernetes" in the namespace "default" and what says where the API server listens:
// Endpoints and EndpointSlice of that name (Kubernetes documentation, "Accessing the Kubernetes API from a Pod").
// Made again where somebody takes them away.
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "foundation/net/endpoint.hpp"

#include <optional>

namespace gauntlet::fakeapiserver {

class KubernetesService {
 public:
  // The ClusterIP, the first of the range; nothing listens there.
  static constexpr const char* kClusterIp = "127.96.0.1";

  // Listens to `plane`, which must outlive it.
  explicit KubernetesService(ControlPlane& plane);
  KubernetesService(const KubernetesService&) = delete;
  KubernetesService& operator=(const KubernetesService&) = delete;

  // Of the API server. Nothing is made before it is known.
  void set_address(net::Endpoint address);
  void run();

 private:
  ControlPlane& plane_;
  std::optional<net::Endpoint> address_;
  bool is_complete_ = false;
};

}  // namespace gauntlet::fakeapiserver
