#include "foundation/http/writer.hpp"
#include "reference_controller/proxy/proxy_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::reference {
namespace {

using net::Awaitable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Then = ScriptedAnswer::Then;

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i * 7 % 26);
  return bytes;
}

class ExchangeTest : public ProxyTest {};

TEST_F(ExchangeTest, OneAnswerAfterTheOtherOverOneConnectionOnEachSide) {
  run([this]() -> Awaitable<void> {
    connect();
    auto first = co_await exchange(get("/one"));
    auto second = co_await exchange(get("/two"));
    EXPECT_EQ(first.body, "1");
    EXPECT_EQ(second.body, "2");
    EXPECT_EQ(endpoint_.connections, 1);
    EXPECT_THAT(endpoint_.heads, ElementsAre(testing::StartsWith("GET /one HTTP/1.1\r\nHost: h.test\r\n"),
                                             testing::StartsWith("GET /two HTTP/1.1\r\nHost: h.test\r\n")));
    EXPECT_THAT(endpoint_.heads[0], HasSubstr("\r\nX-Forwarded-For: 192.0.2.7\r\n"));
  });
}

TEST_F(ExchangeTest, ClientsShareTheConnectionsToAnEndpoint) {
  run([this]() -> Awaitable<void> {
    for (int i = 0; i < 3; ++i) {
      connect();
      auto seen = co_await exchange(get());
      EXPECT_EQ(seen.status, 200);
    }
    EXPECT_EQ(endpoint_.connections, 1);
  });
}

TEST_F(ExchangeTest, RequestBodiesOfEverySizeAndFramingArrive) {
  run([this]() -> Awaitable<void> {
    connect();
    for (const std::size_t size : {0, 1, 4096, 4097, 8000, 70'000, 1'000'000}) {
      const std::string body = pattern(size);
      auto sized_seen = co_await exchange(post(body));
      EXPECT_EQ(sized_seen.status, 200) << size;
      EXPECT_EQ(endpoint_.bodies.back(), body) << size;

      std::string chunked = "POST / HTTP/1.1\r\nHost: h.test\r\nTransfer-Encoding: chunked\r\n\r\n";
      for (std::size_t at = 0; at < size; at += 3000) http::append_chunk(chunked, body.substr(at, 3000));
      chunked += "0\r\nX-Trailer: 1\r\n\r\n";
      auto chunked_seen = co_await exchange(chunked);
      EXPECT_EQ(chunked_seen.status, 200) << size;
      EXPECT_EQ(endpoint_.bodies.back(), body) << size;
    }
    EXPECT_EQ(endpoint_.connections, 1);
  });
}

TEST_F(ExchangeTest, AnswersOfEverySizeAndFramingArrive) {
  run([this]() -> Awaitable<void> {
    connect();
    for (const std::size_t size : {0, 1, 4096, 4097, 17'000, 1'000'000}) {
      const std::string body = pattern(size);
      endpoint_.answers.emplace_back(sized(body));
      auto sized_seen = co_await exchange(get());
      EXPECT_EQ(sized_seen.body, body);

      std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
      for (std::size_t at = 0; at < size; at += 3000) http::append_chunk(chunked, body.substr(at, 3000));
      endpoint_.answers.emplace_back(chunked + "0\r\n\r\n");
      auto chunked_seen = co_await exchange(get());
      EXPECT_EQ(chunked_seen.body, body);
      EXPECT_THAT(chunked_seen.head, HasSubstr("Transfer-Encoding: chunked"));

      endpoint_.answers.push_back(ScriptedAnswer("HTTP/1.1 200 OK\r\n\r\n" + body).then(Then::kClose));
      auto open_seen = co_await exchange(get());
      EXPECT_EQ(open_seen.body, body);
      EXPECT_TRUE(open_seen.is_complete);
      EXPECT_THAT(open_seen.head, HasSubstr("Transfer-Encoding: chunked"));
    }
  });
}

TEST_F(ExchangeTest, AnswersWithoutBodyLeaveTheConnectionsUsable) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.emplace_back("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
    auto head = co_await exchange("HEAD / HTTP/1.1\r\nHost: h.test\r\n\r\n");
    EXPECT_THAT(head.head, HasSubstr("\r\nContent-Length: 100\r\n"));
    endpoint_.answers.emplace_back("HTTP/1.1 204 No Content\r\n\r\n");
    auto no_content = co_await exchange(get());
    EXPECT_EQ(no_content.status, 204);
    endpoint_.answers.emplace_back("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 100\r\n\r\n");
    auto not_modified = co_await exchange(get());
    EXPECT_EQ(not_modified.status, 304);
    auto last = co_await exchange(get());
    EXPECT_EQ(last.body, "4");
    EXPECT_EQ(endpoint_.connections, 1);
  });
}

