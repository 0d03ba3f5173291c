// Watches over HTTP: what comes first, in which order, how streams end.
#include "fakeapiserver/faults.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kStreamingList = "&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

std::string create_map(TestServer& api, const std::string& name, const std::string& label = "") {
  Json object = {{"metadata", {{"name", name}}}};
  if (!label.empty()) object["metadata"]["labels"]["colour"] = label;
  const Reply reply = api.post(kMaps, kube::to_text(object));
  EXPECT_EQ(reply.code, 201) << reply.text;
  return reply.revision();
}

TEST(P0_12, StreamingListSendsObjectsThenTheAnnotatedBookmarkThenChanges) {
  TestServer api;
  const std::string a = create_map(api, "a");
  const std::string b = create_map(api, "b");
  TestWatch watch = api.watch(kMaps + "?watch=true&resourceVersion=" + kStreamingList);
  EXPECT_EQ(watch.code, 200);
  EXPECT_EQ(watch.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(watch.next_text(), "ADDED a@" + a);
  EXPECT_EQ(watch.next_text(), "ADDED b@" + b);
  EXPECT_EQ(watch.next_text(), "BOOKMARK @" + b + " (end of initial)");
  const std::string c = create_map(api, "c");
  EXPECT_EQ(watch.next_text(), "ADDED c@" + c);
}

TEST(P0_12, AnEmptyCollectionIsMarkedAtOnce) {
  TestServer api;
  TestWatch watch = api.watch("/apis/networking.k8s.io/v1/ingresses?watch=true" + kStreamingList);
  const auto bookmark = watch.next();
  ASSERT_TRUE(bookmark.has_value());
  EXPECT_EQ((*bookmark)["type"], "BOOKMARK");
  EXPECT_EQ((*bookmark)["object"]["kind"], "Ingress");
  EXPECT_EQ((*bookmark)["object"]["apiVersion"], "networking.k8s.io/v1");
  EXPECT_EQ((*bookmark)["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
  EXPECT_FALSE((*bookmark)["object"]["metadata"]["resourceVersion"].get<std::string>().empty());
}

TEST(P0_14, WithoutARevisionTheObjectsComeAsAdded) {
  TestServer api;
  const std::string a = create_map(api, "a");
  for (const char* query : {"?watch=1", "?watch=1&resourceVersion=0"}) {
    TestWatch watch = api.watch(kMaps + query);
    EXPECT_EQ(watch.next_text(), "ADDED a@" + a) << query;
  }
}

TEST(P0_14, FromARevisionOnlyWhatCameAfterIt) {
  TestServer api;
  const std::string a = create_map(api, "a");
  const std::string b = create_map(api, "b");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  EXPECT_EQ(watch.next_text(), "ADDED b@" + b);
}

TEST(P0_14, TheHeadArrivesBeforeAnyEvent) {
  TestServer api;
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + a);  // would not return otherwise
  EXPECT_EQ(watch.code, 200);
}

TEST(P0_14, TooOldIsAnErrorEventAndTheEnd) {
  TestServer api;
  const std::string a = create_map(api, "a");
  create_map(api, "b");
  api.on_server([](ApiServer& server) { server.compact_history(); });
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  EXPECT_EQ(watch.code, 200);
  const auto error = watch.next();
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ((*error)["type"], "ERROR");
  EXPECT_EQ((*error)["object"]["kind"], "Status");
  EXPECT_EQ((*error)["object"]["apiVersion"], "v1");
  EXPECT_EQ((*error)["object"]["code"], 410);
  EXPECT_EQ((*error)["object"]["reason"], "Expired");
  EXPECT_THAT((*error)["object"]["message"].get<std::string>(), StartsWith("too old resource version: " + a));
  EXPECT_EQ(watch.next_text(), "end");
}

TEST(P0_15, DeletedShowsTheLastStateAtTheRevisionOfTheDeletion) {
  TestServer api;
  const std::string a = create_map(api, "a", "red");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  ASSERT_EQ(api.remove(kMaps + "/a").code, 200);
  const auto event = watch.next();
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ((*event)["type"], "DELETED");
  EXPECT_EQ((*event)["object"]["kind"], "ConfigMap");
  EXPECT_EQ((*event)["object"]["apiVersion"], "v1");
  EXPECT_EQ((*event)["object"]["metadata"]["labels"]["colour"], "red");
  EXPECT_GT(std::stoull((*event)["object"]["metadata"]["resourceVersion"].get<std::string>()), std::stoull(a));
}

// A client that reads only the stream has to know what it reads, and where to go on from.
TEST(P0_15, EveryEventSaysWhatItsObjectIs) {
  TestServer api;
  TestWatch watch = api.watch(kMaps + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=1");
  create_map(api, "a");
  api.merge(kMaps + "/a", R"({"data":{"k":"v"}})");
  api.remove(kMaps + "/a");
  std::vector<std::string> types;
  std::uint64_t last = 0;
  for (auto event = watch.next(); event; event = watch.next()) {
    types.push_back((*event)["type"]);
    const Json& object = (*event)["object"];
    EXPECT_EQ(object["kind"], "ConfigMap") << types.back();
    EXPECT_EQ(object["apiVersion"], "v1") << types.back();
    const std::uint64_t revision = std::stoull(object["metadata"]["resourceVersion"].get<std::string>());
    if (types.back() != "BOOKMARK") {
      EXPECT_GT(revision, last) << types.back();
    }
    last = revision;
  }
  EXPECT_THAT(types, ::testing::ElementsAre("BOOKMARK", "ADDED", "MODIFIED", "DELETED", "BOOKMARK"))
      << "the end of nothing, three changes, and the end";
}

TEST(P0_16, TransitionsOfALabelSelector) {
  TestServer api;
  const std::string blue = create_map(api, "a", "blue");
  TestWatch watch = api.watch(kMaps + "?watch=1&labelSelector=colour%3Dred&resourceVersion=" + blue);
  const std::string red = api.merge(kMaps + "/a", R"({"metadata":{"labels":{"colour":"red"}}})").revision();
  const std::string green = api.merge(kMaps + "/a", R"({"metadata":{"labels":{"colour":"green"}}})").revision();
  EXPECT_EQ(watch.next_text(), "ADDED a@" + red);
  const auto left = watch.next();
  ASSERT_TRUE(left.has_value());
  EXPECT_EQ((*left)["type"], "DELETED");
  EXPECT_EQ((*left)["object"]["metadata"]["resourceVersion"], green);
  EXPECT_EQ((*left)["object"]["metadata"]["labels"]["colour"], "red") << "the state that matched";
}

TEST(P0_16, OneNameByFieldSelector) {
  TestServer api;
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&fieldSelector=metadata.name%3Db&resourceVersion=" + a);
  create_map(api, "c");
  const std::string b = create_map(api, "b");
  EXPECT_EQ(watch.next_text(), "ADDED b@" + b);
}

TEST(P0_17, TheStreamEndsCleanlyAtItsTimeoutWithABookmark) {
  TestServer api;
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=" + a);
  EXPECT_EQ(watch.next_text(), "BOOKMARK @" + a);
  EXPECT_EQ(watch.next_text(), "end");
}

TEST(P0_17, BookmarksComeAgainAndAgain) {
  ApiServerOptions options = unfurnished();
  options.bookmark_interval = std::chrono::milliseconds(20);
  TestServer api(options);
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&allowWatchBookmarks=true&resourceVersion=" + a);
  EXPECT_EQ(watch.next_text(), "BOOKMARK @" + a);
  EXPECT_EQ(watch.next_text(), "BOOKMARK @" + a);
  const std::string node = api.post("/api/v1/nodes", R"({"metadata":{"name":"n"}})").revision();
  std::string text;
  do {
    text = watch.next_text();
  } while (text == "BOOKMARK @" + a);
  EXPECT_EQ(text, "BOOKMARK @" + node) << "of other kinds, too";
}

TEST(P0_17, NoBookmarksUnlessAskedFor) {
  TestServer api;
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&timeoutSeconds=1&resourceVersion=" + a);
  EXPECT_EQ(watch.next_text(), "end");
}

TEST(P0_17, ManyWatchesSeeTheSameEventsInTheSameOrder) {
  TestServer api;
  const std::string a = create_map(api, "a");
  std::vector<TestWatch> watches;
  for (int i = 0; i < 64; ++i) watches.push_back(api.watch(kMaps + "?watch=1&resourceVersion=" + a));
  std::vector<std::string> wanted;
  for (int i = 0; i < 5; ++i) {
    const std::string name = "m" + std::to_string(i);
    wanted.push_back("ADDED " + name + "@" + create_map(api, name));
  }
  for (TestWatch& watch : watches) {
    for (const std::string& text : wanted) ASSERT_EQ(watch.next_text(), text);
  }
}

// Several writers and one reader that lists and then watches from the list's revision.
TEST(P0_18, NothingIsLostOrDoubledBetweenListAndWatch) {
  TestServer api;
  for (int i = 0; i < 5; ++i) create_map(api, "m" + std::to_string(i));
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    // A client of its own, on its own thread.
    net::EventLoop loop;
    std::optional<http::ClientConnection> connection;
    int count = 0;
    const auto patch_all = [&]() -> net::Awaitable<void> {
      const auto deadline = soon();
      net::DialOptions to(net::Endpoint{"127.0.0.1", 0});
      api.on_server([&](ApiServer& server) { to.to = server.endpoint(Transport::kPlain); });
      auto stream = co_await net::dial(to, deadline);
      if (!stream) co_return;
      connection.emplace(std::move(*stream));
      while (!stop) {
        http::Request request;
        request.method = "PATCH";
        request.target = kMaps + "/m" + std::to_string(count % 5);
        request.headers.set("Host", "x");
        request.headers.set("Content-Type", "application/merge-patch+json");
        request.body = R"({"data":{"n":")" + std::to_string(++count) + R"("}})";
        auto answer = co_await connection->exchange(request, deadline);
        if (!answer) co_return;
      }
    };
    loop.run_until_done(patch_all());
  });
  for (int round = 0; round < 10; ++round) {
    const Json list = api.get(kMaps).json();
    std::map<std::string, int> model;
    for (const Json& item : list["items"]) {
      model[item["metadata"]["name"]] = item.contains("data") ? std::stoi(item["data"]["n"].get<std::string>()) : 0;
    }
    TestWatch watch =
        api.watch(kMaps + "?watch=1&resourceVersion=" + list["metadata"]["resourceVersion"].get<std::string>());
    // The writer counts up one by one over all objects, so a gap or a repetition shows.
    int expected = 0;
    for (int i = 0; i < 30; ++i) {
      const auto event = watch.next();
      ASSERT_TRUE(event.has_value());
      const std::string name = (*event)["object"]["metadata"]["name"];
      const int number = std::stoi((*event)["object"]["data"]["n"].get<std::string>());
      if (expected == 0) {
        int newest = 0;
        for (const auto& [key, value] : model) newest = std::max(newest, value);
        expected = newest + 1;
      }
      ASSERT_EQ(number, expected++) << name;
    }
  }
  stop = true;
  writer.join();
}

TEST(P0_14, AFutureRevisionIsWaitedFor) {
  TestServer api;
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + std::to_string(std::stoull(a) + 1));
  create_map(api, "b");
  const std::string c = create_map(api, "c");
  EXPECT_EQ(watch.next_text(), "ADDED c@" + c);
}

