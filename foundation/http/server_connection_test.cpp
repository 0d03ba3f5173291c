#include "foundation/http/server_connection.hpp"

#include "foundation/http/server_fixture_test.hpp"

#include <gmock/gmock.h>

namespace gauntlet::http {
namespace {

using net::Awaitable;
using net::TaskGroup;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using ServerConnectionTest = ServerFixture;

std::string echoed(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string refusal(std::string_view status_line) {
  const std::string body(std::string(status_line) + "\n");
  return "HTTP/1.1 " + std::string(status_line) +
         "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_F(ServerConnectionTest, GivesTheHandlerTheRequest) {
  const std::string request = "PUT /a?b=c HTTP/1.1\r\nHost: x.example\r\nX-One:  1 \r\nContent-Length: 3\r\n\r\nabc";
  EXPECT_EQ(answers_to(request), echoed("PUT /a?b=c abc"));
  ASSERT_EQ(handler_.requests.size(), 1U);
  const Request& seen = handler_.requests[0];
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.target, "/a?b=c");
  EXPECT_EQ(seen.minor_version, 1);
  EXPECT_EQ(seen.headers, (Headers{{"Host", "x.example"}, {"X-One", "1"}, {"Content-Length", "3"}}));
  EXPECT_EQ(seen.body, "abc");
  EXPECT_EQ(handler_.contexts[0].client.to_string(), "192.0.2.1:1");
  EXPECT_EQ(handler_.contexts[0].body_limit_exceeded_at, 0U);
}

// Sized and chunked, with and without a body, empty lines in front (RFC 9112 2.2), one behind the other.
const std::string kPipelined =
    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
    "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
    "\r\n\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n"
    "POST /4 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    "DELETE /5 HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kPipelinedAnswers = echoed("GET /1 ") + echoed("POST /2 hello") + echoed("POST /3 abc0123456789") +
                                      echoed("POST /4 ") + echoed("DELETE /5 ");

TEST_F(ServerConnectionTest, AnswersPipelinedRequestsInOrderInWhateverPiecesTheyCome) {
  EXPECT_EQ(answers_to(kPipelined), kPipelinedAnswers);
  for (std::size_t most = 1; most < 40; ++most) {
    net::MemoryStreamOptions options;
    options.most_bytes_per_read = most;
    EXPECT_EQ(answers_to(kPipelined, options), kPipelinedAnswers) << "in pieces of " << most;
  }
}

TEST_F(ServerConnectionTest, TakesUpARequestOnlyWhenTheOneBeforeIsAnswered) {
  int under_way = 0;
  handler_.answer = [&](const Request& request, const RequestContext& context,
                        ResponseWriter& writer) -> Awaitable<void> {
    EXPECT_EQ(++under_way, 1);
    const auto waited = co_await net::wait_for(std::chrono::milliseconds(1));
    EXPECT_TRUE(waited.ok());
    co_await TestHandler::echo(request, context, writer);
    --under_way;
  };
  EXPECT_EQ(answers_to(kPipelined), kPipelinedAnswers);
}

TEST_F(ServerConnectionTest, EndsInGoodOrderWhereTheStreamFails) {
  // A read, five writes, and the read of the end.
  for (std::size_t failing = 0; failing < 8; ++failing) {
    net::MemoryStreamOptions options;
    options.fail_at_operation = failing;
    handler_.requests.clear();
    EXPECT_THAT(kPipelinedAnswers, StartsWith(answers_to(kPipelined, options))) << "failing at " << failing;
    EXPECT_EQ(handler_.requests.size(), std::min<std::size_t>(failing, 5)) << "none after the failure";
    options.most_bytes_per_read = 70;
    EXPECT_THAT(kPipelinedAnswers, StartsWith(answers_to(kPipelined, options))) << "failing at " << failing;
  }
}

TEST_F(ServerConnectionTest, AnswersAClientThatHasShutItsSide) {
  EXPECT_EQ(answers_to(kGet), echoed("GET / "));
}

TEST_F(ServerConnectionTest, SaysNothingToAClientThatSaysNothing) {
  EXPECT_EQ(answers_to(""), "");
  EXPECT_EQ(answers_to("\r\n\r\n"), "");
}

TEST_F(ServerConnectionTest, RefusesARequestThatEndsTooEarly) {
  const std::string whole = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t length = 1; length < whole.size(); ++length) {
    EXPECT_EQ(answers_to(whole.substr(0, length)), refusal("400 Bad Request")) << length;
  }
  EXPECT_TRUE(handler_.requests.empty());
}

// RFC 9112 9.3
TEST_F(ServerConnectionTest, KeepsTheConnectionAsVersionAndFieldSay) {
  const auto with = [](std::string_view version, std::string_view connection) {
    std::string request = "GET / HTTP/" + std::string(version) + "\r\nHost: a\r\n";
    if (!connection.empty()) request += "Connection: " + std::string(connection) + "\r\n";
    return request + "\r\n";
  };
  const std::string closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nGET / ";
  const std::string keeping = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 6\r\n\r\nGET / ";
  const std::string next = kGet;
  EXPECT_EQ(answers_to(with("1.1", "") + next), echoed("GET / ") + echoed("GET / "));
  EXPECT_EQ(answers_to(with("1.1", "Keep-Alive") + next), echoed("GET / ") + echoed("GET / "));
  EXPECT_EQ(answers_to(with("1.1", "x, Close") + next), closing);
  EXPECT_EQ(answers_to(with("1.0", "") + next), closing);
  EXPECT_EQ(answers_to(with("1.0", "Keep-Alive") + next), keeping + echoed("GET / "));
  EXPECT_EQ(answers_to("GET / HTTP/1.0\r\n\r\n"), closing) << "HTTP/1.0 needs no Host";
}

TEST_F(ServerConnectionTest, RefusesWhatIsMalformedAndEverythingBehindIt) {
  for (const std::string& bytes : std::vector<std::string>{
           "\x16\x03\x01 a TLS greeting", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET /\r\n\r\n",
           "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
           "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",                        // no Host (RFC 9112 3.2)
           "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",  // two of them
           "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",  //
       }) {
    EXPECT_EQ(answers_to(bytes + kGet), refusal("400 Bad Request")) << bytes;
    EXPECT_TRUE(handler_.requests.empty()) << bytes;
    EXPECT_EQ(answers_to(kGet + bytes + kGet), echoed("GET / ") + refusal("400 Bad Request")) << bytes;
    handler_.requests.clear();
  }
}

TEST_F(ServerConnectionTest, RefusesAHeadThatIsTooLarge) {
  limits_.head_bytes = 1000;
  const auto request_of = [](std::size_t size) {
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return head + std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(answers_to(request_of(1000)), echoed("GET / "));
  const std::string too_large = refusal("431 Request Header Fields Too Large");
  EXPECT_EQ(answers_to(request_of(1001)), too_large);
  EXPECT_EQ(answers_to(request_of(100'000)), too_large);
  EXPECT_EQ(answers_to(std::string(100'000, 'x')), too_large);
  EXPECT_EQ(answers_to("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'x')),
            too_large);
}

TEST_F(ServerConnectionTest, TellsTheHandlerOfABodyOverTheLimit) {
  limits_.body_bytes = 10;
  const std::string sized = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
  const std::string chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(answers_to(sized + "10\r\n\r\n0123456789" + kGet), echoed("PUT / 0123456789") + echoed("GET / "));
  EXPECT_EQ(answers_to(chunked + "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n" + kGet),
            echoed("PUT / 0123456789") + echoed("GET / "));
  for (const std::string& request : {
           sized + "11\r\n\r\n0123456789x" + kGet,
           sized + "18446744073709551615\r\n\r\n" + kGet,
           chunked + "B\r\n0123456789x\r\n0\r\n\r\n" + kGet,
           chunked + "5\r\n01234\r\n6\r\n56789x\r\n0\r\n\r\n" + kGet,
           chunked + "ffffffffffffffff\r\n01234567890123456789" + kGet,
       }) {
    handler_.requests.clear();
    handler_.contexts.clear();
    EXPECT_EQ(answers_to(request), "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nPUT / ")
        << request;
    ASSERT_EQ(handler_.requests.size(), 1U);
    EXPECT_EQ(handler_.contexts[0].body_limit_exceeded_at, 10U);
    EXPECT_EQ(handler_.requests[0].body, "");
  }
}

// RFC 9110 10.1.1
TEST_F(ServerConnectionTest, InvitesABodyThatWaitsForIt) {
  run([&]() -> Awaitable<void> {
    auto [client, server] = net::make_memory_streams(executor());
    ServerTerms terms(executor(), handler_, limits_);
    ServerConnection connection(terms, std::move(server));
    TaskGroup group(executor());
    group.spawn(connection.run());
    for (const char* framing : {"Content-Length: 3", "Transfer-Encoding: chunked"}) {
      const bool is_sized = std::string_view(framing).starts_with("Content");
      co_await write(*client,
                     "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n" + std::string(framing) + "\r\n\r\n");
      const std::string interim = co_await read_until(*client, "\r\n\r\n");
      EXPECT_EQ(interim, "HTTP/1.1 100 Continue\r\n\r\n");
      co_await write(*client, is_sized ? "abc" : "3\r\nabc\r\n0\r\n\r\n");
      const std::string answer = co_await read_until(*client, "abc");
      EXPECT_EQ(answer, echoed("PUT / abc"));
    }
    client->close();
    co_await group.wait_until_empty();
  });
}

TEST_F(ServerConnectionTest, InvitesNoBodyThatIsThereOrNotWanted) {
  limits_.body_bytes = 10;
  const std::string expecting = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n";
  EXPECT_EQ(answers_to(expecting + "Content-Length: 3\r\n\r\nabc"), echoed("PUT / abc"));
  EXPECT_EQ(answers_to(expecting + "\r\n"), echoed("PUT / "));
  EXPECT_EQ(answers_to(expecting + "Content-Length: 11\r\n\r\n"),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nPUT / ");
  EXPECT_EQ(answers_to("PUT / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nPUT / abc");
}

TEST_F(ServerConnectionTest, ClosesAConnectionThatStaysIdle) {
  limits_.idle = std::chrono::milliseconds(30);
  run([&]() -> Awaitable<void> {
    auto [client, server] = net::make_memory_streams(executor());
    ServerTerms terms(executor(), handler_, limits_);
    ServerConnection connection(terms, std::move(server));
    co_await write(*client, kGet + "\r\n");
    const auto start = base::SystemClock().now();
    co_await connection.run();
    EXPECT_GE(base::SystemClock().now() - start, limits_.idle);
    const std::string output = co_await read_to_end(*client);
    EXPECT_EQ(without_dates(output), echoed("GET / "));
  });
}

TEST_F(ServerConnectionTest, CutsARequestThatTakesTooLong) {
  limits_.head = std::chrono::milliseconds(60);
  for (const char* slow : {"GET / HTTP/1.1\r\nX: ", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"}) {
    run([&]() -> Awaitable<void> {
      auto [client, server] = net::make_memory_streams(executor());
      ServerTerms terms(executor(), handler_, limits_);
      ServerConnection connection(terms, std::move(server));
      TaskGroup group(executor());
      group.spawn(connection.run());
      // A byte now and then does not win more time.
      auto drip = [&]() -> Awaitable<void> {
        const auto deadline = soon();
        const std::string_view byte = "x";
        for (;;) {
          const auto written = co_await client->write_all(byte, deadline);
          if (!written) break;
          const auto waited = co_await net::wait_for(std::chrono::milliseconds(5));
          if (!waited) break;
        }
      };
      co_await write(*client, slow);
      const auto start = base::SystemClock().now();
      TaskGroup drops(executor());
      drops.spawn(drip());
      const std::string output = co_await read_until(*client, "Timeout\n");
      EXPECT_EQ(output, refusal("408 Request Timeout"));
      EXPECT_GE(base::SystemClock().now() - start, limits_.head);
      EXPECT_LT(base::SystemClock().now() - start, std::chrono::seconds(10));
      const auto at_once = base::Deadline::at(base::TimePoint());
      co_await drops.stop(at_once);
      client->close();
      co_await group.wait_until_empty();
    });
  }
  EXPECT_TRUE(handler_.requests.empty());
}

TEST_F(ServerConnectionTest, AnswersForAHandlerThatDoesNot) {
  handler_.answer = [](const Request&, const RequestContext&, ResponseWriter&) -> Awaitable<void> { co_return; };
  const std::string failure = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
  EXPECT_EQ(answers_to(kGet + kGet), failure + failure);
}

TEST_F(ServerConnectionTest, CutsAnAnswerThatTheHandlerLeavesUnfinished) {
  handler_.answer = [](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
    Response head;
    const auto begun = co_await writer.begin(std::move(head));
    EXPECT_TRUE(begun.ok());
  };
  EXPECT_THAT(answers_to(kGet + kGet), Not(HasSubstr("0\r\n\r\n")));
  EXPECT_EQ(handler_.requests.size(), 1U);
}

}  // namespace
}  // namespace gauntlet::http
