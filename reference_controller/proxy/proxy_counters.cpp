#include "reference_controller/proxy/proxy_counters.hpp"

namespace gauntlet::reference {

std::string_view to_string(RequestOutcome outcome) {
  switch (outcome) {
    case RequestOutcome::kProxied:
      return "proxied";
    case RequestOutcome::kCutOff:
      return "cut_off";
    case RequestOutcome::kClientGone:
      return "client_gone";
    case RequestOutcome::kBadRequest:
      return "bad_request";
    case RequestOutcome::kNoRoute:
      return "no_route";
    case RequestOutcome::kResourceBackend:
      return "resource_backend";
    case RequestOutcome::kMethodNotAllowed:
      return "method_not_allowed";
    case RequestOutcome::kRequestTimeout:
      return "request_timeout";
    case RequestOutcome::kHeadTooLarge:
      return "head_too_large";
    case RequestOutcome::kBadGateway:
      return "bad_gateway";
    case RequestOutcome::kNoEndpoint:
      return "no_endpoint";
    case RequestOutcome::kGatewayTimeout:
      return "gateway_timeout";
    case RequestOutcome::kAnswered:
      return "answered";
  }
  return "";
}

RequestOutcome outcome_of(OwnAnswer answer) {
  switch (answer) {
    case OwnAnswer::kOptions:
    case OwnAnswer::kRedirectToHttps:
      return RequestOutcome::kAnswered;
    case OwnAnswer::kBadRequest:
      return RequestOutcome::kBadRequest;
    case OwnAnswer::kNoRoute:
      return RequestOutcome::kNoRoute;
    case OwnAnswer::kResourceBackend:
      return RequestOutcome::kResourceBackend;
    case OwnAnswer::kMethodNotAllowed:
      return RequestOutcome::kMethodNotAllowed;
    case OwnAnswer::kRequestTimeout:
      return RequestOutcome::kRequestTimeout;
    case OwnAnswer::kHeadTooLarge:
      return RequestOutcome::kHeadTooLarge;
    case OwnAnswer::kBadGateway:
      return RequestOutcome::kBadGateway;
    case OwnAnswer::kNoEndpoint:
      return RequestOutcome::kNoEndpoint;
    case OwnAnswer::kGatewayTimeout:
      return RequestOutcome::kGatewayTimeout;
  }
  return RequestOutcome::kAnswered;
}

}  // namespace gauntlet::reference
