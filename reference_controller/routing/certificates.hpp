// Certificates: which identity a TLS client is shown, by the server name that it asks for (RFC 6066 section 3).
// Immutable; it says nothing about routing, which goes by the Host field alone.
#pragma once

#include "foundation/net/tls_identity.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace gauntlet::reference {

using IdentityPtr = std::shared_ptr<const net::TlsIdentity>;

class Certificates final : public net::TlsIdentitySelector {
 public:
  // `fallback`: for names that nothing is known of, and for clients that send none.
  explicit Certificates(IdentityPtr fallback) : fallback_(std::move(fallback)) {}

  // "foo.com" or "*.foo.com", which stands for one label. The first one of a host counts.
  void add(std::string_view host, IdentityPtr identity);

  // A full name before a wildcard. Never null, unless the fallback is.
  IdentityPtr select(std::string_view server_name) const override;
  std::size_t size() const { return identities_.size(); }

 private:
  IdentityPtr fallback_;
  std::map<std::string, IdentityPtr, std::less<>> identities_;  // in lower case; "*.foo.com" as ".foo.com"
};

}  // namespace gauntlet::reference
