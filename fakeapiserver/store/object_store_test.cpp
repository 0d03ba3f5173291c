#include "fakeapiserver/store/object_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <random>

namespace gauntlet::fakeapiserver {
namespace {

using base::NamespacedName;
using base::Reason;
using ::testing::ElementsAre;

constexpr KindId kConfigMap = 0;
constexpr KindId kSecret = 1;

ObjectStore make_store(EventLogLimits limits = EventLogLimits()) {
  return ObjectStore({TextHead(kube::resources::kConfigMaps), TextHead(kube::resources::kSecrets)}, limits);
}

ObjectDraft draft(std::string namespace_, std::string name, std::string value) {
  const kube::Json object = {{"metadata", {{"name", name}, {"namespace", namespace_}}}, {"data", {{"v", value}}}};
  ObjectDraft made;
  made.index.name = {std::move(namespace_), std::move(name)};
  made.content = make_content(object);
  return made;
}

std::vector<std::string> names_in(const ObjectStore& store, std::string_view namespace_, const NamespacedName* after) {
  std::vector<std::string> names;
  store.visit(kConfigMap, namespace_, after, [&](const VersionPtr& version) {
    names.push_back(version->index.name.to_string());
    return true;
  });
  return names;
}

TEST(P0_07, EachWriteTakesOneRevisionOfOneCounter) {
  ObjectStore store = make_store();
  const std::uint64_t start = store.revision();
  EXPECT_GT(start, 1u) << "0 and 1 have meanings of their own";
  const auto created = store.create(kConfigMap, draft("n", "a", "1"));
  ASSERT_TRUE(created.ok());
  EXPECT_EQ((*created)->revision, start + 1);
  const auto other = store.create(kSecret, draft("n", "a", "1"));
  ASSERT_TRUE(other.ok());
  EXPECT_EQ((*other)->revision, start + 2);
  const auto updated = store.update(kConfigMap, draft("n", "a", "2"));
  ASSERT_TRUE(updated.ok());
  EXPECT_EQ((*updated)->revision, start + 3);
  const auto removed = store.remove(kConfigMap, {"n", "a"});
  ASSERT_TRUE(removed.ok());
  EXPECT_EQ((*removed)->revision, start + 4) << "the last state carries the revision of the deletion";
  EXPECT_EQ(store.revision(), start + 4);
}

TEST(P0_08, AnEqualUpdateTakesNoRevisionAndMakesNoEvent) {
  ObjectStore store = make_store();
  int events = 0;
  store.set_listener([&](KindId, const Event&) { ++events; });
  const auto created = store.create(kConfigMap, draft("n", "a", "1"));
  ASSERT_TRUE(created.ok());
  const auto again = store.update(kConfigMap, draft("n", "a", "1"), (*created)->revision);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *created);
  EXPECT_EQ(events, 1);
}

TEST(ObjectStore, RefusesWhatCannotBe) {
  ObjectStore store = make_store();
  ASSERT_TRUE(store.create(kConfigMap, draft("n", "a", "1")).ok());
  EXPECT_EQ(store.create(kConfigMap, draft("n", "a", "2")).error().reason(), Reason::kAlreadyExists);
  EXPECT_EQ(store.update(kConfigMap, draft("n", "b", "2")).error().reason(), Reason::kNotFound);
  EXPECT_EQ(store.update(kConfigMap, draft("n", "a", "2"), 1).error().reason(), Reason::kConflict);
  EXPECT_EQ(store.remove(kConfigMap, {"n", "b"}).error().reason(), Reason::kNotFound);
}

TEST(ObjectStore, AStaleUpdateConflictsEvenIfItChangesNothing) {
  ObjectStore store = make_store();
  ASSERT_TRUE(store.create(kConfigMap, draft("n", "a", "1")).ok());
  EXPECT_EQ(store.update(kConfigMap, draft("n", "a", "1"), 1).error().reason(), Reason::kConflict);
}

TEST(ObjectStore, VisitsInOrderOfNamespaceAndName) {
  ObjectStore store = make_store();
  for (const char* namespace_ : {"b", "a"}) {
    for (const char* name : {"z", "y"}) ASSERT_TRUE(store.create(kConfigMap, draft(namespace_, name, "")).ok());
  }
  EXPECT_THAT(names_in(store, "", nullptr), ElementsAre("a/y", "a/z", "b/y", "b/z"));
  EXPECT_THAT(names_in(store, "b", nullptr), ElementsAre("b/y", "b/z"));
  const NamespacedName after{"a", "z"};
  EXPECT_THAT(names_in(store, "", &after), ElementsAre("b/y", "b/z"));
}

using State = std::map<std::string, std::string>;

State state_at(const ObjectStore& store, std::uint64_t revision) {
  State state;
  const auto visited = store.visit_at(kConfigMap, revision, "", nullptr, [&](const VersionPtr& version) {
    state[version->index.name.name] = version->text.content();
    return true;
  });
  EXPECT_TRUE(visited.ok());
  return state;
}

// Against a plain map of every past state.
TEST(P0_19, AnyPastRevisionCanBeVisited) {
  ObjectStore store = make_store();
  std::map<std::uint64_t, State> past{{store.revision(), {}}};
  std::minstd_rand random(7);
  for (int i = 0; i < 400; ++i) {
    State state = past.rbegin()->second;
    const std::string name = "o" + std::to_string(random() % 12);
    const ObjectDraft next = draft("n", name, std::to_string(random() % 5));
    if (!state.contains(name)) {
      ASSERT_TRUE(store.create(kConfigMap, next).ok());
      state[name] = next.content;
    } else if (random() % 3 == 0) {
      ASSERT_TRUE(store.remove(kConfigMap, {"n", name}).ok());
      state.erase(name);
    } else {
      ASSERT_TRUE(store.update(kConfigMap, next).ok());
      state[name] = next.content;
    }
    if (random() % 4 == 0) {
      ASSERT_TRUE(store.create(kSecret, draft("n", std::to_string(i), "")).ok());
    }
    past[store.revision()] = state;
  }
  for (const auto& [revision, wanted] : past) {
    State seen = state_at(store, revision);
    ASSERT_EQ(seen.size(), wanted.size()) << "at " << revision;
    for (const auto& [name, content] : wanted) EXPECT_EQ(seen[name], content) << name << " at " << revision;
  }
}

TEST(ObjectStore, CompactedRevisionsCannotBeVisited) {
  ObjectStore store = make_store();
  const std::uint64_t start = store.revision();
  ASSERT_TRUE(store.create(kConfigMap, draft("n", "a", "1")).ok());
  ASSERT_TRUE(store.create(kConfigMap, draft("n", "b", "1")).ok());
  store.compact(start + 1);
  const auto visit = [&](std::uint64_t revision) {
    return store.visit_at(kConfigMap, revision, "", nullptr, [](const VersionPtr&) { return true; });
  };
  EXPECT_EQ(visit(start).error().reason(), Reason::kExpired);
  EXPECT_TRUE(visit(start + 1).ok());
}

TEST(EventLog, DropsTheOldestBeyondItsLimits) {
  ObjectStore store = make_store({3, 1024 * 1024});
  const std::uint64_t start = store.revision();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(store.create(kConfigMap, draft("n", std::to_string(i), "")).ok());
  const EventLog& log = store.log(kConfigMap);
  EXPECT_EQ(log.first_position(), 2u);
  EXPECT_EQ(log.end_position(), 5u);
  EXPECT_FALSE(log.reaches(start + 1));
  EXPECT_TRUE(log.reaches(start + 2));
  EXPECT_EQ(log.position_after(start + 3), 3u);
  EXPECT_EQ(log.position_after(start + 99), 5u);
}

TEST(EventLog, DropsTheOldestBeyondItsBytes) {
  ObjectStore store = make_store({1000, 2000});
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(store.create(kConfigMap, draft("n", std::to_string(i), std::string(600, 'x'))).ok());
  }
  EXPECT_EQ(store.log(kConfigMap).end_position() - store.log(kConfigMap).first_position(), 2u);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
