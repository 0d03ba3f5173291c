#include "foundation/kube/status.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace gauntlet::kube {
namespace {

using base::Reason;

struct StatusReason {
  std::string_view text;
  Reason reason;
};

// Reason::kTimeout is a deadline of ours; where the server's own time ran out, another try may succeed.
constexpr std::array kStatusReasons = {
    StatusReason{"BadRequest", Reason::kBadRequest},
    StatusReason{"Unauthorized", Reason::kUnauthorized},
    StatusReason{"Forbidden", Reason::kForbidden},
    StatusReason{"NotFound", Reason::kNotFound},
    StatusReason{"MethodNotAllowed", Reason::kMethodNotAllowed},
    StatusReason{"NotAcceptable", Reason::kNotAcceptable},
    StatusReason{"AlreadyExists", Reason::kAlreadyExists},
    StatusReason{"Conflict", Reason::kConflict},
    StatusReason{"Gone", Reason::kGone},
    StatusReason{"Expired", Reason::kExpired},
    StatusReason{"RequestEntityTooLarge", Reason::kRequestEntityTooLarge},
    StatusReason{"UnsupportedMediaType", Reason::kUnsupportedMediaType},
    StatusReason{"Invalid", Reason::kInvalid},
    StatusReason{"TooManyRequests", Reason::kTooManyRequests},
    StatusReason{"InternalError", Reason::kInternal},
    StatusReason{"ServiceUnavailable", Reason::kServiceUnavailable},
    StatusReason{"ServerTimeout", Reason::kServiceUnavailable},
    StatusReason{"Timeout", Reason::kServiceUnavailable},
};

Reason reason_of_code(int http_code) {
  switch (http_code) {
    case 400:
      return Reason::kBadRequest;
    case 401:
      return Reason::kUnauthorized;
    case 403:
      return Reason::kForbidden;
    case 404:
      return Reason::kNotFound;
    case 405:
      return Reason::kMethodNotAllowed;
    case 406:
      return Reason::kNotAcceptable;
    case 409:
      return Reason::kConflict;
    case 410:
      return Reason::kGone;
    case 413:
      return Reason::kRequestEntityTooLarge;
    case 415:
      return Reason::kUnsupportedMediaType;
    case 422:
      return Reason::kInvalid;
    case 429:
      return Reason::kTooManyRequests;
    case 502:
    case 503:
    case 504:
      return Reason::kServiceUnavailable;
    default:
      return http_code >= 500 ? Reason::kInternal : Reason::kUnknown;
  }
}

Reason reason_of(std::string_view status_reason, int http_code) {
  for (const StatusReason& row : kStatusReasons) {
    if (row.text == status_reason) return row.reason;
  }
  return reason_of_code(http_code);
}

// Of a body that is no Status: its first line, and not all of a page.
std::string first_words(std::string_view body) {
  constexpr std::size_t kMostBytes = 512;
  body = body.substr(0, body.find_first_of("\r\n"));
  return std::string(base::trim(body.substr(0, kMostBytes)));
}

Json to_json(const StatusDetails& details) {
  Json json = Json::object();
  if (!details.name.empty()) json["name"] = details.name;
  if (!details.group.empty()) json["group"] = details.group;
  if (!details.kind.empty()) json["kind"] = details.kind;
  if (!details.uid.empty()) json["uid"] = details.uid;
  for (const StatusCause& cause : details.causes) {
    Json entry = Json::object();
    if (!cause.reason.empty()) entry["reason"] = cause.reason;
    if (!cause.message.empty()) entry["message"] = cause.message;
    if (!cause.field.empty()) entry["field"] = cause.field;
    json["causes"].push_back(std::move(entry));
  }
  if (details.retry_after_seconds > 0) json["retryAfterSeconds"] = details.retry_after_seconds;
  return json;
}

}  // namespace

bool StatusDetails::empty() const {
  return name.empty() && group.empty() && kind.empty() && uid.empty() && causes.empty() && retry_after_seconds <= 0;
}

Json to_json(const Status& status) {
  Json json = Json::object();
  json["apiVersion"] = "v1";
  json["kind"] = "Status";
  json["metadata"] = Json::object();
  json["status"] = status.success ? "Success" : "Failure";
  if (!status.success) json["code"] = status.code;
  if (!status.message.empty()) json["message"] = status.message;
  if (!status.reason.empty()) json["reason"] = status.reason;
  const bool has_details = !status.details.empty() || status.empty_details == EmptyDetails::kWritten;
  if (has_details) json["details"] = to_json(status.details);
  return json;
}

base::Error error_from_answer(int http_code, std::string_view body) {
  const auto json = parse_json(body);
  if (!json || string_member(*json, "kind") != "Status") {
    return {reason_of_code(http_code), fmt::format("the API server answered {}", http_code), first_words(body)};
  }
  const std::string_view status_reason = string_member(*json, "reason");
  std::string message = fmt::format("the API server answered {}", http_code);
  if (!status_reason.empty()) message += fmt::format(" {}", status_reason);
  return {reason_of(status_reason, http_code), std::move(message), std::string(string_member(*json, "message"))};
}

}  // namespace gauntlet::kube
