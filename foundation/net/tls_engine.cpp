#include "foundation/net/tls_engine.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstring>

namespace gauntlet::net {

namespace {

// Idle connections hold the small one; it grows when a peer fills it (a record has at most 16 KiB and some).
constexpr std::size_t kSmallInput = 4096;
constexpr std::size_t kLargeInput = 17 * 1024;

int accept_any_certificate(int /*verified*/, X509_STORE_CTX* /*context*/) {
  return 1;
}

// RFC 6066 section 3: a literal address is not a server name.
bool is_address(const std::string& name) {
  boost::system::error_code failure;
  boost::asio::ip::make_address(name, failure);
  return !failure;
}

bool expect_name(SSL* ssl, const std::string& name) {
  X509_VERIFY_PARAM* const parameters = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return is_address(name) ? X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1
                          : X509_VERIFY_PARAM_set1_host(parameters, name.data(), name.size()) == 1;
}

}  // namespace

BIO_METHOD* TlsEngine::bio_method() {
  // Made once and never changed: OpenSSL's table of functions for a kind of BIO.
  // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
  static BIO_METHOD* const method = [] {
    BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "gauntlet");
    BIO_meth_set_read(made, &TlsEngine::read_input);
    BIO_meth_set_write(made, &TlsEngine::write_output);
    BIO_meth_set_ctrl(made, &TlsEngine::control);
    return made;
  }();
  return method;
}

int TlsEngine::read_input(BIO* bio, char* into, int size) {
  auto* const engine = static_cast<TlsEngine*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const std::size_t available = engine->input_end_ - engine->input_begin_;
  if (available == 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t count = std::min(available, static_cast<std::size_t>(size));
  std::memcpy(into, engine->input_.data() + engine->input_begin_, count);
  engine->input_begin_ += count;
  return static_cast<int>(count);
}

int TlsEngine::write_output(BIO* bio, const char* bytes, int size) {
  auto* const engine = static_cast<TlsEngine*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  engine->output_.append(bytes, static_cast<std::size_t>(size));
  return size;
}

long TlsEngine::control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

base::Result<std::unique_ptr<TlsEngine>> TlsEngine::make(SSL_CTX* context) {
  ERR_clear_error();
  SslPtr ssl(context == nullptr ? nullptr : SSL_new(context));
  BIO* const bio = ssl ? BIO_new(bio_method()) : nullptr;
  if (bio == nullptr) return openssl_error("setting up TLS");
  SSL_set_bio(ssl.get(), bio, bio);
  auto engine = std::unique_ptr<TlsEngine>(new TlsEngine(std::move(ssl)));
  BIO_set_data(bio, engine.get());
  BIO_set_init(bio, 1);
  return engine;
}

base::Result<std::unique_ptr<TlsEngine>> TlsEngine::make_client(TlsContexts& contexts,
                                                                const TlsClientOptions& options) {
  const auto& identity = options.client_identity;
  auto made = make(identity ? identity->context() : contexts.plain());
  if (!made) return made;
  TlsEngine& engine = **made;
  SSL* const ssl = engine.ssl_.get();
  engine.client_identity_ = identity;
  SSL_set_connect_state(ssl);
  const std::string& name = options.server_name;
  if (!name.empty() && !is_address(name) && SSL_set_tlsext_host_name(ssl, name.c_str()) != 1) {
    return openssl_error("\"" + name + "\" cannot be a server name");
  }
  const std::string alpn = alpn_wire_form(options.alpn);
  if (!alpn.empty()) {
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(alpn.data()), static_cast<unsigned>(alpn.size()));
  }
  if (options.verification == PeerVerification::kAcceptAny) {
    SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
    return made;
  }
  X509_STORE* const trust = contexts.find_trust(options.trusted_pem);
  if (trust == nullptr) return openssl_error("reading trusted certificates: these are not PEM certificates");
  SSL_set1_verify_cert_store(ssl, trust);
  // Without SSL_VERIFY_PEER a client checks all the same, and only does not act on it.
  const bool reports = options.verification == PeerVerification::kReport;
  engine.reports_ = reports;
  SSL_set_verify(ssl, reports ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (!name.empty() && !expect_name(ssl, name)) return openssl_error("\"" + name + "\" cannot be a server name");
  return made;
}

base::Result<std::unique_ptr<TlsEngine>> TlsEngine::make_server(TlsContexts& contexts,
                                                                std::shared_ptr<const TlsIdentitySelector> selector,
                                                                const std::vector<std::string>& alpn,
                                                                ClientCertificates ask) {
  auto made = make(contexts.plain());
  if (!made) return made;
  TlsEngine& engine = **made;
  SSL* const ssl = engine.ssl_.get();
  engine.selector_ = std::move(selector);
  engine.choice_.selector = engine.selector_.get();
  engine.choice_.alpn_wire = alpn_wire_form(alpn);
  attach_choice(ssl, engine.choice_);
  SSL_set_accept_state(ssl);
  if (ask == ClientCertificates::kAsked) SSL_set_verify(ssl, SSL_VERIFY_PEER, accept_any_certificate);
  return made;
}

TlsEngine::TlsEngine(SslPtr ssl) : ssl_(std::move(ssl)) {}

TlsEngine::Step TlsEngine::step_of(int outcome) {
  switch (SSL_get_error(ssl_.get(), outcome)) {
    case SSL_ERROR_NONE:
      return Step::kDone;
    case SSL_ERROR_WANT_READ:
      return Step::kNeedsInput;
    case SSL_ERROR_ZERO_RETURN:
      return Step::kEnded;
    default:
      break;
  }
  failure_ = openssl_error("");
  return Step::kFailed;
}

TlsEngine::Step TlsEngine::handshake() {
  ERR_clear_error();
  return step_of(SSL_do_handshake(ssl_.get()));
}

TlsEngine::Step TlsEngine::decrypt(std::span<char> into, std::size_t& count) {
  ERR_clear_error();
  return step_of(SSL_read_ex(ssl_.get(), into.data(), into.size(), &count));
}

TlsEngine::Step TlsEngine::encrypt(std::string_view bytes) {
  if (bytes.empty()) return Step::kDone;
  ERR_clear_error();
  std::size_t count = 0;
  return step_of(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count));
}

