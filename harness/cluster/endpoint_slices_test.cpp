#include "harness/cluster/endpoint_slices.hpp"

#include "harness/cluster/object_samples_test.hpp"

#include <algorithm>
#include <set>

namespace gauntlet::cluster {
namespace {

using kube::Json;

GroupMember make_member(int number) {
  GroupMember endpoint;
  endpoint.address = "127.42." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1);
  endpoint.ready = endpoint.serving = true;
  endpoint.node_name = "node-1";
  endpoint.pod_name = "pod-" + std::to_string(number);
  endpoint.pod_uid = "uid-" + std::to_string(number);
  return endpoint;
}

EndpointGroup make_group(int count, int port = 8080) {
  EndpointGroup group;
  group.ports.push_back({"http", "TCP", port, ""});
  for (int i = 0; i < count; ++i) group.members.push_back(make_member(i));
  return group;
}

// A Service whose slices change from one state to the next.
class Slices {
 public:
  SliceChanges become(const std::vector<EndpointGroup>& groups) {
    SliceChanges changes = plan_slices(service, groups, now);
    apply_changes(changes, now);
    return changes;
  }
  // Sizes, the largest first.
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> sizes;
    for (const SliceContent& slice : now) sizes.push_back(slice.members.size());
    std::sort(sizes.rbegin(), sizes.rend());
    return sizes;
  }
  std::set<std::string> addresses() const {
    std::set<std::string> addresses;
    for (const SliceContent& slice : now) {
      for (const GroupMember& endpoint : slice.members) addresses.insert(endpoint.address);
    }
    return addresses;
  }

  ServiceView service = make_web_service();
  std::vector<SliceContent> now;
};

using Sizes = std::vector<std::size_t>;

TEST(EndpointSlices, AServiceWithoutPodsHasOneEmptySlice) {
  Slices slices;
  const SliceChanges changes = slices.become({});
  ASSERT_EQ(changes.created.size(), 1u);
  EXPECT_TRUE(changes.created[0].members.empty());
  EXPECT_TRUE(changes.created[0].ports.empty());
  EXPECT_TRUE(slices.become({}).empty());
}

TEST(EndpointSlices, TheEmptySliceIsUsedAgain) {
  Slices slices;
  slices.become({});
  const std::string name = slices.now[0].name;
  const SliceChanges filled = slices.become({make_group(2)});
  EXPECT_TRUE(filled.created.empty());
  EXPECT_TRUE(filled.removed.empty());
  ASSERT_EQ(filled.updated.size(), 1u);
  EXPECT_EQ(filled.updated[0].name, name);
  EXPECT_EQ(filled.updated[0].members.size(), 2u);
  const SliceChanges emptied = slices.become({});
  EXPECT_EQ(emptied.updated.size(), 1u);
  EXPECT_EQ(slices.now.size(), 1u);
  EXPECT_EQ(slices.now[0].name, name);
  EXPECT_TRUE(slices.now[0].ports.empty());
}

TEST(EndpointSlices, NothingIsWrittenWhereNothingChanges) {
  Slices slices;
  slices.become({make_group(3)});
  EXPECT_TRUE(slices.become({make_group(3)}).empty());
}

TEST(EndpointSlices, ASliceHoldsAHundred) {
  Slices slices;
  EXPECT_EQ(slices.become({make_group(250)}).created.size(), 3u);
  EXPECT_EQ(slices.sizes(), (Sizes{100, 100, 50}));
  EXPECT_EQ(slices.addresses().size(), 250u);
  std::set<std::string> names;
  for (const SliceContent& slice : slices.now) names.insert(slice.name);
  EXPECT_EQ(names.size(), 3u);
}

TEST(EndpointSlices, EndpointsStayWhereTheyAre) {
  Slices slices;
  slices.become({make_group(250)});
  EndpointGroup group = make_group(250);
  group.members.erase(group.members.begin());
  const SliceChanges changes = slices.become({group});
  EXPECT_TRUE(changes.created.empty());
  EXPECT_TRUE(changes.removed.empty());
  EXPECT_EQ(changes.updated.size(), 1u);
  EXPECT_EQ(slices.sizes(), (Sizes{100, 99, 50}));
}

TEST(EndpointSlices, NewEndpointsFillSlicesThatChangeAnyway) {
  Slices slices;
  slices.become({make_group(150)});
  EndpointGroup group = make_group(152);
  group.members.erase(group.members.begin());  // out of the full slice
  const SliceChanges changes = slices.become({group});
  // One of the two new ones takes the free place; for the other the fullest slice with room is written.
  EXPECT_TRUE(changes.created.empty());
  EXPECT_EQ(changes.updated.size(), 2u);
  EXPECT_EQ(slices.sizes(), (Sizes{100, 51}));
  EXPECT_EQ(slices.addresses().size(), 151u);
}

