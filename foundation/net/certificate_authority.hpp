// CertificateAuthority: issues certificates for tests and for the API server; nothing of it is ever trusted elsewhere.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/result.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace gauntlet::net {

enum class KeyType { kP256, kRsa2048, kRsa4096, kEd25519 };

struct CertificateRequest {
  CertificateRequest() = default;
  std::string common_name;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  KeyType key_type = KeyType::kP256;
  base::WallTime not_before;  // default: one hour ago
  base::WallTime not_after;   // default: in 30 days
  enum class Usage { kServer, kClient } usage = Usage::kServer;
};

struct IssuedCertificate {
  std::string certificate_pem;  // the leaf alone
  std::string key_pem;          // PKCS #8
  std::string fingerprint;      // like TlsIdentity::fingerprint
};

class CertificateAuthority {
 public:
  // A self-signed root with a fresh P-256 key. kTls if OpenSSL refuses.
  static base::Result<CertificateAuthority> create(const std::string& common_name);
  ~CertificateAuthority();
  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;

  const std::string& certificate_pem() const;
  base::Result<IssuedCertificate> issue(const CertificateRequest& request) const;

 private:
  struct State;
  explicit CertificateAuthority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A self-signed leaf, for a server whose certificate nobody checks.
base::Result<IssuedCertificate> make_self_signed(const CertificateRequest& request);

}  // namespace gauntlet::net
