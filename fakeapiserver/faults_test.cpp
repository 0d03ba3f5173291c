// What goes wrong on purpose, as a client over HTTP sees it: restarts, answers that are not what they should be.
#include "fakeapiserver/faults.hpp"

#include "fakeapiserver/raw_connection_test.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::EndsWith;
using ::testing::HasSubstr;

void add_fault(TestServer& api, const Fault& fault) {
  api.on_server([&](ApiServer& server) { server.faults().add(fault); });
}

Fault fault_of(FaultEffect effect) {
  Fault fault;
  fault.resource = "configmaps";
  fault.effect = effect;
  return fault;
}

std::uint64_t number(const std::string& revision) {
  return std::stoull(revision);
}

TEST(P1_09, ARestartKeepsObjectsAndRevisions) {
  TestServer api;
  const std::string made = api.post(kMaps, R"({"metadata":{"name":"a"}})").revision();
  const std::string changed = api.merge(kMaps + "/a", R"({"data":{"k":"v"}})").revision();
  TestWatch before = api.watch(kMaps + "?watch=1&resourceVersion=" + changed);
  const auto endpoint = api.access().endpoint;
  api.restart(RestartData::kKept);
  EXPECT_THAT(before.next_text(), ::testing::AnyOf("cut", "end"));
  EXPECT_EQ(api.access().endpoint, endpoint);
  EXPECT_EQ(api.get(kMaps + "/a").revision(), changed);
  TestWatch old = api.watch(kMaps + "?watch=1&resourceVersion=" + made);
  EXPECT_EQ(old.next_text(), "ERROR 410") << "no history is left";
  TestWatch next = api.watch(kMaps + "?watch=1&resourceVersion=" + changed);
  const std::string later = api.merge(kMaps + "/a", R"({"data":{"k":"w"}})").revision();
  EXPECT_EQ(next.next_text(), "MODIFIED a@" + later);
  EXPECT_GT(number(later), number(changed));
}

TEST(P1_09, ARestartWithLostDataGoesBackInTime) {
  TestServer api(ApiServerOptions{});
  for (const char* name : {"a", "b", "c"}) api.post(kMaps, R"({"metadata":{"name":")" + std::string(name) + "\"}}");
  const std::string seen = api.get(kMaps).revision();
  api.restart(RestartData::kLost);
  EXPECT_EQ(api.get(kMaps + "/a").code, 404);
  EXPECT_EQ(api.get("/api/v1/namespaces/default/serviceaccounts/default").code, 200) << "a new cluster";
  const Json list = api.get(kMaps).json();
  EXPECT_LT(number(list["metadata"]["resourceVersion"]), number(seen));
  const Reply future = api.get(kMaps + "?resourceVersion=" + seen);
  EXPECT_EQ(future.code, 504);
  EXPECT_EQ(future.json()["details"]["causes"][0]["reason"], "ResourceVersionTooLarge");
}

TEST(P1_08, AnswersThatEndInTheMiddle) {
  TestServer api;
  api.post(kMaps, R"({"metadata":{"name":"a"}})");
  add_fault(api, fault_of(FaultEffect::kBrokenJson));
  const Reply broken = api.get(kMaps);
  EXPECT_EQ(broken.code, 200);
  EXPECT_EQ(broken.header("Content-Type"), "application/json");
  EXPECT_FALSE(kube::parse_json(broken.text).ok());
  EXPECT_EQ(api.get(kMaps).json()["items"].size(), 1u);
}

TEST(P1_08, WatchesThatEndInTheMiddleOfALine) {
  TestServer api;
  const std::string made = api.post(kMaps, R"({"metadata":{"name":"a"}})").revision();
  Fault fault = fault_of(FaultEffect::kBrokenJson);
  fault.after_events = 1;
  add_fault(api, fault);
  TestWatch watch = api.watch(kMaps + "?watch=1");
  EXPECT_EQ(watch.next_text(), "ADDED a@" + made);
  const auto line = watch.next_line();
  ASSERT_TRUE(line.has_value());
  EXPECT_FALSE(kube::parse_json(*line).ok()) << *line;
  EXPECT_EQ(watch.next_text(), "end");
}

TEST(P1_08, AnswersOfAnotherContentType) {
  TestServer api;
  Fault fault = fault_of(FaultEffect::kWrongType);
  fault.times = 2;
  add_fault(api, fault);
  const Reply list = api.get(kMaps);
  EXPECT_EQ(list.code, 200);
  EXPECT_EQ(list.header("Content-Type"), "text/html");
  EXPECT_EQ(list.json()["kind"], "ConfigMapList");
  const TestWatch watch = api.watch(kMaps + "?watch=1");
  EXPECT_EQ(watch.headers.find("Content-Type"), "text/html");
}

