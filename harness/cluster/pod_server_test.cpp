#include "harness/cluster/pod_server.hpp"

#include "foundation/base/sha256.hpp"
#include "foundation/net/dialer.hpp"
#include "foundation/net/loop_test.hpp"
#include "foundation/net/memory_stream.hpp"
#include "harness/cluster/pod_connection.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace gauntlet::cluster {
namespace {

using base::Deadline;
using base::Reason;
using net::Awaitable;
using testing::HasSubstr;
using testing::StartsWith;

// An answer taken apart.
struct Answer {
  std::string head;
  std::string body;
  nlohmann::json document() const { return nlohmann::json::parse(body, nullptr, false); }
};

class PodServerTest : public net::LoopTest {
 protected:
  PodServerTest() : pod_(std::make_unique<PodServer>(executor(), PodIdentity{"shop", "web", 1, "web-1"}, captures_)) {
    const auto listening = pod_->listen("127.0.0.1", {0});
    EXPECT_TRUE(listening.ok());
    at_ = pod_->endpoints().front();
  }
  ~PodServerTest() override {
    run([this] { return pod_->stop(Deadline::at({})); });
  }

  Awaitable<std::unique_ptr<net::ByteStream>> connect(net::Endpoint to) {
    net::DialOptions options(std::move(to));
    const auto deadline = soon();
    auto dialed = co_await net::dial(std::move(options), deadline);
    EXPECT_TRUE(dialed.ok());
    co_return std::move(*dialed);
  }

  static Awaitable<void> send(net::ByteStream& stream, std::string bytes) {
    const auto deadline = soon();
    const auto written = co_await stream.write_all(bytes, deadline);
    EXPECT_TRUE(written.ok());
  }

  // Reads one answer that has a Content-Length; what came behind it stays in `rest`.
  static Awaitable<Answer> read_answer(net::ByteStream& stream, std::string& rest) {
    Answer answer;
    const auto deadline = soon();
    for (;;) {
      const auto end = rest.find("\r\n\r\n");
      if (end != std::string::npos) {
        answer.head = rest.substr(0, end + 4);
        const auto field = answer.head.find("Content-Length: ");
        const std::size_t length = field == std::string::npos ? 0 : std::stoul(answer.head.substr(field + 16));
        if (rest.size() >= end + 4 + length) {
          answer.body = rest.substr(end + 4, length);
          rest.erase(0, end + 4 + length);
          co_return answer;
        }
      }
      char piece[4096];
      const std::span<char> room(piece);
      const auto read = co_await stream.read_some(room, deadline);
      if (!read || *read == 0) {
        ADD_FAILURE() << "no whole answer: " << rest;
        co_return answer;
      }
      rest.append(piece, *read);
    }
  }

  // One request on a connection of its own.
  Awaitable<Answer> exchange(std::string bytes) {
    auto stream = co_await connect(at_);
    co_await send(*stream, std::move(bytes));
    std::string rest;
    auto answer = co_await read_answer(*stream, rest);
    co_return answer;
  }

  // Whether the peer ended the connection: in order, or with a reset.
  static Awaitable<bool> has_ended(net::ByteStream& stream) {
    char byte = 0;
    const std::span<char> room(&byte, 1);
    const auto deadline = soon();
    const auto read = co_await stream.read_some(room, deadline);
    co_return read ? *read == 0 : read.error().reason() == Reason::kReset;
  }

