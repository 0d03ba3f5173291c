#include "reference_controller/proxy/proxy_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::reference {
namespace {

using net::Awaitable;
using testing::AllOf;
using testing::HasSubstr;
using Then = ScriptedAnswer::Then;

constexpr const char* kUpgrade =
    "GET /socket HTTP/1.1\r\nHost: h.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";
constexpr const char* kSwitching =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: a\r\n\r\n";

class TunnelTest : public ProxyTest {
 protected:
  Awaitable<std::string> receive_bytes(std::size_t count) {
    std::string bytes = std::move(received_);
    received_.clear();
    if (bytes.size() < count) {
      auto more = co_await read_bytes(*client_, count - bytes.size());
      bytes += more;
    }
    co_return bytes;
  }
};

TEST_F(TunnelTest, BytesGoBothWaysAfterA101) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.push_back(ScriptedAnswer(kSwitching).then(Then::kTunnel));
    auto seen = co_await exchange(kUpgrade);
    EXPECT_EQ(seen.status, 101);
    EXPECT_THAT(seen.head, AllOf(HasSubstr("\r\nConnection: Upgrade\r\n"), HasSubstr("\r\nUpgrade: websocket\r\n"),
                                 HasSubstr("\r\nSec-WebSocket-Accept: a\r\n")));
    EXPECT_THAT(endpoint_.heads[0],
                AllOf(HasSubstr("\r\nConnection: Upgrade\r\n"), HasSubstr("\r\nUpgrade: websocket\r\n"),
                      HasSubstr("\r\nSec-WebSocket-Key: k\r\n")));
    co_await send("ping");
    auto pong = co_await receive_bytes(4);
    EXPECT_EQ(pong, "ping");
    const std::string much(1'000'000, 'x');
    co_await send(much);
    auto back = co_await receive_bytes(much.size());
    EXPECT_EQ(back, much);
    client_.reset();
    co_await tasks_.wait_until_empty();
  });
}

TEST_F(TunnelTest, WhatWasSentTooEarlyIsNotLost) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.push_back(ScriptedAnswer(std::string(kSwitching) + "welcome").then(Then::kTunnel));
    auto seen = co_await exchange(std::string(kUpgrade) + "early");
    EXPECT_EQ(seen.status, 101);
    auto bytes = co_await receive_bytes(12);
    EXPECT_EQ(bytes, "welcomeearly");
  });
}

TEST_F(TunnelTest, TheEndpointsEndIsTheClientsEnd) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.push_back(ScriptedAnswer(std::string(kSwitching) + "bye").then(Then::kClose));
    auto seen = co_await exchange(kUpgrade);
    auto bytes = co_await receive_bytes(3);
    EXPECT_EQ(bytes, "bye");
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
    client_.reset();
    co_await tasks_.wait_until_empty();
  });
}

TEST_F(TunnelTest, AClientThatKeepsSilentAfterTheEndIsCut) {
  run([this]() -> Awaitable<void> {
    ProxyLimits limits = limits_;
    limits.tunnel_half_closed = std::chrono::milliseconds(40);
    limit(limits);
    connect();
    endpoint_.answers.push_back(ScriptedAnswer(kSwitching).then(Then::kClose));
    auto seen = co_await exchange(kUpgrade);
    EXPECT_EQ(seen.status, 101);
    co_await tasks_.wait_until_empty();
  });
}

TEST_F(TunnelTest, ARefusedUpgradeIsAnOrdinaryAnswer) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.emplace_back("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    auto seen = co_await exchange(kUpgrade);
    EXPECT_EQ(seen.status, 403);
    EXPECT_EQ(seen.body, "no");
    endpoint_.answers.emplace_back(sized("ignored"));
    auto ignored = co_await exchange(kUpgrade);
    EXPECT_EQ(ignored.body, "ignored");
    // What follows is routed by the rules, not tunnelled.
    auto missed = co_await exchange("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
    EXPECT_EQ(missed.status, 404);
  });
}

}  // namespace
}  // namespace gauntlet::reference
