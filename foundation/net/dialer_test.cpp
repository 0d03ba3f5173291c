#include "foundation/net/dialer.hpp"

#include "foundation/net/loop_test.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace gauntlet::net {
namespace {

using base::Reason;

// A listener that never accepts and has room for one connection: the kernel lets others wait.
class FullListener {
 public:
  FullListener() : number_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(number_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    ::listen(number_, 0);
    socklen_t size = sizeof(address);
    ::getsockname(number_, reinterpret_cast<sockaddr*>(&address), &size);
    endpoint_ = Endpoint{"127.0.0.1", ntohs(address.sin_port)};
  }
  ~FullListener() { ::close(number_); }
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;
  const Endpoint& endpoint() const { return endpoint_; }

 private:
  int number_;
  Endpoint endpoint_;
};

class DialerTest : public LoopTest {
 protected:
  // Opens connections until one does not come about.
  static Awaitable<void> dial_until_refused(Endpoint to, base::Duration patience, std::optional<Reason>& reason) {
    std::vector<std::unique_ptr<ByteStream>> open;
    DialOptions options(to);
    while (open.size() < 10) {
      const auto deadline = base::Deadline::after(patience);
      auto stream = co_await dial(options, deadline);
      if (!stream) {
        reason = stream.error().reason();
        co_return;
      }
      open.push_back(std::move(*stream));
    }
  }

  static Awaitable<std::optional<base::Error>> error_of_dial(DialOptions options) {
    const auto deadline = soon();
    auto stream = co_await dial(std::move(options), deadline);
    std::optional<base::Error> error;
    if (!stream) error = stream.error();
    co_return error;
  }
};

TEST_F(DialerTest, IsRefusedWhereNobodyListens) {
  run([&]() -> Awaitable<void> {
    Endpoint gone;
    {
      const auto acceptor = Acceptor::listen(executor(), Endpoint{"127.0.0.1", 0});
      gone = (*acceptor)->local_endpoint();
    }
    DialOptions options(gone);
    auto error = co_await error_of_dial(options);
    EXPECT_TRUE(error.has_value());
    if (!error) co_return;
    EXPECT_EQ(error->reason(), Reason::kRefused);
    EXPECT_EQ(error->message(), "connecting to " + gone.to_string() + ": Connection refused");
  });
}

TEST_F(DialerTest, GivesUpAtTheDeadline) {
  run([&]() -> Awaitable<void> {
    const FullListener listener;
    std::optional<Reason> reason;
    const std::chrono::milliseconds patience(50);
    co_await dial_until_refused(listener.endpoint(), patience, reason);
    EXPECT_EQ(reason, Reason::kTimeout);
  });
}

TEST_F(DialerTest, AHardStopEndsTheAttempt) {
  run([&]() -> Awaitable<void> {
    const FullListener listener;
    std::optional<Reason> reason;
    TaskGroup group(executor());
    group.spawn(dial_until_refused(listener.endpoint(), std::chrono::hours(1), reason));
    const auto moment = in_a_moment();
    co_await group.stop(moment);
    EXPECT_EQ(reason, Reason::kCancelled);
  });
}

TEST_F(DialerTest, ComesFromTheAddressThatWasAskedFor) {
  run([&]() -> Awaitable<void> {
    const auto acceptor = Acceptor::listen(executor(), Endpoint{"127.0.0.1", 0});
    DialOptions options((*acceptor)->local_endpoint());
    options.from = Endpoint{"127.0.0.77", 0};
    const auto deadline = soon();
    auto client = co_await dial(options, deadline);
    auto server = co_await (*acceptor)->accept();
    EXPECT_TRUE(client.ok());
    EXPECT_TRUE(server.ok());
    EXPECT_EQ((*server)->peer_endpoint().address, "127.0.0.77");
    EXPECT_EQ((*server)->peer_endpoint(), (*client)->local_endpoint());
  });
}

TEST_F(DialerTest, RefusesNamesAndForeignAddresses) {
  run([&]() -> Awaitable<void> {
    DialOptions by_name(Endpoint{"localhost", 80});
    auto name_error = co_await error_of_dial(by_name);
    EXPECT_TRUE(name_error && name_error->reason() == Reason::kInvalid);
    DialOptions foreign(Endpoint{"127.0.0.1", 80});
    foreign.from = Endpoint{"192.0.2.1", 0};
    auto foreign_error = co_await error_of_dial(foreign);
    EXPECT_TRUE(foreign_error && foreign_error->reason() == Reason::kSystem);
  });
}

}  // namespace
}  // namespace gauntlet::net
