// ProxyLoop: what all connections of one loop share.
#pragma once

#include "foundation/base/log.hpp"
#include "foundation/net/awaitable.hpp"
#include "reference_controller/proxy/endpoint_connections.hpp"
#include "reference_controller/proxy/endpoint_picker.hpp"
#include "reference_controller/proxy/proxy_counters.hpp"
#include "reference_controller/proxy/proxy_limits.hpp"

namespace gauntlet::reference {

struct ProxyLoop {
  ProxyLoop(net::Executor its_executor, const ProxyLimits& its_limits, base::Log& its_log)
      : executor(std::move(its_executor)),
        limits(its_limits),
        log(its_log),
        connections(limits),
        endpoints(connections) {}

  net::Executor executor;
  const ProxyLimits limits;
  base::Log& log;
  EndpointConnections connections;
  EndpointPicker endpoints;  // with the route table
  ProxyCounters counters;
  bool is_draining = false;  // every answer ends its connection
};

}  // namespace gauntlet::reference
