#include "foundation/net/tcp_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace gauntlet::net {

namespace asio = boost::asio;

namespace {

// Pieces per system call; the kernel takes up to IOV_MAX (1024), but more than this never pays.
constexpr std::size_t kPiecesPerCall = 64;

// True where an operation was ended by the ending of the other direction's one, and has to be begun again.
bool was_disturbed(const boost::system::error_code& failure, const Operation& operation, const TcpSocket& socket) {
  return failure == asio::error::operation_aborted && operation.ending() == Operation::Ending::kOwn && socket.is_open();
}

boost::system::error_code last_error() {
  return boost::system::error_code(errno, asio::error::get_system_category());
}

// Fills `vectors` with as many of the pieces as fit, leaving out empty ones; moves `pieces` behind them.
std::size_t gather(std::span<const std::string_view>& pieces, std::array<iovec, kPiecesPerCall>& vectors) {
  std::size_t count = 0;
  while (!pieces.empty() && count < vectors.size()) {
    const std::string_view piece = pieces.front();
    pieces = pieces.subspan(1);
    if (!piece.empty()) vectors[count++] = iovec{const_cast<char*>(piece.data()), piece.size()};
  }
  return count;
}

// The vectors without their first `sent` bytes.
std::span<iovec> without_sent(std::span<iovec> vectors, std::size_t sent) {
  while (!vectors.empty() && sent >= vectors.front().iov_len) {
    sent -= vectors.front().iov_len;
    vectors = vectors.subspan(1);
  }
  if (sent > 0) {
    vectors.front().iov_base = static_cast<char*>(vectors.front().iov_base) + sent;
    vectors.front().iov_len -= sent;
  }
  return vectors;
}

}  // namespace

TcpStream::TcpStream(TcpSocket socket, const Tcp::endpoint& peer)
    : socket_(std::move(socket)),
      peer_(peer),
      reading_(DeadlineSweep::of(socket_.get_executor().context()), EndsOn::kHardStop, socket_),
      writing_(DeadlineSweep::of(socket_.get_executor().context()), EndsOn::kHardStop, socket_) {}

base::Error TcpStream::error(std::string_view what, const Operation& operation,
                             const boost::system::error_code& failure) const {
  const std::string context = std::string(what) + " " + from_socket_address(peer_).to_string();
  if (operation.ending() == Operation::Ending::kTimeout) {
    return base::Error(base::Reason::kTimeout, context + ": the deadline passed");
  }
  if (operation.ending() == Operation::Ending::kCancelled || failure == asio::error::operation_aborted) {
    return base::Error(base::Reason::kCancelled, context + ": cancelled");
  }
  return system_error(context, failure);
}

Awaitable<base::Result<std::size_t>> TcpStream::read_some(std::span<char> into, base::Deadline deadline) {
  auto state = co_await asio::this_coro::cancellation_state;
  if (!socket_.is_open() || !reading_.begin(state, deadline)) {
    co_return error("reading from", reading_, asio::error::operation_aborted);
  }
  auto start = [this, into](auto handler) {
    socket_.async_read_some(asio::buffer(into.data(), into.size()), std::move(handler));
  };
  IoOutcome outcome;
  for (;;) {
    auto receiving = outcome_of(start);
    outcome = co_await std::move(receiving);
    if (!was_disturbed(outcome.failure, reading_, socket_)) break;
    reading_.resume_watch();
  }
  reading_.end();
  // Bytes that came together with a hard stop are not worth missing the stop.
  if (reading_.ending() == Operation::Ending::kCancelled) co_return error("reading from", reading_, outcome.failure);
  if (outcome.failure == asio::error::eof) co_return std::size_t{0};
  if (outcome.failure) co_return error("reading from", reading_, outcome.failure);
  co_return outcome.count;
}

