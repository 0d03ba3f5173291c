// RequestInfo: what a method and a URL mean to the API: verb, resource, namespace, name, subresource (the URL grammar
// of the API concepts page, apiserver's RequestInfoResolver). Pure.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/http/url.hpp"
#include "foundation/kube/resource.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

enum class Verb { kGet, kList, kWatch, kCreate, kUpdate, kPatch, kDelete, kDeleteCollection };
inline constexpr Verb kVerbs[] = {Verb::kGet,    Verb::kList,  Verb::kWatch,  Verb::kCreate,
                                  Verb::kUpdate, Verb::kPatch, Verb::kDelete, Verb::kDeleteCollection};
std::string_view to_string(Verb verb);

// The query of a request, decoded. Unknown parameters are nobody's business.
class QueryParameters {
 public:
  QueryParameters() = default;
  explicit QueryParameters(std::vector<http::QueryParameter> all) : all_(std::move(all)) {}
  // The first of that name; empty where there is none.
  std::string_view get(std::string_view name) const;
  bool contains(std::string_view name) const;
  std::vector<std::string_view> get_all(std::string_view name) const;

 private:
  std::vector<http::QueryParameter> all_;
};

struct RequestInfo {
  std::string method;
  std::string path;  // decoded
  QueryParameters query;

  bool is_resource = false;  // the rest: only then
  std::optional<Verb> verb;  // nullopt: a method that the API gives no meaning to here
  kube::GroupVersion group_version;
  std::string resource;
  std::string namespace_;
  std::string name;
  std::string subresource;
};

// kBadRequest for broken escapes.
base::Result<RequestInfo> read_request_info(std::string_view method, std::string_view target);

}  // namespace gauntlet::fakeapiserver
