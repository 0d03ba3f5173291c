// ObjectTable<View>: the local copy of one kind, read once per version. What we wrote ourselves is in it at once, and
// what a watch tells later of older versions is ignored: resource versions grow (KEP-5504), and objects that we deleted
// do not come back.
#pragma once

#include "foundation/base/namespaced_name.hpp"
#include "foundation/base/text.hpp"
#include "foundation/kube/object.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gauntlet::cluster {

inline unsigned long long revision_of(std::string_view resource_version) {
  unsigned long long revision = 0;
  return base::parse_decimal(resource_version, revision) ? revision : 0;
}

template <typename View>
class ObjectTable {
 public:
  // Called after each change with what was there and what is there now, one of which may be null.
  using Listener = std::function<void(const View* before, const View* after)>;
  explicit ObjectTable(Listener listener) : listener_(std::move(listener)) {}

  const View* find(const base::NamespacedName& name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second.view;
  }
  // Of one namespace, by name.
  std::vector<const View*> all_in(const std::string& namespace_) const {
    std::vector<const View*> views;
    for (auto at = entries_.lower_bound({namespace_, ""}); at != entries_.end(); ++at) {
      if (at->first.namespace_ != namespace_) break;
      views.push_back(&at->second.view);
    }
    return views;
  }

  void put(View view) {
    const base::NamespacedName name = view.object.namespaced_name();
    const unsigned long long revision = revision_of(view.object.resource_version());
    if (removed_.contains(std::string(view.object.uid()))) return;
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
      listener_(nullptr, &entries_.emplace(name, Entry{std::move(view), revision}).first->second.view);
      return;
    }
    if (revision != 0 && revision <= found->second.revision) return;
    Entry before = std::exchange(found->second, Entry{std::move(view), revision});
    if (before.view.object.uid() == found->second.view.object.uid()) {
      listener_(&before.view, &found->second.view);
    } else {
      listener_(&before.view, nullptr);
      listener_(nullptr, &found->second.view);
    }
  }

  // As a watch tells it.
  void remove(const kube::Object& object) { remove_own(object.namespaced_name(), std::string(object.uid())); }
  // After a deletion of ours, of which the watch will tell later.
  void remove_own(const base::NamespacedName& name, const std::string& uid) {
    remember_removed(uid);
    erase(name, uid);
  }
  // What was listed at `resource_version`, of all namespaces (empty) or of one. Objects made since are kept.
  void replace(std::vector<View> listed, std::string_view resource_version, const std::string& namespace_) {
    const unsigned long long revision = revision_of(resource_version);
    std::set<base::NamespacedName> names;
    for (View& view : listed) {
      names.insert(view.object.namespaced_name());
      put(std::move(view));
    }
    std::vector<std::pair<base::NamespacedName, std::string>> gone;
    for (const auto& [name, entry] : entries_) {
      const bool is_covered = namespace_.empty() || name.namespace_ == namespace_;
      if (is_covered && !names.contains(name) && entry.revision <= revision)
        gone.emplace_back(name, entry.view.object.uid());
    }
    for (const auto& [name, uid] : gone) remove_own(name, std::string(uid));
  }

 private:
  struct Entry {
    View view;
    unsigned long long revision;
  };

  // A list, or the answer to a write, may have been on its way while the watch told of the deletion. A uid is given
  // once only, so what is gone stays gone; so many are remembered that nothing can be on its way for longer.
  void remember_removed(const std::string& uid) {
    constexpr std::size_t kRemembered = 20'000;
    if (!removed_.insert(uid).second) return;
    removed_in_order_.push_back(uid);
    if (removed_in_order_.size() <= kRemembered) return;
    removed_.erase(removed_in_order_.front());
    removed_in_order_.pop_front();
  }

  void erase(const base::NamespacedName& name, std::string_view uid) {
    const auto found = entries_.find(name);
    if (found == entries_.end() || found->second.view.object.uid() != uid) return;
    const Entry before = std::move(found->second);
    entries_.erase(found);
    listener_(&before.view, nullptr);
  }

  Listener listener_;
  std::map<base::NamespacedName, Entry> entries_;
  std::set<std::string> removed_;  // uids
  std::deque<std::string> removed_in_order_;
};

}  // namespace gauntlet::cluster
