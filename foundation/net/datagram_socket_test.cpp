#include "foundation/net/datagram_socket.hpp"

#include "foundation/net/loop_test.hpp"

namespace gauntlet::net {
namespace {

using base::Reason;

class DatagramSocketTest : public LoopTest {
 protected:
  std::unique_ptr<DatagramSocket> socket(const std::string& address = "127.0.0.1") {
    auto bound = DatagramSocket::bind(executor(), Endpoint{address, 0});
    if (bound) return std::move(*bound);
    ADD_FAILURE() << bound.error().to_string();
    return nullptr;
  }
};

TEST_F(DatagramSocketTest, SendsAndReceives) {
  run([&]() -> Awaitable<void> {
    auto one = socket();
    auto other = socket("127.1.2.3");
    const auto deadline = soon();
    one->send("hello", other->local_endpoint());
    one->send("", other->local_endpoint());
    auto first = co_await other->receive(deadline);
    auto second = co_await other->receive(deadline);
    EXPECT_EQ(first->bytes, "hello");
    EXPECT_EQ(first->peer, one->local_endpoint());
    EXPECT_EQ(second->bytes, "");
    other->send("answer", first->peer);
    auto answer = co_await one->receive(deadline);
    EXPECT_EQ(answer->bytes, "answer");
    EXPECT_EQ(answer->peer, other->local_endpoint());
  });
}

TEST_F(DatagramSocketTest, ReceivesUpToWhatADatagramHolds) {
  run([&]() -> Awaitable<void> {
    auto one = socket();
    const std::string most(65507, 'x');  // 65535 less the headers of IPv4 and UDP (RFC 768, RFC 791)
    const auto deadline = soon();
    one->send(most, one->local_endpoint());
    auto received = co_await one->receive(deadline);
    EXPECT_EQ(received->bytes.size(), most.size());
  });
}

TEST_F(DatagramSocketTest, GivesUpAtTheDeadline) {
  run([&]() -> Awaitable<void> {
    auto one = socket();
    const auto deadline = in_a_moment();
    auto received = co_await one->receive(deadline);
    EXPECT_EQ(received ? Reason::kUnknown : received.error().reason(), Reason::kTimeout);
  });
}

TEST_F(DatagramSocketTest, EndsWhenItIsClosed) {
  run([&]() -> Awaitable<void> {
    auto one = socket();
    Reason reason = Reason::kUnknown;
    TaskGroup tasks(executor());
    const auto receive = [&]() -> Awaitable<void> {
      const auto deadline = soon();
      auto received = co_await one->receive(deadline);
      if (!received) reason = received.error().reason();
      one->close();
      auto again = co_await one->receive(deadline);
      EXPECT_FALSE(again.ok());
    };
    tasks.spawn(receive());
    const auto deadline = soon();
    co_await tasks.stop(deadline);
    EXPECT_EQ(reason, Reason::kCancelled);
  });
}

TEST_F(DatagramSocketTest, SaysThatAPortIsTaken) {
  auto one = socket();
  auto other = DatagramSocket::bind(executor(), one->local_endpoint());
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().reason(), Reason::kAlreadyExists);
  EXPECT_EQ(other.error().message(), "binding UDP " + one->local_endpoint().to_string() + ": Address already in use");
}

}  // namespace
}  // namespace gauntlet::net
