#include "reference_controller/proxy/endpoint_picker.hpp"

#include "reference_controller/mutants.hpp"

#include <utility>

namespace gauntlet::reference {

EndpointPool& BackendEndpoints::next() {
  if (mutant_active(Mutant::kOneReplicaOnly)) return *pools_.front();
  if (turn_ >= pools_.size()) turn_ = turn_ == pools_.size() ? 0 : turn_ % pools_.size();
  return *pools_[turn_++];
}

void EndpointPicker::install(std::shared_ptr<const RouteTable> table) {
  table_ = std::move(table);
  backends_.assign(table_->backend_count(), nullptr);
  ++first_turn_;
}

const BackendEndpointsPtr& EndpointPicker::endpoints_of(BackendId id) {
  BackendEndpointsPtr& backend = backends_[id];
  if (backend == nullptr) {
    std::vector<EndpointPoolPtr> pools;
    for (const net::Endpoint& endpoint : table_->backend(id).endpoints) {
      pools.push_back(connections_.pool_of(endpoint));
    }
    backend = std::make_shared<BackendEndpoints>(std::move(pools), first_turn_);
  }
  return backend;
}

}  // namespace gauntlet::reference
