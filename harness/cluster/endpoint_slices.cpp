#include "harness/cluster/endpoint_slices.hpp"

#include "harness/cluster/generated_name.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <list>
#include <map>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kMostMembers = 100;  // kube-controller-manager --max-endpoints-per-slice
constexpr const char* kServiceNameLabel = "kubernetes.io/service-name";
constexpr const char* kManagedByLabel = "endpointslice.kubernetes.io/managed-by";
constexpr const char* kManager = "endpointslice-controller.k8s.io";

kube::Labels labels_of(const ServiceView& service) {
  kube::Labels labels = service.labels;
  labels[kServiceNameLabel] = service.name().name;
  labels[kManagedByLabel] = kManager;
  if (service.is_headless()) {
    labels[kHeadlessLabel] = "";
  } else {
    labels.erase(kHeadlessLabel);
  }
  return labels;
}

// Who a member is, whatever its condition.
std::string identity_of(const GroupMember& endpoint) {
  return endpoint.address + ' ' + endpoint.hostname + ' ' + endpoint.pod_name + ' ' + endpoint.pod_uid;
}

// The slices of one group. Endpoints that are still wanted stay where they are; new ones fill slices that are written
// anyway, then the fullest slice that can take all of them, then new slices.
class GroupPlanner {
 public:
  GroupPlanner(const EndpointGroup& group, const kube::Labels& labels) : group_(group), labels_(labels) {}

  void plan(const std::vector<const SliceContent*>& existing, SliceChanges& changes) {
    keep_wanted(existing, changes);
    fill_changed();
    place_rest(changes);
    for (SliceContent& slice : changed_) changes.updated.push_back(std::move(slice));
  }

 private:
  void keep_wanted(const std::vector<const SliceContent*>& existing, SliceChanges& changes) {
    std::map<std::string, const GroupMember*> wanted;
    for (const GroupMember& endpoint : group_.members) wanted.emplace(identity_of(endpoint), &endpoint);
    for (const SliceContent* const slice : existing) {
      SliceContent next{slice->name, labels_, slice->ports, {}};
      for (const GroupMember& endpoint : slice->members) {
        const auto found = wanted.find(identity_of(endpoint));
        if (found == wanted.end()) continue;
        next.members.push_back(*found->second);
        wanted.erase(found);
      }
      if (next.members.empty()) {
        changes.removed.push_back(slice->name);
      } else if (next == *slice) {
        unchanged_.push_back(std::move(next));
      } else {
        changed_.push_back(std::move(next));
      }
    }
    for (const GroupMember& endpoint : group_.members) {
      const auto found = wanted.find(identity_of(endpoint));
      if (found != wanted.end() && found->second == &endpoint) left_.push_back(&endpoint);
    }
  }

  void fill(SliceContent& slice) {
    while (!left_.empty() && slice.members.size() < kMostMembers) {
      slice.members.push_back(*left_.front());
      left_.pop_front();
    }
  }

  void fill_changed() {
    changed_.sort([](const SliceContent& a, const SliceContent& b) { return a.members.size() > b.members.size(); });
    for (SliceContent& slice : changed_) fill(slice);
  }

  void place_rest(SliceChanges& changes) {
    while (!left_.empty()) {
      const auto fullest = find_room();
      if (fullest != unchanged_.end()) {
        changed_.splice(changed_.end(), unchanged_, fullest);
        fill(changed_.back());
        continue;
      }
      SliceContent slice{"", labels_, group_.ports, {}};
      fill(slice);
      changes.created.push_back(std::move(slice));
    }
  }

  std::list<SliceContent>::iterator find_room() {
    auto fullest = unchanged_.end();
    for (auto slice = unchanged_.begin(); slice != unchanged_.end(); ++slice) {
      if (slice->members.size() + left_.size() > kMostMembers) continue;
      if (fullest == unchanged_.end() || slice->members.size() > fullest->members.size()) fullest = slice;
    }
    return fullest;
  }

  const EndpointGroup& group_;
  const kube::Labels& labels_;
  std::list<SliceContent> unchanged_;
  std::list<SliceContent> changed_;
  std::list<const GroupMember*> left_;
};

// A slice that would be removed takes what would be created.
void reuse_removed(SliceChanges& changes) {
  while (!changes.created.empty() && !changes.removed.empty()) {
    SliceContent slice = std::move(changes.created.back());
    changes.created.pop_back();
    slice.name = std::move(changes.removed.front());
    changes.removed.erase(changes.removed.begin());
    changes.updated.push_back(std::move(slice));
  }
}

void name_created(const ServiceView& service, const std::vector<SliceContent>& existing, SliceChanges& changes) {
  std::size_t number = 0;
  for (SliceContent& slice : changes.created) {
    const auto is_taken = [&](const SliceContent& other) { return other.name == slice.name; };
    do {
      const std::string seed = fmt::format("{} {}", service.service.uid, number++);
      slice.name = make_generated_name(service.name().name + "-", seed);
    } while (std::any_of(existing.begin(), existing.end(), is_taken));
  }
}

Json to_json(const GroupPort& port) {
  Json json = {{"name", port.name}, {"port", port.port}, {"protocol", port.protocol}};
  if (!port.app_protocol.empty()) json["appProtocol"] = port.app_protocol;
  return json;
}