  CaptureStore captures_;
  std::unique_ptr<PodServer> pod_;
  net::Endpoint at_;
};

TEST_F(PodServerTest, AnswersOneRequestAfterTheOther) {
  run([this]() -> Awaitable<void> {
    auto stream = co_await connect(at_);
    std::string rest;
    for (const char* const path : {"/one", "/two"}) {
      co_await send(*stream, std::string("GET ") + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      const auto answer = co_await read_answer(*stream, rest);
      EXPECT_EQ(answer.document()["path"], path);
      EXPECT_EQ(answer.document()["endpoint"], at_.to_string());
    }
  });
}

TEST_F(PodServerTest, AnswersPipelinedRequestsInOrder) {
  run([this]() -> Awaitable<void> {
    auto stream = co_await connect(at_);
    co_await send(*stream,
                  "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                  "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                  "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
                  "GET /4 HTTP/1.1\r\nHost: a\r\n\r\n");
    std::string rest;
    for (const char* const path : {"/1", "/2", "/3", "/4"}) {
      const auto answer = co_await read_answer(*stream, rest);
      const nlohmann::json document = answer.document();
      EXPECT_EQ(document["path"], path);
      const bool has_body = std::string(path) == "/2" || std::string(path) == "/3";
      EXPECT_EQ(document["bodyLength"], has_body ? 3 : 0);
      EXPECT_EQ(document.value("bodySha256", ""), has_body ? base::sha256_hex("abc") : "");
    }
  });
}

TEST_F(PodServerTest, TakesRequestsThatComeInSmallPieces) {
  const std::string request =
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
      "PUT /y HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nde";
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}}) {
    run([&, size]() -> Awaitable<void> {
      net::MemoryStreamOptions slow;
      slow.most_bytes_per_read = size;
      auto streams = net::make_memory_streams(executor(), net::MemoryStreamOptions(), slow);
      PodPort port(pod_->identity(), at_, captures_);
      PodConnection connection(std::move(streams.second), port);
      net::TaskGroup tasks(executor());
      tasks.spawn(connection.run());
      co_await send(*streams.first, request);
      std::string rest;
      const auto first = co_await read_answer(*streams.first, rest);
      EXPECT_EQ(first.document()["bodySha256"], base::sha256_hex("abc"));
      const auto second = co_await read_answer(*streams.first, rest);
      EXPECT_EQ(second.document()["bodySha256"], base::sha256_hex("de"));
      streams.first->close();
      co_await tasks.wait_until_empty();
    });
  }
}

TEST_F(PodServerTest, EveryOperationOfItsConnectionMayFail) {
  for (std::size_t failing = 0; failing < 8; ++failing) {
    run([&, failing]() -> Awaitable<void> {
      net::MemoryStreamOptions faulty;
      faulty.fail_at_operation = failing;
      faulty.most_bytes_per_read = 20;
      auto streams = net::make_memory_streams(executor(), net::MemoryStreamOptions(), faulty);
      PodPort port(pod_->identity(), at_, captures_);
      PodConnection connection(std::move(streams.second), port);
      net::TaskGroup tasks(executor());
      tasks.spawn(connection.run());
      co_await send(*streams.first, "GET /one HTTP/1.1\r\nHost: a\r\n\r\nbroken\r\n\r\n");
      base::ignore_failure(co_await streams.first->shutdown_write(Deadline::never()));
      co_await tasks.wait_until_empty();  // comes back, whatever failed
    });
  }
}

