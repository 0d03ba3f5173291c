#include "harness/launch/reserved_port.hpp"

#include "foundation/net/acceptor.hpp"
#include "foundation/net/event_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <vector>

namespace gauntlet::launch {
namespace {

TEST(ReservedPortTest, IsGivenOnceAsLongAsItLives) {
  net::EventLoop loop;
  std::vector<ReservedPort> all;
  std::set<int> ports;
  for (int i = 0; i < 500; ++i) {
    auto reserved = ReservedPort::on(loop.executor(), i % 2 == 0 ? "127.0.0.10" : "127.0.0.11");
    ASSERT_TRUE(reserved.ok()) << reserved.error().to_string();
    ports.insert(reserved->endpoint().port);
    all.push_back(std::move(*reserved));
  }
  EXPECT_EQ(ports.size(), 500U);
}

TEST(ReservedPortTest, IsNoneThatTheKernelGivesOut) {
  net::EventLoop loop;
  const auto reserved = ReservedPort::on(loop.executor(), "127.0.0.10");
  ASSERT_TRUE(reserved.ok()) << reserved.error().to_string();
  std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
  int first = 0;
  int last = 0;
  ASSERT_TRUE(range >> first >> last);
  if (first <= 29'000) GTEST_SKIP() << "this machine gives out ports from " << first;
  EXPECT_LT(reserved->endpoint().port, first);
}

TEST(ReservedPortTest, CanBeListenedOn) {
  net::EventLoop loop;
  const auto reserved = ReservedPort::on(loop.executor(), "127.0.0.10");
  ASSERT_TRUE(reserved.ok()) << reserved.error().to_string();
  EXPECT_EQ(reserved->endpoint().address, "127.0.0.10");
  EXPECT_TRUE(net::Acceptor::listen(loop.executor(), reserved->endpoint()).ok());
  // Everywhere, too.
  EXPECT_TRUE(net::Acceptor::listen(loop.executor(), {"0.0.0.0", reserved->endpoint().port}).ok());
}

TEST(ReservedPortTest, NamesAnAddressThatIsNotOurs) {
  net::EventLoop loop;
  const auto reserved = ReservedPort::on(loop.executor(), "192.0.2.1");  // RFC 5737: for documentation
  ASSERT_FALSE(reserved.ok());
  EXPECT_THAT(reserved.error().message(), ::testing::HasSubstr("192.0.2.1"));
}

}  // namespace
}  // namespace gauntlet::launch
