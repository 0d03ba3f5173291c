#include "harness/cluster/cluster_model.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::cluster {
namespace {

bool has_same_spec(const DeploymentView& a, const DeploymentView& b) {
  return a.replicas == b.replicas && a.generation == b.generation && a.template_hash == b.template_hash &&
         a.is_terminating == b.is_terminating;
}

bool has_same_spec(const ReplicaSetView& a, const ReplicaSetView& b) {
  return a.replicas == b.replicas && a.owner == b.owner && a.is_terminating == b.is_terminating;
}

// For those who look at it from outside.
bool looks_the_same(const PodView& a, const PodView& b) {
  return a.ip == b.ip && a.is_ready == b.is_ready && a.is_terminating == b.is_terminating && a.phase == b.phase &&
         a.labels == b.labels && a.owner == b.owner && a.index == b.index;
}

bool has_same_content(const ServiceView& a, const ServiceView& b) {
  return a.service == b.service && a.labels == b.labels && a.app_protocols == b.app_protocols &&
         a.load_balancer_ip == b.load_balancer_ip;
}

template <typename View>
const View& either(const View* before, const View* after) {
  return after != nullptr ? *after : *before;
}

template <typename View>
std::vector<View> read_all(const kube::ObjectList& list) {
  std::vector<View> views;
  views.reserve(list.items.size());
  for (const kube::Object& object : list.items) views.emplace_back(object);
  return views;
}

template <typename View>
std::vector<View> read_readable(const kube::ObjectList& list) {
  std::vector<View> views;
  for (const kube::Object& object : list.items) {
    auto view = View::read(object);
    if (view) views.push_back(std::move(*view));
  }
  return views;
}

}  // namespace

ClusterModel::ClusterModel(WorkQueue& queue, base::Log& log)
    : queue_(queue),
      log_(log),
      deployments_([this](const auto* before, const auto* after) { note(before, after); }),
      replica_sets_([this](const auto* before, const auto* after) { note(before, after); }),
      pods_([this](const auto* before, const auto* after) { note(before, after); }),
      services_([this](const auto* before, const auto* after) { note(before, after); }),
      foreign_slices_([this](const auto* before, const auto* after) { note(before, after); }) {}

void ClusterModel::put(const kube::Object& object) {
  const std::string_view kind = object.kind();
  if (kind == "Deployment") {
    deployments_.put(DeploymentView(object));
  } else if (kind == "ReplicaSet") {
    replica_sets_.put(ReplicaSetView(object));
  } else if (kind == "Pod") {
    pods_.put(PodView(object));
  } else if (kind == "Service") {
    put_readable(object, services_);
  } else if (kind == "EndpointSlice") {
    put_readable(object, foreign_slices_);
  }
}

template <typename View>
void ClusterModel::put_readable(const kube::Object& object, ObjectTable<View>& table) {
  auto view = View::read(object);
  if (view) {
    table.put(std::move(*view));
  } else {
    log_.write(base::LogLevel::kWarn, "an object cannot be read",
               {{"kind", std::string(object.kind())},
                {"name", object.namespaced_name().to_string()},
                {"error", view.error().to_string()}});
  }
}

void ClusterModel::remove(const kube::Object& object) {
  const std::string_view kind = object.kind();
  if (kind == "Deployment") deployments_.remove(object);
  if (kind == "ReplicaSet") replica_sets_.remove(object);
  if (kind == "Pod") pods_.remove(object);
  if (kind == "Service") services_.remove(object);
  if (kind == "EndpointSlice") foreign_slices_.remove(object);
}

void ClusterModel::replace(std::string_view kind, const kube::ObjectList& all, const std::string& namespace_) {
  const std::string& revision = all.resource_version;
  if (kind == "Deployment") deployments_.replace(read_all<DeploymentView>(all), revision, namespace_);
  if (kind == "ReplicaSet") replica_sets_.replace(read_all<ReplicaSetView>(all), revision, namespace_);
  if (kind == "Pod") pods_.replace(read_all<PodView>(all), revision, namespace_);
  if (kind == "Service") services_.replace(read_readable<ServiceView>(all), revision, namespace_);
  if (kind == "EndpointSlice") foreign_slices_.replace(read_readable<SliceView>(all), revision, namespace_);
}

void ClusterModel::put_own(const kube::Object& object) {
  is_own_ = true;
  put(object);
  is_own_ = false;
}

