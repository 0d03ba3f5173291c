// The garbage collector and the namespace controller, on a control plane without a network.
#include "fakeapiserver/controllers/garbage_collector.hpp"
#include "fakeapiserver/controllers/namespace_controller.hpp"
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kConfigMaps;
using kube::resources::kNamespaces;

struct Cluster {
  Cluster() : collector(plane.plane), namespaces(plane.plane) {}
  void settle() {
    std::uint64_t before = 0;
    do {
      before = plane.plane.store().revision();
      collector.run();
      namespaces.run();
    } while (plane.plane.store().revision() != before);
  }
  VersionPtr find(std::string_view name) { return plane.find(kConfigMaps, "default", name); }
  VersionPtr create_owned(std::string_view name, std::initializer_list<VersionPtr> owners, bool blocks = false) {
    Json object = {{"metadata", {{"name", name}, {"ownerReferences", Json::array()}}}};
    for (const VersionPtr& owner : owners) {
      object["metadata"]["ownerReferences"].push_back({{"apiVersion", "v1"},
                                                       {"kind", "ConfigMap"},
                                                       {"name", owner->index.name.name},
                                                       {"uid", owner->index.uid},
                                                       {"blockOwnerDeletion", blocks}});
    }
    return plane.create(kConfigMaps, "default", kube::to_text(object));
  }
  VersionPtr create(std::string_view name, std::string_view finalizer = "") {
    Json object = {{"metadata", {{"name", name}}}};
    if (!finalizer.empty()) object["metadata"]["finalizers"] = Json::array({finalizer});
    return plane.create(kConfigMaps, "default", kube::to_text(object));
  }
  void remove(std::string_view name, Propagation propagation = Propagation::kBackground) {
    DeleteOptions options;
    options.propagation = propagation;
    ASSERT_TRUE(plane.remove(kConfigMaps, find(name), options).ok());
    settle();
  }

  TestPlane plane;
  GarbageCollector collector;
  NamespaceController namespaces;
};

TEST(P1_05, DependentsGoWithTheirOwner) {
  Cluster cluster;
  const VersionPtr owner = cluster.create("owner");
  const VersionPtr child = cluster.create_owned("child", {owner});
  cluster.create_owned("grandchild", {child});
  cluster.remove("owner");
  EXPECT_EQ(cluster.find("child"), nullptr);
  EXPECT_EQ(cluster.find("grandchild"), nullptr);
}

TEST(P1_05, AnotherLivingOwnerKeepsTheDependent) {
  Cluster cluster;
  const VersionPtr a = cluster.create("a");
  const VersionPtr b = cluster.create("b");
  cluster.create_owned("child", {a, b});
  cluster.remove("a");
  const VersionPtr child = cluster.find("child");
  ASSERT_NE(child, nullptr);
  EXPECT_EQ(child->index.owner_uids, std::vector<std::string>{b->index.uid});
}

TEST(P1_05, AnOwnerThatNeverWasCountsAsGone) {
  Cluster cluster;
  cluster.plane.create(kConfigMaps, "default",
                       R"({"metadata":{"name":"orphan","ownerReferences":[
                          {"apiVersion":"v1","kind":"ConfigMap","name":"x","uid":"no-such-uid"}]}})");
  cluster.settle();
  EXPECT_EQ(cluster.find("orphan"), nullptr);
}

TEST(P1_05, OrphansLoseTheReferenceAndStay) {
  Cluster cluster;
  const VersionPtr owner = cluster.create("owner");
  cluster.create_owned("child", {owner});
  cluster.remove("owner", Propagation::kOrphan);
  EXPECT_EQ(cluster.find("owner"), nullptr);
  ASSERT_NE(cluster.find("child"), nullptr);
  EXPECT_TRUE(cluster.find("child")->index.owner_uids.empty());
}

