// EndpointPicker: the turn of each backend's endpoints on one loop, round robin. It is renewed with the route table;
// what belongs to a backend is looked up when its first request comes, so that a table of ten thousand costs nothing
// here.
#pragma once

#include "reference_controller/proxy/endpoint_connections.hpp"
#include "reference_controller/routing/route_table.hpp"

#include <memory>
#include <vector>

namespace gauntlet::reference {

// The endpoints of one backend. Requests hold it over a change of the table.
class BackendEndpoints {
 public:
  BackendEndpoints(std::vector<EndpointPoolPtr> pools, std::size_t first_turn)
      : pools_(std::move(pools)), turn_(first_turn) {}

  std::size_t size() const { return pools_.size(); }
  // Only where there are any.
  EndpointPool& next();

 private:
  std::vector<EndpointPoolPtr> pools_;
  std::size_t turn_;
};
using BackendEndpointsPtr = std::shared_ptr<BackendEndpoints>;

class EndpointPicker {
 public:
  explicit EndpointPicker(EndpointConnections& connections) : connections_(connections) {}

  void install(std::shared_ptr<const RouteTable> table);
  const std::shared_ptr<const RouteTable>& table() const { return table_; }
  const BackendEndpointsPtr& endpoints_of(BackendId id);

 private:
  EndpointConnections& connections_;
  std::shared_ptr<const RouteTable> table_ = std::make_shared<const RouteTable>();
  std::vector<BackendEndpointsPtr> backends_;  // null: not asked for yet
  // Where a new backend begins, so that the first endpoint does not get a request more with every change.
  std::size_t first_turn_ = 0;
};

}  // namespace gauntlet::reference
