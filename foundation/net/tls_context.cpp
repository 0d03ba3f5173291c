#include "foundation/net/tls_context.hpp"

#include <climits>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>

namespace gauntlet::net {

namespace {

constexpr std::size_t kMostTrustKept = 64;

TlsServerChoice* choice_of(SSL* ssl) {
  return static_cast<TlsServerChoice*>(SSL_get_app_data(ssl));
}

// OpenSSL calls it for each ClientHello, with or without a name.
int choose_identity(SSL* ssl, int* alert, void* /*argument*/) {
  TlsServerChoice* const choice = choice_of(ssl);
  if (choice == nullptr) return SSL_TLSEXT_ERR_NOACK;  // a client's SSL
  const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  choice->selected = choice->selector->select(name == nullptr ? std::string_view() : std::string_view(name));
  if (choice->selected == nullptr) {
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  SSL_set_SSL_CTX(ssl, choice->selected->context());
  return SSL_TLSEXT_ERR_OK;
}

// RFC 7301 section 3.2: the server chooses, and no protocol in common is a fatal alert.
int choose_protocol(SSL* ssl, const unsigned char** chosen, unsigned char* chosen_size, const unsigned char* offered,
                    unsigned int offered_size, void* /*argument*/) {
  const TlsServerChoice* const choice = choice_of(ssl);
  if (choice == nullptr || choice->alpn_wire.empty()) return SSL_TLSEXT_ERR_NOACK;
  const auto* const ours = reinterpret_cast<const unsigned char*>(choice->alpn_wire.data());
  const auto ours_size = static_cast<unsigned int>(choice->alpn_wire.size());
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, chosen_size, ours, ours_size, offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

SslContextPtr make_tls_context() {
  SslContextPtr context(SSL_CTX_new(TLS_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) return nullptr;
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  // Idle connections give their buffers back; a write is repeated from wherever the bytes lie then.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_tlsext_servername_callback(context.get(), choose_identity);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

TlsContexts::TlsContexts(boost::asio::execution_context& context) : service(context), plain_(make_tls_context()) {}

TlsContexts& TlsContexts::of(boost::asio::io_context& loop) {
  return boost::asio::use_service<TlsContexts>(loop);
}

X509_STORE* TlsContexts::find_trust(const std::string& pem) {
  const auto known = trust_.find(pem);
  if (known != trust_.end()) return known->second.get();
  CertificateStorePtr store(X509_STORE_new());
  const auto certificates = read_certificates(pem);
  if (!store || (certificates.empty() && !pem.empty())) return nullptr;
  for (const auto& certificate : certificates) X509_STORE_add_cert(store.get(), certificate.get());
  // A certificate that is trusted itself needs no issuer, e.g. a self-signed one.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  // Connections hold on to the stores they use. So many authorities at once are tests that make one each.
  if (trust_.size() >= kMostTrustKept) trust_.clear();
  return trust_.emplace(pem, std::move(store)).first->second.get();
}

void attach_choice(SSL* ssl, TlsServerChoice& choice) {
  SSL_set_app_data(ssl, &choice);
}

std::string alpn_wire_form(const std::vector<std::string>& protocols) {
  std::string wire;
  for (const std::string& protocol : protocols) {
    if (protocol.empty() || protocol.size() > UCHAR_MAX) continue;
    wire += static_cast<char>(protocol.size());
    wire += protocol;
  }
  return wire;
}

base::Error openssl_error(std::string_view what) {
  std::string words;
  while (const unsigned long code = ERR_get_error()) {
    const char* const reason = ERR_reason_error_string(code);
    if (!words.empty()) words += "; ";
    words += reason == nullptr ? "error " + std::to_string(code) : std::string(reason);
  }
  return base::Error(base::Reason::kTls, std::string(what), std::move(words));
}

BioPtr memory_bio(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::vector<CertificatePtr> read_certificates(std::string_view pem) {
  std::vector<CertificatePtr> certificates;
  const BioPtr source = memory_bio(pem);
  while (source) {
    CertificatePtr certificate(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    certificates.push_back(std::move(certificate));
  }
  // The end of the text is reported like a missing certificate; anything else is a broken one.
  const unsigned long code = ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
  if (!at_end) return {};
  ERR_clear_error();
  return certificates;
}

std::string subject_of(X509* certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) < 0) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

}  // namespace gauntlet::net
