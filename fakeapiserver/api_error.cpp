#include "fakeapiserver/api_error.hpp"

namespace gauntlet::fakeapiserver {
namespace {

kube::Status failure(int code, std::string_view reason, std::string message) {
  kube::Status status;
  status.code = code;
  status.reason = reason;
  status.message = std::move(message);
  return status;
}

// As the router of the API server answers, which knows of no object.
kube::Status by_router(kube::Status status) {
  status.empty_details = kube::EmptyDetails::kWritten;
  return status;
}

kube::Status about_object(kube::Status status, const kube::ResourceType& type, std::string_view name) {
  status.details.name = name;
  status.details.group = type.group_version.group;
  status.details.kind = type.plural;  // the resource, not the kind (1.5)
  return status;
}

std::string named(const kube::ResourceType& type, std::string_view name) {
  return type.group_resource() + " " + quoted_text(name);
}

}  // namespace

std::string internal_type(const kube::ResourceType& type) {
  const std::string& group = type.group_version.group;
  std::string package = group.substr(0, group.find('.'));
  if (package.empty() || package == "events") package = "core";
  return package + "." + std::string(type.kind);
}

kube::Status bad_request(std::string message) {
  return failure(400, "BadRequest", std::move(message));
}

kube::Status unauthorized() {
  return failure(401, "Unauthorized", "Unauthorized");
}

kube::Status not_found(const kube::ResourceType& type, std::string_view name) {
  return about_object(failure(404, "NotFound", named(type, name) + " not found"), type, name);
}

kube::Status unknown_resource() {
  return by_router(failure(404, "NotFound", "the server could not find the requested resource"));
}

kube::Status already_exists(const kube::ResourceType& type, std::string_view name) {
  return about_object(failure(409, "AlreadyExists", named(type, name) + " already exists"), type, name);
}

kube::Status conflict(const kube::ResourceType& type, std::string_view name, std::string_view why) {
  return about_object(
      failure(409, "Conflict", "Operation cannot be fulfilled on " + named(type, name) + ": " + std::string(why)), type,
      name);
}

kube::Status invalid(std::string_view kind, std::string_view group, std::string_view name, const FieldErrors& errors) {
  const std::string full_kind = group.empty() ? std::string(kind) : std::string(kind) + "." + std::string(group);
  kube::Status status =
      failure(422, "Invalid", full_kind + " " + quoted_text(name) + " is invalid: " + errors.to_string());
  status.details.name = name;
  status.details.group = group;
  status.details.kind = kind;
  status.details.causes = errors.causes();
  return status;
}

kube::Status forbidden(const kube::ResourceType& type, std::string_view name, std::string_view why) {
  return about_object(failure(403, "Forbidden", named(type, name) + " is forbidden: " + std::string(why)), type, name);
}

kube::Status denied(const kube::GroupVersion& group_version, std::string_view resource, std::string_view name,
                    std::string_view why) {
  std::string message(resource);
  if (!group_version.group.empty()) message += "." + group_version.group;
  if (!name.empty()) message += " " + quoted_text(name);
  kube::Status status = failure(403, "Forbidden", message + " is forbidden: " + std::string(why));
  status.details.name = name;
  status.details.group = group_version.group;
  status.details.kind = resource;
  return status;
}

kube::Status denied_path(std::string_view user, std::string_view verb, std::string_view path) {
  return failure(
      403, "Forbidden",
      "forbidden: User " + quoted_text(user) + " cannot " + std::string(verb) + " path " + quoted_text(path));
}

kube::Status method_not_allowed() {
  return by_router(failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
}

kube::Status not_acceptable(std::string_view accepted_types) {
  return failure(406, "NotAcceptable", "only the following media types are accepted: " + std::string(accepted_types));
}

kube::Status no_such_representation(std::string_view available_types) {
  return by_router(failure(406, "NotAcceptable",
                           "406: Not Acceptable\n\nAvailable representations: " + std::string(available_types)));
}

kube::Status wrong_shape(std::string_view asked_form, std::string_view what_it_is) {
  return failure(
      406, "NotAcceptable",
      "you requested " + std::string(asked_form) + ", but the requested object is " + std::string(what_it_is));
}

kube::Status unsupported_media_type(std::string message) {
  return failure(415, "UnsupportedMediaType", std::move(message));
}

kube::Status request_entity_too_large(std::size_t limit) {
  return failure(413, "RequestEntityTooLarge", "Request entity too large: limit is " + std::to_string(limit));
}

kube::Status expired(std::string message) {
  return failure(410, "Expired", std::move(message));
}

kube::Status too_old_resource_version(std::uint64_t asked, std::uint64_t oldest) {
  return expired("too old resource version: " + std::to_string(asked) + " (" + std::to_string(oldest) + ")");
}

kube::Status too_large_resource_version(std::uint64_t asked, std::uint64_t current) {
  kube::Status status = failure(
      504, "Timeout",
      "Timeout: Too large resource version: " + std::to_string(asked) + ", current: " + std::to_string(current));
  status.details.causes.push_back({"ResourceVersionTooLarge", "Too large resource version", ""});
  status.details.retry_after_seconds = 1;
  return status;
}

kube::Status internal_error(std::string_view why) {
  kube::Status status = failure(500, "InternalError", "Internal error occurred: " + std::string(why));
  status.details.causes.push_back({"", std::string(why), ""});
  return status;
}

kube::Status injected(int code, int retry_after_seconds) {
  kube::Status status = failure(code, "", "injected by the fault list of this test server");
  switch (code) {
    case 403:
      status.reason = "Forbidden";
      break;
    case 404:
      status.reason = "NotFound";
      break;
    case 409:
      status.reason = "Conflict";
      break;
    case 410:
      status.reason = "Expired";
      break;
    case 429:
      status.reason = "TooManyRequests";
      break;
    case 500:
      status.reason = "InternalError";
      break;
    case 503:
      status.reason = "ServiceUnavailable";
      break;
    case 504:
      status.reason = "Timeout";
      break;
    default:
      break;
  }
  status.details.retry_after_seconds = retry_after_seconds;
  return status;
}

}  // namespace gauntlet::fakeapiserver
