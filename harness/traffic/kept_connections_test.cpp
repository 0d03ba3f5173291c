#include "harness/traffic/kept_connections.hpp"

#include "foundation/net/loop_test.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace gauntlet::traffic {
namespace {

using net::Awaitable;

const std::string kStay = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nstay";
const std::string kLeave = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nleave";
const std::string kHalf = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";

// A server that gives the answers of a list, one connection after another; an empty one ends the connection unanswered.
class KeptConnectionsTest : public net::LoopTest {
 protected:
  Awaitable<void> serve(net::Acceptor& acceptor, std::deque<std::string> answers) {
    while (!answers.empty()) {
      auto accepted = co_await acceptor.accept();
      if (!accepted) co_return;
      ++connections_;
      co_await serve_connection(**accepted, answers);
      (*accepted)->close();
    }
  }

  Awaitable<void> serve_connection(net::ByteStream& stream, std::deque<std::string>& answers) {
    const auto deadline = soon();
    std::string buffer(4096, '\0');
    while (!answers.empty()) {
      auto count = co_await stream.read_some(buffer, deadline);
      if (!count || *count == 0) co_return;
      const std::string answer = answers.front();
      answers.pop_front();
      if (answer.empty()) co_return;
      auto written = co_await stream.write_all(answer, deadline);
      base::ignore_failure(written);
      if (answer != kStay) co_return;
    }
  }

  // As many requests as there are answers, then the bodies and what the requests went over.
  std::vector<RoundTrip> send(std::deque<std::string> answers, std::size_t requests) {
    std::vector<RoundTrip> trips;
    run([&]() -> Awaitable<void> {
      auto acceptor = net::Acceptor::listen(executor(), net::Endpoint{"127.0.0.1", 0});
      if (!acceptor) {
        ADD_FAILURE() << acceptor.error().to_string();
        co_return;
      }
      net::TaskGroup group(executor());
      group.spawn(serve(**acceptor, answers));
      {
        KeptConnections kept;
        for (std::size_t i = 0; i < requests; ++i) {
          RoundTripRequest request;
          request.to = (*acceptor)->local_endpoint();
          request.request.headers.add("Host", "a.example");
          const auto deadline = soon();
          RoundTrip trip = co_await kept.send(std::move(request), deadline);
          trips.push_back(std::move(trip));
        }
      }
      co_await group.wait_until_empty();
    });
    return trips;
  }

  int connections_ = 0;
};

TEST_F(KeptConnectionsTest, GoesOverTheConnectionThatWasLeft) {
  const auto trips = send({kStay, kStay, kStay}, 3);
  ASSERT_EQ(trips.size(), 3u);
  EXPECT_EQ(connections_, 1);
  EXPECT_EQ(trips[0].connection, ConnectionUse::kNew);
  EXPECT_EQ(trips[2].connection, ConnectionUse::kKept);
  EXPECT_EQ(trips[2].response.body, "stay");
  EXPECT_EQ(trips[2].local, trips[0].local);
}

TEST_F(KeptConnectionsTest, AnAnswerThatSaysCloseLeavesNothing) {
  const auto trips = send({kLeave, kStay}, 2);
  EXPECT_EQ(connections_, 2);
  EXPECT_EQ(trips[1].connection, ConnectionUse::kNew);
}

TEST_F(KeptConnectionsTest, WhereTheLeftOneHasEndedTheRequestGoesOverANewOne) {
  const auto trips = send({kStay, "", kStay}, 2);
  ASSERT_EQ(trips.size(), 2u);
  EXPECT_EQ(connections_, 2);
  EXPECT_EQ(trips[1].outcome, Outcome::kAnswered);
  EXPECT_EQ(trips[1].connection, ConnectionUse::kNew);
}

TEST_F(KeptConnectionsTest, AnAnswerThatIsCutOffIsNotAskedForAgain) {
  const auto trips = send({kStay, kHalf}, 2);
  ASSERT_EQ(trips.size(), 2u);
  EXPECT_EQ(connections_, 1);
  EXPECT_EQ(trips[1].outcome, Outcome::kReset);
  EXPECT_EQ(trips[1].connection, ConnectionUse::kKept);
}

TEST_F(KeptConnectionsTest, ANewConnectionThatEndsUnansweredIsAReset) {
  const auto trips = send({""}, 1);
  ASSERT_EQ(trips.size(), 1u);
  EXPECT_EQ(trips[0].outcome, Outcome::kReset);
}

}  // namespace
}  // namespace gauntlet::traffic
