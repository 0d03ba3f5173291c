#include "reference_controller/health_handler.hpp"

#include "foundation/http/url.hpp"

namespace gauntlet::reference {

net::Awaitable<void> HealthHandler::handle(const http::Request& request, const http::RequestContext& /*context*/,
                                           http::ResponseWriter& writer) {
  const std::string_view path = http::split_target(request.target).path;
  http::Response response;
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.body = "ok\n";
  if (path == "/readyz") {
    if (is_stopping_ || !controller_.is_ready()) {
      response.status = 503;
      response.body = is_stopping_ ? "stopping\n" : "waiting for the first route table\n";
    }
  } else if (path == "/metrics") {
    response.headers.set("Content-Type", kMetricsContentType);
    response.body = metrics_text(controller_.measure());
  } else if (path != "/healthz" && path != "/livez") {
    response.status = 404;
    response.body = "not found\n";
  }
  const auto sent = co_await writer.send(std::move(response));
  base::ignore_failure(sent);
}

}  // namespace gauntlet::reference
