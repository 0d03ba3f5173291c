#include "foundation/net/tls_stream.hpp"

#include "foundation/net/tls_engine.hpp"
#include "foundation/net/wait_queue.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <optional>

namespace gauntlet::net {

namespace asio = boost::asio;

namespace {

// The plaintext of one record at most (RFC 8446 section 5.1).
constexpr std::size_t kRecord = 16 * 1024;
// Records that leave in one write.
constexpr std::size_t kWrite = 64 * 1024;

class TlsConnection final : public TlsStream {
 public:
  TlsConnection(std::unique_ptr<ByteStream> inner, std::unique_ptr<TlsEngine> engine)
      : inner_(std::move(inner)), engine_(std::move(engine)) {}

  Awaitable<base::Result<void>> handshake(base::Deadline deadline);

  Awaitable<base::Result<std::size_t>> read_some(std::span<char> into, base::Deadline deadline) override;
  Awaitable<base::Result<void>> write_all(std::string_view bytes, base::Deadline deadline) override;
  Awaitable<base::Result<void>> write_all_pieces(std::span<const std::string_view> pieces,
                                                 base::Deadline deadline) override;
  Awaitable<base::Result<void>> shutdown_write(base::Deadline deadline) override;
  void close() override { inner_->close(); }
  void reset() override { inner_->reset(); }
  Endpoint local_endpoint() const override { return inner_->local_endpoint(); }
  Endpoint peer_endpoint() const override { return inner_->peer_endpoint(); }
  const TlsSession& session() const override { return session_; }

 private:
  // False at the end of the inner stream.
  Awaitable<base::Result<bool>> receive(base::Deadline deadline);
  // Sends what the engine has to say, after whoever is sending already: a reader may have to answer as well.
  Awaitable<base::Result<void>> flush(base::Deadline deadline);
  base::Error error(std::string_view what) const {
    return engine_->error(std::string(what) + " " + inner_->peer_endpoint().to_string() + " over TLS failed");
  }

