#include "reference_controller/proxy/endpoint_picker.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace gauntlet::reference {
namespace {

class EndpointPickerTest : public testing::Test {
 protected:
  // One backend with so many endpoints, on ports from 1.
  void install(std::uint16_t endpoints) {
    std::vector<Backend> backends(1);
    for (std::uint16_t port = 1; port <= endpoints; ++port) backends[0].endpoints.push_back({"127.0.0.1", port});
    picker_.install(std::make_shared<const RouteTable>(std::span<const Route>(), kNoBackend, std::move(backends)));
  }
  std::uint16_t next() { return picker_.endpoints_of(0)->next().endpoint().port; }

  ProxyLimits limits_;
  EndpointConnections connections_{limits_};
  EndpointPicker picker_{connections_};
};

TEST_F(EndpointPickerTest, AllHaveTheirTurn) {
  install(3);
  std::map<std::uint16_t, int> count;
  for (int i = 0; i < 300; ++i) ++count[next()];
  EXPECT_EQ(count, (std::map<std::uint16_t, int>{{1, 100}, {2, 100}, {3, 100}}));
}

TEST_F(EndpointPickerTest, ChangesOfTheTableDoNotFavourTheFirst) {
  std::map<std::uint16_t, int> count;
  for (int i = 0; i < 300; ++i) {
    install(3);
    ++count[next()];
  }
  EXPECT_EQ(count, (std::map<std::uint16_t, int>{{1, 100}, {2, 100}, {3, 100}}));
}

TEST_F(EndpointPickerTest, ABackendMayHaveNone) {
  install(0);
  EXPECT_EQ(picker_.endpoints_of(0)->size(), 0U);
}

TEST_F(EndpointPickerTest, PoolsOutliveTheTableOnlyAsLongAsTheyAreNeeded) {
  install(3);
  next();
  const auto pool = connections_.pool_of({"127.0.0.1", 2});
  install(0);
  EXPECT_EQ(connections_.pool_count(), 3U);
  connections_.expire({});
  EXPECT_EQ(connections_.pool_count(), 1U);
  EXPECT_EQ(connections_.pool_of({"127.0.0.1", 2}), pool);
}

}  // namespace
}  // namespace gauntlet::reference
