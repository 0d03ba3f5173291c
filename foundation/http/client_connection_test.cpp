#include "foundation/http/client_connection.hpp"

#include "foundation/net/loop_test.hpp"
#include "foundation/net/memory_stream.hpp"
#include "foundation/net/timer.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace gauntlet::http {
namespace {

using base::Reason;
using base::Result;
using net::Awaitable;
using ::testing::AnyOf;
using ::testing::ElementsAre;

// What the server says before the client has asked, and whether it ends the connection behind it.
enum class Ending { kEnd, kStay };

class ClientConnectionTest : public net::LoopTest {
 protected:
  void connect(std::string answers, Ending ending, net::MemoryStreamOptions client_options = {}) {
    connection_.reset();
    auto [client, server] = net::make_memory_streams(executor(), client_options);
    server_ = std::move(server);
    connection_.emplace(std::move(client));
    say(std::move(answers));
    if (ending == Ending::kEnd) {
      run([&]() -> Awaitable<void> {
        const auto deadline = soon();
        const auto ended = co_await server_->shutdown_write(deadline);
        EXPECT_TRUE(ended.ok());
      });
    }
  }

  void say(std::string bytes) {
    run([&]() -> Awaitable<void> {
      const auto deadline = soon();
      const auto written = co_await server_->write_all(bytes, deadline);
      EXPECT_TRUE(written.ok());
    });
  }

  Result<Response> exchange(const Request& request = Request()) {
    std::optional<Result<Response>> answer;
    run([&]() -> Awaitable<void> {
      const auto deadline = soon();
      auto result = co_await connection_->exchange(request, deadline);
      answer.emplace(std::move(result));
    });
    return std::move(*answer);
  }

  Result<Response> begin() {
    std::optional<Result<Response>> answer;
    run([&]() -> Awaitable<void> {
      const Request request;
      const auto deadline = soon();
      auto result = co_await connection_->begin(request, deadline);
      answer.emplace(std::move(result));
    });
    return std::move(*answer);
  }

  Result<std::string> read_body(base::Deadline deadline = soon()) {
    std::optional<Result<std::string>> piece;
    run([&]() -> Awaitable<void> {
      auto result = co_await connection_->read_body(deadline);
      piece.emplace(std::move(result));
    });
    return std::move(*piece);
  }

  // Why the exchange fails with such answers; kUnknown where it does not.
  Reason failure_of(std::string answers, Ending ending) {
    connect(std::move(answers), ending);
    const auto answer = exchange();
    EXPECT_FALSE(connection_->reusable() && !answer.ok());
    return answer ? Reason::kUnknown : answer.error().reason();
  }

  std::string sent_so_far() {
    std::string bytes;
    connection_.reset();  // the end
    run([&]() -> Awaitable<void> { bytes = co_await read_bytes(*server_, 1'000'000); });
    return bytes;
  }