void TlsEngine::say_goodbye() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

std::span<char> TlsEngine::input_space() {
  const bool was_filled = input_end_ == input_.size();
  input_begin_ = input_end_ = 0;
  if (input_.empty()) {
    input_.resize(kSmallInput);
  } else if (was_filled) {
    input_.resize(kLargeInput);
  }
  return input_;
}

void TlsEngine::received(std::size_t count) {
  input_end_ = count;
}

base::Error TlsEngine::error(std::string_view what) const {
  std::string words = failure_.peer_words();
  const long verified = SSL_get_verify_result(ssl_.get());
  if (verified != X509_V_OK && (SSL_get_verify_mode(ssl_.get()) & SSL_VERIFY_PEER) != 0 && !SSL_is_server(ssl_.get())) {
    words += ": ";
    words += X509_verify_cert_error_string(verified);
  }
  return base::Error(base::Reason::kTls, std::string(what), std::move(words));
}

TlsSession TlsEngine::session() const {
  SSL* const ssl = ssl_.get();
  TlsSession session;
  session.protocol = SSL_get_version(ssl);
  const unsigned char* alpn = nullptr;
  unsigned int alpn_size = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &alpn_size);
  session.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_size);
  const char* const name = SSL_is_server(ssl) ? SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) : nullptr;
  if (name != nullptr) session.server_name = name;
  X509* const certificate = SSL_get0_peer_certificate(ssl);
  if (certificate != nullptr) {
    session.peer_fingerprint = fingerprint_of(certificate);
    session.peer_subject = subject_of(certificate);
  }
  if (reports_) {
    const long verified = SSL_get_verify_result(ssl);
    if (certificate == nullptr) {
      session.peer_failure = "no certificate";
    } else if (verified != X509_V_OK) {
      session.peer_failure = X509_verify_cert_error_string(verified);
    }
  }
  return session;
}

}  // namespace gauntlet::net