TEST(P1_05, ForegroundDeletionWaitsForBlockingDependents) {
  Cluster cluster;
  const VersionPtr owner = cluster.create("owner");
  Json object = {{"metadata",
                  {{"name", "child"},
                   {"finalizers", Json::array({"example.com/hold"})},
                   {"ownerReferences", Json::array({{{"apiVersion", "v1"},
                                                     {"kind", "ConfigMap"},
                                                     {"name", "owner"},
                                                     {"uid", owner->index.uid},
                                                     {"blockOwnerDeletion", true}}})}}}};
  cluster.plane.create(kConfigMaps, "default", kube::to_text(object));
  cluster.remove("owner", Propagation::kForeground);
  ASSERT_NE(cluster.find("owner"), nullptr);
  EXPECT_TRUE(cluster.find("owner")->index.deleting);
  ASSERT_NE(cluster.find("child"), nullptr);
  Json released = to_json(*cluster.find("child"));
  released["metadata"].erase("finalizers");
  ASSERT_TRUE(cluster.plane.try_update(kConfigMaps, cluster.find("child"), released).ok());
  cluster.settle();
  EXPECT_EQ(cluster.find("child"), nullptr);
  EXPECT_EQ(cluster.find("owner"), nullptr);
}

TEST(P1_05, ForegroundDeletionDoesNotWaitForOthers) {
  Cluster cluster;
  const VersionPtr owner = cluster.create("owner");
  Json object = {
      {"metadata",
       {{"name", "child"},
        {"finalizers", Json::array({"example.com/hold"})},
        {"ownerReferences",
         Json::array({{{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"name", "owner"}, {"uid", owner->index.uid}}})}}}};
  cluster.plane.create(kConfigMaps, "default", kube::to_text(object));
  cluster.remove("owner", Propagation::kForeground);
  EXPECT_EQ(cluster.find("owner"), nullptr);
}

TEST(P0_27, FinalizersHoldAnObject) {
  Cluster cluster;
  cluster.create("held", "example.com/hold");
  cluster.remove("held");
  const VersionPtr held = cluster.find("held");
  ASSERT_NE(held, nullptr);
  const Json metadata = to_json(*held)["metadata"];
  EXPECT_TRUE(metadata.contains("deletionTimestamp"));
  EXPECT_EQ(metadata["deletionGracePeriodSeconds"], 0);
  const std::uint64_t before = cluster.plane.plane.store().revision();
  cluster.remove("held");
  EXPECT_EQ(cluster.plane.plane.store().revision(), before) << "a second delete changes nothing";
}

TEST(P0_27, ADeletingObjectTakesNoNewFinalizers) {
  Cluster cluster;
  cluster.create("held", "example.com/hold");
  cluster.remove("held");
  Json next = to_json(*cluster.find("held"));
  next["metadata"]["finalizers"].push_back("example.com/more");
  const auto written = cluster.plane.try_update(kConfigMaps, cluster.find("held"), next);
  ASSERT_FALSE(written.ok());
  const std::string cause = "metadata.finalizers: FieldValueForbidden";
  EXPECT_EQ(causes_of(written.failure()), std::vector<std::string>({cause, cause})) << "asked twice, as on a server";
  const auto twice = cluster.plane.try_create(kConfigMaps, "default", R"({"metadata":{"name":"held"}})");
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.failure().message, "object is being deleted: configmaps \"held\" already exists");
}

TEST(P1_06, ANamespaceGoesWithItsContent) {
  Cluster cluster;
  const VersionPtr space = cluster.plane.create(kNamespaces, "", R"({"metadata":{"name":"n"}})");
  cluster.plane.create(kConfigMaps, "n", R"({"metadata":{"name":"a"}})");
  ASSERT_TRUE(cluster.plane.remove(kNamespaces, space).ok());
  const VersionPtr terminating = cluster.plane.find(kNamespaces, "", "n");
  ASSERT_NE(terminating, nullptr);
  EXPECT_EQ(to_json(*terminating)["status"]["phase"], "Terminating");
  cluster.settle();
  EXPECT_EQ(cluster.plane.find(kConfigMaps, "n", "a"), nullptr);
  EXPECT_EQ(cluster.plane.find(kNamespaces, "", "n"), nullptr);
}

std::string condition(const VersionPtr& version, std::string_view type) {
  const Json conditions = to_json(*version)["status"]["conditions"];
  for (const Json& one : conditions) {
    if (one["type"] == type) return one["status"].get<std::string>() + " " + one["message"].get<std::string>();
  }
  return "none";
}