  std::unique_ptr<net::ByteStream> server_;
  std::optional<ClientConnection> connection_;
};

Request request_of(std::string method) {
  Request request;
  request.method = std::move(method);
  return request;
}

const std::string kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

struct Framing {
  std::string bytes;
  std::string body;
  Ending ending;
  bool reusable;
};

// RFC 9112 6.3
const std::vector<Framing> kFramings = {
    {kAnswer, "hello", Ending::kStay, true},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", Ending::kStay, true},
    {"HTTP/1.1 204 No Content\r\n\r\n", "", Ending::kStay, true},
    {"HTTP/1.1 304 Not Modified\r\nContent-Length: 70\r\n\r\n", "", Ending::kStay, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\nT: 1\r\n\r\n", "hello",
     Ending::kStay, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", Ending::kStay, true},
    {"HTTP/1.1 200 OK\r\n\r\nhello", "hello", Ending::kEnd, false},
    {"HTTP/1.1 200 OK\r\n\r\n", "", Ending::kEnd, false},
    {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", Ending::kStay, false},
    {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello", "hello", Ending::kStay, true},
    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", "hello", Ending::kStay, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, you", "hello", Ending::kStay, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nX", "", Ending::kStay, false},
    {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + kAnswer, "hello", Ending::kStay,
     true},
};

TEST_F(ClientConnectionTest, ReadsEveryFramingInWhateverPiecesItComes) {
  for (const Framing& framing : kFramings) {
    for (const std::size_t most : {1, 2, 3, 5, 8, 1000}) {
      net::MemoryStreamOptions options;
      options.most_bytes_per_read = most;
      connect(framing.bytes, framing.ending, options);
      const auto answer = exchange();
      ASSERT_TRUE(answer.ok()) << framing.bytes << answer.error().to_string();
      EXPECT_EQ(answer->body, framing.body) << framing.bytes;
      EXPECT_EQ(connection_->reusable(), framing.reusable) << framing.bytes;
    }
  }
}

TEST_F(ClientConnectionTest, GivesTheAnswerAsItWasReceived) {
  connect("HTTP/1.1 404 Gone Fishing\r\nx-A: 1\r\nX-a:  2 \r\nContent-Length: 0\r\n\r\n", Ending::kStay);
  const auto answer = exchange();
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->reason, "Gone Fishing");
  EXPECT_EQ(answer->minor_version, 1);
  EXPECT_EQ(answer->headers, (Headers{{"x-A", "1"}, {"X-a", "2"}, {"Content-Length", "0"}}));
}

TEST_F(ClientConnectionTest, SendsTheRequestAsItIs) {
  connect(kAnswer + kAnswer, Ending::kStay);
  Request request = request_of("PUT");
  request.target = "/a?b";
  request.headers = {{"Host", "x"}, {"X-One", "1"}};
  request.body = "abc";
  EXPECT_TRUE(exchange(request).ok());
  EXPECT_EQ(sent_so_far(), "PUT /a?b HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nContent-Length: 3\r\n\r\nabc");
}

TEST_F(ClientConnectionTest, SendsRawBytesAsTheyAre) {
  connect("HTTP/1.1 400 Bad Request\r\nContent-Length: 70\r\n\r\n", Ending::kStay);
  run([&]() -> Awaitable<void> {
    const auto deadline = soon();
    const auto answer = co_await connection_->exchange_raw("HEAD  / HTTP\n\n", "HEAD", deadline);
    EXPECT_TRUE(answer.ok());
    if (!answer) co_return;
    EXPECT_EQ(answer->status, 400);
  });
  EXPECT_EQ(sent_so_far(), "HEAD  / HTTP\n\n");
}

TEST_F(ClientConnectionTest, ExpectsNoBodyOfAHead) {
  connect("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Ending::kStay);
  const auto head = exchange(request_of("HEAD"));
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->headers.find("Content-Length"), "5");
  EXPECT_EQ(head->body, "");
  EXPECT_TRUE(connection_->reusable());
  say(kAnswer);
  const auto next = exchange();
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(next->body, "hello") << "it is forgotten for the next answer";
}

TEST_F(ClientConnectionTest, GivesA101AndIsDone) {
  connect("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", Ending::kStay);
  const auto answer = exchange();
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 101);
  EXPECT_FALSE(connection_->reusable());
}

TEST_F(ClientConnectionTest, TellsAConnectionThatHadEndedFromAnAnswerThatIsCut) {
  EXPECT_EQ(failure_of("", Ending::kEnd), Reason::kClosed);
  EXPECT_FALSE(connection_->answer_begun());
  for (std::size_t length = 1; length < kAnswer.size(); ++length) {
    EXPECT_EQ(failure_of(kAnswer.substr(0, length), Ending::kEnd), Reason::kClosed) << length;
    EXPECT_TRUE(connection_->answer_begun());
  }
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", Ending::kEnd),
            Reason::kClosed);
  connect("", Ending::kStay);
  server_->reset();
  EXPECT_EQ(exchange().error().reason(), Reason::kReset);
  EXPECT_FALSE(connection_->answer_begun());
}

TEST_F(ClientConnectionTest, RefusesMalformedAnswers) {
  for (const char* bytes : {
           "ICY 200 OK\r\n\r\n",
           "HTTP/1.1 2000 OK\r\n\r\n",
           "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
       }) {
    EXPECT_EQ(failure_of(bytes, Ending::kStay), Reason::kMalformed) << bytes;
  }
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'), Ending::kStay),
            Reason::kRequestEntityTooLarge);
}

