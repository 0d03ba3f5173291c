// TlsIdentity: a certificate chain with its private key, parsed once and shared by every handshake.
#pragma once

#include "foundation/base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;

namespace gauntlet::net {

class TlsIdentity {
 public:
  // PEM, leaf first. kTls if either cannot be read or the key is not the leaf's.
  static base::Result<std::shared_ptr<const TlsIdentity>> from_pem(std::string_view chain_pem,
                                                                   std::string_view key_pem);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  // Lower-case hex SHA-256 of the leaf's DER form: what a probe compares.
  const std::string& fingerprint() const { return fingerprint_; }
  ssl_ctx_st* context() const { return context_; }

 private:
  TlsIdentity(ssl_ctx_st* context, std::string fingerprint) : context_(context), fingerprint_(std::move(fingerprint)) {}
  ssl_ctx_st* context_;
  std::string fingerprint_;
};

// Chooses the identity for a client's server name (RFC 6066 section 3); empty name: the client sent none.
// nullptr refuses the handshake with unrecognized_name. Called on the loop of the connection.
class TlsIdentitySelector {
 public:
  virtual ~TlsIdentitySelector() = default;
  virtual std::shared_ptr<const TlsIdentity> select(std::string_view server_name) const = 0;
};

// Always the same one.
class FixedTlsIdentity final : public TlsIdentitySelector {
 public:
  explicit FixedTlsIdentity(std::shared_ptr<const TlsIdentity> identity) : identity_(std::move(identity)) {}
  std::shared_ptr<const TlsIdentity> select(std::string_view /*server_name*/) const override { return identity_; }

 private:
  std::shared_ptr<const TlsIdentity> identity_;
};

}  // namespace gauntlet::net
