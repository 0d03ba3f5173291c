#include "foundation/net/acceptor.hpp"

#include "foundation/net/operation.hpp"
#include "foundation/net/tcp_stream.hpp"
#include "foundation/net/timer.hpp"

#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <sys/socket.h>

namespace gauntlet::net {

namespace asio = boost::asio;

namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// While no descriptors are left: long enough to cost nothing, short enough for a client not to give up.
constexpr std::chrono::milliseconds kPauseWithoutDescriptors(50);

bool is_shortage(const boost::system::error_code& failure) {
  return failure == asio::error::no_descriptors || failure == asio::error::no_memory ||
         failure == asio::error::no_buffer_space || failure == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

struct Acceptor::State {
  explicit State(asio::io_context& its_loop) : loop(its_loop), listener(its_loop) {}

  asio::io_context& loop;
  TcpListener listener;
  Endpoint local;
};

base::Result<std::unique_ptr<Acceptor>> Acceptor::listen(Executor executor, Endpoint at, PortSharing sharing) {
  const auto address = to_socket_address(at);
  if (!address) return address.error();
  auto state = std::make_unique<State>(context_of(executor));
  auto& listener = state->listener;
  boost::system::error_code failure;
  listener.open(address->protocol(), failure);
  // Otherwise a port stays taken for a minute after the last run.
  if (!failure) listener.set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure && sharing == PortSharing::kShared) listener.set_option(ReusePort(true), failure);
  // Accepted sockets inherit it (Linux), which saves a system call for each.
  if (!failure) listener.set_option(Tcp::no_delay(true), failure);
  if (!failure) listener.bind(*address, failure);
  if (!failure) listener.listen(asio::socket_base::max_listen_connections, failure);
  if (failure) {
    const bool is_taken = failure == asio::error::address_in_use;
    return base::Error(is_taken ? base::Reason::kAlreadyExists : base::Reason::kSystem,
                       "listening on " + at.to_string() + ": " + failure.message());
  }
  state->local = from_socket_address(listener.local_endpoint(failure));
  return std::unique_ptr<Acceptor>(new Acceptor(std::move(state)));
}

Acceptor::Acceptor(std::unique_ptr<State> state) : state_(std::move(state)) {}

Acceptor::~Acceptor() = default;

Endpoint Acceptor::local_endpoint() const {
  return state_->local;
}

Awaitable<base::Result<std::unique_ptr<ByteStream>>> Acceptor::accept() {
  const base::Error cancelled(base::Reason::kCancelled, "accepting on " + state_->local.to_string() + ": cancelled");
  const auto never = base::Deadline::never();
  auto task_state = co_await asio::this_coro::cancellation_state;
  TcpListener& listener = state_->listener;
  IoOperation<TcpListener> operation(DeadlineSweep::of(state_->loop), EndsOn::kRequestedStop, listener);
  while (listener.is_open() && operation.begin(task_state, never)) {
    TcpSocket socket(state_->loop);
    Tcp::endpoint peer;
    auto start = [&](auto handler) { listener.async_accept(socket, peer, std::move(handler)); };
    auto accepting = outcome_of(start);
    auto outcome = co_await std::move(accepting);
    operation.end();
    if (!outcome.failure) co_return std::make_unique<TcpStream>(std::move(socket), peer);
    if (operation.ending() != Operation::Ending::kOwn) break;
    if (is_shortage(outcome.failure)) {
      auto paused = co_await wait_for(kPauseWithoutDescriptors);
      if (!paused) break;
    }
    // Anything else concerns one connection only, which went away before it was taken.
  }
  co_return cancelled;
}

void Acceptor::close() {
  boost::system::error_code ignored;
  state_->listener.close(ignored);
}

}  // namespace gauntlet::net