TEST(EndpointSlices, NewEndpointsGoToTheFullestSliceThatTakesThemAll) {
  Slices slices;
  slices.become({make_group(250)});
  EndpointGroup group = make_group(250);
  group.members.erase(group.members.begin(), group.members.begin() + 30);
  slices.become({group});
  ASSERT_EQ(slices.sizes(), (Sizes{100, 70, 50}));
  for (int i = 300; i < 320; ++i) group.members.push_back(make_member(i));
  EXPECT_EQ(slices.become({group}).updated.size(), 1u);
  EXPECT_EQ(slices.sizes(), (Sizes{100, 90, 50}));
}

TEST(EndpointSlices, MoreThanFitAnywhereGetASliceOfTheirOwn) {
  Slices slices;
  slices.become({make_group(60)});
  const SliceChanges changes = slices.become({make_group(110)});
  EXPECT_EQ(changes.created.size(), 1u);
  EXPECT_TRUE(changes.updated.empty());
  EXPECT_EQ(slices.sizes(), (Sizes{60, 50}));
}

TEST(EndpointSlices, AChangedConditionIsWritten) {
  Slices slices;
  slices.become({make_group(2)});
  EndpointGroup group = make_group(2);
  group.members[1].ready = group.members[1].serving = false;
  const SliceChanges changes = slices.become({group});
  ASSERT_EQ(changes.updated.size(), 1u);
  EXPECT_FALSE(changes.updated[0].members[1].ready);
  EXPECT_TRUE(changes.updated[0].members[0].ready);
}

TEST(EndpointSlices, APodThatIsMadeAnewIsAnotherEndpoint) {
  Slices slices;
  slices.become({make_group(1)});
  EndpointGroup group = make_group(1);
  group.members[0].pod_uid = "another";
  slices.become({group});
  ASSERT_EQ(slices.now.size(), 1u);
  EXPECT_EQ(slices.now[0].members, group.members);
}

TEST(EndpointSlices, EachSetOfPortsHasSlicesOfItsOwn) {
  Slices slices;
  EndpointGroup second = make_group(3, 9090);
  for (GroupMember& endpoint : second.members) endpoint.pod_name += "-b";
  slices.become({make_group(2, 8080), second});
  EXPECT_EQ(slices.sizes(), (Sizes{3, 2}));
  const SliceChanges changes = slices.become({make_group(2, 8080)});
  EXPECT_EQ(changes.removed.size(), 1u);
  EXPECT_EQ(slices.sizes(), (Sizes{2}));
  EXPECT_EQ(slices.now[0].ports[0].port, 8080);
}

TEST(EndpointSlices, TheServicesLabelsAreTheirs) {
  Slices slices;
  slices.become({make_group(1)});
  const kube::Labels expected = {{"kubernetes.io/service-name", "web"},
                                 {"endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"}};
  EXPECT_EQ(slices.now[0].labels, expected);
  slices.service = make_service_view({{"clusterIP", "None"}, {"selector", {{"app", "web"}}}}, {{"team", "blue"}});
  EXPECT_EQ(slices.become({make_group(1)}).updated.size(), 1u);
  EXPECT_EQ(slices.now[0].labels.at("team"), "blue");
  EXPECT_EQ(slices.now[0].labels.at("service.kubernetes.io/headless"), "");
}

TEST(EndpointSlices, AnObjectSaysWhatItsContentSays) {
  EndpointGroup group = make_group(1);
  group.ports[0].app_protocol = "http";
  group.members[0].hostname = "web-0";
  Slices slices;
  slices.become({group});
  const kube::Object object = make_slice(slices.service, slices.now[0]);
  const Json expected = {{"addresses", {"127.42.0.1"}},
                         {"conditions", {{"ready", true}, {"serving", true}, {"terminating", false}}},
                         {"hostname", "web-0"},
                         {"nodeName", "node-1"},
                         {"targetRef", {{"kind", "Pod"}, {"namespace", "shop"}, {"name", "pod-0"}, {"uid", "uid-0"}}}};
  EXPECT_EQ(object.json()["endpoints"][0], expected);
  EXPECT_EQ(object.json()["addressType"], "IPv4");
  EXPECT_EQ(object.json()["ports"][0],
            (Json{{"name", "http"}, {"port", 8080}, {"protocol", "TCP"}, {"appProtocol", "http"}}));
  EXPECT_EQ(object.json()["metadata"]["ownerReferences"][0]["uid"], "uid-service");
  EXPECT_TRUE(object.name().starts_with("web-"));
  EXPECT_EQ(read_slice(object), slices.now[0]);
  EXPECT_EQ(managed_service_of(object), "web");
}

TEST(EndpointSlices, SlicesOfOthersAreNotManaged) {
  const Json slice = {{"metadata", {{"name", "mine"}, {"labels", {{"kubernetes.io/service-name", "web"}}}}}};
  EXPECT_EQ(managed_service_of(kube::Object::from_json(slice)), "");
}

}  // namespace
}  // namespace gauntlet::cluster
