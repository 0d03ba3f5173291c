#include "harness/cluster/service_controller.hpp"

#include "harness/cluster/endpoints_object.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace gauntlet::cluster {
namespace {

using base::NamespacedName;
using base::Reason;
using base::Result;
using kube::Json;
using kube::resources::kEndpoints;
using kube::resources::kEndpointSlices;
using kube::resources::kServices;
using net::Awaitable;

}  // namespace

Awaitable<Result<void>> ServiceController::adopt_slices(base::Deadline deadline) {
  kube::ListOptions options;
  const auto listed = co_await client_.list(kEndpointSlices, std::move(options), deadline);
  if (!listed) co_return listed.error();
  for (const kube::Object& slice : listed->items) {
    const std::string service = managed_service_of(slice);
    if (service.empty()) continue;
    adopted_[{std::string(slice.namespace_()), service}].push_back(read_slice(slice));
  }
  co_return Result<void>();
}

ServiceController::Published& ServiceController::published_of(const ServiceView& service) {
  Published& published = published_[service.name()];
  if (published.uid == service.service.uid) return published;
  published = Published{service.service.uid, {}, {}};
  const auto adopted = adopted_.find(service.name());
  if (adopted != adopted_.end()) {
    published.slices = std::move(adopted->second);
    adopted_.erase(adopted);
  }
  return published;
}

Awaitable<Result<void>> ServiceController::sync_slices(NamespacedName name, base::Deadline deadline) {
  const ServiceView* service = model_.find_service(name);
  if (service == nullptr) {
    published_.erase(name);
    proxy_.remove(name);
    co_return Result<void>();
  }
  if (service->service.type == "LoadBalancer" && service->load_balancer_ip.empty()) {
    auto given = co_await give_address(name, deadline);
    if (!given) co_return given;
    service = model_.find_service(name);
    if (service == nullptr) co_return Result<void>();
  }
  proxy_.update(*service,
                {find_endpoint_groups(*service, model_.pods_in(name.namespace_)), model_.foreign_slices_of(name)});
  if (!service->selects_pods()) co_return Result<void>();
  auto written = co_await write_slices(name, deadline);
  co_return written;
}

Awaitable<Result<void>> ServiceController::write_slices(NamespacedName name, base::Deadline deadline) {
  const ServiceView service = *model_.find_service(name);
  const auto groups = find_endpoint_groups(service, model_.pods_in(name.namespace_));
  const SliceChanges changes = plan_slices(service, groups, published_of(service).slices);
  std::vector<std::pair<Attempt, kube::Object>> writes;
  for (const SliceContent& slice : changes.created) writes.emplace_back(Attempt::kCreate, make_slice(service, slice));
  for (const SliceContent& slice : changes.updated) writes.emplace_back(Attempt::kUpdate, make_slice(service, slice));
  for (auto& [first, object] : writes) {
    auto done = co_await write_slice(first, std::move(object), deadline);
    if (!done) co_return done;
  }
  for (const std::string& removed : changes.removed) {
    const NamespacedName slice{name.namespace_, removed};
    auto done = co_await client_.remove(kEndpointSlices, slice, deadline);
    if (!done && done.error().reason() != Reason::kNotFound) co_return done;
  }
  Published& published = published_of(service);
  apply_changes(changes, published.slices);
  co_return Result<void>();
}

// Names come from the Service's uid: what is there already is ours, left by a write of which we do not know.
Awaitable<Result<void>> ServiceController::write_slice(Attempt first, kube::Object slice, base::Deadline deadline) {
  kube::Object copy = slice;
  if (first == Attempt::kCreate) {
    const auto created = co_await client_.create(kEndpointSlices, std::move(copy), deadline);
    if (created) co_return Result<void>();
    if (created.error().reason() != Reason::kAlreadyExists) co_return created.error();
    const auto updated = co_await client_.update(kEndpointSlices, std::move(slice), deadline);
    if (!updated) co_return updated.error();
    co_return Result<void>();
  }
  const auto updated = co_await client_.update(kEndpointSlices, std::move(copy), deadline);
  if (updated) co_return Result<void>();
  if (updated.error().reason() != Reason::kNotFound) co_return updated.error();
  const auto created = co_await client_.create(kEndpointSlices, std::move(slice), deadline);
  if (!created) co_return created.error();
  co_return Result<void>();
}

Awaitable<Result<void>> ServiceController::sync_endpoints(NamespacedName name, base::Deadline deadline) {
  const ServiceView* const service = model_.find_service(name);
  if (service == nullptr || !service->selects_pods()) co_return Result<void>();
  const std::string uid = service->service.uid;
  kube::Object endpoints = make_endpoints(*service, find_endpoint_groups(*service, model_.pods_in(name.namespace_)));
  const std::string text = endpoints.to_text();
  if (published_of(*service).endpoints == text) co_return Result<void>();
  // A PUT makes Endpoints that are not there (core/v1 allows it for this kind).
  const auto written = co_await client_.update(kEndpoints, std::move(endpoints), deadline);
  if (!written) co_return written.error();
  const auto published = published_.find(name);
  if (published != published_.end() && published->second.uid == uid) published->second.endpoints = text;
  co_return Result<void>();
}

Awaitable<Result<void>> ServiceController::give_address(NamespacedName name, base::Deadline deadline) {
  const std::string address = load_balancer_addresses_.take();
  Json object = model_.find_service(name)->object.json();
  object["status"]["loadBalancer"]["ingress"] = Json::array({{{"ip", address}, {"ipMode", "VIP"}}});
  kube::Object changed = kube::Object::from_json(std::move(object));
  const auto written = co_await client_.update_status(kServices, std::move(changed), deadline);
  if (!written) co_return written.error();
  model_.put_own(*written);
  co_return Result<void>();
}

}  // namespace gauntlet::cluster
