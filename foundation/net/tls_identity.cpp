#include "foundation/net/tls_identity.hpp"

#include "foundation/net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace gauntlet::net {

namespace {

// A key with a passphrase is refused rather than asked for at the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return -1;
}

}  // namespace

base::Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::from_pem(std::string_view chain_pem,
                                                                       std::string_view key_pem) {
  ERR_clear_error();
  SslContextPtr context = make_tls_context();
  if (!context) return openssl_error("setting up TLS");
  const auto chain = read_certificates(chain_pem);
  if (chain.empty()) return openssl_error("reading a certificate: this is not a chain of PEM certificates");
  const BioPtr key_text = memory_bio(key_pem);
  const KeyPtr key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, no_passphrase, nullptr));
  if (!key) return openssl_error("reading a private key: this is not a PEM key without passphrase");
  if (SSL_CTX_use_certificate(context.get(), chain.front().get()) != 1) {
    return openssl_error("using a certificate");
  }
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context.get(), chain[i].get()) != 1) {
      return openssl_error("using an intermediate certificate");
    }
  }
  if (SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1 || SSL_CTX_check_private_key(context.get()) != 1) {
    return openssl_error("using a private key: it does not belong to the certificate");
  }
  std::string fingerprint = fingerprint_of(chain.front().get());
  return std::shared_ptr<const TlsIdentity>(new TlsIdentity(context.release(), std::move(fingerprint)));
}

TlsIdentity::~TlsIdentity() {
  SSL_CTX_free(context_);
}

}  // namespace gauntlet::net
