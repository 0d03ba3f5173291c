#include "harness/cluster/work_queue.hpp"

#include <algorithm>

namespace gauntlet::cluster {
namespace {

std::size_t index_of(JobKind kind) {
  return static_cast<std::size_t>(kind);
}

// Kinds of one stage do not wait for each other.
int stage_of(std::size_t kind) {
  return std::min(static_cast<int>(kind), static_cast<int>(JobKind::kSlices));
}

template <typename Sets>
bool all_empty(const Sets& sets) {
  return std::all_of(sets.begin(), sets.end(), [](const auto& names) { return names.empty(); });
}

}  // namespace

std::string_view to_string(JobKind kind) {
  switch (kind) {
    case JobKind::kDeployment:
      return "Deployment";
    case JobKind::kPod:
      return "Pod";
    case JobKind::kSlices:
      return "EndpointSlices of Service";
    case JobKind::kEndpoints:
      return "Endpoints of Service";
    case JobKind::kStatus:
      return "status of Deployment";
  }
  return "";
}

void WorkQueue::add(const Job& job) {
  Lane& lane = lanes_[job.name.namespace_];
  const std::size_t kind = index_of(job.kind);
  lane.postponed[kind].erase(job.name.name);
  lane.waiting[kind].insert(job.name.name);
  tell();
}

std::optional<Job> WorkQueue::take() {
  auto next = lanes_.upper_bound(last_);
  for (std::size_t tried = 0; tried < lanes_.size(); ++tried, ++next) {
    if (next == lanes_.end()) next = lanes_.begin();
    auto job = take_from(next->first, next->second);
    if (!job) continue;
    last_ = next->first;
    return job;
  }
  return std::nullopt;
}

std::optional<Job> WorkQueue::take_from(const std::string& namespace_, Lane& lane) {
  int stage = -1;  // of the first kind with work
  for (std::size_t kind = 0; kind < kJobKinds; ++kind) {
    if (lane.waiting[kind].empty() && lane.under_way[kind].empty()) continue;
    if (stage < 0) stage = stage_of(kind);
    if (stage_of(kind) != stage) break;
    for (const std::string& name : lane.waiting[kind]) {
      if (lane.under_way[kind].contains(name)) continue;
      Job job{static_cast<JobKind>(kind), {namespace_, name}};
      lane.under_way[kind].insert(name);
      lane.waiting[kind].erase(job.name.name);
      return job;
    }
  }
  return std::nullopt;
}

void WorkQueue::done(const Job& job) {
  finish(job);
}

void WorkQueue::postpone(const Job& job) {
  // Named again meanwhile: it has a turn anyway.
  Lane& lane = lanes_[job.name.namespace_];
  const std::size_t kind = index_of(job.kind);
  if (!lane.waiting[kind].contains(job.name.name)) lane.postponed[kind].insert(job.name.name);
  finish(job);
}

void WorkQueue::finish(const Job& job) {
  const auto found = lanes_.find(job.name.namespace_);
  if (found == lanes_.end()) return;
  Lane& lane = found->second;
  lane.under_way[index_of(job.kind)].erase(job.name.name);
  if (all_empty(lane.waiting) && all_empty(lane.under_way) && all_empty(lane.postponed)) lanes_.erase(found);
  tell();
}

void WorkQueue::tell() {
  if (on_work_) on_work_();
}

std::optional<Job> WorkQueue::find_unfinished(const std::string& namespace_) const {
  const auto found = lanes_.find(namespace_);
  if (found == lanes_.end()) return std::nullopt;
  const Lane& lane = found->second;
  for (const auto* const sets : {&lane.postponed, &lane.under_way, &lane.waiting}) {
    for (std::size_t kind = 0; kind < kJobKinds; ++kind) {
      const auto& names = (*sets)[kind];
      if (!names.empty()) return Job{static_cast<JobKind>(kind), {namespace_, *names.begin()}};
    }
  }
  return std::nullopt;
}

}  // namespace gauntlet::cluster
