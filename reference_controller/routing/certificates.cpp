#include "reference_controller/routing/certificates.hpp"

#include "foundation/base/text.hpp"
#include "reference_controller/mutants.hpp"

namespace gauntlet::reference {

void Certificates::add(std::string_view host, IdentityPtr identity) {
  if (host.starts_with("*.")) host.remove_prefix(1);
  identities_.try_emplace(base::ascii_lower(host), std::move(identity));
}

IdentityPtr Certificates::select(std::string_view server_name) const {
  if (mutant_active(Mutant::kOneCertificateForAll) && !identities_.empty()) return identities_.begin()->second;
  if (server_name.starts_with('.')) return fallback_;  // no DNS name, but how wildcards are kept
  const std::string name = base::ascii_lower(server_name);
  const auto precise = identities_.find(name);
  if (precise != identities_.end()) return precise->second;
  const auto dot = name.find('.');
  if (dot == std::string::npos) return fallback_;
  const auto wildcard = identities_.find(std::string_view(name).substr(dot));
  return wildcard == identities_.end() ? fallback_ : wildcard->second;
}

}  // namespace gauntlet::reference
