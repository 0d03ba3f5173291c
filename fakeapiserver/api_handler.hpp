// ApiHandler: one HTTP request through the stages of the API: authentication, route, negotiation, options, verb; and
// its line in the request log.
#pragma once

#include "fakeapiserver/api_service.hpp"
#include "fakeapiserver/authentication.hpp"
#include "foundation/http/server.hpp"

namespace gauntlet::fakeapiserver {

class ApiHandler final : public http::Handler {
 public:
  // `service` outlives the handler.
  ApiHandler(ApiService& service, Authentication authentication) : service_(service), authentication_(authentication) {}

  net::Awaitable<void> handle(const http::Request& request, const http::RequestContext& context,
                              http::ResponseWriter& writer) override;

 private:
  // What is known of one request.
  struct Exchange {
    AuditRecord record;
    User user;  // as whom it is done
    RequestInfo info;
    std::optional<Fault> fault;
    const ResourceRow* row = nullptr;
  };
  std::optional<Answer> admit(const http::Request& request, const http::RequestContext& context, Exchange& exchange);
  net::Awaitable<void> handle_resource(const http::Request& request, Exchange& exchange, http::ResponseWriter& writer);

  ApiService& service_;
  Authentication authentication_;
};

}  // namespace gauntlet::fakeapiserver
