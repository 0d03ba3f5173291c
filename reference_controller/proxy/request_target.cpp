#include "reference_controller/proxy/request_target.hpp"

#include "foundation/base/text.hpp"
#include "reference_controller/routing/path_match.hpp"

#include <algorithm>
#include <string>

namespace gauntlet::reference {
namespace {

using base::Error;
using base::Reason;

Error bad_request(std::string why) {
  return {Reason::kBadRequest, std::move(why)};
}

// The one Host field; nullptr: none, which HTTP/1.0 allows.
base::Result<const http::FieldView*> find_host_field(const http::MessageHead& head) {
  const http::FieldView* found = nullptr;
  for (const http::FieldView& field : head.fields) {
    if (field.name.size() != 4 || !base::equals_ignoring_case(field.name, "host")) continue;
    if (found != nullptr) return bad_request("more than one Host field");
    found = &field;
  }
  if (found == nullptr && head.minor_version >= 1) return bad_request("no Host field");
  return found;
}

// The authority and what follows it; nullopt: not an absolute form.
struct AbsoluteForm {
  std::string_view authority;
  std::string_view rest;
};
std::optional<AbsoluteForm> split_absolute_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!base::equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    return AbsoluteForm{target.substr(0, end), target.substr(end)};
  }
  return std::nullopt;
}

}  // namespace

base::Result<RequestTarget> read_request_target(const http::MessageHead& head) {
  if (head.method == "CONNECT") return Error(Reason::kMethodNotAllowed, "CONNECT is not for this kind of proxy");
  const auto host_field = find_host_field(head);
  if (!host_field) return host_field.error();
  RequestTarget target;
  if (*host_field != nullptr) {
    const auto host = RequestHost::parse((*host_field)->value);
    if (!host) return bad_request("the Host field is not a host");
    target.host = *host;
    target.host_field = (*host_field)->value;
  }
  target.origin_form = head.target;
  if (head.target.find('#') != std::string_view::npos) return bad_request("the target has a fragment");
  if (head.target.starts_with('/')) {
    target.path = path_of_target(head.target);
    return target;
  }
  if (head.target == "*" && head.method == "OPTIONS") {
    target.path = "/";
    return target;
  }
  const auto absolute = split_absolute_form(head.target);
  if (!absolute) return bad_request("the target is neither a path nor a URI");
  const auto host = RequestHost::parse(absolute->authority);
  if (!host) return bad_request("the target's authority is not a host");
  target.host = *host;
  target.host_field = absolute->authority;
  target.origin_form = absolute->rest;
  if (absolute->rest.empty() && head.method == "OPTIONS") {
    // RFC 9112 3.2.4.
    target.origin_form = "*";
    target.path = "/";
    return target;
  }
  target.lacks_leading_slash = !absolute->rest.starts_with('/');
  target.path = target.lacks_leading_slash ? "/" : path_of_target(absolute->rest);
  return target;
}

}  // namespace gauntlet::reference
