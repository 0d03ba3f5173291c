#include "foundation/net/datagram_socket.hpp"

#include "foundation/net/operation.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/this_coro.hpp>

namespace gauntlet::net {

namespace asio = boost::asio;

namespace {

using Udp = asio::ip::udp;
using UdpSocket = asio::basic_datagram_socket<Udp, LoopExecutor>;

constexpr std::size_t kLargestDatagram = 64 * 1024;

base::Result<Udp::endpoint> to_udp_address(const Endpoint& endpoint) {
  const auto address = to_socket_address(endpoint);
  if (!address) return address.error();
  return Udp::endpoint(address->address(), address->port());
}

Endpoint from_udp_address(const Udp::endpoint& address) {
  return from_socket_address(Tcp::endpoint(address.address(), address.port()));
}

}  // namespace

struct DatagramSocket::State {
  explicit State(asio::io_context& its_loop) : loop(its_loop), socket(its_loop) {}

  asio::io_context& loop;
  UdpSocket socket;
  Endpoint local;
};

base::Result<std::unique_ptr<DatagramSocket>> DatagramSocket::bind(Executor executor, Endpoint at) {
  const auto address = to_udp_address(at);
  if (!address) return address.error();
  auto state = std::make_unique<State>(context_of(executor));
  boost::system::error_code failure;
  state->socket.open(address->protocol(), failure);
  if (!failure) state->socket.bind(*address, failure);
  if (!failure) state->socket.non_blocking(true, failure);
  if (failure) {
    const bool is_taken = failure == asio::error::address_in_use;
    return base::Error(is_taken ? base::Reason::kAlreadyExists : base::Reason::kSystem,
                       "binding UDP " + at.to_string() + ": " + failure.message());
  }
  state->local = from_udp_address(state->socket.local_endpoint(failure));
  return std::unique_ptr<DatagramSocket>(new DatagramSocket(std::move(state)));
}

DatagramSocket::DatagramSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}

DatagramSocket::~DatagramSocket() = default;

Endpoint DatagramSocket::local_endpoint() const {
  return state_->local;
}

Awaitable<base::Result<Datagram>> DatagramSocket::receive(base::Deadline deadline) {
  const std::string what = "receiving on UDP " + state_->local.to_string();
  auto task_state = co_await asio::this_coro::cancellation_state;
  UdpSocket& socket = state_->socket;
  Datagram datagram;
  datagram.bytes.resize(kLargestDatagram);
  Udp::endpoint peer;
  IoOperation<UdpSocket> operation(DeadlineSweep::of(state_->loop), EndsOn::kRequestedStop, socket);
  if (!socket.is_open() || !operation.begin(task_state, deadline)) {
    co_return base::Error(base::Reason::kCancelled, what + ": cancelled");
  }
  const asio::mutable_buffer space(datagram.bytes.data(), datagram.bytes.size());
  auto start = [&](auto handler) { socket.async_receive_from(space, peer, std::move(handler)); };
  auto receiving = outcome_of(start);
  auto outcome = co_await std::move(receiving);
  operation.end();
  if (operation.ending() == Operation::Ending::kTimeout) {
    co_return base::Error(base::Reason::kTimeout, what + ": the deadline passed");
  }
  if (operation.ending() == Operation::Ending::kCancelled || outcome.failure == asio::error::operation_aborted) {
    co_return base::Error(base::Reason::kCancelled, what + ": cancelled");
  }
  if (outcome.failure) co_return system_error(what, outcome.failure);
  datagram.bytes.resize(outcome.count);
  datagram.peer = from_udp_address(peer);
  co_return datagram;
}

void DatagramSocket::send(std::string_view bytes, const Endpoint& to) {
  const auto address = to_udp_address(to);
  if (!address) return;
  boost::system::error_code ignored;
  state_->socket.send_to(asio::const_buffer(bytes.data(), bytes.size()), *address, 0, ignored);
}

void DatagramSocket::close() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

}  // namespace gauntlet::net
