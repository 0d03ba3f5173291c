// From spec.tls of Ingresses and their Secrets to Certificates. A Secret is read where an Ingress names it, in the
// namespace of that Ingress, and parsed once per content. A Secret that is missing or broken leaves its hosts with the
// fallback identity; an expired certificate is shown, for judging it is the client's business. Where two Ingresses name
// a host, the older one counts. An entry without hosts stands for the hosts of the rules of its Ingress.
#pragma once

#include "foundation/base/log.hpp"
#include "foundation/base/namespaced_name.hpp"
#include "foundation/kube/ingress.hpp"
#include "foundation/kube/object.hpp"
#include "reference_controller/routing/certificates.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>

namespace gauntlet::reference {

// How the builder asks for Secrets. An unchanged Secret is the same Object each time, not a copy with the same content.
class SecretSource {
 public:
  virtual ~SecretSource() = default;
  virtual const kube::Object* find_secret(const base::NamespacedName& name) const = 0;
  // In whatever namespace; for mutants.
  virtual const kube::Object* find_secret_anywhere(std::string_view name) const = 0;
};

class CertificateBuilder {
 public:
  CertificateBuilder(IdentityPtr fallback, base::Log& log) : fallback_(std::move(fallback)), log_(log) {}

  // `served`: the Ingresses of our classes, oldest first.
  std::shared_ptr<const Certificates> build(std::span<const kube::Ingress* const> served, const SecretSource& secrets);

 private:
  struct Known {
    std::optional<kube::Object> secret;  // nullopt: there was none
    IdentityPtr identity;                // null: there was none, or it is broken
    unsigned used_in = 0;                // the number of the build
  };

  static bool is_up_to_date(const Known& known, const kube::Object* secret);
  IdentityPtr identity_of(const base::NamespacedName& name, const SecretSource& secrets);
  IdentityPtr parse(const base::NamespacedName& name, const kube::Object& secret);

  IdentityPtr fallback_;
  base::Log& log_;
  std::unordered_map<base::NamespacedName, Known> known_;
  unsigned build_number_ = 0;
};

}  // namespace gauntlet::reference
