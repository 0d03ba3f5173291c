#include "harness/cluster/address_pool.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gauntlet::cluster {
namespace {

TEST(AddressPool, CountsUpWithoutNetworkAndBroadcastAddresses) {
  AddressPool pool(42, 3, 4);
  EXPECT_EQ(pool.take(), "127.42.3.1");
  EXPECT_EQ(pool.take(), "127.42.3.2");
  for (int i = 2; i < 253; ++i) pool.take();
  EXPECT_EQ(pool.take(), "127.42.3.254");
  EXPECT_EQ(pool.take(), "127.42.4.1");
}

TEST(AddressPool, GivesEachAddressOnceBeforeItStartsAgain) {
  AddressPool pool(7, 0, 1, 300);
  std::set<std::string> given;
  const std::string first = pool.take();
  EXPECT_EQ(first, "127.7.1.47");
  given.insert(first);
  for (std::uint32_t i = 1; i < pool.size(); ++i) given.insert(pool.take());
  EXPECT_EQ(given.size(), 508u);
  EXPECT_EQ(pool.take(), first);
}

TEST(AddressPool, NeighboursBeginFarApart) {
  AddressPool pool(42, 0, 199);
  std::set<std::uint32_t> places;
  for (std::uint32_t number = 1000; number < 1010; ++number) places.insert(scatter(number) % pool.size());
  std::uint32_t last = 0;
  for (const std::uint32_t place : places) {
    EXPECT_TRUE(place == *places.begin() || place - last > 1000) << place;
    last = place;
  }
  EXPECT_EQ(places.size(), 10u);
}

}  // namespace
}  // namespace gauntlet::cluster
