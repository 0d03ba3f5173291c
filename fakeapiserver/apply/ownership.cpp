#include "fakeapiserver/apply/ownership.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

// x-kubernetes-map-type: atomic.
constexpr std::array<std::string_view, 13> kAtomicStructs = {"ConfigMapKeySelector",
                                                             "FileKeySelector",
                                                             "LabelSelector",
                                                             "LocalObjectReference",
                                                             "NodeSelector",
                                                             "NodeSelectorTerm",
                                                             "ObjectFieldSelector",
                                                             "ObjectReference",
                                                             "ResourceFieldSelector",
                                                             "RoleRef",
                                                             "SecretKeySelector",
                                                             "ServiceBackendPort",
                                                             "TypedLocalObjectReference"};

bool is_atomic_map(const StructType& in, const FieldType& field) {
  return (in.name == "ServiceSpec" && field.name == "selector") ||
         (in.name == "PodSpec" && field.name == "nodeSelector");
}

// Lists that apply keys by more than strategic merge patches do (x-kubernetes-list-map-keys).
std::vector<std::string_view> apply_keys(const FieldType& field) {
  if (field.merge_key == "port" || field.merge_key == "containerPort") return {field.merge_key, "protocol"};
  if (field.merge_key == "topologyKey") return {field.merge_key, "whenUnsatisfiable"};
  return {field.merge_key};
}

}  // namespace

Ownership ownership_of(const StructType* in, const FieldType* field) {
  if (!in || !field) return Ownership::kWhole;
  switch (field->container) {
    case Container::kMap:
      return is_atomic_map(*in, *field) ? Ownership::kWhole : Ownership::kMap;
    case Container::kList:
      if (field->merge == MergeStrategy::kMergeByKey) return Ownership::kKeyedList;
      return field->merge == MergeStrategy::kMergeAsSet ? Ownership::kSet : Ownership::kWhole;
    case Container::kOne:
      break;
  }
  if (field->shape != Shape::kStruct || field->type->choice) return Ownership::kWhole;
  const bool atomic =
      std::find(kAtomicStructs.begin(), kAtomicStructs.end(), field->type->name) != kAtomicStructs.end();
  return atomic ? Ownership::kWhole : Ownership::kFields;
}

std::string field_element(std::string_view name) {
  return "f:" + std::string(name);
}

std::string value_element(const Json& value) {
  return "v:" + kube::to_text(value);
}

std::optional<std::string> key_element(const FieldType& field, const Json& item) {
  Json keys = Json::object();
  for (std::string_view key : apply_keys(field)) {
    const Json& value = kube::member(item, key);
    if (!value.is_null()) {
      keys[std::string(key)] = value;
    } else if (key == "protocol") {
      keys["protocol"] = "TCP";  // the default of the schema counts
    } else {
      return std::nullopt;
    }
  }
  return "k:" + kube::to_text(keys);
}

std::vector<std::pair<std::string, const Json*>> items_by_element(const FieldType& field, const Json& list) {
  std::vector<std::pair<std::string, const Json*>> items;
  if (!list.is_array()) return items;
  std::unordered_set<std::string> known;
  for (const Json& item : list) {
    const bool is_set = field.merge == MergeStrategy::kMergeAsSet;
    auto element = is_set ? std::optional(value_element(item)) : key_element(field, item);
    if (!element) continue;
    if (known.insert(*element).second) items.emplace_back(std::move(*element), &item);
  }
  return items;
}

}  // namespace gauntlet::fakeapiserver
