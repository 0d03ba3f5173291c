// TlsEngine (internal to net): one TLS connection as a converter between plain bytes and records, without any I/O.
#pragma once

#include "foundation/net/tls_context.hpp"
#include "foundation/net/tls_stream.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::net {

class TlsEngine {
 public:
  enum class Step { kDone, kNeedsInput, kEnded, kFailed };

  static base::Result<std::unique_ptr<TlsEngine>> make_client(TlsContexts& contexts, const TlsClientOptions& options);
  static base::Result<std::unique_ptr<TlsEngine>> make_server(TlsContexts& contexts,
                                                              std::shared_ptr<const TlsIdentitySelector> selector,
                                                              const std::vector<std::string>& alpn,
                                                              ClientCertificates ask);
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  // Each may leave bytes in output(), also where it failed: alerts.
  Step handshake();
  Step decrypt(std::span<char> into, std::size_t& count);  // kEnded: the peer sent close_notify
  Step encrypt(std::string_view bytes);                    // all of it
  void say_goodbye();                                      // close_notify

  // Where the next bytes from the peer go; received() says how many there were. Only after kNeedsInput.
  std::span<char> input_space();
  void received(std::size_t count);
  // What is to be sent; take_output() swaps it with an empty string.
  bool has_output() const { return !output_.empty(); }
  std::size_t output_size() const { return output_.size(); }
  void take_output(std::string& empty) { output_.swap(empty); }

  // After kFailed: OpenSSL's words.
  base::Error error(std::string_view what) const;
  TlsSession session() const;

 private:
  explicit TlsEngine(SslPtr ssl);
  static base::Result<std::unique_ptr<TlsEngine>> make(SSL_CTX* context);
  static BIO_METHOD* bio_method();
  static int read_input(BIO* bio, char* into, int size);
  static int write_output(BIO* bio, const char* bytes, int size);
  static long control(BIO* bio, int command, long number, void* pointer);
  Step step_of(int outcome);

  TlsServerChoice choice_;
  std::shared_ptr<const TlsIdentitySelector> selector_;
  std::shared_ptr<const TlsIdentity> client_identity_;
  SslPtr ssl_;
  bool reports_ = false;  // PeerVerification::kReport
  std::vector<char> input_;
  std::size_t input_begin_ = 0;  // what OpenSSL has not read yet
  std::size_t input_end_ = 0;
  std::string output_;
  base::Error failure_{base::Reason::kTls, "", ""};
};

}  // namespace gauntlet::net
