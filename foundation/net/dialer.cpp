#include "foundation/net/dialer.hpp"

#include "foundation/net/operation.hpp"
#include "foundation/net/tcp_stream.hpp"

#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <netinet/in.h>

namespace gauntlet::net {

namespace asio = boost::asio;

namespace {

// The port is chosen at connect(), for the pair of addresses; so that as many connections as ports go to each peer.
using BindAddressNoPort = asio::detail::socket_option::boolean<IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT>;

boost::system::error_code bind_to(TcpSocket& socket, const Tcp::endpoint& from) {
  boost::system::error_code failure;
  if (from.port() == 0) {
    socket.set_option(BindAddressNoPort(true), failure);
  } else {
    socket.set_option(asio::socket_base::reuse_address(true), failure);
  }
  if (!failure) socket.bind(from, failure);
  return failure;
}

}  // namespace

Awaitable<base::Result<std::unique_ptr<ByteStream>>> dial(DialOptions options, base::Deadline deadline) {
  const std::string what = "connecting to " + options.to.to_string();
  auto executor = co_await asio::this_coro::executor;
  auto state = co_await asio::this_coro::cancellation_state;
  auto& loop = context_of(executor);
  const auto to = to_socket_address(options.to);
  if (!to) co_return to.error();
  TcpSocket socket(loop);
  boost::system::error_code failure;
  socket.open(to->protocol(), failure);
  if (!failure) socket.set_option(Tcp::no_delay(true), failure);
  if (failure) co_return system_error(what, failure);
  if (options.from) {
    const auto from = to_socket_address(*options.from);
    if (!from) co_return from.error();
    failure = bind_to(socket, *from);
    if (failure) co_return system_error(what + " from " + options.from->to_string(), failure);
  }

  IoOperation<TcpSocket> operation(DeadlineSweep::of(loop), EndsOn::kHardStop, socket);
  if (!operation.begin(state, deadline)) co_return base::Error(base::Reason::kCancelled, what + ": cancelled");
  auto start = [&](auto handler) { socket.async_connect(*to, std::move(handler)); };
  auto connecting = outcome_of(start);
  auto outcome = co_await std::move(connecting);
  operation.end();
  if (operation.ending() == Operation::Ending::kCancelled) {
    co_return base::Error(base::Reason::kCancelled, what + ": cancelled");
  }
  if (!outcome.failure) co_return std::make_unique<TcpStream>(std::move(socket), *to);
  if (operation.ending() == Operation::Ending::kTimeout) {
    co_return base::Error(base::Reason::kTimeout, what + ": the deadline passed");
  }
  co_return system_error(what, outcome.failure);
}

}  // namespace gauntlet::net
