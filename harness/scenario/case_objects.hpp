// The Kubernetes objects that a case gets without writing them: namespaces, and for each backend a Deployment with its
// Service, for each certificate a Secret. Pure.
#pragma once

#include "foundation/net/certificate_authority.hpp"
#include "harness/scenario/scenario.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::scenario {

inline constexpr int kContainerPort = 8080;

kube::Object make_namespace(const std::string& name);
kube::Object make_deployment(const Backend& backend);
// Port `backend.port` named "http" to the container port.
kube::Object make_service(const Backend& backend);
kube::Object make_tls_secret(const std::string& namespace_, const std::string& name,
                             const net::IssuedCertificate& certificate);
kube::Object make_ingress_class(const std::string& name, const std::string& controller);

// The namespaces that the case's objects and cast live in, the case's own first.
std::vector<std::string> namespaces_of(const Scenario& scenario);
bool has_manifest(const Scenario& scenario, std::string_view kind, const std::string& namespace_,
                  const std::string& name);

// The certificates of a case by name, made at run time.
class CertificateStore {
 public:
  static base::Result<CertificateStore> make(const std::vector<Certificate>& certificates);

  // nullptr: no such certificate, or it is an authority.
  const net::IssuedCertificate* find(const std::string& name) const;
  // The case's name of a leaf, or empty.
  std::string name_of(const std::string& fingerprint) const;
  // All authorities of the case.
  const std::string& trusted_pem() const { return trusted_pem_; }

 private:
  std::map<std::string, net::IssuedCertificate> leaves_;
  std::string trusted_pem_;
};

}  // namespace gauntlet::scenario