boost::system::error_code TcpStream::send_now(std::string_view& bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN || errno == EWOULDBLOCK ? boost::system::error_code() : last_error();
    }
    const auto count = static_cast<std::size_t>(sent);
    const bool took_all = count == bytes.size();
    bytes.remove_prefix(count);
    if (!took_all) break;
  }
  return {};
}

Awaitable<base::Result<void>> TcpStream::write_all(std::string_view bytes, base::Deadline deadline) {
  if (!socket_.is_open()) co_return error("writing to", writing_, asio::error::operation_aborted);
  const auto failure = send_now(bytes);
  if (failure) co_return system_error("writing to " + from_socket_address(peer_).to_string(), failure);
  if (bytes.empty()) co_return base::Result<void>();
  auto rest = co_await write_rest(bytes, deadline);
  co_return rest;
}

std::size_t TcpStream::write_now(std::string_view bytes) {
  if (!socket_.is_open()) return 0;
  const std::size_t size = bytes.size();
  // Where it fails, the next write_all() fails as well.
  static_cast<void>(send_now(bytes));
  return size - bytes.size();
}

Awaitable<base::Result<void>> TcpStream::write_rest(std::string_view bytes, base::Deadline deadline) {
  auto state = co_await asio::this_coro::cancellation_state;
  if (!writing_.begin(state, deadline)) co_return error("writing to", writing_, asio::error::operation_aborted);
  auto start = [this, &bytes](auto handler) {
    socket_.async_write_some(asio::buffer(bytes.data(), bytes.size()), std::move(handler));
  };
  IoOutcome outcome;
  for (;;) {
    auto sending = outcome_of(start);
    outcome = co_await std::move(sending);
    bytes.remove_prefix(outcome.count);
    if (bytes.empty() || writing_.ending() != Operation::Ending::kOwn) break;
    if (outcome.failure && !was_disturbed(outcome.failure, writing_, socket_)) break;
    writing_.resume_watch();
  }
  writing_.end();
  if (bytes.empty()) co_return base::Result<void>();
  co_return error("writing to", writing_, outcome.failure);
}

Awaitable<base::Result<void>> TcpStream::write_all_pieces(std::span<const std::string_view> pieces,
                                                          base::Deadline deadline) {
  if (!socket_.is_open()) co_return error("writing to", writing_, asio::error::operation_aborted);
  std::array<iovec, kPiecesPerCall> storage;
  while (!pieces.empty()) {
    std::span<iovec> unsent(storage.data(), gather(pieces, storage));
    while (!unsent.empty()) {
      msghdr message{};
      message.msg_iov = unsent.data();
      message.msg_iovlen = unsent.size();
      const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK) co_return error("writing to", writing_, last_error());
      unsent = without_sent(unsent, sent < 0 ? 0 : static_cast<std::size_t>(sent));
      if (unsent.empty()) break;
      // The socket is full: the piece that it took in part is finished with waiting, then it is tried again.
      const std::string_view first(static_cast<const char*>(unsent.front().iov_base), unsent.front().iov_len);
      auto written = co_await write_rest(first, deadline);
      if (!written) co_return written.error();
      unsent = unsent.subspan(1);
    }
  }
  co_return base::Result<void>();
}

Awaitable<base::Result<void>> TcpStream::shutdown_write(base::Deadline /*deadline*/) {
  boost::system::error_code failure;
  socket_.shutdown(TcpSocket::shutdown_send, failure);
  if (failure) co_return system_error("ending the stream to " + from_socket_address(peer_).to_string(), failure);
  co_return base::Result<void>();
}

void TcpStream::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void TcpStream::reset() {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

bool TcpStream::is_quiet() {
  char byte = 0;
  const ssize_t count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

Endpoint TcpStream::local_endpoint() const {
  if (!local_) {
    boost::system::error_code failure;
    const auto address = socket_.local_endpoint(failure);
    if (failure) return Endpoint();
    local_ = from_socket_address(address);
  }
  return *local_;
}

Endpoint TcpStream::peer_endpoint() const {
  return from_socket_address(peer_);
}

}  // namespace gauntlet::net
