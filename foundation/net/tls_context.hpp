// TLS contexts (internal to net): OpenSSL's objects with owners, its errors as values, and the one way in which an
// SSL_CTX is set up here.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/net/tls_identity.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::net {

template <auto kFree>
struct OpensslDeleter {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
template <typename T, auto kFree>
using OpensslOwner = std::unique_ptr<T, OpensslDeleter<kFree>>;

using SslContextPtr = OpensslOwner<SSL_CTX, SSL_CTX_free>;
using SslPtr = OpensslOwner<SSL, SSL_free>;
using CertificatePtr = OpensslOwner<X509, X509_free>;
using CertificateStorePtr = OpensslOwner<X509_STORE, X509_STORE_free>;
using KeyPtr = OpensslOwner<EVP_PKEY, EVP_PKEY_free>;
using BioPtr = OpensslOwner<BIO, BIO_free>;

// What the server's callbacks need to know of a connection; attached to its SSL by attach_choice().
struct TlsServerChoice {
  const TlsIdentitySelector* selector = nullptr;
  std::string alpn_wire;                        // our protocols in order of preference, each with its length before it
  std::shared_ptr<const TlsIdentity> selected;  // keeps the identity as long as the connection
};

// For clients and servers: TLS 1.2 at least, no session is resumed, no renegotiation. Null if OpenSSL refuses.
SslContextPtr make_tls_context();

// What connections of one loop share: setting up a context or reading trusted certificates costs more than a handshake.
class TlsContexts final : public boost::asio::execution_context::service {
 public:
  using key_type = TlsContexts;
  // By its address Asio finds the service.
  static inline boost::asio::execution_context::id id;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

  explicit TlsContexts(boost::asio::execution_context& context);
  static TlsContexts& of(boost::asio::io_context& loop);

  // Without an identity. Null if OpenSSL refuses.
  SSL_CTX* plain() const { return plain_.get(); }
  // Trusts these PEM certificates and no others; null if they cannot be read.
  X509_STORE* find_trust(const std::string& pem);

 private:
  void shutdown() override {}

  SslContextPtr plain_;
  std::map<std::string, CertificateStorePtr> trust_;
};

void attach_choice(SSL* ssl, TlsServerChoice& choice);

// The protocols as ALPN writes them (RFC 7301 section 3.1); those that do not fit are left out.
std::string alpn_wire_form(const std::vector<std::string>& protocols);

// kTls, with the words of OpenSSL's error queue, which is emptied.
base::Error openssl_error(std::string_view what);

// The certificates in a PEM text, in order; empty if there is none or one cannot be read.
std::vector<CertificatePtr> read_certificates(std::string_view pem);
BioPtr memory_bio(std::string_view text);
// "CN=…,O=…" (RFC 4514).
std::string subject_of(X509* certificate);
// Lower-case hex SHA-256 of the DER form.
std::string fingerprint_of(X509* certificate);

}  // namespace gauntlet::net
