// NamespaceFurniture: what every namespace of a running cluster has: the ServiceAccount "default" and the ConfigMap
// "kube-root-ca.crt" with the certificate that the API server is verified by (Kubernetes documentation, "Service
// Accounts" and "Certificates"). Made with the namespace, and again where somebody takes it away. Runs to quiescence
// before the write that set it off is answered.
#pragma once

#include "fakeapiserver/control_plane.hpp"

#include <set>
#include <string>

namespace gauntlet::fakeapiserver {

class NamespaceFurniture {
 public:
  // Listens to `plane`, which must outlive it.
  explicit NamespaceFurniture(ControlPlane& plane);
  NamespaceFurniture(const NamespaceFurniture&) = delete;
  NamespaceFurniture& operator=(const NamespaceFurniture&) = delete;

  // PEM. Nothing is made before it is known.
  void set_root_certificate(std::string pem) { root_certificate_ = std::move(pem); }
  void run();

 private:
  void note(KindId kind, const Event& event);
  void furnish(const std::string& namespace_);
  void publish_certificate(const std::string& namespace_);

  ControlPlane& plane_;
  KindId namespaces_;
  KindId accounts_;
  KindId maps_;
  std::string root_certificate_;
  std::set<std::string> to_furnish_;  // names of namespaces
};

}  // namespace gauntlet::fakeapiserver
