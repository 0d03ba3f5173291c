#include "fakeapiserver/verbs/discovery.hpp"

#include "foundation/base/sha256.hpp"
#include "foundation/base/text.hpp"
#include "foundation/kube/base64.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::GroupVersion;
using kube::Json;

Json verb_names(const ResourceRow& row) {
  Json names = Json::array();
  for (Verb verb : row.verbs) names.push_back(to_string(verb));
  return names;
}

struct Subresource {
  std::string_view name;
  GroupVersion group_version;  // of what is sent and answered
  std::string_view kind;
  Json verbs;
};

std::vector<Subresource> subresources_of(const ResourceRow& row) {
  const Json reading_and_writing = Json::array({"get", "patch", "update"});
  const GroupVersion own = row.type.group_version;
  std::vector<Subresource> all;
  if (row.status == StatusSubresource::kServed) all.push_back({"status", own, row.type.kind, reading_and_writing});
  if (row.scale == ScaleSubresource::kServed) {
    all.push_back({"scale", {"autoscaling", "v1"}, "Scale", reading_and_writing});
  }
  if (row.type.kind == "Namespace") all.push_back({"finalize", own, row.type.kind, Json::array({"update"})});
  if (row.type.kind == "ServiceAccount") {
    all.push_back({"token", {"authentication.k8s.io", "v1"}, "TokenRequest", Json::array({"create"})});
  }
  return all;
}

// Group and version are empty where they are those of the list; the lists of custom kinds always have them.
Json response_kind(const ResourceRow& row, const GroupVersion& group_version, std::string_view kind) {
  const bool as_the_list = !row.custom && group_version == row.type.group_version;
  return {{"group", as_the_list ? "" : group_version.group},
          {"version", as_the_list ? "" : group_version.version},
          {"kind", kind}};
}

// Equal where the same kind is stored.
std::string storage_version_hash(const kube::ResourceType& stored) {
  constexpr std::size_t kBytes = 8;
  const GroupVersion& in = stored.group_version;
  const std::string digits = base::sha256_hex(in.group + "/" + in.version + "/" + std::string(stored.kind));
  std::string bytes;
  for (std::size_t i = 0; i < kBytes; ++i) {
    bytes += static_cast<char>(std::stoi(digits.substr(2 * i, 2), nullptr, 16));
  }
  return kube::base64_encode(bytes);
}

Json legacy_resource(const ResourceRegistry& registry, const ResourceRow& row) {
  Json resource = {{"name", row.type.plural},
                   {"singularName", row.singular},
                   {"namespaced", row.is_namespaced()},
                   {"kind", row.type.kind},
                   {"verbs", verb_names(row)}};
  if (!row.short_names.empty()) resource["shortNames"] = row.short_names;
  if (!row.categories.empty()) resource["categories"] = row.categories;
  if (row.storage == Storage::kStored) {
    resource["storageVersionHash"] = storage_version_hash(registry.row(row.id).type);
  }
  return resource;
}

Json api_resource_list(const ResourceRegistry& registry, const GroupVersion& group_version) {
  Json resources = Json::array();
  for (const auto& row : registry.rows()) {
    if (row->served == Served::kNo || row->type.group_version != group_version) continue;
    resources.push_back(legacy_resource(registry, *row));
    for (const Subresource& part : subresources_of(*row)) {
      Json resource = {{"name", fmt::format("{}/{}", row->type.plural, part.name)},
                       {"singularName", ""},
                       {"namespaced", row->is_namespaced()},
                       {"kind", part.kind},
                       {"verbs", part.verbs}};
      if (part.group_version != group_version) {
        resource["group"] = part.group_version.group;
        resource["version"] = part.group_version.version;
      }
      resources.push_back(std::move(resource));
    }
  }
  Json list = {
      {"kind", "APIResourceList"}, {"groupVersion", group_version.to_string()}, {"resources", std::move(resources)}};
  if (!group_version.group.empty()) list["apiVersion"] = "v1";  // the list of the legacy group is older than the field
  return list;
}

Json api_group(const ResourceRegistry& registry, std::string_view group) {
  Json versions = Json::array();
  for (const GroupVersion& group_version : registry.group_versions()) {
    if (group_version.group != group) continue;
    versions.push_back({{"groupVersion", group_version.to_string()}, {"version", group_version.version}});
  }
  if (versions.empty()) return Json();
  Json preferred = versions.front();
  return {{"name", group}, {"versions", std::move(versions)}, {"preferredVersion", std::move(preferred)}};
}

