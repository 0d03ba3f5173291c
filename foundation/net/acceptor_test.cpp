#include "foundation/net/acceptor.hpp"

#include "foundation/net/loop_test.hpp"
#include "foundation/net/timer.hpp"

#include <optional>
#include <sys/resource.h>
#include <vector>

namespace gauntlet::net {
namespace {

using base::Reason;

class AcceptorTest : public LoopTest {
 protected:
  std::unique_ptr<Acceptor> listen_must_work(Endpoint at, PortSharing sharing = PortSharing::kExclusive) {
    auto acceptor = Acceptor::listen(executor(), std::move(at), sharing);
    if (acceptor) return std::move(*acceptor);
    ADD_FAILURE() << acceptor.error().to_string();
    return nullptr;
  }

  static Awaitable<void> accept_and_note(Acceptor& acceptor, std::optional<Reason>& reason) {
    auto accepted = co_await acceptor.accept();
    reason = accepted ? Reason::kUnknown : accepted.error().reason();
  }

  // Lets everything that is ready happen.
  static Awaitable<void> let_others_run() {
    const base::TimePoint past;
    for (int turn = 0; turn < 10; ++turn) {
      auto had_turn = co_await wait_until(past);
      EXPECT_TRUE(had_turn.ok());
    }
  }

  const Endpoint any_port_{"127.0.0.1", 0};
};

TEST_F(AcceptorTest, TakesAFreePortAndSaysWhich) {
  const auto acceptor = listen_must_work(any_port_);
  EXPECT_EQ(acceptor->local_endpoint().address, "127.0.0.1");
  EXPECT_NE(acceptor->local_endpoint().port, 0);
}

TEST_F(AcceptorTest, SaysWhichPortIsInUse) {
  const auto first = listen_must_work(any_port_);
  const auto second = Acceptor::listen(executor(), first->local_endpoint());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().reason(), Reason::kAlreadyExists);
  EXPECT_EQ(second.error().message(),
            "listening on " + first->local_endpoint().to_string() + ": Address already in use");
}

TEST_F(AcceptorTest, RefusesNames) {
  const auto acceptor = Acceptor::listen(executor(), Endpoint{"localhost", 0});
  ASSERT_FALSE(acceptor.ok());
  EXPECT_EQ(acceptor.error().reason(), Reason::kInvalid);
}

TEST_F(AcceptorTest, SharesAPort) {
  const auto first = listen_must_work(any_port_, PortSharing::kShared);
  const auto second = listen_must_work(first->local_endpoint(), PortSharing::kShared);
  EXPECT_EQ(first->local_endpoint(), second->local_endpoint());
}

TEST_F(AcceptorTest, ListensOnIpv6) {
  const auto acceptor = Acceptor::listen(executor(), Endpoint{"::1", 0});
  if (!acceptor) GTEST_SKIP() << "no IPv6 here: " << acceptor.error().to_string();
  run([&]() -> Awaitable<void> {
    const auto deadline = soon();
    DialOptions options((*acceptor)->local_endpoint());
    auto client = co_await dial(options, deadline);
    auto server = co_await (*acceptor)->accept();
    EXPECT_TRUE(client.ok());
    EXPECT_TRUE(server.ok());
    EXPECT_EQ((*server)->local_endpoint(), (*acceptor)->local_endpoint());
  });
}

TEST_F(AcceptorTest, CloseEndsTheWait) {
  run([&]() -> Awaitable<void> {
    const auto acceptor = listen_must_work(any_port_);
    TaskGroup group(executor());
    std::optional<Reason> reason;
    group.spawn(accept_and_note(*acceptor, reason));
    acceptor->close();
    co_await group.wait_until_empty();
    EXPECT_EQ(reason, Reason::kCancelled);
    std::optional<Reason> later;
    co_await accept_and_note(*acceptor, later);
    EXPECT_EQ(later, Reason::kCancelled);
  });
}

TEST_F(AcceptorTest, ARequestToStopEndsTheWait) {
  run([&]() -> Awaitable<void> {
    const auto acceptor = listen_must_work(any_port_);
    TaskGroup group(executor());
    std::optional<Reason> reason;
    group.spawn(accept_and_note(*acceptor, reason));
    group.request_stop();
    co_await group.wait_until_empty();
    EXPECT_EQ(reason, Reason::kCancelled);
  });
}

// Holds the number of descriptors at what is open now.
class DescriptorShortage {
 public:
  DescriptorShortage() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit tight = before_;
    // The next descriptor would have the lowest free number.
    tight.rlim_cur = static_cast<rlim_t>(::dup(0));
    ::close(static_cast<int>(tight.rlim_cur));
    ::setrlimit(RLIMIT_NOFILE, &tight);
  }
  ~DescriptorShortage() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorShortage(const DescriptorShortage&) = delete;
  DescriptorShortage& operator=(const DescriptorShortage&) = delete;

 private:
  rlimit before_;
};

// Clang's UndefinedBehaviorSanitizer opens pipes to look at objects, and calls them invalid where it cannot.
#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
#define GAUNTLET_NEEDS_DESCRIPTORS
#endif
#endif

TEST_F(AcceptorTest, SurvivesRunningOutOfDescriptors) {
#ifdef GAUNTLET_NEEDS_DESCRIPTORS
  GTEST_SKIP() << "the sanitizer needs descriptors itself";
#endif
  run([&]() -> Awaitable<void> {
    const auto acceptor = listen_must_work(any_port_);
    const auto deadline = soon();
    DialOptions options(acceptor->local_endpoint());
    auto client = co_await dial(options, deadline);
    EXPECT_TRUE(client.ok());
    TaskGroup group(executor());
    std::optional<Reason> reason;
    {
      const DescriptorShortage shortage;
      group.spawn(accept_and_note(*acceptor, reason));
      co_await let_others_run();
      EXPECT_EQ(reason, std::nullopt);
    }
    co_await group.wait_until_empty();
    EXPECT_EQ(reason, Reason::kUnknown) << "accepted once there was room again";
  });
}

}  // namespace
}  // namespace gauntlet::net