TEST(P1_01, WatchesAsTablesHaveColumnsOnlyOnce) {
  TestServer api;
  create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1", "application/json;as=Table;v=v1;g=meta.k8s.io");
  create_map(api, "b");
  const auto first = watch.next();
  const auto second = watch.next();
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*first)["object"]["kind"], "Table");
  EXPECT_EQ((*first)["object"]["columnDefinitions"].size(), 3u);
  EXPECT_EQ((*first)["object"]["rows"][0]["cells"][0], "a");
  EXPECT_EQ((*second)["object"]["columnDefinitions"], Json::array());
  EXPECT_EQ((*second)["object"]["rows"][0]["cells"][0], "b");
}

TEST(P1_02, WatchesOfMetadataAlone) {
  TestServer api;
  api.post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":"v"}})");
  TestWatch watch = api.watch(kMaps + "?watch=1", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
  const auto event = watch.next();
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ((*event)["object"]["kind"], "PartialObjectMetadata");
  EXPECT_EQ((*event)["object"]["metadata"]["name"], "a");
  EXPECT_FALSE((*event)["object"].contains("data"));
}

void inject(TestServer& api, const Fault& fault) {
  api.on_server([&](ApiServer& server) { server.faults().add(fault); });
}

TEST(P1_08, AnErrorEventAfterSoManyEvents) {
  TestServer api;
  const std::string a = create_map(api, "a");
  Fault fault;
  fault.effect = FaultEffect::kWatchError;
  fault.code = 410;
  fault.after_events = 1;
  inject(api, fault);
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  const std::string b = create_map(api, "b");
  EXPECT_EQ(watch.next_text(), "ADDED b@" + b);
  EXPECT_EQ(watch.next_text(), "ERROR 410");
  EXPECT_EQ(watch.next_text(), "end");
}

