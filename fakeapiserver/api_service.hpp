// ApiService: everything of the API server but the network: the control plane with its controllers, users, faults and
// logs. One loop.
#pragma once

#include "fakeapiserver/access_rules.hpp"
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/controllers/endpoints_mirror.hpp"
#include "fakeapiserver/controllers/garbage_collector.hpp"
#include "fakeapiserver/controllers/kubernetes_service.hpp"
#include "fakeapiserver/controllers/namespace_controller.hpp"
#include "fakeapiserver/controllers/namespace_furniture.hpp"
#include "fakeapiserver/custom/custom_kinds.hpp"
#include "fakeapiserver/faults.hpp"
#include "fakeapiserver/metrics.hpp"
#include "fakeapiserver/revision_log.hpp"
#include "fakeapiserver/server_features.hpp"
#include "fakeapiserver/users.hpp"
#include "fakeapiserver/verbs/openapi.hpp"
#include "fakeapiserver/verbs/watch.hpp"
#include "fakeapiserver/verbs/watch_hub.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <string>

namespace gauntlet::fakeapiserver {

struct ApiService {
  // The namespaces of a new cluster exist then.
  ApiService(net::Executor executor, std::string kubernetes_version, ServerFeatures features);
  ApiService(const ApiService&) = delete;
  ApiService& operator=(const ApiService&) = delete;

  // Where it listens, and the certificate (PEM) that clients verify it by: what a cluster tells its pods of itself.
  void note_address(const net::Endpoint& address, const std::string& root_certificate);
  // Lets the controllers of the control plane act until nothing changes any more; after every write.
  void settle();
  // Empty: none at this version of Kubernetes.
  std::string_view deprecation_of(const ResourceRow& row) const;

  base::SteppedClock clock;
  std::string kubernetes_version;
  ServerFeatures features;
  std::string server_address;  // "127.0.0.1:6443", for discovery; known once it listens
  ControlPlane plane;
  GarbageCollector garbage_collector;
  NamespaceController namespace_controller;
  NamespaceFurniture namespace_furniture;
  KubernetesService kubernetes_service;
  EndpointsMirror endpoints_mirror;
  CustomKinds custom_kinds;
  WatchHub hub;
  RevisionLog revisions;
  WatchService watches;
  Users users;
  AccessRules access_rules;
  FaultList faults;
  AuditLog audit;
  Metrics metrics;
  OpenApi openapi;
};

}  // namespace gauntlet::fakeapiserver
