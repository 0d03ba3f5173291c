// ObjectCache<T>: the local copy of one kind, read into values of type T once per version. It tells a listener when
// something has changed that T holds; what T leaves out (a status, a resourceVersion) is no change.
#pragma once

#include "foundation/base/log.hpp"
#include "foundation/base/namespaced_name.hpp"
#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"
#include "reference_controller/mutants.hpp"
#include "reference_controller/watch/reflector.hpp"

#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace gauntlet::reference {

template <typename T>
class ObjectCache : public ReflectorSink {
 public:
  using Read = base::Result<T> (*)(const kube::Object&);

  // An object that `read` refuses is logged and treated as absent.
  ObjectCache(Read read, base::Log& log, std::function<void()> on_change)
      : read_(read), log_(log), on_change_(std::move(on_change)) {}

  const T* find(const base::NamespacedName& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
  }
  const std::unordered_map<base::NamespacedName, T>& all() const { return values_; }
  // Whether the first list is in.
  bool is_complete() const { return is_complete_; }

  void replace(const std::vector<kube::Object>& all) override {
    std::unordered_set<base::NamespacedName> kept;
    for (const kube::Object& object : all) {
      put(object);
      kept.insert(object.namespaced_name());
    }
    for (auto entry = values_.begin(); entry != values_.end();) {
      const auto next = std::next(entry);
      if (!kept.contains(entry->first) && !mutant_active(Mutant::kRelistKeepsDeleted)) erase(entry);
      entry = next;
    }
    if (!std::exchange(is_complete_, true)) on_change_();
  }

  void put(const kube::Object& object) override {
    base::Result<T> value = read_(object);
    if (!value) {
      const std::string name = object.namespaced_name().to_string();
      log_.write(base::LogLevel::kWarn, "an object cannot be read",
                 {{"kind", object.kind()}, {"name", name}, {"error", value.error().to_string()}});
      remove(object);
      return;
    }
    const auto found = values_.find(object.namespaced_name());
    if (found != values_.end()) {
      if (found->second == *value) {
        refresh(found->second, std::move(*value));
        return;
      }
      removing(found->second);
      found->second = std::move(*value);
      added(found->second);
    } else {
      added(values_.emplace(object.namespaced_name(), std::move(*value)).first->second);
    }
    on_change_();
  }

  void remove(const kube::Object& object) override {
    const auto found = values_.find(object.namespaced_name());
    if (found != values_.end()) erase(found);
  }

 protected:
  // For indexes.
  virtual void added(const T& /*value*/) {}
  virtual void removing(const T& /*value*/) {}
  // `newer` is equal to `value`, but may differ in what the comparison leaves out.
  virtual void refresh(T& /*value*/, T&& /*newer*/) {}

 private:
  void erase(typename std::unordered_map<base::NamespacedName, T>::iterator entry) {
    removing(entry->second);
    values_.erase(entry);
    on_change_();
  }

  Read read_;
  base::Log& log_;
  std::function<void()> on_change_;
  std::unordered_map<base::NamespacedName, T> values_;
  bool is_complete_ = false;
};

}  // namespace gauntlet::reference
