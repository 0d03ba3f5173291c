#include "reference_controller/reference_controller.hpp"

#include "foundation/net/certificate_authority.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using base::Result;
using net::Awaitable;

// Shown where no Secret says otherwise: made at each start, so nobody else can have its key.
Result<IdentityPtr> make_fallback_identity() {
  net::CertificateRequest request;
  request.common_name = "gauntlet-reference default certificate";
  request.dns_names = {"default.gauntlet.test"};
  const auto issued = net::make_self_signed(request);
  if (!issued) return issued.error();
  return net::TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
}

}  // namespace

ReferenceController::ReferenceController(ReferenceControllerOptions options, base::Log& log)
    : options_(std::move(options)), log_(log) {}

ReferenceController::~ReferenceController() {
  control_loop_.stop();
}

Result<void> ReferenceController::start() {
  auto fallback = make_fallback_identity();
  if (!fallback) return fallback.error().with_context("making the default certificate");
  std::vector<ProxyWorker*> workers;
  for (int i = 0; i < options_.proxy_threads; ++i) {
    workers_.push_back(std::make_unique<ProxyWorker>(options_.limits, log_));
    workers.push_back(workers_.back().get());
  }
  const auto http = listen_everywhere(options_.listen_http, Scheme::kHttp);
  if (!http) return http.error();
  addresses_.http = *http;
  const auto https = listen_everywhere(options_.listen_https, Scheme::kHttps);
  if (!https) return https.error();
  addresses_.https = *https;

  controller_ = std::make_unique<Controller>(control_loop_.executor(), options_.controller, std::move(*fallback),
                                             std::move(workers), log_);
  const auto health = listen_for_health();
  if (!health) return health.error();
  for (std::size_t i = 0; i < workers_.size(); ++i) workers_[i]->start("proxy-" + std::to_string(i));
  control_loop_.post([this] { controller_->start(); });
  control_loop_.start("control");
  return {};
}

Result<std::optional<net::Endpoint>> ReferenceController::listen_everywhere(const std::optional<net::Endpoint>& at,
                                                                            Scheme scheme) {
  if (!at) return std::optional<net::Endpoint>();
  net::Endpoint local = *at;
  if (workers_.size() > 1) {
    // A shared port could be shared with another program of the same user; so it is taken alone first.
    const auto alone = net::Acceptor::listen(control_loop_.executor(), *at);
    if (!alone) return alone.error();
    local = (*alone)->local_endpoint();
  }
  const auto sharing = workers_.size() > 1 ? net::PortSharing::kShared : net::PortSharing::kExclusive;
  for (const auto& worker : workers_) {
    const auto listening = worker->listen(local, scheme, sharing);
    if (!listening) return listening.error();
    local = *listening;
  }
  log_.write(base::LogLevel::kInfo, "listening",
             {{"scheme", scheme == Scheme::kHttps ? "https" : "http"}, {"address", local.to_string()}});
  return std::optional(local);
}

Result<void> ReferenceController::listen_for_health() {
  health_handler_ = std::make_unique<HealthHandler>(*controller_);
  health_server_ = std::make_unique<http::Server>(control_loop_.executor(), *health_handler_);
  if (!options_.listen_health) return {};
  auto acceptor = net::Acceptor::listen(control_loop_.executor(), *options_.listen_health);
  if (!acceptor) return acceptor.error();
  addresses_.health = (*acceptor)->local_endpoint();
  log_.write(base::LogLevel::kInfo, "listening", {{"scheme", "health"}, {"address", addresses_.health->to_string()}});
  health_server_->serve(std::move(*acceptor));
  return {};
}

void ReferenceController::stop() {
  control_loop_.run_and_wait_for([this] { return shut_down(); });
}

Awaitable<void> ReferenceController::shut_down() {
  health_handler_->begin_stop();
  const auto deadline = Deadline::after(options_.drain);
  net::TaskGroup drains(control_loop_.executor());
  for (const auto& worker : workers_) drains.spawn(drain(*worker, deadline));
  co_await drains.wait_until_empty();
  co_await controller_->stop();
  const auto at_once = Deadline::at({});
  co_await health_server_->stop(at_once);
}

Awaitable<void> ReferenceController::drain(ProxyWorker& worker, Deadline deadline) {
  const base::Duration grace = std::min(options_.grace, options_.drain / 2);
  std::function<Awaitable<void>()> make_task = [&worker, grace, deadline] { return worker.drain(grace, deadline); };
  co_await net::run_task_on(worker.executor(), std::move(make_task));
}

}  // namespace gauntlet::reference
