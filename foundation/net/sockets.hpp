// Sockets (internal to net): the concrete Asio types of this folder's .cpp files, cheaper than the erased executor, and
// the translation of addresses and system errors.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string_view>
#include <utility>

namespace gauntlet::net {

using LoopExecutor = boost::asio::io_context::executor_type;
using Tcp = boost::asio::ip::tcp;
using TcpSocket = boost::asio::basic_stream_socket<Tcp, LoopExecutor>;
using TcpListener = boost::asio::basic_socket_acceptor<Tcp, LoopExecutor>;

// Every executor here is that of an EventLoop.
boost::asio::io_context& context_of(const Executor& executor);

struct IoOutcome {
  boost::system::error_code failure;
  std::size_t count = 0;  // bytes, where the operation moves any
};

// Completes the awaiting coroutine. It says nothing of an executor, so that Asio calls it straight from the loop of the
// socket, which is the coroutine's; nor of a cancellation slot: what stops an operation is ours (operation.hpp).
template <typename Handler>
class OutcomeHandler {
 public:
  explicit OutcomeHandler(Handler handler) : handler_(std::move(handler)) {}
  void operator()(boost::system::error_code failure = {}, std::size_t count = 0) {
    std::move(handler_)(IoOutcome{failure, count});
  }

 private:
  Handler handler_;
};

// To be awaited: calls `start(handler)`, which begins an Asio operation; gives its IoOutcome. Neither exceptions nor a
// coroutine frame of its own. What `start` refers to must live until then.
template <typename Start>
auto outcome_of(Start start) {
  auto initiate = [start](auto handler) { start(OutcomeHandler<decltype(handler)>(std::move(handler))); };
  return boost::asio::async_initiate<const boost::asio::deferred_t, void(IoOutcome)>(initiate, boost::asio::deferred);
}

base::Result<Tcp::endpoint> to_socket_address(const Endpoint& endpoint);
Endpoint from_socket_address(const Tcp::endpoint& address);

// kRefused, kReset, kTimeout, kCancelled or kSystem by the code; "`what`: the system's words".
base::Error system_error(std::string_view what, const boost::system::error_code& code);
base::Error system_error(std::string_view what, int error_number);

}  // namespace gauntlet::net
