#include "fakeapiserver/store/watcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <random>

namespace gauntlet::fakeapiserver {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ObjectStore store_of_maps(EventLogLimits limits = EventLogLimits()) {
  return ObjectStore({TextHead(kube::resources::kConfigMaps)}, limits);
}

ObjectDraft coloured_map(const std::string& name, const std::string& colour, const std::string& value = "") {
  kube::Json object = {{"metadata", {{"name", name}}}, {"data", {{"colour", colour}, {"v", value}}}};
  ObjectDraft made;
  made.index.name = {"n", name};
  made.index.labels = {{"colour", colour}};
  made.content = make_content(object);
  return made;
}

ObjectFilter filter_on(std::string_view selector) {
  ObjectFilter filter;
  filter.labels = *kube::LabelSelector::parse(selector);
  return filter;
}

// "ADDED a@101" of each.
std::vector<std::string> drain(Watcher& watcher) {
  std::vector<std::string> all;
  for (;;) {
    const Watcher::Batch batch = watcher.next(1);  // one at a time, to go through every "more"
    for (const WatchItem& item : batch.items) {
      const std::string_view opening = event_opening(item.type);
      const auto end = opening.find('"', 9);
      all.push_back(std::string(opening.substr(9, end - 9)) + " " + item.object->index.name.name + "@" +
                    std::to_string(item.object->revision));
    }
    if (batch.too_old) all.emplace_back("too old");
    if (!batch.more) return all;
  }
}

TEST(P0_16, SelectorTransitionsAreAddedAndDeleted) {
  ObjectStore store = store_of_maps();
  const std::uint64_t start = store.revision();
  Watcher watcher(store, 0, filter_on("colour=red"), start, {});
  ASSERT_TRUE(store.create(0, coloured_map("a", "blue")).ok());
  ASSERT_TRUE(store.update(0, coloured_map("a", "red")).ok());
  ASSERT_TRUE(store.update(0, coloured_map("a", "red", "x")).ok());
  ASSERT_TRUE(store.update(0, coloured_map("a", "blue")).ok());
  ASSERT_TRUE(store.update(0, coloured_map("a", "green")).ok());
  ASSERT_TRUE(store.remove(0, {"n", "a"}).ok());
  EXPECT_THAT(drain(watcher),
              ElementsAre("ADDED a@" + std::to_string(start + 2), "MODIFIED a@" + std::to_string(start + 3),
                          "DELETED a@" + std::to_string(start + 4)));
}

TEST(P0_16, WhoLeavesIsShownAsItWasWithTheNewRevision) {
  ObjectStore store = store_of_maps();
  const auto red = store.create(0, coloured_map("a", "red", "kept"));
  ASSERT_TRUE(red.ok());
  const std::uint64_t created = store.revision();
  Watcher watcher(store, 0, filter_on("colour=red"), created, {});
  ASSERT_TRUE(store.update(0, coloured_map("a", "blue", "new")).ok());
  EXPECT_TRUE(watcher.next(1 << 20).items.empty()) << "no initial objects were asked for";
  const Watcher::Batch later = watcher.next(1 << 20);
  ASSERT_EQ(later.items.size(), 1u);
  EXPECT_EQ(later.items[0].type, ChangeType::kDeleted);
  EXPECT_EQ(later.items[0].object->revision, created + 1);
  EXPECT_EQ(later.items[0].object->text.content(), (*red)->text.content());
}

TEST(Watcher, InitialObjectsComeFirstAndTheirEndIsTold) {
  ObjectStore store = store_of_maps();
  const auto a = store.create(0, coloured_map("a", "red"));
  ASSERT_TRUE(a.ok());
  Watcher watcher(store, 0, ObjectFilter(), store.revision(), {*a});
  ASSERT_TRUE(store.create(0, coloured_map("b", "red")).ok());
  const Watcher::Batch first = watcher.next(1 << 20);
  EXPECT_EQ(first.items.size(), 1u);
  EXPECT_TRUE(first.initial_done);
  EXPECT_EQ(watcher.revision(), (*a)->revision) << "a bookmark must not promise what has not been sent";
  EXPECT_TRUE(first.more);
  const Watcher::Batch second = watcher.next(1 << 20);
  EXPECT_FALSE(second.initial_done);
  ASSERT_EQ(second.items.size(), 1u);
  EXPECT_EQ(second.items[0].object->index.name.name, "b");
}

TEST(Watcher, AnEmptyCollectionHasAnEndToo) {
  ObjectStore store = store_of_maps();
  Watcher watcher(store, 0, ObjectFilter(), store.revision(), {});
  EXPECT_TRUE(watcher.next(1 << 20).initial_done);
  EXPECT_FALSE(watcher.next(1 << 20).initial_done);
}

TEST(P0_14, AWatchFromTheFutureWaitsForIt) {
  ObjectStore store = store_of_maps();
  Watcher watcher(store, 0, ObjectFilter(), store.revision() + 2, {});
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(store.create(0, coloured_map(name, "red")).ok());
  EXPECT_THAT(drain(watcher), ElementsAre("ADDED c@" + std::to_string(store.revision())));
}

TEST(Watcher, WhoFallsBehindTheLogIsTold) {
  ObjectStore store = store_of_maps({2, 1 << 20});
  Watcher watcher(store, 0, ObjectFilter(), store.revision(), {});
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(store.create(0, coloured_map(name, "red")).ok());
  EXPECT_THAT(drain(watcher), ElementsAre("too old"));
}

TEST(Watcher, ProgressCountsEventsOfOthers) {
  ObjectStore store = store_of_maps();
  Watcher watcher(store, 0, filter_on("colour=red"), store.revision(), {});
  ASSERT_TRUE(store.create(0, coloured_map("a", "blue")).ok());
  EXPECT_THAT(drain(watcher), IsEmpty());
  EXPECT_EQ(watcher.revision(), store.revision());
}

// A model of the client: the list at some revision and the events after it give the state of the end, with no event
// twice and none missing.
TEST(P0_18, ListAndWatchTogetherMissAndDoubleNothing) {
  std::minstd_rand random(11);
  for (int round = 0; round < 50; ++round) {
    ObjectStore store = store_of_maps();
    std::map<std::string, std::uint64_t> model;
    std::optional<Watcher> watcher;
    std::uint64_t last = 0;
    const ObjectFilter filter = round % 2 == 0 ? ObjectFilter() : filter_on("colour in (red,blue)");
    const auto read = [&] {
      for (;;) {
        const Watcher::Batch batch = watcher->next(200);
        for (const WatchItem& item : batch.items) {
          ASSERT_GT(item.object->revision, last) << "twice, or out of order";
          last = item.object->revision;
          const std::string& name = item.object->index.name.name;
          ASSERT_EQ(item.type == ChangeType::kAdded, !model.contains(name));
          if (item.type == ChangeType::kDeleted) {
            model.erase(name);
          } else {
            model[name] = item.object->revision;
          }
        }
        if (!batch.more) return;
      }
    };
    const int start_at = static_cast<int>(random() % 60);
    for (int i = 0; i < 120; ++i) {
      if (i == start_at) {
        store.visit(0, "", nullptr, [&](const VersionPtr& version) {
          if (filter.matches(*version)) model[version->index.name.name] = version->revision;
          return true;
        });
        last = store.revision();
      }
      // The watch begins later than the list.
      if (i == start_at + 20) watcher.emplace(store, 0, filter, last, std::vector<VersionPtr>());
      const std::string name = "o" + std::to_string(random() % 6);
      const ObjectDraft next =
          coloured_map(name, std::array{"red", "blue", "green"}[random() % 3], std::to_string(random() % 9));
      if (!store.find(0, {"n", name})) {
        ASSERT_TRUE(store.create(0, next).ok());
      } else if (random() % 4 == 0) {
        ASSERT_TRUE(store.remove(0, {"n", name}).ok());
      } else {
        ASSERT_TRUE(store.update(0, next).ok());
      }
      if (watcher && random() % 3 == 0) read();
    }
    read();
    std::map<std::string, std::uint64_t> truth;
    store.visit(0, "", nullptr, [&](const VersionPtr& version) {
      if (filter.matches(*version)) truth[version->index.name.name] = version->revision;
      return true;
    });
    EXPECT_EQ(model, truth) << "round " << round;
  }
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
