// OpenAPI documents of the kinds that are served, made from the schema: what kubectl asks for before apply, create and
// explain (OpenAPI v3 per group and version; v2 as JSON with definitions, and in its protobuf form without, which makes
// old kubectl leave validation to the server).
#pragma once

#include "fakeapiserver/answer.hpp"
#include "fakeapiserver/request_info.hpp"
#include "fakeapiserver/resource_registry.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

class OpenApi {
 public:
  OpenApi(const ResourceRegistry& registry, std::string kubernetes_version)
      : registry_(registry), kubernetes_version_(std::move(kubernetes_version)) {}

  // nullopt: not a path of OpenAPI, or of no group that is served. Documents are made when first asked for.
  std::optional<Answer> answer(const RequestInfo& info, std::string_view accept, std::string_view if_none_match);

 private:
  struct Document {
    std::string text;
    std::string hash;
  };
  const Document& document_of(const kube::GroupVersion& group_version);
  Answer index();
  Answer version_2() const;
  Answer version_2_as_json();

  const ResourceRegistry& registry_;
  std::string kubernetes_version_;
  std::map<kube::GroupVersion, Document> documents_;
  std::uint64_t registry_changes_ = 0;
};

}  // namespace gauntlet::fakeapiserver
