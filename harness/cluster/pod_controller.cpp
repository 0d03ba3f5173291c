#include "harness/cluster/pod_controller.hpp"

#include "harness/cluster/api_time.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace gauntlet::cluster {
namespace {

using base::NamespacedName;
using base::Reason;
using base::Result;
using kube::resources::kPods;
using net::Awaitable;

}  // namespace

void PodController::plan(const ReplicaSetView& set, int index) {
  const int made = made_[{set.uid, index}]++;
  kube::Object object = make_pod(set, index, made, kubelet_.node().name);
  const NamespacedName name = object.namespaced_name();
  planned_.insert_or_assign(name, Planned{set.name, set.uid, index, std::move(object)});
  queue_.add({JobKind::kPod, name});
}

std::vector<int> PodController::planned_of(const ReplicaSetView& set) const {
  std::vector<int> numbers;
  for (const auto& [name, planned] : planned_) {
    if (planned.set_uid == set.uid) numbers.push_back(planned.index);
  }
  return numbers;
}

void PodController::doom(const PodView& pod) {
  doomed_.emplace(pod.name, std::chrono::seconds(pod.grace_seconds));
  queue_.add({JobKind::kPod, pod.name});
}

void PodController::drop(const PodView& pod) {
  doomed_.insert_or_assign(pod.name, base::Duration(0));
  kubelet_.set_state(pod.name, ContainerState::kDead);
  queue_.add({JobKind::kPod, pod.name});
}

void PodController::set_state(const PodView& pod, ContainerState state) {
  kubelet_.set_state(pod.name, state);
  queue_.add({JobKind::kPod, pod.name});
}

Awaitable<Result<void>> PodController::sync(NamespacedName name, base::Deadline deadline) {
  if (planned_.contains(name)) {
    auto created = co_await create(name, deadline);
    if (!created) co_return created;
  }
  if (doomed_.contains(name)) {
    auto removed = co_await remove(name, deadline);
    if (!removed) co_return removed;
  }
  const PodView* const pod = model_.find_pod(name);
  if (pod == nullptr || pod->is_terminating || !kubelet_.is_ours(*pod)) {
    kubelet_.end_pod(name, base::Duration(0));
    co_return Result<void>();
  }
  auto written = co_await write_status(name, deadline);
  co_return written;
}

Awaitable<Result<void>> PodController::create(NamespacedName name, base::Deadline deadline) {
  const auto planned = planned_.find(name);
  const ReplicaSetView* const set = model_.find_replica_set(planned->second.set);
  if (set == nullptr || set->uid != planned->second.set_uid) {
    planned_.erase(planned);  // nobody wants it any more
    co_return Result<void>();
  }
  kube::Object object = planned->second.object;
  auto created = co_await client_.create(kPods, std::move(object), deadline);
  if (!created && created.error().reason() == Reason::kAlreadyExists) {
    // From a former life of this cluster, or made by a request whose answer was lost.
    created = co_await client_.get(kPods, name, deadline);
  }
  if (!created) co_return created.error();
  planned_.erase(name);
  model_.put_own(*created);
  co_return Result<void>();
}

Awaitable<Result<void>> PodController::remove(NamespacedName name, base::Deadline deadline) {
  const PodView* const pod = model_.find_pod(name);
  if (pod != nullptr) {
    auto removed = co_await client_.remove(kPods, name, deadline);
    if (!removed && removed.error().reason() != Reason::kNotFound) co_return removed;
  }
  const auto doomed = doomed_.find(name);
  kubelet_.end_pod(name, doomed == doomed_.end() ? base::Duration(0) : doomed->second);
  doomed_.erase(name);
  if (const PodView* const left = model_.find_pod(name)) model_.remove_own_pod(*left);
  co_return Result<void>();
}

Awaitable<Result<void>> PodController::write_status(NamespacedName name, base::Deadline deadline) {
  const PodView& pod = *model_.find_pod(name);
  const PodCondition condition = kubelet_.run_pod(pod, model_.backend_of(pod));
  const std::string now = to_api_time(base::SystemClock().wall_time());
  kube::Json status = make_pod_status(pod, condition, now);
  if (status == kube::member(pod.object.json(), "status")) co_return Result<void>();
  const std::string uid = pod.uid;
  kube::Json object = pod.object.json();
  object["status"] = std::move(status);
  kube::Object changed = kube::Object::from_json(std::move(object));
  auto written = co_await client_.update_status(kPods, std::move(changed), deadline);
  if (!written && written.error().reason() == Reason::kNotFound) {
    // Deleted meanwhile; the watch will tell, too.
    const PodView* const left = model_.find_pod(name);
    if (left != nullptr && left->uid == uid) model_.remove_own_pod(*left);
    co_return Result<void>();
  }
  if (!written) co_return written.error();
  model_.put_own(*written);
  co_return Result<void>();
}

}  // namespace gauntlet::cluster