Json to_json(const std::string& namespace_, const GroupMember& endpoint) {
  Json json = {
      {"addresses", Json::array({endpoint.address})},
      {"conditions", {{"ready", endpoint.ready}, {"serving", endpoint.serving}, {"terminating", endpoint.terminating}}},
      {"targetRef",
       {{"kind", "Pod"}, {"namespace", namespace_}, {"name", endpoint.pod_name}, {"uid", endpoint.pod_uid}}}};
  if (!endpoint.hostname.empty()) json["hostname"] = endpoint.hostname;
  if (!endpoint.node_name.empty()) json["nodeName"] = endpoint.node_name;
  return json;
}

bool read_flag(const Json& conditions, std::string_view key) {
  return member(conditions, key) == Json(true);
}

}  // namespace

SliceChanges plan_slices(const ServiceView& service, const std::vector<EndpointGroup>& groups,
                         const std::vector<SliceContent>& existing) {
  const kube::Labels labels = labels_of(service);
  SliceChanges changes;
  std::map<std::vector<GroupPort>, std::vector<const SliceContent*>> by_ports;
  for (const SliceContent& slice : existing) by_ports[slice.ports].push_back(&slice);
  for (const EndpointGroup& group : groups) {
    GroupPlanner(group, labels).plan(by_ports[group.ports], changes);
    by_ports.erase(group.ports);
  }
  const SliceContent placeholder{"", labels, {}, {}};
  for (const auto& [ports, slices] : by_ports) {
    for (const SliceContent* const slice : slices) changes.removed.push_back(slice->name);
  }
  if (groups.empty()) {
    const bool is_there = existing.size() == 1 && existing[0].members.empty() && existing[0].ports.empty() &&
                          existing[0].labels == labels;
    if (is_there) return {};
    changes.created.push_back(placeholder);
  }
  reuse_removed(changes);
  name_created(service, existing, changes);
  return changes;
}

void apply_changes(const SliceChanges& changes, std::vector<SliceContent>& slices) {
  for (const std::string& name : changes.removed) {
    std::erase_if(slices, [&](const SliceContent& slice) { return slice.name == name; });
  }
  for (const SliceContent& updated : changes.updated) {
    std::replace_if(
        slices.begin(), slices.end(), [&](const SliceContent& slice) { return slice.name == updated.name; }, updated);
  }
  slices.insert(slices.end(), changes.created.begin(), changes.created.end());
}

kube::Object make_slice(const ServiceView& service, const SliceContent& content) {
  const base::NamespacedName& owner = service.name();
  const Json reference = {{"apiVersion", "v1"},         {"kind", "Service"},  {"name", owner.name},
                          {"uid", service.service.uid}, {"controller", true}, {"blockOwnerDeletion", true}};
  Json endpoints = Json::array();
  for (const GroupMember& endpoint : content.members) endpoints.push_back(to_json(owner.namespace_, endpoint));
  Json ports = Json::array();
  for (const GroupPort& port : content.ports) ports.push_back(to_json(port));
  return kube::Object::from_json({{"apiVersion", "discovery.k8s.io/v1"},
                                  {"kind", "EndpointSlice"},
                                  {"metadata",
                                   {{"name", content.name},
                                    {"namespace", owner.namespace_},
                                    {"labels", content.labels},
                                    {"ownerReferences", Json::array({reference})}}},
                                  {"addressType", "IPv4"},
                                  {"endpoints", std::move(endpoints)},
                                  {"ports", std::move(ports)}});
}

SliceContent read_slice(const kube::Object& object) {
  SliceContent content;
  content.name = object.name();
  content.labels = kube::read_labels(member(object.json(), "metadata"));
  for (const Json& port : member(object.json(), "ports")) {
    const Json& number = member(port, "port");
    content.ports.push_back({std::string(string_member(port, "name")), std::string(string_member(port, "protocol")),
                             number.is_number_integer() ? number.get<int>() : 0,
                             std::string(string_member(port, "appProtocol"))});
  }
  for (const Json& endpoint : member(object.json(), "endpoints")) {
    GroupMember read;
    for (const Json& address : member(endpoint, "addresses")) {
      if (address.is_string()) read.address = address.get_ref<const std::string&>();
    }
    const Json& conditions = member(endpoint, "conditions");
    read.ready = read_flag(conditions, "ready");
    read.serving = read_flag(conditions, "serving");
    read.terminating = read_flag(conditions, "terminating");
    read.hostname = string_member(endpoint, "hostname");
    read.node_name = string_member(endpoint, "nodeName");
    read.pod_name = string_member(member(endpoint, "targetRef"), "name");
    read.pod_uid = string_member(member(endpoint, "targetRef"), "uid");
    content.members.push_back(std::move(read));
  }
  return content;
}

std::string managed_service_of(const kube::Object& slice) {
  const kube::Labels labels = kube::read_labels(member(slice.json(), "metadata"));
  const auto manager = labels.find(kManagedByLabel);
  const auto service = labels.find(kServiceNameLabel);
  if (manager == labels.end() || manager->second != kManager || service == labels.end()) return {};
  return service->second;
}

}  // namespace gauntlet::cluster
