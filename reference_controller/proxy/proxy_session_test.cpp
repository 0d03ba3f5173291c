#include "reference_controller/proxy/proxy_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::reference {
namespace {

using net::Awaitable;
using testing::HasSubstr;
using testing::Not;

class ProxySessionTest : public ProxyTest {};

TEST_F(ProxySessionTest, PipelinedRequestsAreAnsweredInOrder) {
  run([this]() -> Awaitable<void> {
    connect();
    co_await send(get("/1") + post("hello") + get("/3") + "GET / HTTP/1.1\r\nHost: other.test\r\n\r\n" + get("/5"));
    for (const char* const body : {"1", "2", "3"}) {
      auto seen = co_await receive();
      EXPECT_EQ(seen.body, body);
    }
    auto missed = co_await receive();
    EXPECT_EQ(missed.status, 404);
    auto last = co_await receive();
    EXPECT_EQ(last.body, "4");
  });
}

TEST_F(ProxySessionTest, RequestsMayComeByteByByte) {
  run([this]() -> Awaitable<void> {
    net::MemoryStreamOptions options;
    options.most_bytes_per_read = 1;
    connect(options);
    co_await send("\r\n" + get("/1") + post("hello") +
                  "POST / HTTP/1.1\r\nHost: h.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" +
                  get("/4"));
    for (const char* const body : {"1", "2", "3", "4"}) {
      auto seen = co_await receive();
      EXPECT_EQ(seen.body, body);
    }
    EXPECT_THAT(endpoint_.bodies, testing::ElementsAre("", "hello", "abc", ""));
  });
}

TEST_F(ProxySessionTest, ConnectionCloseIsObeyed) {
  run([this]() -> Awaitable<void> {
    connect();
    co_await send(get("/", "Connection: close\r\n") + get("/never"));
    auto seen = co_await receive();
    EXPECT_THAT(seen.head, HasSubstr("\r\nConnection: close\r\n"));
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
    EXPECT_EQ(endpoint_.heads.size(), 1U);
  });
}

TEST_F(ProxySessionTest, TheEndpointsConnectionCloseIsNotTheClients) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.push_back(ScriptedAnswer(sized("x", "Connection: close\r\n")).then(ScriptedAnswer::Then::kClose));
    auto seen = co_await exchange(get());
    EXPECT_THAT(seen.head, Not(HasSubstr("Connection")));
    auto next = co_await exchange(get());
    EXPECT_EQ(next.body, "2");
    EXPECT_EQ(endpoint_.connections, 2);
  });
}

class MalformedTest : public ProxyTest, public testing::WithParamInterface<std::string> {};

TEST_P(MalformedTest, Is400AndTheEnd) {
  run([this]() -> Awaitable<void> {
    connect();
    co_await send(GetParam());
    auto seen = co_await receive();
    EXPECT_EQ(seen.status, 400) << GetParam();
    EXPECT_THAT(seen.head, HasSubstr("\r\nConnection: close\r\n"));
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended) << GetParam();
    EXPECT_TRUE(endpoint_.heads.empty());
  });
}

// RFC 9112: 2.2, 3, 3.2, 5.1, 5.2, 6.1, 6.3.
INSTANTIATE_TEST_SUITE_P(
    Requests, MalformedTest,
    testing::Values(
        "garbage\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\nHost: h.test\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: h.test\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h.test\r\nHost: h.test\r\n\r\n", "GET / HTTP/1.1\r\nHost: h test\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : h.test\r\n\r\n", "GET / HTTP/1.1\r\nHost: h.test\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h.test\r\nX: a\rb\r\n\r\n", "GET / HTTP/1.1\r\nHost: h.test\r\n: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h.test\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: h.test\r\nContent-Length: +5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: h.test\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        "POST / HTTP/1.1\r\nHost: h.test\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h.test\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: h.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)));

TEST_F(ProxySessionTest, ConnectIsNotForUs) {
  run([this]() -> Awaitable<void> {
    connect();
    auto seen = co_await exchange("CONNECT h.test:443 HTTP/1.1\r\nHost: h.test:443\r\n\r\n");
    EXPECT_EQ(seen.status, 405);
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ProxySessionTest, AHeadThatIsTooLargeIs431) {
  run([this]() -> Awaitable<void> {
    connect();
    co_await send(get("/", "X-Long: " + std::string(limits_.head_bytes, 'x') + "\r\n"));
    auto seen = co_await receive();
    EXPECT_EQ(seen.status, 431);
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
    EXPECT_EQ(counted(RequestOutcome::kHeadTooLarge), 1u);
  });
}

TEST_F(ProxySessionTest, ALargeHeadPasses) {
  run([this]() -> Awaitable<void> {
    connect();
    auto seen = co_await exchange(get("/", "X-Long: " + std::string(60'000, 'x') + "\r\n"));
    EXPECT_EQ(seen.status, 200);
    EXPECT_GT(endpoint_.heads[0].size(), 60'000U);
  });
}

TEST_F(ProxySessionTest, AHeadThatDoesNotCompleteIs408) {
  run([this]() -> Awaitable<void> {
    ProxyLimits limits = limits_;
    limits.client_head = std::chrono::milliseconds(40);
    limit(limits);
    connect();
    co_await send("GET / HTTP/1.1\r\nHost:");
    auto seen = co_await receive();
    EXPECT_EQ(seen.status, 408);
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ProxySessionTest, AnIdleClientIsLetGoWithoutAWord) {
  run([this]() -> Awaitable<void> {
    ProxyLimits limits = limits_;
    limits.client_idle = std::chrono::milliseconds(40);
    limit(limits);
    connect();
    auto seen = co_await exchange(get());
    EXPECT_EQ(seen.status, 200);
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ProxySessionTest, WhileDrainingEveryAnswerIsTheLast) {
  run([this]() -> Awaitable<void> {
    connect();
    auto first = co_await exchange(get());
    EXPECT_THAT(first.head, Not(HasSubstr("Connection")));
    loop_state_->is_draining = true;
    auto last = co_await exchange(get());
    EXPECT_EQ(last.body, "2");
    EXPECT_THAT(last.head, HasSubstr("\r\nConnection: close\r\n"));
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ProxySessionTest, OnlyAnIdleSessionIsClosedEarly) {
  run([this]() -> Awaitable<void> {
    connect();
    auto first = co_await exchange(get() + "GET / HTTP/1.1\r\nHost: h.t");
    EXPECT_EQ(first.status, 200);
    session_->close_if_idle();
    auto second = co_await exchange("est\r\n\r\n");
    EXPECT_EQ(second.status, 200);
    session_->close_if_idle();
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ProxySessionTest, RoutesChangeUnderAnOpenConnection) {
  run([this]() -> Awaitable<void> {
    connect();
    auto first = co_await exchange(get());
    EXPECT_EQ(first.status, 200);
    route_to({});
    auto second = co_await exchange(get());
    EXPECT_EQ(second.status, 503);
    route_to({endpoint_.address()});
    auto third = co_await exchange(get());
    EXPECT_EQ(third.status, 200);
    EXPECT_EQ(endpoint_.connections, 1);
  });
}

}  // namespace
}  // namespace gauntlet::reference
