// HealthHandler: /healthz and /livez say that the process is alive, /readyz that requests may be sent to it: after the
// first complete route table, until it is asked to stop; /metrics is for Prometheus. On the controller's loop.
#pragma once

#include "foundation/http/server.hpp"
#include "reference_controller/controller.hpp"

namespace gauntlet::reference {

class HealthHandler final : public http::Handler {
 public:
  explicit HealthHandler(const Controller& controller) : controller_(controller) {}

  net::Awaitable<void> handle(const http::Request& request, const http::RequestContext& context,
                              http::ResponseWriter& writer) override;
  void begin_stop() { is_stopping_ = true; }

 private:
  const Controller& controller_;
  bool is_stopping_ = false;
};

}  // namespace gauntlet::reference
