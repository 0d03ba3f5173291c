// ServerTerms (internal to http): what the connections of one Server share.
#pragma once

#include "foundation/http/server.hpp"

namespace gauntlet::http {

struct ServerTerms {
  ServerTerms(net::Executor its_executor, Handler& its_handler, ServerLimits its_limits)
      : executor(std::move(its_executor)), handler(its_handler), limits(its_limits) {}

  net::Executor executor;
  Handler& handler;
  ServerLimits limits;
  bool is_stopping = false;                         // each connection ends with the answer under way
  base::Deadline cut_at = base::Deadline::never();  // when stopping: connections that are left end then
};

}  // namespace gauntlet::http
