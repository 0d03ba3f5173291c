#include "harness/scenario/case_objects.hpp"

#include "foundation/kube/service.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::scenario {

using kube::Json;

kube::Object make_namespace(const std::string& name) {
  return kube::Object::from_json(Json{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}});
}

kube::Object make_deployment(const Backend& backend) {
  const Json labels = {{"app", backend.name}};
  const Json container = {{"name", "echo"},
                          {"image", "echo"},
                          {"ports", Json::array({{{"name", "http"}, {"containerPort", kContainerPort}}})}};
  return kube::Object::from_json(Json{
      {"apiVersion", "apps/v1"},
      {"kind", "Deployment"},
      {"metadata", {{"name", backend.name}, {"namespace", backend.namespace_}, {"labels", labels}}},
      {"spec",
       {{"replicas", backend.pods},
        {"selector", {{"matchLabels", labels}}},
        {"template", {{"metadata", {{"labels", labels}}}, {"spec", {{"containers", Json::array({container})}}}}}}}});
}

kube::Object make_service(const Backend& backend) {
  const Json port = {{"name", "http"}, {"port", backend.port}, {"targetPort", kContainerPort}, {"protocol", "TCP"}};
  return kube::Object::from_json(
      Json{{"apiVersion", "v1"},
           {"kind", "Service"},
           {"metadata", {{"name", backend.name}, {"namespace", backend.namespace_}}},
           {"spec", {{"selector", {{"app", backend.name}}}, {"ports", Json::array({port})}}}});
}

kube::Object make_tls_secret(const std::string& namespace_, const std::string& name,
                             const net::IssuedCertificate& certificate) {
  return kube::Object::from_json(Json{{"apiVersion", "v1"},
                                      {"kind", "Secret"},
                                      {"metadata", {{"name", name}, {"namespace", namespace_}}},
                                      {"type", "kubernetes.io/tls"},
                                      {"data",
                                       {{"tls.crt", kube::base64_encode(certificate.certificate_pem)},
                                        {"tls.key", kube::base64_encode(certificate.key_pem)}}}});
}

kube::Object make_ingress_class(const std::string& name, const std::string& controller) {
  return kube::Object::from_json(Json{{"apiVersion", "networking.k8s.io/v1"},
                                      {"kind", "IngressClass"},
                                      {"metadata", {{"name", name}}},
                                      {"spec", {{"controller", controller}}}});
}

std::vector<std::string> namespaces_of(const Scenario& scenario) {
  std::vector<std::string> names = {scenario.namespace_};
  const auto add = [&](std::string_view name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  };
  for (const Backend& backend : scenario.backends) add(backend.namespace_);
  for (const Certificate& certificate : scenario.certificates) {
    if (!certificate.secret.empty()) add(certificate.namespace_);
  }
  for (const Manifest& manifest : scenario.manifests) add(manifest.object.namespace_());
  for (const Step& step : scenario.steps) {
    if (const auto* apply = std::get_if<ApplyStep>(&step.action)) {
      for (const Manifest& manifest : apply->manifests) add(manifest.object.namespace_());
    }
  }
  return names;
}

bool has_manifest(const Scenario& scenario, std::string_view kind, const std::string& namespace_,
                  const std::string& name) {
  return std::any_of(scenario.manifests.begin(), scenario.manifests.end(), [&](const Manifest& manifest) {
    return manifest.object.kind() == kind && manifest.object.namespace_() == namespace_ &&
           manifest.object.name() == name;
  });
}

namespace {

net::KeyType key_type_of(const std::string& word) {
  if (word == "rsa2048") return net::KeyType::kRsa2048;
  if (word == "rsa4096") return net::KeyType::kRsa4096;
  if (word == "ed25519") return net::KeyType::kEd25519;
  return net::KeyType::kP256;
}

net::CertificateRequest request_for(const Certificate& certificate) {
  net::CertificateRequest request;
  request.common_name = certificate.name;
  request.dns_names = certificate.names;
  request.key_type = key_type_of(certificate.key);
  if (certificate.valid_until != certificate.valid_from) {
    const base::WallTime now = base::SystemClock().wall_time();
    request.not_before = now + std::chrono::duration_cast<base::WallTime::duration>(certificate.valid_from);
    request.not_after = now + std::chrono::duration_cast<base::WallTime::duration>(certificate.valid_until);
  }
  return request;
}

}  // namespace

base::Result<CertificateStore> CertificateStore::make(const std::vector<Certificate>& certificates) {
  CertificateStore store;
  std::map<std::string, net::CertificateAuthority> authorities;
  for (const Certificate& certificate : certificates) {
    if (!certificate.is_authority) continue;
    auto authority = net::CertificateAuthority::create(certificate.name);
    if (!authority) return authority.error().with_context("making the authority '" + certificate.name + "'");
    store.trusted_pem_ += authority->certificate_pem();
    authorities.emplace(certificate.name, std::move(authority).value());
  }
  for (const Certificate& certificate : certificates) {
    if (certificate.is_authority) continue;
    const auto authority = authorities.find(certificate.issuer);
    auto issued = authority == authorities.end() ? net::make_self_signed(request_for(certificate))
                                                 : authority->second.issue(request_for(certificate));
    if (!issued) return issued.error().with_context("making the certificate '" + certificate.name + "'");
    store.leaves_.emplace(certificate.name, std::move(issued).value());
  }
  return store;
}

const net::IssuedCertificate* CertificateStore::find(const std::string& name) const {
  const auto it = leaves_.find(name);
  return it == leaves_.end() ? nullptr : &it->second;
}

std::string CertificateStore::name_of(const std::string& fingerprint) const {
  for (const auto& [name, issued] : leaves_) {
    if (issued.fingerprint == fingerprint) return name;
  }
  return {};
}

}  // namespace gauntlet::scenario