TEST_F(ClientConnectionTest, ReadsAnAnswerPieceByPiece) {
  connect("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Ending::kStay);
  const auto head = begin();
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(read_body(in_a_moment()).error().reason(), Reason::kTimeout) << "and nothing is lost by it";
  say("3\r\none\r\n5\r\n");
  EXPECT_EQ(*read_body(), "one");
  EXPECT_EQ(read_body(in_a_moment()).error().reason(), Reason::kTimeout);
  say("tw");
  EXPECT_EQ(*read_body(), "tw");
  EXPECT_FALSE(connection_->reusable());
  say("o, \r\n5\r\nthree\r\n0\r\n\r\n");
  EXPECT_EQ(*read_body(), "o, three");
  EXPECT_EQ(*read_body(), "");
  EXPECT_EQ(*read_body(), "") << "and so on";
  EXPECT_TRUE(connection_->reusable());
}

TEST_F(ClientConnectionTest, SaysHowAStreamEnded) {
  connect("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n", Ending::kEnd);
  ASSERT_TRUE(begin().ok());
  EXPECT_EQ(*read_body(), "one");
  EXPECT_EQ(read_body().error().reason(), Reason::kClosed);
  EXPECT_FALSE(read_body().ok()) << "no end in good order";

  connect("HTTP/1.1 200 OK\r\n\r\none", Ending::kEnd);
  ASSERT_TRUE(begin().ok());
  EXPECT_EQ(*read_body(), "one");
  EXPECT_EQ(*read_body(), "");
}

TEST_F(ClientConnectionTest, IsOneExchangeAtATime) {
  connect(kAnswer, Ending::kStay);
  EXPECT_EQ(read_body().error().reason(), Reason::kInternal) << "nothing was asked";
  ASSERT_TRUE(begin().ok());
  EXPECT_EQ(exchange().error().reason(), Reason::kInternal);
  EXPECT_EQ(*read_body(), "hello");
  say(kAnswer);
  EXPECT_TRUE(exchange().ok());
  connection_->close();
  EXPECT_FALSE(connection_->reusable());
  EXPECT_FALSE(exchange().ok());
}

TEST_F(ClientConnectionTest, GivesUpAtTheDeadline) {
  for (const char* begun : {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"}) {
    connect(begun, Ending::kStay);
    run([&]() -> Awaitable<void> {
      const Request request;
      const auto deadline = in_a_moment();
      const auto answer = co_await connection_->exchange(request, deadline);
      EXPECT_EQ(answer.error().reason(), Reason::kTimeout);
    });
    EXPECT_FALSE(connection_->reusable());
  }
}

TEST_F(ClientConnectionTest, FailsInGoodOrderWhereTheStreamFails) {
  // The write, then reads of 10 bytes.
  const std::size_t reads = (kAnswer.size() + 9) / 10;
  for (std::size_t failing = 1; failing <= reads; ++failing) {
    net::MemoryStreamOptions options;
    options.most_bytes_per_read = 10;
    options.fail_at_operation = failing;
    connect(kAnswer, Ending::kStay, options);
    EXPECT_EQ(exchange().error().reason(), Reason::kReset) << failing;
    EXPECT_EQ(connection_->answer_begun(), failing > 1);
    EXPECT_FALSE(connection_->reusable());
  }
}

// A server that refuses a request before having read it answers and closes (RFC 9112 9.6).
TEST_F(ClientConnectionTest, ReadsTheAnswerToARequestThatCouldNotBeSent) {
  net::MemoryStreamOptions options;
  options.fail_at_operation = 0;
  connect("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n", Ending::kStay, options);
  const auto answer = exchange();
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 413);
  EXPECT_FALSE(connection_->reusable());
  connect("", Ending::kEnd, options);
  EXPECT_EQ(exchange().error().reason(), Reason::kReset) << "the first failure is the one that counts";
}

TEST_F(ClientConnectionTest, MayBeMoved) {
  connect(kAnswer, Ending::kStay);
  ASSERT_TRUE(begin().ok());
  ClientConnection moved = std::move(*connection_);
  connection_.reset();
  connection_.emplace(std::move(moved));
  EXPECT_EQ(*read_body(), "hello");
  EXPECT_TRUE(connection_->reusable());
}

TEST_F(ClientConnectionTest, OfASocketIsNotReusedOnceThePeerHasEndedIt) {
  run([&]() -> Awaitable<void> {
    net::StreamPair pair = co_await connected_pair();
    const auto deadline = soon();
    connection_.emplace(std::move(pair.client));
    const auto written = co_await pair.server->write_all(kAnswer, deadline);
    EXPECT_TRUE(written.ok());
    const Request request;
    const auto answer = co_await connection_->exchange(request, deadline);
    EXPECT_TRUE(answer.ok());
    EXPECT_TRUE(connection_->reusable());
    pair.server->close();
    while (connection_->reusable() && !deadline.has_passed(base::SystemClock().now())) {
      const auto waited = co_await net::wait_for(std::chrono::milliseconds(1));
      EXPECT_TRUE(waited.ok());
    }
    EXPECT_FALSE(connection_->reusable());
  });
}

}  // namespace
}  // namespace gauntlet::http