TEST(P1_08, ListsOfAStateThatHasPassed) {
  TestServer api;
  const std::string before = api.post(kMaps, R"({"metadata":{"name":"a"}})").revision();
  api.post(kMaps, R"({"metadata":{"name":"b"}})");
  api.remove(kMaps + "/a");
  Fault fault = fault_of(FaultEffect::kStaleList);
  fault.revisions = 2;
  add_fault(api, fault);
  fault.revisions = 1'000'000;
  add_fault(api, fault);
  const Json stale = api.get(kMaps).json();
  EXPECT_EQ(stale["metadata"]["resourceVersion"], before);
  ASSERT_EQ(stale["items"].size(), 1u);
  EXPECT_EQ(stale["items"][0]["metadata"]["name"], "a");
  EXPECT_EQ(api.get(kMaps).code, 200) << "as far as the history reaches";
  const Json now = api.get(kMaps).json();
  ASSERT_EQ(now["items"].size(), 1u);
  EXPECT_EQ(now["items"][0]["metadata"]["name"], "b");
}

TEST(P1_08, EventsCanBeLate) {
  TestServer api;
  Fault fault = fault_of(FaultEffect::kSlowEvents);
  fault.delay = std::chrono::milliseconds(100);
  add_fault(api, fault);
  const auto before = base::SystemClock().now();
  TestWatch watch = api.watch(kMaps + "?watch=1");
  EXPECT_LT(base::SystemClock().now() - before, std::chrono::seconds(10)) << "the head is not held back";
  for (const char* name : {"a", "b"}) {
    const auto written = base::SystemClock().now();
    const std::string revision = api.post(kMaps, R"({"metadata":{"name":")" + std::string(name) + "\"}}").revision();
    EXPECT_EQ(watch.next_text(), "ADDED " + std::string(name) + "@" + revision);
    EXPECT_GE(base::SystemClock().now() - written, fault.delay) << name;
  }
}

TEST(P1_08, TheClockCanStepForwardAndBack) {
  TestServer api;
  const auto created_at = [&](const std::string& name) {
    const Json made = api.post(kMaps, R"({"metadata":{"name":")" + name + R"("}})").json();
    return made["metadata"]["creationTimestamp"].get<std::string>();
  };
  const std::string before = created_at("a");
  Fault fault = fault_of(FaultEffect::kClockStep);
  fault.verb = Verb::kCreate;
  fault.step = std::chrono::hours(24 * 400);
  add_fault(api, fault);
  const std::string later = created_at("b");
  EXPECT_GT(later.substr(0, 4), before.substr(0, 4)) << "another year";
  fault.step = -fault.step;
  add_fault(api, fault);
  EXPECT_LT(created_at("c"), later);
  EXPECT_GE(created_at("d"), before);
}

struct LastWords {
  std::string bytes;
  bool was_reset = false;
};

LastWords last_words_after(TestServer& api, FaultEffect effect, const std::string& target) {
  add_fault(api, fault_of(effect));
  RawConnection connection(api.plain_endpoint());
  connection.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  std::string bytes = connection.read_to_the_end();
  return {std::move(bytes), connection.was_reset()};
}

TEST(P1_08, AConnectionEndsWithAResetOrInGoodOrder) {
  TestServer api;
  const LastWords cut = last_words_after(api, FaultEffect::kCut, kMaps);
  EXPECT_EQ(cut.bytes, "");
  EXPECT_TRUE(cut.was_reset);
  const LastWords end = last_words_after(api, FaultEffect::kEnd, kMaps);
  EXPECT_EQ(end.bytes, "");
  EXPECT_FALSE(end.was_reset);
}

TEST(P1_08, AWatchEndsWithAResetOrInGoodOrderWithinAChunk) {
  TestServer api;
  const std::string watch = kMaps + "?watch=1";
  EXPECT_TRUE(last_words_after(api, FaultEffect::kWatchCut, watch).was_reset);
  const LastWords end = last_words_after(api, FaultEffect::kWatchEnd, watch);
  EXPECT_FALSE(end.was_reset);
  EXPECT_THAT(end.bytes, HasSubstr("\r\n\r\n"));
  EXPECT_THAT(end.bytes, EndsWith(R"("object":{"kind":)")) << "without the end of the chunk, or of the body";
}

TEST(P1_08, RevisionsCanJump) {
  TestServer api;
  const std::string made = api.post(kMaps, R"({"metadata":{"name":"a"}})").revision();
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + made);
  Fault fault = fault_of(FaultEffect::kRevisionJump);
  fault.verb = Verb::kPatch;
  fault.revisions = 1'000'000;
  add_fault(api, fault);
  const std::string far = api.merge(kMaps + "/a", R"({"data":{"k":"v"}})").revision();
  EXPECT_EQ(number(far), number(made) + 1'000'001);
  EXPECT_EQ(watch.next_text(), "MODIFIED a@" + far);
  const std::string next = api.merge(kMaps + "/a", R"({"data":{"k":"w"}})").revision();
  EXPECT_EQ(number(next), number(far) + 1) << "only once";
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
