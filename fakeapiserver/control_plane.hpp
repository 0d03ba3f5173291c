// ControlPlane: what the verbs work upon: the kinds, the objects, the addresses of Services, and where times and names
// come from. No I/O. One loop.
#pragma once

#include "fakeapiserver/resource_registry.hpp"
#include "fakeapiserver/server_features.hpp"
#include "fakeapiserver/service_addresses.hpp"
#include "fakeapiserver/store/object_store.hpp"
#include "foundation/base/clock.hpp"

#include <functional>
#include <random>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

class ControlPlane {
 public:
  explicit ControlPlane(const base::Clock& clock, LoopbackEndpoints loopback_endpoints = LoopbackEndpoints::kAllowed);
  ControlPlane(const ControlPlane&) = delete;
  ControlPlane& operator=(const ControlPlane&) = delete;

  const ResourceRegistry& registry() const { return registry_; }
  ResourceRegistry& registry() { return registry_; }
  ObjectStore& store() { return store_; }
  const ObjectStore& store() const { return store_; }
  const ServiceAddresses& service_addresses() const { return service_addresses_; }
  const base::Clock& clock() const { return clock_; }
  LoopbackEndpoints loopback_endpoints() const { return loopback_endpoints_; }

  // Called after each change of an object, in the order given, while the change is the newest.
  void add_listener(ObjectStore::Listener listener) { listeners_.push_back(std::move(listener)); }

  // Now, as fakeapiserver::time_text writes it.
  std::string time_text() const;
  // Random version 4, lower case (RFC 9562).
  std::string make_uid();
  // generateName: at most 58 characters of the prefix and five random ones.
  std::string make_name(std::string_view prefix);

 private:
  const base::Clock& clock_;
  LoopbackEndpoints loopback_endpoints_;
  ResourceRegistry registry_;
  ObjectStore store_;
  ServiceAddresses service_addresses_;
  std::vector<ObjectStore::Listener> listeners_;
  std::mt19937_64 random_;
};

// "2006-01-02T15:04:05Z", as meta/v1 Time is written.
std::string time_text(base::WallTime time);
// An object out of the store as a document.
kube::Json to_json(const ObjectVersion& version);

}  // namespace gauntlet::fakeapiserver
