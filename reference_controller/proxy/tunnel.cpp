#include "reference_controller/proxy/tunnel.hpp"

#include "foundation/net/task_group.hpp"

namespace gauntlet::reference {
namespace {

using base::Deadline;

class Tunnel {
 public:
  Tunnel(net::ByteStream& client, net::ByteStream& endpoint, const ProxyLimits& limits)
      : client_(client), endpoint_(endpoint), limits_(limits) {}

  // Until `from` ends; then `to` is told so. Cuts both where one of them fails.
  net::Awaitable<void> carry(net::ByteStream& from, net::ReadBuffer& buffer, net::ByteStream& to);

 private:
  void cut() {
    client_.close();
    endpoint_.close();
  }

  net::ByteStream& client_;
  net::ByteStream& endpoint_;
  const ProxyLimits& limits_;
};

net::Awaitable<void> Tunnel::carry(net::ByteStream& from, net::ReadBuffer& buffer, net::ByteStream& to) {
  for (;;) {
    if (!buffer.empty()) {
      const auto deadline = Deadline::after(limits_.client_write);
      const auto written = co_await to.write_all(buffer.view(), deadline);
      if (!written) break;
      buffer.consume(buffer.view().size());
    }
    const auto deadline = Deadline::after(limits_.tunnel_idle);
    const auto room = buffer.room();
    const auto read = co_await from.read_some(room, deadline);
    if (read && *read > 0) {
      buffer.commit(*read);
      continue;
    }
    if (!read) break;
    const auto shutdown_deadline = Deadline::after(limits_.client_write);
    const auto ended = co_await to.shutdown_write(shutdown_deadline);
    if (!ended) break;
    co_return;
  }
  cut();
}

}  // namespace

net::Awaitable<void> run_tunnel(net::Executor executor, net::ByteStream& client, net::ReadBuffer& from_client,
                                net::ByteStream& endpoint, net::ReadBuffer& from_endpoint, const ProxyLimits& limits) {
  Tunnel tunnel(client, endpoint, limits);
  net::TaskGroup other_way(executor);
  other_way.spawn(tunnel.carry(client, from_client, endpoint));
  co_await tunnel.carry(endpoint, from_endpoint, client);
  // The endpoint has ended: what the client still says is heard for a while only.
  const auto deadline = Deadline::after(limits.tunnel_half_closed);
  co_await other_way.stop(deadline);
}

}  // namespace gauntlet::reference
