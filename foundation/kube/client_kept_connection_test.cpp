// Against a server that is written out byte by byte, because a whole one closes connections in good order.
#include "foundation/kube/client.hpp"
#include "foundation/net/acceptor.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/task_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace gauntlet::kube {
namespace {

using base::Reason;
using base::Result;

using resources::kIngresses;

base::Deadline soon() {
  return base::Deadline::after(std::chrono::seconds(20));
}

// What a raw server answers to the requests of one connection, before it closes it.
using ConnectionScript = std::vector<std::string>;
constexpr std::string_view kEmptyObject = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

// Serves one connection after the other; every request is a head without a body.
net::Awaitable<void> serve_raw(net::Acceptor& acceptor, const std::vector<ConnectionScript>& scripts,
                               std::size_t& requests) {
  for (const ConnectionScript& script : scripts) {
    auto accepted = co_await acceptor.accept();
    if (!accepted) co_return;
    net::ByteStream& stream = **accepted;
    for (const std::string& answer : script) {
      std::string head;
      while (!head.ends_with("\r\n\r\n")) {
        char buffer[1024];
        const std::span<char> into(buffer);
        const auto count = co_await stream.read_some(into, soon());
        if (!count || *count == 0) co_return;
        head.append(buffer, *count);
      }
      ++requests;
      base::ignore_failure(co_await stream.write_all(answer, soon()));
    }
    stream.close();
  }
}

// Two gets of one client; the second one's result.
net::Awaitable<void> get_twice(Client& client, std::optional<Result<Object>>& second) {
  const base::NamespacedName name{"shop", "web"};
  const auto first = co_await client.get(kIngresses, name, soon());
  EXPECT_TRUE(first.ok()) << first.error().to_string();
  auto result = co_await client.get(kIngresses, name, soon());
  second.emplace(std::move(result));
}

class KeptConnection : public ::testing::Test {
 protected:
  // The second of two requests against such a server.
  Result<Object> second_get(std::vector<ConnectionScript> scripts) {
    auto acceptor = net::Acceptor::listen(loop_.executor(), {"127.0.0.1", 0});
    EXPECT_TRUE(acceptor.ok());
    ClusterAccess access;
    access.endpoint = (*acceptor)->local_endpoint();
    access.tls = false;
    Client client(loop_.executor(), access, "gauntlet-test/1");
    net::TaskGroup servers(loop_.executor());
    servers.spawn(serve_raw(**acceptor, scripts, requests_));
    std::optional<Result<Object>> second;
    loop_.run_until_done(get_twice(client, second));
    (*acceptor)->close();
    loop_.run_until_done(servers.stop(base::Deadline::at({})));
    return std::move(*second);
  }

  net::EventLoop loop_;
  std::size_t requests_ = 0;
};

TEST_F(KeptConnection, IsReplacedWhereItEndsBeforeAnyAnswer) {
  const auto second = second_get({{std::string(kEmptyObject), ""}, {std::string(kEmptyObject)}});
  EXPECT_TRUE(second.ok()) << second.error().to_string();
  EXPECT_EQ(requests_, 3U) << "the request of the second get was sent twice";
}

TEST_F(KeptConnection, IsNotKeptWithAnAnswerThatNobodyAskedFor) {
  const std::string late = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  const auto second = second_get({{std::string(kEmptyObject) + late}, {std::string(kEmptyObject)}});
  EXPECT_TRUE(second.ok()) << second.error().to_string();
  EXPECT_EQ(requests_, 2U);
}

TEST_F(KeptConnection, IsNotReplacedTwice) {
  const auto second = second_get({{std::string(kEmptyObject), ""}, {""}, {std::string(kEmptyObject)}});
  EXPECT_THAT(second.error().reason(), ::testing::AnyOf(Reason::kClosed, Reason::kReset));
  EXPECT_EQ(requests_, 3U);
}

TEST_F(KeptConnection, IsNotReplacedOnceAnAnswerHasBegun) {
  for (const char* begun : {"H", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{"}) {
    requests_ = 0;
    const auto second = second_get({{std::string(kEmptyObject), begun}, {std::string(kEmptyObject)}});
    EXPECT_FALSE(second.ok()) << begun;
    EXPECT_EQ(requests_, 2U) << begun;
  }
}

}  // namespace
}  // namespace gauntlet::kube
