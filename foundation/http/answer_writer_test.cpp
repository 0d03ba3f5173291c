#include "foundation/http/answer_writer.hpp"

#include "foundation/http/server_fixture_test.hpp"
#include "foundation/net/wait_event.hpp"

#include <gmock/gmock.h>

#include <array>
#include <optional>

namespace gauntlet::http {
namespace {

using base::Reason;
using net::Awaitable;
using net::TaskGroup;
using net::WaitEvent;
using ::testing::ElementsAre;

class AnswerWriterTest : public ServerFixture {
 protected:
  // What the server says to `request` where the handler sends this, and to a kGet behind it.
  std::string sent(Response response, std::string request = kGet) {
    bool is_first = true;
    handler_.answer = [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
      Response next;
      if (is_first) next = response;
      is_first = false;
      const auto written = co_await writer.send(std::move(next));
      EXPECT_TRUE(written.ok());
    };
    return answers_to(request + kGet);
  }

  // The same with a streamed answer of two chunks and two that are empty.
  std::string streamed(Response head, std::string request = kGet) {
    handler_.answer = [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
      Response response = head;
      const auto begun = co_await writer.begin(std::move(response));
      EXPECT_TRUE(begun.ok());
      EXPECT_TRUE(writer.started());
      const std::array<std::string_view, 4> pieces = {"hello", "", " ", "wonderful"};
      const std::span<const std::string_view> all(pieces);
      const auto first = co_await writer.write(all);
      EXPECT_TRUE(first.ok());
      const std::span<const std::string_view> empty = all.subspan(1, 1);
      const auto nothing = co_await writer.write(empty);
      EXPECT_TRUE(nothing.ok());
      const std::span<const std::string_view> none;
      const auto nothing_at_all = co_await writer.write(none);
      EXPECT_TRUE(nothing_at_all.ok());
      const std::string_view world = " world";
      const std::span<const std::string_view> last(&world, 1);
      const auto second = co_await writer.write(last);
      EXPECT_TRUE(second.ok());
      const auto finished = co_await writer.finish();
      EXPECT_TRUE(finished.ok());
    };
    return answers_to(std::move(request));
  }

  // Runs `answer` as the handler's, with `client` talking to it meanwhile.
  void converse(TestHandler::Answer answer, std::function<Awaitable<void>(net::ByteStream&)> client) {
    handler_.answer = std::move(answer);
    run([&]() -> Awaitable<void> {
      auto [near, far] = net::make_memory_streams(executor());
      ServerTerms terms(executor(), handler_, limits_);
      ServerConnection connection(terms, std::move(far));
      TaskGroup group(executor());
      group.spawn(connection.run());
      co_await client(*near);
      near->close();
      co_await group.wait_until_empty();
    });
  }