void ClusterModel::remove_own_pod(const PodView& pod) {
  const base::NamespacedName name = pod.name;
  const std::string uid = pod.uid;
  pods_.remove_own(name, uid);
}

std::vector<const SliceView*> ClusterModel::foreign_slices_of(const base::NamespacedName& service) const {
  auto slices = foreign_slices_.all_in(service.namespace_);
  std::erase_if(slices, [&](const SliceView* view) { return view->slice.service_name != service.name; });
  return slices;
}

std::vector<const ReplicaSetView*> ClusterModel::sets_of(const DeploymentView& deployment) const {
  auto sets = replica_sets_.all_in(deployment.name.namespace_);
  std::erase_if(sets, [&](const ReplicaSetView* set) { return set->owner.uid != deployment.uid; });
  return sets;
}

std::vector<const PodView*> ClusterModel::pods_of(const ReplicaSetView& set) const {
  auto pods = pods_.all_in(set.name.namespace_);
  std::erase_if(pods, [&](const PodView* pod) { return pod->owner.uid != set.uid; });
  return pods;
}

std::string ClusterModel::deployment_of(const PodView& pod) const {
  if (pod.owner.kind != "ReplicaSet") return {};
  const ReplicaSetView* const set = replica_sets_.find({pod.name.namespace_, pod.owner.name});
  return set != nullptr && set->owner.kind == "Deployment" ? set->owner.name : std::string();
}

std::string ClusterModel::backend_of(const PodView& pod) const {
  const std::string deployment = deployment_of(pod);
  return deployment.empty() ? pod.name.name : deployment;
}

const PodView* ClusterModel::find_pod_of(const base::NamespacedName& name, int index) const {
  const DeploymentView* const deployment = deployments_.find(name);
  if (deployment == nullptr) return nullptr;
  for (const ReplicaSetView* const set : sets_of(*deployment)) {
    if (set->template_hash != deployment->template_hash) continue;
    for (const PodView* const pod : pods_of(*set)) {
      if (pod->index == index && !pod->is_terminating) return pod;
    }
  }
  return nullptr;
}

void ClusterModel::note(const DeploymentView* before, const DeploymentView* after) {
  if (before != nullptr && after != nullptr && has_same_spec(*before, *after)) return;
  const base::NamespacedName& name = either(before, after).name;
  queue_.add({JobKind::kDeployment, name});
  queue_.add({JobKind::kStatus, name});
}

void ClusterModel::note(const ReplicaSetView* before, const ReplicaSetView* after) {
  if (before != nullptr && after != nullptr && has_same_spec(*before, *after)) return;
  const ReplicaSetView& set = either(before, after);
  if (set.owner.kind != "Deployment") return;
  const base::NamespacedName owner{set.name.namespace_, set.owner.name};
  if (!is_own_) queue_.add({JobKind::kDeployment, owner});
  queue_.add({JobKind::kStatus, owner});
}

void ClusterModel::note(const PodView* before, const PodView* after) {
  const PodView& pod = either(before, after);
  if (!is_own_) queue_.add({JobKind::kPod, pod.name});
  if (before != nullptr && after != nullptr && looks_the_same(*before, *after)) return;
  if (before != nullptr) add_services_of(*before);
  if (after != nullptr) add_services_of(*after);
  const std::string deployment = deployment_of(pod);
  if (deployment.empty()) return;
  queue_.add({JobKind::kDeployment, {pod.name.namespace_, deployment}});
  queue_.add({JobKind::kStatus, {pod.name.namespace_, deployment}});
}

void ClusterModel::note(const ServiceView* before, const ServiceView* after) {
  if (before != nullptr && after != nullptr && has_same_content(*before, *after)) return;
  const base::NamespacedName& name = either(before, after).name();
  queue_.add({JobKind::kSlices, name});
  queue_.add({JobKind::kEndpoints, name});
}

// Only forwarding depends on them.
void ClusterModel::note(const SliceView* before, const SliceView* after) {
  if (before != nullptr && after != nullptr && before->slice == after->slice) return;
  if (before != nullptr) queue_.add({JobKind::kSlices, before->service()});
  if (after != nullptr) queue_.add({JobKind::kSlices, after->service()});
}

void ClusterModel::add_services_of(const PodView& pod) {
  for (const ServiceView* const service : services_.all_in(pod.name.namespace_)) {
    if (!service->selects(pod.labels)) continue;
    queue_.add({JobKind::kSlices, service->name()});
    queue_.add({JobKind::kEndpoints, service->name()});
  }
}

}  // namespace gauntlet::cluster
