// LoopTest: the fixture of tests whose body is a coroutine, with a connected pair of TCP streams. Tests only; internal.
#pragma once

#include "foundation/net/acceptor.hpp"
#include "foundation/net/dialer.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/task_group.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

namespace gauntlet::net {

struct StreamPair {
  std::unique_ptr<ByteStream> client;
  std::unique_ptr<ByteStream> server;
};

class LoopTest : public ::testing::Test {
 protected:
  // The closure lives as long as the coroutine that it makes.
  void run(std::function<Awaitable<void>()> body) { loop_.run_until_done(body()); }
  Executor executor() { return loop_.executor(); }
  // No healthy test gets there.
  static base::Deadline soon() { return base::Deadline::after(std::chrono::seconds(20)); }
  static base::Deadline in_a_moment() { return base::Deadline::after(std::chrono::milliseconds(30)); }

  Awaitable<StreamPair> connected_pair() {
    StreamPair pair;
    auto acceptor = Acceptor::listen(executor(), Endpoint{"127.0.0.1", 0});
    if (!acceptor) {
      ADD_FAILURE() << acceptor.error().to_string();
      co_return pair;
    }
    const auto deadline = soon();
    DialOptions options((*acceptor)->local_endpoint());
    auto client = co_await dial(options, deadline);
    auto server = co_await (*acceptor)->accept();
    if (!client || !server) {
      ADD_FAILURE() << "no connection";
      co_return pair;
    }
    pair.client = std::move(*client);
    pair.server = std::move(*server);
    co_return pair;
  }

  // Until so many bytes have come, or the end or an error.
  static Awaitable<std::string> read_bytes(ByteStream& stream, std::size_t count) {
    std::string bytes;
    std::string buffer(65536, '\0');
    const auto deadline = soon();
    while (bytes.size() < count) {
      const std::span<char> space(buffer.data(), std::min(buffer.size(), count - bytes.size()));
      auto read = co_await stream.read_some(space, deadline);
      if (!read) ADD_FAILURE() << read.error().to_string();
      if (!read || *read == 0) break;
      bytes.append(buffer.data(), *read);
    }
    co_return bytes;
  }

  // The reason for which a read of one byte fails; kUnknown where it does not.
  static Awaitable<base::Reason> reason_of_read(ByteStream& stream, base::Deadline deadline) {
    char byte = 0;
    const std::span<char> space(&byte, 1);
    auto read = co_await stream.read_some(space, deadline);
    co_return read ? base::Reason::kUnknown : read.error().reason();
  }

  EventLoop loop_;
};

}  // namespace gauntlet::net
