#include "foundation/kube/scripted_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using base::Reason;

using resources::kIngresses;

constexpr std::string_view kEvents =
    R"({"type":"ADDED","object":{"kind":"Ingress","metadata":{"name":"a","resourceVersion":"5"}}})"
    "\n"
    R"({"type":"BOOKMARK","object":{"kind":"Ingress","metadata":{"resourceVersion":"6"}}})"
    "\n"
    R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}})"
    "\n";

std::vector<std::string> pieces_of(std::string_view text, std::size_t size) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size(); at += size) pieces.emplace_back(text.substr(at, size));
  return pieces;
}

TEST_F(ClientTest, DeliversWatchEventsHoweverTheyArrive) {
  constexpr std::size_t kSizes[] = {1, 7, 90, 1000};
  for (const std::size_t size : kSizes) {
    handler_.answers.push_back({200, "", pieces_of(kEvents, size), Answer::Ending::kFinish});
    auto watch = run(client().watch(kIngresses, {}, soon()));
    ASSERT_TRUE(watch.ok()) << watch.error().to_string();
    const auto added = run(watch->next(soon()));
    ASSERT_TRUE(added.ok()) << added.error().to_string();
    EXPECT_EQ(added->type, WatchEventType::kAdded);
    EXPECT_EQ(added->object.resource_version(), "5");
    const auto bookmark = run(watch->next(soon()));
    ASSERT_TRUE(bookmark.ok());
    EXPECT_EQ(bookmark->type, WatchEventType::kBookmark);
    const auto error = run(watch->next(soon()));
    ASSERT_TRUE(error.ok()) << "an ERROR event is an event";
    EXPECT_EQ(error->type, WatchEventType::kError);
    EXPECT_EQ(string_member(error->object.json(), "reason"), "Expired");
    const auto end = run(watch->next(soon()));
    ASSERT_FALSE(end.ok());
    EXPECT_EQ(end.error().reason(), Reason::kClosed);
  }
}

TEST_F(ClientTest, AsksForAWatchAsInformersDo) {
  handler_.answers.push_back({200, "", {"\n"}, Answer::Ending::kFinish});
  handler_.answers.push_back({200, "", {"\n"}, Answer::Ending::kFinish});
  WatchOptions options;
  options.namespace_ = "shop";
  options.resource_version = "42";
  options.field_selector = "metadata.name=web";
  EXPECT_TRUE(run(client().watch(kIngresses, options, soon())).ok());
  WatchOptions streaming;
  streaming.initial = WatchOptions::Initial::kSendInitialEvents;
  EXPECT_TRUE(run(client().watch(kIngresses, streaming, soon())).ok());
  EXPECT_EQ(handler_.requests[0].target,
            "/apis/networking.k8s.io/v1/namespaces/shop/ingresses?watch=true&allowWatchBookmarks=true&"
            "resourceVersion=42&fieldSelector=metadata.name%3Dweb&timeoutSeconds=600");
  EXPECT_EQ(handler_.requests[1].target,
            "/apis/networking.k8s.io/v1/ingresses?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&"
            "resourceVersionMatch=NotOlderThan&timeoutSeconds=600");
}

TEST_F(ClientTest, SaysHowAWatchEnded) {
  handler_.answers.push_back({200, "", {R"({"type":"ADD)"}, Answer::Ending::kFinish});
  auto cut = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(cut.ok());
  EXPECT_EQ(run(cut->next(soon())).error().reason(), Reason::kMalformed);

  handler_.answers.push_back({200, "", {R"({"type":"ADD)"}, Answer::Ending::kAbort});
  auto aborted = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(aborted.ok());
  const auto ended = run(aborted->next(soon()));
  EXPECT_THAT(ended.error().reason(), ::testing::AnyOf(Reason::kClosed, Reason::kReset));

  handler_.answers.push_back({200, "", {"\n"}, Answer::Ending::kStayOpen});
  auto quiet = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(quiet.ok());
  const auto timeout = run(quiet->next(base::Deadline::after(std::chrono::milliseconds(50))));
  EXPECT_EQ(timeout.error().reason(), Reason::kTimeout);

  answer(403, R"({"kind":"Status","reason":"Forbidden","message":"no"})");
  const auto forbidden = run(client().watch(kIngresses, {}, soon()));
  ASSERT_FALSE(forbidden.ok());
  EXPECT_EQ(forbidden.error().reason(), Reason::kForbidden);
  EXPECT_EQ(forbidden.error().peer_words(), "no");
}

TEST_F(ClientTest, TakesLongWatchLinesButNotEndlessOnes) {
  const std::string line = R"({"type":"ADDED","object":{"data":")" + std::string(3'000'000, 'x') + "\"}}\n";
  handler_.answers.push_back({200, "", pieces_of(line, 100'000), Answer::Ending::kFinish});
  auto watch = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(watch.ok());
  const auto event = run(watch->next(soon()));
  ASSERT_TRUE(event.ok()) << event.error().to_string();
  EXPECT_EQ(string_member(event->object.json(), "data").size(), 3'000'000U);

  handler_.answers.push_back(
      {200, "", std::vector<std::string>(100, std::string(100'000, 'x')), Answer::Ending::kFinish});
  auto endless = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(endless.ok());
  EXPECT_EQ(run(endless->next(soon())).error().reason(), Reason::kMalformed);
}

TEST_F(ClientTest, LetsAWatchStandOnItsOwn) {
  handler_.answers.push_back({200, "", pieces_of(kEvents, 10), Answer::Ending::kFinish});
  auto watch = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(watch.ok());
  client_.reset();
  Watch moved = std::move(*watch);
  EXPECT_TRUE(run(moved.next(soon())).ok());
}

}  // namespace
}  // namespace gauntlet::kube
