#include "harness/launch/listening_sockets.hpp"

#include "foundation/net/acceptor.hpp"
#include "foundation/net/event_loop.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

namespace gauntlet::launch {
namespace {

class ListeningSocketsTest : public ::testing::Test {
 protected:
  std::unique_ptr<net::Acceptor> listen(const std::string& address) {
    auto acceptor = net::Acceptor::listen(loop_.executor(), net::Endpoint{address, 0});
    return acceptor ? std::move(*acceptor) : nullptr;
  }
  static bool are_listed(const net::Endpoint& endpoint) {
    const auto listed = listening_sockets({*net::find_process(::getpid())});
    return std::find(listed.begin(), listed.end(), endpoint) != listed.end();
  }

  net::EventLoop loop_;
};

TEST_F(ListeningSocketsTest, AreThoseOfTheProcess) {
  auto acceptor = listen("127.1.2.3");
  ASSERT_TRUE(acceptor);
  const net::Endpoint endpoint = acceptor->local_endpoint();
  EXPECT_TRUE(are_listed(endpoint));
  EXPECT_TRUE(listening_sockets({}).empty());
  acceptor.reset();
  EXPECT_FALSE(are_listed(endpoint));
}

TEST_F(ListeningSocketsTest, KnowIpv6) {
  auto acceptor = listen("::1");
  if (!acceptor) GTEST_SKIP() << "no IPv6 here";
  EXPECT_TRUE(are_listed(acceptor->local_endpoint()));
}

}  // namespace
}  // namespace gauntlet::launch
