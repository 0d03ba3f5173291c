// IngressCache: the Ingresses in the order in which they have precedence, each with the address that its status holds.
#pragma once

#include "foundation/kube/ingress.hpp"
#include "reference_controller/watch/object_cache.hpp"

#include <optional>
#include <set>
#include <string>

namespace gauntlet::reference {

struct IngressEntry {
  kube::Ingress ingress;
  // status.loadBalancer.ingress holds one entry, which is this IP address, and nothing else.
  std::optional<std::string> published_address;

  // For routing a status makes no difference.
  friend bool operator==(const IngressEntry& a, const IngressEntry& b) { return a.ingress == b.ingress; }
};

base::Result<IngressEntry> read_ingress_entry(const kube::Object& object);

class IngressCache final : public ObjectCache<IngressEntry> {
 public:
  // `on_status_change`: for statuses that are all that has changed.
  IngressCache(base::Log& log, std::function<void()> on_change, std::function<void()> on_status_change)
      : ObjectCache(read_ingress_entry, log, std::move(on_change)), on_status_change_(std::move(on_status_change)) {}

  void put(const kube::Object& object) override;
  void remove(const kube::Object& object) override;

  template <typename Visit>
  void visit_oldest_first(Visit visit) const {
    for (const kube::Ingress* const ingress : by_age_) visit(*ingress);
  }

 protected:
  void added(const IngressEntry& entry) override { by_age_.insert(&entry.ingress); }
  void removing(const IngressEntry& entry) override { by_age_.erase(&entry.ingress); }
  void refresh(IngressEntry& entry, IngressEntry&& newer) override;

 private:
  struct Older {
    bool operator()(const kube::Ingress* a, const kube::Ingress* b) const;
  };

  std::set<const kube::Ingress*, Older> by_age_;
  std::function<void()> on_status_change_;
};

}  // namespace gauntlet::reference
