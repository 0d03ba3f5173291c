#include "reference_controller/watch/cluster_state.hpp"

#include "reference_controller/mutants.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace gauntlet::reference {

bool ClusterState::SecretEntry::operator==(const SecretEntry& other) const {
  return object.json() == other.object.json();
}

base::Result<ClusterState::SecretEntry> ClusterState::read_secret(const kube::Object& object) {
  kube::Json data = kube::Json::object();
  for (const char* const key : {"tls.crt", "tls.key"}) {
    const kube::Json& value = kube::member(kube::member(object.json(), "data"), key);
    if (!value.is_null()) data[key] = value;
  }
  kube::Json metadata = {{"name", object.name()}, {"namespace", object.namespace_()}};
  kube::Json reduced = {{"metadata", std::move(metadata)}, {"data", std::move(data)}};
  return SecretEntry{kube::Object::from_json(std::move(reduced))};
}

void ClusterState::ClassCache::put(const kube::Object& object) {
  if (mutant_active(Mutant::kClassObjectsReadOnce) && is_complete()) return;
  ObjectCache::put(object);
}

ClusterState::ClusterState(net::Executor executor, base::Log& log)
    : changed_(std::move(executor)),
      ingresses_(
          log,
          [this] {
            mark(&Changes::routes);
            mark(&Changes::certificates);
            mark(&Changes::statuses);
          },
          [this] { mark(&Changes::statuses); }),
      classes_(kube::read_ingress_class, log,
               [this] {
                 mark(&Changes::routes);
                 mark(&Changes::certificates);
                 mark(&Changes::statuses);
               }),
      services_(kube::read_service, log, [this] { mark(&Changes::routes); }),
      slices_(log, [this] { mark(&Changes::routes); }),
      secrets_(read_secret, log, [this] { mark(&Changes::certificates); }) {}

std::vector<ClusterState::Feed> ClusterState::feeds() {
  return {{kube::resources::kIngresses, ingresses_},
          {kube::resources::kIngressClasses, classes_},
          {kube::resources::kServices, services_},
          {kube::resources::kEndpointSlices, slices_},
          {kube::resources::kSecrets, secrets_}};
}

void ClusterState::mark(bool Changes::*part) {
  changes_.*part = true;
  changed_.set();
}

bool ClusterState::is_complete() const {
  return ingresses_.is_complete() && classes_.is_complete() && services_.is_complete() && slices_.is_complete() &&
         secrets_.is_complete();
}

net::Awaitable<base::Result<Changes>> ClusterState::next_changes() {
  const auto never = base::Deadline::never();
  const auto waited = co_await changed_.wait(never);
  if (!waited) co_return waited.error();
  changed_.reset();
  co_return std::exchange(changes_, Changes());
}

std::vector<const kube::Ingress*> ClusterState::served(const ClassSelection& selection) const {
  std::vector<const kube::Ingress*> served;
  ingresses_.visit_oldest_first([&](const kube::Ingress& ingress) {
    if (is_served(ingress, selection, *this)) served.push_back(&ingress);
  });
  return served;
}

const kube::IngressClass* ClusterState::find_class(std::string_view name) const {
  return classes_.find({"", std::string(name)});
}

const kube::Service* ClusterState::find_service(const base::NamespacedName& name) const {
  return services_.find(name);
}

std::span<const SlicePtr> ClusterState::slices_of(const base::NamespacedName& service) const {
  return slices_.slices_of(service);
}

const kube::Object* ClusterState::find_secret(const base::NamespacedName& name) const {
  const SecretEntry* const found = secrets_.find(name);
  return found == nullptr ? nullptr : &found->object;
}

const kube::Object* ClusterState::find_secret_anywhere(std::string_view name) const {
  for (const auto& [key, entry] : secrets_.all()) {
    if (key.name == name) return &entry.object;
  }
  return nullptr;
}

}  // namespace gauntlet::reference
