#include "reference_controller/proxy/proxy_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::reference {
namespace {

using net::Awaitable;
using testing::HasSubstr;
using Then = ScriptedAnswer::Then;

class ExchangeFailureTest : public ProxyTest {
 protected:
  // An address where nobody listens.
  net::Endpoint dead_address() {
    auto acceptor = net::Acceptor::listen(executor(), {"127.0.0.1", 0});
    return (*acceptor)->local_endpoint();
  }
};

TEST_F(ExchangeFailureTest, WithoutRule404) {
  run([this]() -> Awaitable<void> {
    connect();
    auto seen = co_await exchange("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
    EXPECT_EQ(seen.status, 404);
    auto head = co_await exchange("HEAD / HTTP/1.1\r\nHost: other.test\r\n\r\n");
    EXPECT_EQ(head.status, 404);
    // The body of a request that nobody wants is read away, where it is at hand.
    auto posted = co_await exchange("POST / HTTP/1.1\r\nHost: other.test\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(posted.status, 404);
    auto next = co_await exchange(get());
    EXPECT_EQ(next.status, 200);
  });
}

TEST_F(ExchangeFailureTest, AnUnreadBodyIsNotTakenForARequest) {
  run([this]() -> Awaitable<void> {
    connect();
    co_await send("POST / HTTP/1.1\r\nHost: other.test\r\nContent-Length: 1000\r\n\r\n");
    auto seen = co_await receive();
    EXPECT_EQ(seen.status, 404);
    EXPECT_THAT(seen.head, HasSubstr("Connection: close"));
    co_await send(get());
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

// RFC 9110 7.6.2: we are asked ourselves.
TEST_F(ExchangeFailureTest, MaxForwards0IsNotForwarded) {
  run([this]() -> Awaitable<void> {
    connect();
    auto options = co_await exchange("OPTIONS / HTTP/1.1\r\nHost: h.test\r\nMax-Forwards: 0\r\n\r\n");
    EXPECT_EQ(options.status, 200);
    EXPECT_THAT(options.head, HasSubstr("\r\nAllow: GET"));
    auto trace = co_await exchange("TRACE / HTTP/1.1\r\nHost: h.test\r\nMax-Forwards: 0\r\n\r\n");
    EXPECT_EQ(trace.status, 405);
    EXPECT_TRUE(endpoint_.heads.empty());
    auto others = co_await exchange("GET / HTTP/1.1\r\nHost: h.test\r\nMax-Forwards: 0\r\n\r\n");
    EXPECT_EQ(others.status, 200);
  });
}

TEST_F(ExchangeFailureTest, WithoutEndpoint503) {
  run([this]() -> Awaitable<void> {
    route_to({});
    connect();
    auto seen = co_await exchange(get());
    EXPECT_EQ(seen.status, 503);
    route_to({endpoint_.address()});
    auto next = co_await exchange(get());
    EXPECT_EQ(next.status, 200);
    EXPECT_EQ(counted(RequestOutcome::kNoEndpoint), 1u);
    EXPECT_EQ(counted(RequestOutcome::kProxied), 1u);
  });
}

TEST_F(ExchangeFailureTest, AnEndpointThatRefusesIsReplacedByTheNext) {
  run([this]() -> Awaitable<void> {
    route_to({dead_address(), endpoint_.address()});
    connect();
    for (int i = 0; i < 4; ++i) {
      auto seen = co_await exchange(post("hello"));
      EXPECT_EQ(seen.status, 200);
      EXPECT_EQ(endpoint_.bodies.back(), "hello");
    }
  });
}

TEST_F(ExchangeFailureTest, WhereAllRefuse502) {
  run([this]() -> Awaitable<void> {
    route_to({dead_address(), dead_address()});
    connect();
    auto seen = co_await exchange(get());
    EXPECT_EQ(seen.status, 502);
    route_to({endpoint_.address()});
    auto next = co_await exchange(get());
    EXPECT_EQ(next.status, 200);
  });
}

TEST_F(ExchangeFailureTest, WhatIsNoAnswerIs502) {
  run([this]() -> Awaitable<void> {
    const std::vector<std::string> broken = {
        "",
        "HTTP/1.1 200",
        "garbage\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-Long: " + std::string(100'000, 'x') + "\r\n\r\n",
    };
    for (const std::string& bytes : broken) {
      connect();
      endpoint_.answers.push_back(ScriptedAnswer(bytes).then(Then::kClose));
      auto seen = co_await exchange(get());
      EXPECT_EQ(seen.status, 502) << bytes.substr(0, 60);
      auto next = co_await exchange(get());
      EXPECT_EQ(next.status, 200) << bytes.substr(0, 60);
    }
  });
}

TEST_F(ExchangeFailureTest, AnEndpointThatSaysNothingIs504) {
  run([this]() -> Awaitable<void> {
    ProxyLimits limits = limits_;
    limits.backend_head = std::chrono::milliseconds(40);
    limit(limits);
    connect();
    endpoint_.answers.push_back(ScriptedAnswer("").then(Then::kSilent));
    auto seen = co_await exchange(get());
    EXPECT_EQ(seen.status, 504);
    auto next = co_await exchange(get());
    EXPECT_EQ(next.status, 200);
  });
}

TEST_F(ExchangeFailureTest, AnAnswerThatStopsIsCutOff) {
  run([this]() -> Awaitable<void> {
    ProxyLimits limits = limits_;
    limits.backend_body = std::chrono::milliseconds(40);
    limit(limits);
    connect();
    endpoint_.answers.push_back(
        ScriptedAnswer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello").then(Then::kSilent));
    auto seen = co_await exchange(get());
    EXPECT_EQ(seen.body, "hello");
    EXPECT_FALSE(seen.is_complete);
  });
}

TEST_F(ExchangeFailureTest, AClientThatStopsSendingGets408) {
  run([this]() -> Awaitable<void> {
    ProxyLimits limits = limits_;
    limits.client_body = std::chrono::milliseconds(40);
    limit(limits);
    connect();
    co_await send("POST / HTTP/1.1\r\nHost: h.test\r\nContent-Length: 10\r\n\r\nhello");
    auto seen = co_await receive();
    EXPECT_EQ(seen.status, 408);
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ExchangeFailureTest, AConnectionThatEndedWhileItWaitedIsReplaced) {
  run([this]() -> Awaitable<void> {
    connect();
    // Answers that promise to stay.
    endpoint_.answers.push_back(ScriptedAnswer(sized("first")).then(Then::kClose));
    auto first = co_await exchange(get());
    EXPECT_EQ(first.body, "first");
    auto second = co_await exchange(get());
    EXPECT_EQ(second.body, "2");
    endpoint_.answers.push_back(ScriptedAnswer(sized("third")).then(Then::kReset));
    auto third = co_await exchange(get());
    EXPECT_EQ(third.body, "third");
    auto fourth = co_await exchange(get());
    EXPECT_EQ(fourth.body, "4");
  });
}

TEST_F(ExchangeFailureTest, ARequestThatMayBeRepeatedIsRepeatedOnce) {
  run([this]() -> Awaitable<void> {
    connect();
    auto first = co_await exchange(get());
    EXPECT_EQ(first.status, 200);
    // The kept connection ends with the next request on it; so does the new one.
    endpoint_.answers.push_back(ScriptedAnswer("").then(Then::kClose));
    auto second = co_await exchange(get());
    EXPECT_EQ(second.body, "3");
    endpoint_.answers.push_back(ScriptedAnswer("").then(Then::kClose));
    endpoint_.answers.push_back(ScriptedAnswer("").then(Then::kClose));
    auto third = co_await exchange(get());
    EXPECT_EQ(third.status, 502);
  });
}

TEST_F(ExchangeFailureTest, ARepeatedRequestHasItsBodyOnce) {
  run([this]() -> Awaitable<void> {
    connect();
    auto first = co_await exchange(get());
    EXPECT_EQ(first.status, 200);
    endpoint_.answers.push_back(ScriptedAnswer("").then(Then::kClose));
    auto second = co_await exchange("PUT / HTTP/1.1\r\nHost: h.test\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(second.body, "3");
    EXPECT_THAT(endpoint_.bodies, testing::ElementsAre("", "hello", "hello"));
  });
}

TEST_F(ExchangeFailureTest, ARequestThatMayNotBeRepeatedIsNot) {
  run([this]() -> Awaitable<void> {
    connect();
    auto first = co_await exchange(get());
    EXPECT_EQ(first.status, 200);
    endpoint_.answers.push_back(ScriptedAnswer("").then(Then::kClose));
    auto second = co_await exchange(post("hello"));
    EXPECT_EQ(second.status, 502);
    EXPECT_EQ(endpoint_.heads.size(), 2U);
  });
}

TEST_F(ExchangeFailureTest, AClientThatGoesAwayTakesItsRequestWithIt) {
  run([this]() -> Awaitable<void> {
    connect();
    std::string much(10'000'000, 'x');
    endpoint_.answers.emplace_back(sized(much));
    co_await send(get());
    std::vector<char> buffer(100);
    const std::span<char> room(buffer);
    const auto deadline = soon();
    const auto read = co_await client_->read_some(room, deadline);
    EXPECT_TRUE(read.ok());
    client_.reset();
    co_await tasks_.wait_until_empty();
    EXPECT_TRUE(session_done_);
    EXPECT_EQ(counted(RequestOutcome::kClientGone), 1u);
  });
}

// Every operation on the client's side fails once: nothing crashes, hangs, or is left behind.
TEST_F(ExchangeFailureTest, EveryFailureOfTheClientsSideEndsTheSession) {
  run([this]() -> Awaitable<void> {
    const std::string requests = get() + post("hello") + get("/", "Connection: close\r\n");
    for (std::size_t operation = 0; operation < 12; ++operation) {
      net::MemoryStreamOptions options;
      options.fail_at_operation = operation;
      connect(options);
      co_await send(requests);
      bool ended = false;
      while (!ended) {
        auto seen = co_await receive();
        ended = seen.status == 0;
      }
      co_await tasks_.wait_until_empty();
      EXPECT_TRUE(session_done_) << operation;
    }
  });
}

}  // namespace
}  // namespace gauntlet::reference
