#include "harness/cli/api_use.hpp"

#include "foundation/kube/resource.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace gauntlet::cli {

namespace {

using fakeapiserver::AuditRecord;

constexpr int kFirstError = 400;
constexpr int kNotFound = 404;
constexpr int kMethodNotAllowed = 405;
constexpr int kNotAcceptable = 406;
constexpr int kUnsupportedMediaType = 415;
constexpr int kNotImplemented = 501;

// By resource name, so that a row of the table is found by it.
using Uses = std::map<std::string, ResourceUse>;
using Refusals = std::map<std::tuple<int, std::string, std::string>, int>;

std::string name_of(const AuditRecord& record) {
  if (record.resource.empty()) return record.path;
  return record.subresource.empty() ? record.resource : record.resource + "/" + record.subresource;
}

std::string verb_of(const AuditRecord& record) {
  const bool is_list_too = record.query.find("sendInitialEvents=true") != std::string::npos;
  return record.verb == "watch" && is_list_too ? "watch-list" : record.verb;
}

std::string method_of(const AuditRecord& record) {
  static const std::map<std::string, std::string> methods = {
      {"get", "GET"},    {"list", "GET"},    {"watch", "GET"},     {"create", "POST"},
      {"update", "PUT"}, {"patch", "PATCH"}, {"delete", "DELETE"}, {"deletecollection", "DELETE"}};
  const auto method = methods.find(record.verb);
  return method == methods.end() ? record.verb : method->second;
}

bool is_built_in(const std::string& resource) {
  const auto dot = resource.find('.');
  const std::string group = dot == std::string::npos ? "" : resource.substr(dot + 1);
  return kube::find_resource_by_plural(group, resource.substr(0, dot)) != nullptr;
}

// An object of a kind that is served, and that nobody has made.
bool is_absent_object(const AuditRecord& record, const std::set<std::string>& served) {
  const bool is_served = served.contains(record.resource) || is_built_in(record.resource);
  return record.code == kNotFound && !record.name.empty() && !record.reason.empty() && is_served &&
         (record.subresource.empty() || record.subresource == "status");
}

bool is_not_served(int code) {
  return code == kNotFound || code == kMethodNotAllowed || code == kNotAcceptable || code == kUnsupportedMediaType ||
         code == kNotImplemented;
}

std::vector<RefusedRequest> listed(const Refusals& refusals) {
  std::vector<RefusedRequest> list;
  for (const auto& [key, count] : refusals) {
    list.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
  }
  return list;
}

void add_use(const AuditRecord& record, Uses& uses) {
  ResourceUse& use = uses[name_of(record)];
  use.resource = name_of(record);
  ++use.verbs[verb_of(record)];
  if (!record.content_type.empty()) use.sent.insert(record.content_type);
  if (!record.accept.empty()) use.accepted.insert(record.accept);
}

}  // namespace

ApiUse summarize_requests(const std::vector<AuditRecord>& records, const std::set<std::string>& own_users) {
  std::vector<AuditRecord> theirs;
  std::set<std::string> served;
  for (const AuditRecord& record : records) {
    if (record.code < kFirstError && !record.resource.empty()) served.insert(record.resource);
    if (!own_users.contains(record.user)) theirs.push_back(record);
  }
  ApiUse summary;
  Uses uses;
  Refusals not_served, refused, absent;
  for (const AuditRecord& record : theirs) {
    ++summary.requests;
    add_use(record, uses);
    if (record.code < kFirstError) continue;
    Refusals& into = is_absent_object(record, served) ? absent : is_not_served(record.code) ? not_served : refused;
    ++into[{record.code, fmt::format("{} {}", method_of(record), record.path), record.content_type}];
  }
  for (auto& [name, use] : uses) summary.resources.push_back(std::move(use));
  summary.not_served = listed(not_served);
  summary.refused = listed(refused);
  summary.absent = listed(absent);
  return summary;
}

}  // namespace gauntlet::cli