Json aggregated_resource(const ResourceRow& row) {
  Json resource = {{"resource", row.type.plural},
                   {"responseKind", response_kind(row, row.type.group_version, row.type.kind)},
                   {"scope", row.is_namespaced() ? "Namespaced" : "Cluster"},
                   {"singularResource", row.singular},
                   {"verbs", verb_names(row)}};
  if (!row.short_names.empty()) resource["shortNames"] = row.short_names;
  if (!row.categories.empty()) resource["categories"] = row.categories;
  for (const Subresource& part : subresources_of(row)) {
    resource["subresources"].push_back({{"subresource", part.name},
                                        {"responseKind", response_kind(row, part.group_version, part.kind)},
                                        {"verbs", part.verbs}});
  }
  return resource;
}

enum class GroupKind { kLegacy, kNamed };

Json aggregated(const ResourceRegistry& registry, GroupKind wanted) {
  Json items = Json::array();
  std::map<std::string, std::size_t> places;  // of groups in the items
  for (const GroupVersion& group_version : registry.group_versions()) {
    if (group_version.group.empty() != (wanted == GroupKind::kLegacy)) continue;
    Json resources = Json::array();
    for (const auto& row : registry.rows()) {
      if (row->served == Served::kYes && row->type.group_version == group_version)
        resources.push_back(aggregated_resource(*row));
    }
    const auto [place, is_new] = places.emplace(group_version.group, items.size());
    if (is_new) {
      Json metadata = Json::object();
      if (!group_version.group.empty()) metadata["name"] = group_version.group;
      items.push_back({{"metadata", std::move(metadata)}, {"versions", Json::array()}});
    }
    items[place->second]["versions"].push_back(
        {{"version", group_version.version}, {"freshness", "Current"}, {"resources", std::move(resources)}});
  }
  return {{"kind", "APIGroupDiscoveryList"},
          {"apiVersion", "apidiscovery.k8s.io/v2"},
          {"metadata", Json::object()},
          {"items", std::move(items)}};
}

Answer aggregated_answer(const ResourceRegistry& registry, GroupKind wanted) {
  Answer answer = json_answer(200, aggregated(registry, wanted));
  answer.content_type = kAggregatedDiscoveryMediaType;
  answer.fields.add("ETag", fmt::format("\"{:016X}\"", std::hash<std::string>()(answer.body)));
  answer.fields.add("Vary", "Accept");
  answer.fields.add("Cache-Control", "public");
  return answer;
}

Json api_versions(std::string_view server_address) {
  return {
      {"kind", "APIVersions"},
      {"versions", Json::array({"v1"})},
      {"serverAddressByClientCIDRs", Json::array({{{"clientCIDR", "0.0.0.0/0"}, {"serverAddress", server_address}}})}};
}

Json api_group_list(const ResourceRegistry& registry) {
  Json groups = Json::array();
  std::set<std::string> listed = {""};  // the legacy group is none of them
  for (const GroupVersion& group_version : registry.group_versions()) {
    if (listed.insert(group_version.group).second) groups.push_back(api_group(registry, group_version.group));
  }
  return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}};
}

}  // namespace

std::optional<Answer> discover(const ResourceRegistry& registry, std::string_view path, DiscoveryForm form,
                               std::string_view server_address) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const auto parts = base::split(path.substr(1), '/');
  const bool legacy_root = parts[0] == "api";
  if ((!legacy_root && parts[0] != "apis") || parts.size() > 3) return std::nullopt;
  if (parts.size() == 1) {
    if (form == DiscoveryForm::kAggregated) {
      return aggregated_answer(registry, legacy_root ? GroupKind::kLegacy : GroupKind::kNamed);
    }
    return json_answer(200, legacy_root ? api_versions(server_address) : api_group_list(registry));
  }
  if (!legacy_root && parts.size() == 2) {
    Json group = api_group(registry, parts[1]);
    if (group.is_null()) return std::nullopt;
    group["kind"] = "APIGroup";
    group["apiVersion"] = "v1";
    return json_answer(200, group);
  }
  const GroupVersion group_version = legacy_root ? GroupVersion{"", std::string(parts[1])}
                                                 : GroupVersion{std::string(parts[1]), std::string(parts[2])};
  if ((legacy_root && parts.size() != 2) || !registry.serves(group_version)) return std::nullopt;
  return json_answer(200, api_resource_list(registry, group_version));
}

}  // namespace gauntlet::fakeapiserver