TEST(P1_08, AWatchThatIsCutAtOnce) {
  TestServer api;
  Fault fault;
  fault.effect = FaultEffect::kWatchCut;
  inject(api, fault);
  TestWatch watch = api.watch(kMaps + "?watch=1");
  EXPECT_EQ(watch.next_text(), "cut");
}

TEST(P1_08, BookmarksThatNeverCome) {
  TestServer api;
  const std::string a = create_map(api, "a");
  Fault fault;
  fault.effect = FaultEffect::kNoBookmarks;
  inject(api, fault);
  TestWatch watch = api.watch(kMaps + "?watch=true&timeoutSeconds=1" + kStreamingList);
  EXPECT_EQ(watch.next_text(), "ADDED a@" + a);
  EXPECT_EQ(watch.next_text(), "end");
}

TEST(P1_08, AnswersCanBeLate) {
  TestServer api;
  Fault fault;
  fault.effect = FaultEffect::kDelayOnly;
  fault.delay = std::chrono::milliseconds(50);
  inject(api, fault);
  const auto before = base::SystemClock().now();
  EXPECT_EQ(api.get(kMaps).code, 200);
  EXPECT_GE(base::SystemClock().now() - before, fault.delay);
}

TEST(P1_08, DroppedWatchesComeBackAtTheirRevision) {
  TestServer api;
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  api.on_server([](ApiServer& server) { server.drop_watches(); });
  EXPECT_EQ(watch.next_text(), "cut");
  const std::string b = create_map(api, "b");
  TestWatch again = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  EXPECT_EQ(again.next_text(), "ADDED b@" + b);
}

TEST(P1_09, AStoppingServerEndsItsWatchesInGoodOrder) {
  TestServer api;
  const std::string a = create_map(api, "a");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  api.stop();
  EXPECT_EQ(watch.next_text(), "end");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