  static Awaitable<void> begin_and_wait_for_client(ResponseWriter& writer) {
    Response head;
    const auto begun = co_await writer.begin(std::move(head));
    EXPECT_TRUE(begun.ok());
    co_await writer.wait_for_client_gone();
  }
};

Response response_of(int status, Headers headers, std::string body) {
  Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

const std::string kEmptyAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const std::string kHead = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(AnswerWriterTest, SendsAWholeAnswer) {
  Response response = response_of(404, {{"Content-Type", "text/plain"}, {"X-A", "1"}, {"X-A", "2"}}, "not here");
  const std::string head = "Content-Type: text/plain\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 8\r\n\r\n";
  EXPECT_EQ(sent(response), "HTTP/1.1 404 Not Found\r\n" + head + "not here" + kEmptyAnswer);
  response.reason = "Gone Fishing";
  response.minor_version = 0;  // RFC 9110 6.2: the server says its own
  EXPECT_EQ(sent(response), "HTTP/1.1 404 Gone Fishing\r\n" + head + "not here" + kEmptyAnswer);
}

TEST_F(AnswerWriterTest, FramesTheAnswerItself) {
  const Headers wrong = {{"Content-Length", "70"}, {"Transfer-Encoding", "chunked"}, {"Connection", "keep-alive"}};
  EXPECT_EQ(sent(response_of(200, wrong, "body")), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody" + kEmptyAnswer);
  EXPECT_EQ(sent(response_of(200, {{"X", "a\r\nSet-Cookie: b"}}, "")),
            "HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b\r\nContent-Length: 0\r\n\r\n" + kEmptyAnswer);
}

TEST_F(AnswerWriterTest, ClosesWhereTheHandlerSaysSo) {
  EXPECT_EQ(sent(response_of(200, {{"connection", "x, Close"}}, "")),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(AnswerWriterTest, KeepsTheDateOfTheHandler) {
  std::string output;
  handler_.answer = [](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
    Response response = response_of(200, {{"date", "now"}}, "");
    const auto written = co_await writer.send(std::move(response));
    EXPECT_TRUE(written.ok());
  };
  EXPECT_EQ(answers_to(kGet), "HTTP/1.1 200 OK\r\ndate: now\r\nContent-Length: 0\r\n\r\n");
}

// RFC 9110 8.6 and 9.3.2, RFC 9112 6.3
TEST_F(AnswerWriterTest, SendsNoBodyWhereNoneMayBe) {
  EXPECT_EQ(sent(response_of(200, {}, "body"), kHead), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + kEmptyAnswer);
  EXPECT_EQ(sent(response_of(200, {{"Content-Length", "70"}}, ""), kHead),
            "HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\n" + kEmptyAnswer);
  EXPECT_EQ(sent(response_of(204, {{"Content-Length", "4"}}, "body")),
            "HTTP/1.1 204 No Content\r\n\r\n" + kEmptyAnswer);
  EXPECT_EQ(sent(response_of(304, {}, "body")), "HTTP/1.1 304 Not Modified\r\n\r\n" + kEmptyAnswer);
  EXPECT_EQ(sent(response_of(304, {{"Content-Length", "70"}}, "")),
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 70\r\n\r\n" + kEmptyAnswer);
}

TEST_F(AnswerWriterTest, StreamsEachWriteAsAChunk) {  // RFC 9112 7.1
  const Headers headers = {{"Content-Type", "application/json"}, {"Content-Length", "7"}};
  EXPECT_EQ(streamed(response_of(200, headers, "not used")),
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            "f\r\nhello wonderful\r\n6\r\n world\r\n0\r\n\r\n");
  const std::string once = streamed(Response());
  EXPECT_EQ(streamed(Response(), kGet + kGet), once + once) << "the connection goes on";
}

TEST_F(AnswerWriterTest, StreamsNoBodyWhereNoneMayBe) {
  EXPECT_EQ(streamed(Response(), kHead), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(streamed(response_of(204, {}, "")), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_F(AnswerWriterTest, StreamsToAnOldClientUntilTheEndOfTheConnection) {  // RFC 9112 6.3
  const std::string expected = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello wonderful world";
  EXPECT_EQ(streamed(Response(), "GET / HTTP/1.0\r\n\r\n"), expected);
  EXPECT_EQ(streamed(Response(), "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + kGet), expected);
}

TEST_F(AnswerWriterTest, FlushesWhatIsStreamed) {
  WaitEvent head_read(executor());
  WaitEvent chunk_read(executor());
  converse(
      [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
        const auto deadline = soon();
        Response head;
        const auto begun = co_await writer.begin(std::move(head));
        EXPECT_TRUE(begun.ok());
        const auto head_was_read = co_await head_read.wait(deadline);
        EXPECT_TRUE(head_was_read.ok());
        const std::string_view event = "event";
        const std::span<const std::string_view> pieces(&event, 1);
        const auto written = co_await writer.write(pieces);
        EXPECT_TRUE(written.ok());
        const auto chunk_was_read = co_await chunk_read.wait(deadline);
        EXPECT_TRUE(chunk_was_read.ok());
        const auto finished = co_await writer.finish();
        EXPECT_TRUE(finished.ok());
      },
      [&](net::ByteStream& client) -> Awaitable<void> {
        co_await write(client, kGet);
        const std::string head = co_await read_until(client, "\r\n\r\n");
        EXPECT_EQ(head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        head_read.set();
        const std::string chunk = co_await read_until(client, "event\r\n");
        EXPECT_EQ(chunk, "5\r\nevent\r\n");
        chunk_read.set();
        const std::string last = co_await read_until(client, "\r\n\r\n");
        EXPECT_EQ(last, "0\r\n\r\n");
      });
}

TEST_F(AnswerWriterTest, RefusesASecondAnswer) {
  handler_.answer = [](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
    EXPECT_FALSE(writer.started());
    const std::string_view text = "x";
    const std::span<const std::string_view> pieces(&text, 1);
    std::vector<Reason> reasons;
    const auto note = [&](const base::Result<void>& result) {
      reasons.push_back(result ? Reason::kUnknown : result.error().reason());
    };
    const auto early_write = co_await writer.write(pieces);
    note(early_write);
    const auto early_finish = co_await writer.finish();
    note(early_finish);
    Response response = response_of(200, {}, "one");
    const auto first = co_await writer.send(std::move(response));
    note(first);
    Response again = response_of(200, {}, "two");
    const auto second = co_await writer.send(std::move(again));
    note(second);
    Response head;
    const auto begun = co_await writer.begin(std::move(head));
    note(begun);
    const auto late_finish = co_await writer.finish();
    note(late_finish);
    EXPECT_THAT(reasons, ElementsAre(Reason::kInternal, Reason::kInternal, Reason::kUnknown, Reason::kInternal,
                                     Reason::kInternal, Reason::kInternal));
  };
  EXPECT_EQ(answers_to(kGet), "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
}

Awaitable<void> expect_late_write_refused(ResponseWriter& writer) {
  const std::string_view text = "late";
  const std::span<const std::string_view> pieces(&text, 1);
  const auto written = co_await writer.write(pieces);
  EXPECT_EQ(written.error().reason(), Reason::kReset);
}

TEST_F(AnswerWriterTest, AbortCutsTheConnection) {
  converse(
      [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
        Response head;
        const auto begun = co_await writer.begin(std::move(head));
        EXPECT_TRUE(begun.ok());
        writer.abort();
        co_await expect_late_write_refused(writer);
      },
      [&](net::ByteStream& client) -> Awaitable<void> {
        co_await write(client, kGet);
        Reason reason = Reason::kUnknown;
        const auto deadline = soon();
        while (reason == Reason::kUnknown) reason = co_await reason_of_read(client, deadline);
        EXPECT_EQ(reason, Reason::kReset);
      });
}

TEST_F(AnswerWriterTest, EndsEarlyInGoodOrderWithinAChunk) {
  converse(
      [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
        Response head;
        const auto begun = co_await writer.begin(std::move(head));
        EXPECT_TRUE(begun.ok());
        co_await writer.end_early("half");
        co_await expect_late_write_refused(writer);
      },
      [&](net::ByteStream& client) -> Awaitable<void> {
        co_await write(client, kGet);
        const std::string head = co_await read_until(client, "\r\n\r\n");
        const std::string rest = co_await read_to_end(client);
        EXPECT_EQ(rest, "5\r\nhalf");
      });
}

TEST_F(AnswerWriterTest, EndsEarlyWithoutAnAnswer) {
  converse([&](const Request&, const RequestContext&,
               ResponseWriter& writer) -> Awaitable<void> { co_await writer.end_early(""); },
           [&](net::ByteStream& client) -> Awaitable<void> {
             co_await write(client, kGet);
             const std::string all = co_await read_to_end(client);
             EXPECT_EQ(all, "");
           });
}

TEST_F(AnswerWriterTest, NoticesThatTheClientHasGone) {
  bool noticed = false;
  converse(
      [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
        co_await begin_and_wait_for_client(writer);
        noticed = true;
        co_await writer.wait_for_client_gone();  // at once, now
        writer.abort();
      },
      [&](net::ByteStream& client) -> Awaitable<void> {
        co_await write(client, kGet);
        const std::string head = co_await read_until(client, "\r\n\r\n");
        EXPECT_FALSE(noticed);
      });
  EXPECT_TRUE(noticed);
}

TEST_F(AnswerWriterTest, NoticesFurtherBytesAndLosesNone) {
  converse(
      [&](const Request& request, const RequestContext& context, ResponseWriter& writer) -> Awaitable<void> {
        if (request.target == "/") {
          co_await begin_and_wait_for_client(writer);
          const auto finished = co_await writer.finish();
          EXPECT_TRUE(finished.ok());
        } else {
          co_await TestHandler::echo(request, context, writer);
        }
      },
      [&](net::ByteStream& client) -> Awaitable<void> {
        co_await write(client, kGet);
        const std::string head = co_await read_until(client, "\r\n\r\n");
        co_await write(client, "GET /next HT");
        const std::string end = co_await read_until(client, "0\r\n\r\n");
        EXPECT_EQ(end, "0\r\n\r\n");
        co_await write(client, "TP/1.1\r\nHost: a\r\n\r\nGET /last HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string next = co_await read_until(client, "/next ");
        EXPECT_EQ(next, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nGET /next ");
        const std::string last = co_await read_until(client, "/last ");
        EXPECT_EQ(last, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nGET /last ");
      });
  EXPECT_EQ(handler_.requests.size(), 3U);
}

// A watch: one task waits for the client, another writes; when it is over, the connection serves the next request.
TEST_F(AnswerWriterTest, WaitsForTheClientBesideWriting) {
  bool waits = false;
  converse(
      [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
        Response head;
        const auto begun = co_await writer.begin(std::move(head));
        EXPECT_TRUE(begun.ok());
        auto wait = [&]() -> Awaitable<void> {
          waits = true;
          co_await writer.wait_for_client_gone();
          waits = false;
        };
        TaskGroup group(executor());
        group.spawn(wait());
        const std::string_view event = "event";
        const std::span<const std::string_view> pieces(&event, 1);
        for (int i = 0; i < 3; ++i) {
          const auto written = co_await writer.write(pieces);
          EXPECT_TRUE(written.ok());
        }
        EXPECT_TRUE(waits);
        const auto late = soon();
        const auto start = base::SystemClock().now();
        co_await group.stop(late);
        EXPECT_FALSE(waits);
        EXPECT_LT(base::SystemClock().now() - start, std::chrono::seconds(5)) << "a stop that is asked for ends it";
        const auto finished = co_await writer.finish();
        EXPECT_TRUE(finished.ok());
      },
      [&](net::ByteStream& client) -> Awaitable<void> {
        const std::string expected =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5\r\nevent\r\n5\r\nevent\r\n5\r\nevent\r\n0\r\n\r\n";
        for (int i = 0; i < 3; ++i) {
          co_await write(client, kGet);
          const std::string answer = co_await read_until(client, "0\r\n\r\n");
          EXPECT_EQ(answer, expected);
        }
      });
}

TEST_F(AnswerWriterTest, KeepsTheIdleDeadlineAfterHavingWaitedForTheClient) {
  limits_.idle = std::chrono::milliseconds(30);
  converse(
      [&](const Request&, const RequestContext&, ResponseWriter& writer) -> Awaitable<void> {
        auto wait = [&]() -> Awaitable<void> { co_await writer.wait_for_client_gone(); };
        TaskGroup group(executor());
        group.spawn(wait());
        const auto late = soon();
        co_await group.stop(late);
        Response response;
        const auto written = co_await writer.send(std::move(response));
        EXPECT_TRUE(written.ok());
      },
      [&](net::ByteStream& client) -> Awaitable<void> {
        co_await write(client, kGet);
        const std::string output = co_await read_to_end(client);  // ends because the server closes
        EXPECT_EQ(without_dates(output), kEmptyAnswer);
      });
}

}  // namespace
}  // namespace gauntlet::http
