// WorkQueue: what is to be looked at again, each thing once however often it is named, never two at a time of one
// thing; within a namespace in the order of JobKind, so that slices are made of pods that are ready and few states in
// between are ever written. Pure.
#pragma once

#include "foundation/base/namespaced_name.hpp"

#include <array>
#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gauntlet::cluster {

enum class JobKind { kDeployment, kPod, kSlices, kEndpoints, kStatus };
inline constexpr std::size_t kJobKinds = 5;
std::string_view to_string(JobKind kind);

struct Job {
  JobKind kind;
  base::NamespacedName name;
  friend auto operator<=>(const Job&, const Job&) = default;
};

class WorkQueue {
 public:
  // `on_work` is called whenever there may be something to take.
  explicit WorkQueue(std::function<void()> on_work = nullptr) : on_work_(std::move(on_work)) {}

  void add(const Job& job);
  // The next one whose turn it is, namespaces taking turns; it is under way until done() or postpone().
  std::optional<Job> take();
  void done(const Job& job);
  // It failed, and add() will name it again later; until then it holds up nothing but idleness.
  void postpone(const Job& job);
  // Nothing of this namespace is waiting, under way or postponed.
  bool is_idle(const std::string& namespace_) const { return !lanes_.contains(namespace_); }
  // One of the jobs that keep a namespace from being idle.
  std::optional<Job> find_unfinished(const std::string& namespace_) const;

 private:
  // The work of one namespace.
  struct Lane {
    std::array<std::set<std::string>, kJobKinds> waiting;
    std::array<std::set<std::string>, kJobKinds> under_way;
    std::array<std::set<std::string>, kJobKinds> postponed;
  };

  static std::optional<Job> take_from(const std::string& namespace_, Lane& lane);
  void finish(const Job& job);
  void tell();

  std::function<void()> on_work_;
  std::map<std::string, Lane> lanes_;
  std::string last_;  // the namespace of the last job
};

}  // namespace gauntlet::cluster