TEST_F(PodServerTest, ALargeBodyIsDigestedAndKeptInPart) {
  run([this]() -> Awaitable<void> {
    const std::string body(3 * kMostCapturedBody, 'x');
    auto answer = co_await exchange("POST / HTTP/1.1\r\nHost: a\r\nX-Gauntlet-Id: large\r\nContent-Length: " +
                                    std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_EQ(answer.document()["bodyLength"], body.size());
    EXPECT_EQ(answer.document()["bodySha256"], base::sha256_hex(body));
    const auto captures = captures_.take("large");
    EXPECT_EQ(captures.size(), 1u);
    if (captures.empty()) co_return;
    EXPECT_EQ(captures[0].request.body.size(), kMostCapturedBody);
    EXPECT_EQ(captures[0].body_length, body.size());
  });
}

TEST_F(PodServerTest, AsksForABodyThatWaitsToBeAskedFor) {
  run([this]() -> Awaitable<void> {
    auto stream = co_await connect(at_);
    co_await send(*stream, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    const std::string interim = co_await read_bytes(*stream, 25);
    EXPECT_EQ(interim, "HTTP/1.1 100 Continue\r\n\r\n");
    co_await send(*stream, "ab");
    std::string rest;
    const auto answer = co_await read_answer(*stream, rest);
    EXPECT_EQ(answer.document()["bodyLength"], 2);
  });
}

TEST_F(PodServerTest, KeepsWhatItSawOfRequestsWithAnId) {
  run([this]() -> Awaitable<void> {
    co_await exchange("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(captures_.size(), 0u);
    co_await exchange("POST /some?x HTTP/1.1\r\nHost: b\r\nx-gauntlet-id: r-7\r\nContent-Length: 2\r\n\r\nhi");
    const auto captures = captures_.take("r-7");
    EXPECT_EQ(captures.size(), 1u);
    if (captures.empty()) co_return;
    const CapturedRequest& seen = captures[0];
    EXPECT_EQ(seen.namespace_, "shop");
    EXPECT_EQ(seen.backend, "web");
    EXPECT_EQ(seen.pod_index, 1);
    EXPECT_EQ(seen.pod_name, "web-1");
    EXPECT_EQ(seen.pod_endpoint, at_);
    EXPECT_EQ(seen.request.method, "POST");
    EXPECT_EQ(seen.request.target, "/some?x");
    EXPECT_EQ(seen.request.headers.find("Host"), "b");
    EXPECT_EQ(seen.request.body, "hi");
    EXPECT_EQ(seen.body_length, 2u);
  });
}

TEST_F(PodServerTest, MalformedRequestsGet400AndTheEndOfTheConnection) {
  const std::vector<std::string> requests = {
      "nonsense\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-size\r\n",
      std::string("\x16\x03\x01\x02\x00", 5),
      std::string("GET / HTTP/1.1\r\nHost\0: a\r\n\r\n", 28),
  };
  for (const std::string& request : requests) {
    run([&]() -> Awaitable<void> {
      auto stream = co_await connect(at_);
      co_await send(*stream, request);
      std::string rest;
      const auto answer = co_await read_answer(*stream, rest);
      EXPECT_THAT(answer.head, StartsWith("HTTP/1.1 400 ")) << request;
      EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
      const bool ended = co_await has_ended(*stream);
      EXPECT_TRUE(ended);
    });
  }
}

TEST_F(PodServerTest, AHeadThatDoesNotEndIsRefused) {
  run([this]() -> Awaitable<void> {
    auto answer = co_await exchange("GET / HTTP/1.1\r\nX: " + std::string(70'000, 'a'));
    EXPECT_THAT(answer.head, StartsWith("HTTP/1.1 431 "));
  });
}

TEST_F(PodServerTest, ClosesAfterTheAnswerWhereItIsAskedTo) {
  run([this]() -> Awaitable<void> {
    for (const char* const request :
         {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
      auto stream = co_await connect(at_);
      co_await send(*stream, request);
      std::string rest;
      const auto answer = co_await read_answer(*stream, rest);
      EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
      const bool ended = co_await has_ended(*stream);
      EXPECT_TRUE(ended);
    }
  });
}

TEST_F(PodServerTest, AKilledPodBreaksConnectionsAndRefusesNewOnes) {
  run([this]() -> Awaitable<void> {
    auto stream = co_await connect(at_);
    co_await send(*stream, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    std::string rest;
    co_await read_answer(*stream, rest);
    pod_->kill();
    EXPECT_TRUE(pod_->endpoints().empty());
    const bool ended = co_await has_ended(*stream);
    EXPECT_TRUE(ended);
    net::DialOptions options(at_);
    const auto deadline = soon();
    const auto refused = co_await net::dial(std::move(options), deadline);
    EXPECT_FALSE(refused.ok());
    EXPECT_TRUE(refused || refused.error().reason() == Reason::kRefused);

    const auto back = pod_->listen(at_.address, {at_.port});
    EXPECT_TRUE(back.ok());
    auto answer = co_await exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(answer.head, StartsWith("HTTP/1.1 200 "));
  });
}

TEST_F(PodServerTest, APodThatFinishesAnswersWhatIsUnderWay) {
  run([this]() -> Awaitable<void> {
    auto idle = co_await connect(at_);
    co_await send(*idle, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    std::string rest;
    co_await read_answer(*idle, rest);
    auto busy = co_await connect(at_);
    co_await send(*busy, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    co_await read_bytes(*busy, 25);

    pod_->finish();
    const bool ended = co_await has_ended(*idle);
    EXPECT_TRUE(ended);
    co_await send(*busy, "abcd");
    const auto answer = co_await read_answer(*busy, rest);
    EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(answer.document()["bodyLength"], 4);
  });
}

TEST_F(PodServerTest, ListensOnSeveralPortsOrOnNone) {
  PodServer other(executor(), PodIdentity{"shop", "other", 0, "other-0"}, captures_);
  const auto taken = other.listen("127.0.0.1", {0, at_.port});
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().reason(), Reason::kAlreadyExists);
  EXPECT_TRUE(other.endpoints().empty());
  ASSERT_TRUE(other.listen("127.0.0.1", {0, 0}).ok());
  EXPECT_EQ(other.endpoints().size(), 2u);
  run([&]() -> Awaitable<void> {
    for (const net::Endpoint& endpoint : other.endpoints()) {
      at_ = endpoint;
      auto answer = co_await exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      EXPECT_EQ(answer.document()["endpoint"], endpoint.to_string());
      EXPECT_EQ(answer.document()["backend"], "other");
    }
    const auto at_once = Deadline::at({});
    co_await other.stop(at_once);
  });
}

}  // namespace
}  // namespace gauntlet::cluster
