#include "harness/cluster/port_forward.hpp"

#include "foundation/net/dialer.hpp"

#include <array>
#include <utility>

namespace gauntlet::cluster {
namespace {

using base::Deadline;
using net::Awaitable;

constexpr std::chrono::seconds kDialLimit(5);
constexpr std::chrono::seconds kHalfClosedLimit(10);
constexpr std::size_t kPieceSize = 16 * 1024;

// Until `from` ends; then `to` is told so. Cuts both where one of them fails.
Awaitable<void> carry(net::ByteStream& from, net::ByteStream& to) {
  std::array<char, kPieceSize> piece;
  const std::span<char> room(piece);
  const auto never = Deadline::never();
  for (;;) {
    const auto read = co_await from.read_some(room, never);
    if (!read) break;
    if (*read == 0) {
      const auto ended = co_await to.shutdown_write(never);
      if (!ended) break;
      co_return;
    }
    const std::string_view bytes(piece.data(), *read);
    const auto written = co_await to.write_all(bytes, never);
    if (!written) break;
  }
  from.close();
  to.close();
}

}  // namespace

struct PortForward::Listening {
  explicit Listening(std::unique_ptr<net::Acceptor> its_acceptor) : acceptor(std::move(its_acceptor)) {}

  std::unique_ptr<net::Acceptor> acceptor;
  std::vector<net::Endpoint> targets;  // never empty
  std::size_t next = 0;
};

base::Result<void> PortForward::set_targets(std::vector<net::Endpoint> targets) {
  if (targets.empty()) {
    close();
    return {};
  }
  if (listening_ == nullptr) {
    auto acceptor = net::Acceptor::listen(tasks_.executor(), at_);
    if (!acceptor) return acceptor.error();
    listening_ = std::make_shared<Listening>(std::move(*acceptor));
    listening_->targets = std::move(targets);
    tasks_.spawn(accept_from(tasks_, listening_));
    return {};
  }
  listening_->targets = std::move(targets);
  return {};
}

void PortForward::close() {
  if (listening_ != nullptr) listening_->acceptor->close();
  listening_.reset();
}

Awaitable<void> PortForward::accept_from(net::TaskGroup& tasks, std::shared_ptr<Listening> listening) {
  for (;;) {
    auto accepted = co_await listening->acceptor->accept();
    if (!accepted) co_return;
    const net::Endpoint& target = listening->targets[listening->next++ % listening->targets.size()];
    tasks.spawn(lead(tasks.executor(), std::move(*accepted), target));
  }
}

Awaitable<void> PortForward::lead(net::Executor executor, std::unique_ptr<net::ByteStream> client,
                                  net::Endpoint target) {
  net::DialOptions options(std::move(target));
  const auto dial_deadline = Deadline::after(kDialLimit);
  auto dialed = co_await net::dial(std::move(options), dial_deadline);
  if (!dialed) {
    client->reset();
    co_return;
  }
  net::ByteStream& pod = **dialed;
  net::TaskGroup other_way(executor);
  other_way.spawn(carry(*client, pod));
  co_await carry(pod, *client);
  // The pod has said all: what the client still says is heard for a while only.
  const auto deadline = Deadline::after(kHalfClosedLimit);
  co_await other_way.stop(deadline);
}

}  // namespace gauntlet::cluster
