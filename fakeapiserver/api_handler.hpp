// ApiHandler: one HTTP request through the stages of the API: authentication, route, negotiation, options, verb; and
// its line in the request log.
#pragma once

#include "fakeapiserver/api_service.hpp"
#include "foundation/http/server.hpp"

namespace gauntlet::fakeapiserver {

enum class Authentication { kBearerToken, kNone };

class ApiHandler final : public http::Handler {
 public:
  // `service` outlives the handler.
  ApiHandler(ApiService& service, Authentication authentication) : service_(service), authentication_(authentication) {}

  net::Awaitable<void> handle(const http::Request& request, const http::RequestContext& context,
                              http::ResponseWriter& writer) override;

 private:
  net::Awaitable<void> handle_resource(const http::Request& request, const RequestInfo& info, const ResourceRow& row,
                                       AuditRecord& record, http::ResponseWriter& writer);

  ApiService& service_;
  Authentication authentication_;
};

}  // namespace gauntlet::fakeapiserver