TEST_F(ExchangeTest, Http10ClientsGetNoChunksAndTheEnd) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.emplace_back("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    auto seen = co_await exchange("GET / HTTP/1.0\r\nHost: h.test\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(seen.body, "hello");
    EXPECT_THAT(seen.head, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(seen.head, Not(HasSubstr("chunked")));
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ExchangeTest, Http10ClientsMayKeepTheConnection) {
  run([this]() -> Awaitable<void> {
    connect();
    auto seen = co_await exchange("GET / HTTP/1.0\r\nHost: h.test\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(seen.head, HasSubstr("\r\nConnection: keep-alive\r\n"));
    auto last = co_await exchange("GET / HTTP/1.0\r\nHost: h.test\r\n\r\n");
    EXPECT_EQ(last.body, "2");
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ExchangeTest, EachPieceOfASlowAnswerIsPassedOnAtOnce) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.push_back(
        ScriptedAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n").then(Then::kSilent));
    co_await send(get());
    while (received_.find("hello") == std::string::npos) {
      std::vector<char> buffer(4096);
      const std::span<char> room(buffer);
      const auto deadline = soon();
      const auto read = co_await client_->read_some(room, deadline);
      EXPECT_TRUE(read && *read > 0);
      if (!read || *read == 0) co_return;
      received_.append(buffer.data(), *read);
    }
  });
}

TEST_F(ExchangeTest, InterimAnswersArePassedOn) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.emplace_back("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + sized("done"));
    auto hints = co_await exchange(get());
    EXPECT_EQ(hints.status, 103);
    EXPECT_THAT(hints.head, HasSubstr("Link: </a>"));
    auto seen = co_await receive();
    EXPECT_EQ(seen.body, "done");
    // Not to HTTP/1.0.
    endpoint_.answers.emplace_back("HTTP/1.1 103 Early Hints\r\n\r\n" + sized("done"));
    auto old = co_await exchange("GET / HTTP/1.0\r\nHost: h.test\r\n\r\n");
    EXPECT_EQ(old.status, 200);
  });
}

TEST_F(ExchangeTest, AClientThatWaitsForContinueGetsIt) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.push_back(
        ScriptedAnswer("HTTP/1.1 100 Continue\r\n\r\n" + sized("thanks")).then(Then::kCloseEarly));
    auto go_on =
        co_await exchange("PUT / HTTP/1.1\r\nHost: h.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(go_on.status, 100);
    auto seen = co_await receive();
    EXPECT_EQ(seen.body, "thanks");
    EXPECT_THAT(endpoint_.heads[0], HasSubstr("Expect: 100-continue"));
  });
}

TEST_F(ExchangeTest, AnAnswerBeforeTheEndOfTheBodyReachesTheClient) {
  run([this]() -> Awaitable<void> {
    connect();
    endpoint_.answers.push_back(
        ScriptedAnswer("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno").then(Then::kCloseEarly));
    auto seen =
        co_await exchange("POST / HTTP/1.1\r\nHost: h.test\r\nContent-Length: 10000000\r\n\r\n" + pattern(1000));
    EXPECT_EQ(seen.status, 413);
    EXPECT_EQ(seen.body, "no");
    EXPECT_THAT(seen.head, HasSubstr("Connection: close"));
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ExchangeTest, ABodyThatBreaksOffIsNeverComplete) {
  run([this]() -> Awaitable<void> {
    connect();
    co_await send("POST / HTTP/1.1\r\nHost: h.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    const auto deadline = soon();
    const auto ended = co_await client_->shutdown_write(deadline);
    EXPECT_TRUE(ended.ok());
    const bool answered_nothing = co_await is_ended();
    EXPECT_TRUE(answered_nothing);
    EXPECT_TRUE(endpoint_.answers.empty());
  });
}

TEST_F(ExchangeTest, ABodyWithBrokenChunksIsABadRequest) {
  run([this]() -> Awaitable<void> {
    connect();
    auto seen =
        co_await exchange("POST / HTTP/1.1\r\nHost: h.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n");
    EXPECT_EQ(seen.status, 400);
    const bool ended = co_await is_ended();
    EXPECT_TRUE(ended);
  });
}

TEST_F(ExchangeTest, ATruncatedAnswerIsNeverComplete) {
  run([this]() -> Awaitable<void> {
    const std::vector<std::string> truncated = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n500\r\nhello",
    };
    for (const Then ending : {Then::kClose, Then::kReset}) {
      for (const std::string& bytes : truncated) {
        connect();
        endpoint_.answers.push_back(ScriptedAnswer(bytes).then(ending));
        auto seen = co_await exchange(get());
        EXPECT_FALSE(seen.is_complete) << bytes;
        const bool ended = co_await is_ended();
        EXPECT_TRUE(ended);
      }
    }
    EXPECT_EQ(counted(RequestOutcome::kCutOff), 2 * truncated.size());
  });
}

TEST_F(ExchangeTest, BytesBehindAnAnswerAreNobodysAnswer) {
  run([this]() -> Awaitable<void> {
    endpoint_.answers.emplace_back(sized("mine") + sized("extra"));
    endpoint_.answers.emplace_back("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nextra");
    connect();
    auto first = co_await exchange(get());
    EXPECT_EQ(first.body, "mine");
    auto second = co_await exchange(get());
    EXPECT_EQ(second.status, 204);
    auto third = co_await exchange(get());
    EXPECT_EQ(third.body, "3");
    EXPECT_EQ(endpoint_.connections, 3);
  });
}

}  // namespace
}  // namespace gauntlet::reference
