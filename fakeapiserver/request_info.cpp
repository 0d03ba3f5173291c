#include "fakeapiserver/request_info.hpp"

#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

// What follows the group and version: [namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE]].
void read_resource_path(const std::vector<std::string>& parts, std::size_t at, RequestInfo& info) {
  // namespaces/NAME, namespaces/NAME/status and .../finalize are the Namespace itself.
  const std::size_t left = parts.size() - at;
  if (parts[at] == "namespaces" && left >= 3 && parts[at + 2] != "status" && parts[at + 2] != "finalize") {
    info.namespace_ = parts[at + 1];
    at += 2;
  }
  info.resource = parts[at];
  if (at + 1 < parts.size()) info.name = parts[at + 1];
  for (std::size_t i = at + 2; i < parts.size(); ++i) {
    if (!info.subresource.empty()) info.subresource += '/';
    info.subresource += parts[i];
  }
}

bool asks_for_watch(const QueryParameters& query) {
  const std::string_view watch = query.get("watch");
  return query.contains("watch") && watch != "0" && watch != "false";
}

std::optional<Verb> verb_of(const RequestInfo& info) {
  const bool named = !info.name.empty();
  if (info.method == "GET" || info.method == "HEAD") {
    if (named) return Verb::kGet;
    return asks_for_watch(info.query) ? Verb::kWatch : Verb::kList;
  }
  if (info.method == "POST") return Verb::kCreate;
  if (info.method == "PUT" && named) return Verb::kUpdate;
  if (info.method == "PATCH" && named) return Verb::kPatch;
  if (info.method == "DELETE") return named ? Verb::kDelete : Verb::kDeleteCollection;
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Verb verb) {
  switch (verb) {
    case Verb::kGet:
      return "get";
    case Verb::kList:
      return "list";
    case Verb::kWatch:
      return "watch";
    case Verb::kCreate:
      return "create";
    case Verb::kUpdate:
      return "update";
    case Verb::kPatch:
      return "patch";
    case Verb::kDelete:
      return "delete";
    case Verb::kDeleteCollection:
      return "deletecollection";
  }
  return "";
}

std::string_view QueryParameters::get(std::string_view name) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& p) { return p.name == name; });
  return found == all_.end() ? std::string_view() : std::string_view(found->value);
}

bool QueryParameters::contains(std::string_view name) const {
  return std::any_of(all_.begin(), all_.end(), [&](const auto& p) { return p.name == name; });
}

std::vector<std::string_view> QueryParameters::get_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& parameter : all_) {
    if (parameter.name == name) values.push_back(parameter.value);
  }
  return values;
}

base::Result<RequestInfo> read_request_info(std::string_view method, std::string_view target) {
  RequestInfo info;
  info.method = method;
  const http::Target raw = http::split_target(target);
  auto query = http::parse_query(raw.query);
  if (!query) return query.error();
  info.query = QueryParameters(std::move(*query));

  // Decoded part by part: an escaped slash belongs to a name.
  std::vector<std::string> parts;
  const std::string_view path = raw.path.starts_with('/') ? raw.path.substr(1) : raw.path;
  for (std::string_view part : base::split(path, '/')) {
    auto decoded = http::percent_decode(part);
    if (!decoded) return decoded.error();
    info.path += "/" + *decoded;
    parts.push_back(std::move(*decoded));
  }
  if (std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); })) return info;

  std::size_t at = 0;
  if (parts[0] == "api" && parts.size() >= 3) {
    info.group_version = {"", parts[1]};
    at = 2;
  } else if (parts[0] == "apis" && parts.size() >= 4) {
    info.group_version = {parts[1], parts[2]};
    at = 3;
  } else {
    return info;
  }
  info.is_resource = true;
  read_resource_path(parts, at, info);
  info.verb = verb_of(info);
  return info;
}

}  // namespace gauntlet::fakeapiserver
