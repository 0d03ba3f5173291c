// ClusterState: what the controller knows of the cluster: the local copies of all kinds that it watches, with the
// indexes that routing asks for, and one signal for all changes. One loop.
#pragma once

#include "foundation/net/wait_event.hpp"
#include "reference_controller/routing/certificate_builder.hpp"
#include "reference_controller/routing/class_filter.hpp"
#include "reference_controller/routing/route_builder.hpp"
#include "reference_controller/watch/ingress_cache.hpp"
#include "reference_controller/watch/object_cache.hpp"
#include "reference_controller/watch/slice_cache.hpp"

#include <vector>

namespace gauntlet::reference {

// What has to be made anew.
struct Changes {
  bool routes = false;
  bool certificates = false;
  bool statuses = false;
};

class ClusterState final : public IngressClassSource, public ServiceSource, public SecretSource {
 public:
  ClusterState(net::Executor executor, base::Log& log);
  ClusterState(const ClusterState&) = delete;
  ClusterState& operator=(const ClusterState&) = delete;

  // Each kind with the place where its objects go.
  struct Feed {
    const kube::ResourceType& type;
    ReflectorSink& sink;
  };
  std::vector<Feed> feeds();

  // Every kind has been listed once.
  bool is_complete() const;
  // Waits for the next change and takes all there are.
  net::Awaitable<base::Result<Changes>> next_changes();

  const IngressCache& ingresses() const { return ingresses_; }
  std::vector<const kube::Ingress*> served(const ClassSelection& selection) const;  // oldest first

  const kube::IngressClass* find_class(std::string_view name) const override;
  const kube::Service* find_service(const base::NamespacedName& name) const override;
  std::span<const SlicePtr> slices_of(const base::NamespacedName& service) const override;
  const kube::Object* find_secret(const base::NamespacedName& name) const override;
  const kube::Object* find_secret_anywhere(std::string_view name) const override;

 private:
  // A Secret without all but the two values that matter.
  struct SecretEntry {
    kube::Object object;
    bool operator==(const SecretEntry& other) const;
  };
  class ClassCache final : public ObjectCache<kube::IngressClass> {
   public:
    using ObjectCache::ObjectCache;
    void put(const kube::Object& object) override;
  };

  static base::Result<SecretEntry> read_secret(const kube::Object& object);
  void mark(bool Changes::*part);

  net::WaitEvent changed_;
  Changes changes_;
  IngressCache ingresses_;
  ClassCache classes_;
  ObjectCache<kube::Service> services_;
  SliceCache slices_;
  ObjectCache<SecretEntry> secrets_;
};

}  // namespace gauntlet::reference
