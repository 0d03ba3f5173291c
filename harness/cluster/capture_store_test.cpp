#include "harness/cluster/capture_store.hpp"

#include <gtest/gtest.h>

namespace gauntlet::cluster {
namespace {

CapturedRequest capture_of(const std::string& id, const std::string& target, std::size_t body_size = 0) {
  CapturedRequest capture;
  capture.request_id = id;
  capture.request.target = target;
  capture.request.body.assign(body_size, 'x');
  return capture;
}

TEST(CaptureStore, GivesWhatBelongsToAnIdOnceAndInOrder) {
  CaptureStore store;
  store.add(capture_of("one", "/first"));
  store.add(capture_of("two", "/other"));
  store.add(capture_of("one", "/second"));
  const auto taken = store.take("one");
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].request.target, "/first");
  EXPECT_EQ(taken[1].request.target, "/second");
  EXPECT_TRUE(store.take("one").empty());
  EXPECT_EQ(store.size(), 1u);
  EXPECT_TRUE(store.take("three").empty());
}

TEST(CaptureStore, ForgetsTheOldestWhereMemoryWouldGrow) {
  CaptureStore store(10'000);
  for (int i = 0; i < 100; ++i) store.add(capture_of("id-" + std::to_string(i), "/", 3'000));
  EXPECT_LE(store.size(), 3u);
  EXPECT_TRUE(store.take("id-0").empty());
  EXPECT_EQ(store.take("id-99").size(), 1u);
}

TEST(CaptureStore, KeepsTheNewestHoweverLargeItIs) {
  CaptureStore store(1'000);
  store.add(capture_of("large", "/", 5'000));
  EXPECT_EQ(store.take("large").size(), 1u);
  EXPECT_EQ(store.size(), 0u);
}

TEST(CaptureStore, IdsThatWereTakenAndCameAgainCountAnew) {
  CaptureStore store(10'000);
  store.add(capture_of("kept", "/"));
  store.add(capture_of("again", "/"));
  EXPECT_EQ(store.take("again").size(), 1u);
  store.add(capture_of("again", "/"));
  for (int i = 0; i < 3; ++i) store.add(capture_of("id-" + std::to_string(i), "/", 3'000));
  EXPECT_EQ(store.take("id-2").size(), 1u);
  EXPECT_LE(store.size(), 3u);
}

}  // namespace
}  // namespace gauntlet::cluster