TEST(P1_06, ANamespaceSaysWhatHoldsIt) {
  Cluster cluster;
  const VersionPtr space = cluster.plane.create(kNamespaces, "", R"({"metadata":{"name":"n"}})");
  cluster.plane.create(kConfigMaps, "n", R"({"metadata":{"name":"a","finalizers":["example.com/hold"]}})");
  cluster.plane.create(kConfigMaps, "n", R"({"metadata":{"name":"b","finalizers":["example.com/hold"]}})");
  ASSERT_TRUE(cluster.plane.remove(kNamespaces, space).ok());
  cluster.settle();
  const VersionPtr held = cluster.plane.find(kNamespaces, "", "n");
  ASSERT_NE(held, nullptr);
  EXPECT_EQ(condition(held, "NamespaceContentRemaining"),
            "True Some resources are remaining: configmaps. has 2 resource instances");
  EXPECT_EQ(condition(held, "NamespaceFinalizersRemaining"),
            "True Some content in the namespace has finalizers remaining: example.com/hold in 2 resource instances");
  EXPECT_EQ(condition(held, "NamespaceDeletionContentFailure").substr(0, 5), "False");
  const std::string since = to_json(*held)["status"]["conditions"][0]["lastTransitionTime"];
  EXPECT_FALSE(since.empty());

  cluster.plane.clock.advance(std::chrono::seconds(10));
  Json released = to_json(*cluster.plane.find(kConfigMaps, "n", "b"));
  released["metadata"].erase("finalizers");
  ASSERT_TRUE(cluster.plane.try_update(kConfigMaps, cluster.plane.find(kConfigMaps, "n", "b"), released).ok());
  cluster.settle();
  const VersionPtr later = cluster.plane.find(kNamespaces, "", "n");
  EXPECT_EQ(condition(later, "NamespaceContentRemaining"),
            "True Some resources are remaining: configmaps. has 1 resource instances");
  EXPECT_EQ(to_json(*later)["status"]["conditions"][0]["lastTransitionTime"], since) << "true all the while";
}

TEST(P1_06, FinalizersOfTheContentHoldTheNamespace) {
  Cluster cluster;
  const VersionPtr space = cluster.plane.create(kNamespaces, "", R"({"metadata":{"name":"n"}})");
  cluster.plane.create(kConfigMaps, "n", R"({"metadata":{"name":"a","finalizers":["example.com/hold"]}})");
  ASSERT_TRUE(cluster.plane.remove(kNamespaces, space).ok());
  cluster.settle();
  ASSERT_NE(cluster.plane.find(kNamespaces, "", "n"), nullptr);
  Json released = to_json(*cluster.plane.find(kConfigMaps, "n", "a"));
  released["metadata"].erase("finalizers");
  ASSERT_TRUE(cluster.plane.try_update(kConfigMaps, cluster.plane.find(kConfigMaps, "n", "a"), released).ok());
  cluster.settle();
  EXPECT_EQ(cluster.plane.find(kNamespaces, "", "n"), nullptr);
}

TEST(P0_30, NothingNewInAMissingOrTerminatingNamespace) {
  Cluster cluster;
  const auto missing = cluster.plane.try_create(kConfigMaps, "nowhere", R"({"metadata":{"name":"a"}})");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.failure().code, 404);
  EXPECT_EQ(missing.failure().message, "namespaces \"nowhere\" not found");
  const VersionPtr space = cluster.plane.create(kNamespaces, "", R"({"metadata":{"name":"n"}})");
  ASSERT_TRUE(cluster.plane.remove(kNamespaces, space).ok());
  const auto late = cluster.plane.try_create(kConfigMaps, "n", R"({"metadata":{"name":"a"}})");
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.failure().code, 403);
  ASSERT_EQ(late.failure().details.causes.size(), 1u);
  EXPECT_EQ(late.failure().details.causes[0].reason, "NamespaceTerminating");
  EXPECT_EQ(late.failure().details.causes[0].field, "metadata.namespace");
}

TEST(P0_30, ADefaultNamespaceStays) {
  Cluster cluster;
  const auto removed = cluster.plane.remove(kNamespaces, cluster.plane.find(kNamespaces, "", "default"));
  ASSERT_FALSE(removed.ok());
  EXPECT_EQ(removed.failure().code, 403);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
