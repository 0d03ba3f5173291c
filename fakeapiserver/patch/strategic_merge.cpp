#include "fakeapiserver/patch/strategic_merge.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

constexpr std::string_view kDirective = "$patch";
constexpr std::string_view kRetainKeys = "$retainKeys";
constexpr std::string_view kElementOrder = "$setElementOrder/";
constexpr std::string_view kDeleteFromList = "$deleteFromPrimitiveList/";

bool contains(const Json& list, const Json& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

class StrategicMerge {
 public:
  base::Result<Json> run(const StructType& type, Json object, const Json& patch) {
    merge_map(&type, object, patch);
    if (error_) return *error_;
    return object;
  }

 private:
  void fail(std::string message) {
    if (!error_) error_ = base::Error(base::Reason::kBadRequest, std::move(message));
  }

  // `type` null: a map whose values nobody knows.
  void merge_map(const StructType* type, Json& target, const Json& patch) {
    const std::string_view directive = kube::string_member(patch, kDirective);
    if (patch.contains(kDirective) && directive != "replace" && directive != "delete" && directive != "merge") {
      return fail("unknown " + std::string(kDirective) + " directive " + kube::to_text(patch[std::string(kDirective)]));
    }
    if (directive == "delete") {
      target = Json::object();
      return;
    }
    if (directive == "replace" || !target.is_object()) target = Json::object();
    retain_keys(target, patch);
    for (const auto& [key, value] : patch.items()) {
      if (key == kDirective || key == kRetainKeys || key.starts_with(kElementOrder)) continue;
      if (key.starts_with(kDeleteFromList)) {
        delete_from_list(target, key.substr(kDeleteFromList.size()), value);
      } else if (value.is_null()) {
        target.erase(key);
      } else {
        merge_member(type ? type->find(key) : nullptr, target, key, value);
      }
    }
    // An order may come without a change of the list itself.
    for (const auto& [key, order] : patch.items()) {
      if (!key.starts_with(kElementOrder)) continue;
      const std::string list = key.substr(kElementOrder.size());
      if (target.contains(list)) set_order(type ? type->find(list) : nullptr, target[list], order);
    }
  }

  void merge_member(const FieldType* field, Json& target, const std::string& key, const Json& value) {
    if (value.is_object()) {
      const bool removed = kube::string_member(value, kDirective) == "delete";
      const StructType* inner = field && field->container == Container::kOne ? field->type : nullptr;
      if (removed) {
        target.erase(key);
      } else {
        merge_map(inner, target[key], value);
      }
    } else if (value.is_array() && field && field->merge == MergeStrategy::kMergeByKey) {
      merge_list_by_key(*field, target[key], value);
    } else if (value.is_array() && field && field->merge == MergeStrategy::kMergeAsSet) {
      merge_set(target[key], value);
    } else {
      target[key] = value;
    }
  }

  static void retain_keys(Json& target, const Json& patch) {
    const Json& keys = kube::member(patch, kRetainKeys);
    if (!keys.is_array()) return;
    for (auto entry = target.begin(); entry != target.end();) {
      entry = contains(keys, entry.key()) ? std::next(entry) : target.erase(entry);
    }
  }

  void delete_from_list(Json& target, const std::string& key, const Json& values) {
    if (!values.is_array()) return fail(std::string(kDeleteFromList) + key + " must be a list");
    if (!target.contains(key) || !target[key].is_array()) return;
    Json kept = Json::array();
    for (Json& item : target[key]) {
      if (!contains(values, item)) kept.push_back(std::move(item));
    }
    target[key] = std::move(kept);
  }

  static void merge_set(Json& target, const Json& patch) {
    if (!target.is_array()) target = Json::array();
    for (const Json& value : patch) {
      if (!contains(target, value)) target.push_back(value);
    }
  }

  void merge_list_by_key(const FieldType& field, Json& target, const Json& patch) {
    if (!target.is_array()) target = Json::array();
    const std::string key(field.merge_key);
    const bool replaces = std::any_of(patch.begin(), patch.end(), [&](const Json& item) {
      return item.is_object() && kube::string_member(item, kDirective) == "replace" && !item.contains(key);
    });
    if (replaces) target = Json::array();
    for (const Json& item : patch) {
      if (!item.is_object()) return fail("an item of " + std::string(field.name) + " is not an object");
      const std::string_view directive = kube::string_member(item, kDirective);
      if (replaces && directive == "replace" && !item.contains(key)) continue;
      if (!item.contains(key)) {
        return fail("map: " + kube::to_text(item) + " does not contain declared merge key: " + key);
      }
      const auto found = std::find_if(target.begin(), target.end(),
                                      [&](const Json& existing) { return kube::member(existing, key) == item[key]; });
      if (directive == "delete") {
        if (found != target.end()) target.erase(found);
      } else if (found != target.end()) {
        merge_map(field.type, *found, item);
      } else {
        Json added = Json::object();
        merge_map(field.type, added, item);
        target.push_back(std::move(added));
      }
    }
  }

  // Items that the order does not name stay behind those that it does.
  void set_order(const FieldType* field, Json& list, const Json& order) {
    if (!list.is_array() || !order.is_array() || !field) return;
    const std::string key(field->merge_key);
    const bool by_key = field->merge == MergeStrategy::kMergeByKey;
    const auto place = [&](const Json& item) {
      const auto at = std::find_if(order.begin(), order.end(), [&](const Json& wanted) {
        return by_key ? kube::member(wanted, key) == kube::member(item, key) : wanted == item;
      });
      return at - order.begin();
    };
    std::stable_sort(list.begin(), list.end(), [&](const Json& a, const Json& b) { return place(a) < place(b); });
  }

  std::optional<base::Error> error_;
};

}  // namespace

base::Result<Json> apply_strategic_merge(const StructType& type, Json object, const Json& patch) {
  return StrategicMerge().run(type, std::move(object), patch);
}

}  // namespace gauntlet::fakeapiserver