  std::unique_ptr<ByteStream> inner_;
  std::unique_ptr<TlsEngine> engine_;
  TlsSession session_;
  std::string sending_;
  bool is_sending_ = false;
  WaitQueue sent_;
  std::optional<base::Error> send_failure_;  // the records behind it are lost, so it stays
};

Awaitable<base::Result<bool>> TlsConnection::receive(base::Deadline deadline) {
  const std::span<char> space = engine_->input_space();
  auto count = co_await inner_->read_some(space, deadline);
  if (!count) co_return count.error();
  engine_->received(*count);
  co_return *count > 0;
}

Awaitable<base::Result<void>> TlsConnection::flush(base::Deadline deadline) {
  while (is_sending_) {
    auto ending = co_await sent_.wait(deadline, EndsOn::kHardStop);
    if (ending == Operation::Ending::kTimeout) co_return base::Error(base::Reason::kTimeout, "the deadline passed");
    if (ending == Operation::Ending::kCancelled) co_return base::Error(base::Reason::kCancelled, "cancelled");
  }
  while (engine_->has_output() && !send_failure_) {
    is_sending_ = true;
    sending_.clear();
    engine_->take_output(sending_);
    auto sent = co_await inner_->write_all(sending_, deadline);
    is_sending_ = false;
    if (!sent) send_failure_ = sent.error();
  }
  sent_.wake_all();
  if (send_failure_) co_return *send_failure_;
  co_return base::Result<void>();
}

Awaitable<base::Result<void>> TlsConnection::handshake(base::Deadline deadline) {
  for (;;) {
    const auto step = engine_->handshake();
    auto flushed = co_await flush(deadline);
    if (step == TlsEngine::Step::kDone && flushed) break;
    if (step == TlsEngine::Step::kFailed || step == TlsEngine::Step::kEnded) {
      // So that the alert arrives before the end of the connection.
      auto ended = co_await inner_->shutdown_write(deadline);
      base::ignore_failure(ended);
      co_return error("the handshake with");
    }
    if (!flushed) co_return flushed.error();
    auto received = co_await receive(deadline);
    if (!received) co_return received.error();
    if (!*received) {
      co_return base::Error(base::Reason::kClosed, inner_->peer_endpoint().to_string() +
                                                       " ended the connection in the middle of the TLS handshake");
    }
  }
  session_ = engine_->session();
  co_return base::Result<void>();
}

Awaitable<base::Result<std::size_t>> TlsConnection::read_some(std::span<char> into, base::Deadline deadline) {
  for (;;) {
    std::size_t count = 0;
    const auto step = engine_->decrypt(into, count);
    if (engine_->has_output() && !is_sending_) {
      // The answer to a key update, or an alert; whether it arrives changes nothing for the reader.
      auto flushed = co_await flush(deadline);
      base::ignore_failure(flushed);
    }
    if (step == TlsEngine::Step::kDone) co_return count;
    if (step == TlsEngine::Step::kEnded) co_return std::size_t{0};
    if (step == TlsEngine::Step::kFailed) co_return error("reading from");
    auto received = co_await receive(deadline);
    if (!received) co_return received.error();
    // An end without close_notify is an end too: HTTP messages say themselves where they end (RFC 9112 section 9.8).
    if (!*received) co_return std::size_t{0};
  }
}

Awaitable<base::Result<void>> TlsConnection::write_all(std::string_view bytes, base::Deadline deadline) {
  while (!bytes.empty()) {
    if (engine_->encrypt(bytes.substr(0, kWrite)) != TlsEngine::Step::kDone) co_return error("writing to");
    bytes.remove_prefix(std::min(bytes.size(), kWrite));
    auto flushed = co_await flush(deadline);
    if (!flushed) co_return flushed;
  }
  co_return base::Result<void>();
}

Awaitable<base::Result<void>> TlsConnection::write_all_pieces(std::span<const std::string_view> pieces,
                                                              base::Deadline deadline) {
  std::string record;  // small pieces share one
  for (std::string_view piece : pieces) {
    while (!piece.empty()) {
      const std::size_t count = std::min(piece.size(), kRecord - record.size());
      record.append(piece.substr(0, count));
      piece.remove_prefix(count);
      if (record.size() < kRecord) continue;
      if (engine_->encrypt(record) != TlsEngine::Step::kDone) co_return error("writing to");
      record.clear();
      if (engine_->output_size() < kWrite) continue;
      auto flushed = co_await flush(deadline);
      if (!flushed) co_return flushed;
    }
  }
  if (engine_->encrypt(record) != TlsEngine::Step::kDone) co_return error("writing to");
  auto flushed = co_await flush(deadline);
  co_return flushed;
}

Awaitable<base::Result<void>> TlsConnection::shutdown_write(base::Deadline deadline) {
  engine_->say_goodbye();
  auto flushed = co_await flush(deadline);
  if (!flushed) co_return flushed;
  auto ended = co_await inner_->shutdown_write(deadline);
  co_return ended;
}

Awaitable<base::Result<std::unique_ptr<TlsStream>>> shake_hands(std::unique_ptr<ByteStream> inner,
                                                                base::Result<std::unique_ptr<TlsEngine>> engine,
                                                                base::Deadline deadline) {
  if (!engine) co_return engine.error();
  auto connection = std::make_unique<TlsConnection>(std::move(inner), std::move(*engine));
  auto shaken = co_await connection->handshake(deadline);
  if (!shaken) co_return shaken.error();
  co_return std::unique_ptr<TlsStream>(std::move(connection));
}

}  // namespace

Awaitable<base::Result<std::unique_ptr<TlsStream>>> tls_connect(std::unique_ptr<ByteStream> inner,
                                                                TlsClientOptions options, base::Deadline deadline) {
  auto executor = co_await asio::this_coro::executor;
  auto engine = TlsEngine::make_client(TlsContexts::of(context_of(executor)), options);
  auto stream = co_await shake_hands(std::move(inner), std::move(engine), deadline);
  co_return stream;
}

Awaitable<base::Result<std::unique_ptr<TlsStream>>> tls_accept(std::unique_ptr<ByteStream> inner,
                                                               std::shared_ptr<const TlsIdentitySelector> selector,
                                                               std::vector<std::string> alpn, base::Deadline deadline,
                                                               ClientCertificates ask) {
  auto executor = co_await asio::this_coro::executor;
  auto& contexts = TlsContexts::of(context_of(executor));
  auto engine = TlsEngine::make_server(contexts, std::move(selector), alpn, ask);
  auto stream = co_await shake_hands(std::move(inner), std::move(engine), deadline);
  co_return stream;
}

}  // namespace gauntlet::net
