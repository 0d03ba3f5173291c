#include "reference_controller/routing/certificate_builder.hpp"

#include "foundation/kube/service.hpp"
#include "reference_controller/mutants.hpp"
#include "reference_controller/routing/mutated_ingress.hpp"

#include <map>
#include <string>

namespace gauntlet::reference {

std::shared_ptr<const Certificates> CertificateBuilder::build(std::span<const kube::Ingress* const> served,
                                                              const SecretSource& secrets) {
  ++build_number_;
  auto certificates = std::make_shared<Certificates>(fallback_);
  MutatedIngresses mutated;
  std::map<IdentityPtr, const kube::Ingress*> first_users;  // for a mutant
  for (const kube::Ingress* const as_it_is : served) {
    const kube::Ingress& ingress = mutated.of(*as_it_is);
    for (const kube::IngressTls& tls : ingress.tls) {
      const IdentityPtr identity = identity_of({ingress.name.namespace_, tls.secret_name}, secrets);
      if (identity == nullptr) {
        if (mutant_active(Mutant::kMissingSecretBreaksNeighbours)) return certificates;
        continue;
      }
      if (mutant_active(Mutant::kSecretServesOneIngress) &&
          first_users.try_emplace(identity, as_it_is).first->second != as_it_is) {
        continue;
      }
      for (const std::string& host : tls.hosts) certificates->add(host, identity);
      if (!tls.hosts.empty()) continue;
      for (const kube::IngressRule& rule : ingress.rules) {
        if (!rule.host.empty()) certificates->add(rule.host, identity);
      }
    }
  }
  std::erase_if(known_, [this](const auto& entry) { return entry.second.used_in != build_number_; });
  return certificates;
}

IdentityPtr CertificateBuilder::identity_of(const base::NamespacedName& name, const SecretSource& secrets) {
  if (name.name.empty()) return nullptr;
  const kube::Object* secret = secrets.find_secret(name);
  if ((secret == nullptr && mutant_active(Mutant::kSecretFromOtherNamespace)) ||
      mutant_active(Mutant::kSecretNamespaceIgnored)) {
    secret = secrets.find_secret_anywhere(name.name);
  }
  const auto known = known_.find(name);
  if (known != known_.end() && is_up_to_date(known->second, secret)) {
    known->second.used_in = build_number_;
    return known->second.identity;
  }
  Known& entry = known_[name];
  entry.used_in = build_number_;
  entry.identity = secret == nullptr ? nullptr : parse(name, *secret);
  entry.secret.reset();
  if (secret != nullptr) entry.secret.emplace(*secret);
  return entry.identity;
}

bool CertificateBuilder::is_up_to_date(const Known& known, const kube::Object* secret) {
  if (mutant_active(Mutant::kStaleCertificateAfterRotation) && known.identity != nullptr) return true;
  if (mutant_active(Mutant::kMissingSecretRemembered) && !known.secret) return true;
  if (secret == nullptr || !known.secret) return secret == nullptr && !known.secret;
  return &known.secret->json() == &secret->json();
}

IdentityPtr CertificateBuilder::parse(const base::NamespacedName& name, const kube::Object& secret) {
  const auto give_up = [&](const base::Error& error) {
    log_.write(base::LogLevel::kWarn, "a TLS secret cannot be used",
               {{"secret", name.to_string()}, {"error", error.to_string()}});
    return IdentityPtr();
  };
  const auto content = kube::read_tls_secret(secret);
  if (!content) return give_up(content.error());
  auto identity = net::TlsIdentity::from_pem(content->certificate_pem, content->key_pem);
  if (!identity) return give_up(identity.error());
  return std::move(*identity);
}

}  // namespace gauntlet::reference
