#include "fakeapiserver/patch/strategic_merge.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

constexpr std::string_view kDirective = "$patch";
constexpr std::string_view kRetainKeys = "$retainKeys";
constexpr std::string_view kElementOrder = "$setElementOrder/";
constexpr std::string_view kDeleteFromList = "$deleteFromPrimitiveList/";

// The values of a list, looked up in no time: a patch may have as many as fit into a request.
class ValueSet {
 public:
  explicit ValueSet(const Json& list) {
    for (const Json& value : list) insert(value);
  }
  bool insert(const Json& value) { return texts_.insert(kube::to_text(value)).second; }
  bool contains(const Json& value) const { return texts_.contains(kube::to_text(value)); }

 private:
  std::unordered_set<std::string> texts_;
};

using Places = std::unordered_map<std::string, std::size_t>;

// Where each value of `key` stands first; without a key: where each item does.
Places places_of(const Json& list, const std::string& key) {
  Places places;
  for (std::size_t i = 0; i < list.size(); ++i) {
    places.emplace(kube::to_text(key.empty() ? list[i] : kube::member(list[i], key)), i);
  }
  return places;
}

// A merged list: what the patch names stands in the order of the patch, the rest in that of before; who was there
// before keeps his place among those who were, and who is new goes before the rest.
void arrange(Json& list, const std::string& by, const Places& named, const Places& before) {
  struct Item {
    std::optional<std::size_t> before;
    std::size_t place;
    Json value;
  };
  std::vector<Item> chosen;
  std::vector<Item> rest;
  for (Json& value : list) {
    const std::string text = kube::to_text(by.empty() ? value : kube::member(value, by));
    Item item;
    if (const auto found = before.find(text); found != before.end()) item.before = found->second;
    const auto found = named.find(text);
    item.place = found != named.end() ? found->second : item.before.value_or(before.size());
    item.value = std::move(value);
    (found != named.end() ? chosen : rest).push_back(std::move(item));
  }
  for (auto* items : {&chosen, &rest}) {
    std::stable_sort(items->begin(), items->end(), [](const Item& a, const Item& b) { return a.place < b.place; });
  }
  list = Json::array();
  auto next = rest.begin();
  for (Item& item : chosen) {
    while (next != rest.end() && next->before && item.before && *next->before < *item.before) {
      list.push_back(std::move((next++)->value));
    }
    list.push_back(std::move(item.value));
  }
  for (; next != rest.end(); ++next) list.push_back(std::move(next->value));
}

// A $setElementOrder of a patch.
struct ListOrder {
  std::string list;
  std::string by;  // merge key; empty: by the items themselves
  Places named;
  Places before;
};

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

  // By which the items of the list are told apart; empty: by themselves.
  static std::string key_of(const FieldType& field) {
    return field.merge == MergeStrategy::kMergeByKey ? std::string(field.merge_key) : std::string();
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
    const std::vector<ListOrder> orders = orders_in(type, target, patch);
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
    for (const ListOrder& order : orders) {
      if (kube::member(target, order.list).is_array()) arrange(target[order.list], order.by, order.named, order.before);
    }
  }

  // What the patch says of the order of lists; `target` as it is before the merge.
  static std::vector<ListOrder> orders_in(const StructType* type, const Json& target, const Json& patch) {
    std::vector<ListOrder> orders;
    for (const auto& [key, named] : patch.items()) {
      if (!key.starts_with(kElementOrder) || !named.is_array()) continue;
      const std::string list = key.substr(kElementOrder.size());
      const FieldType* field = type ? type->find(list) : nullptr;
      if (!field) continue;
      const std::string by = key_of(*field);
      const Json& before = kube::member(target, list);
      orders.push_back({list, by, places_of(named, by), before.is_array() ? places_of(before, by) : Places()});
    }
    return orders;
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
    const ValueSet retained(keys);
    for (auto entry = target.begin(); entry != target.end();) {
      entry = retained.contains(entry.key()) ? std::next(entry) : target.erase(entry);
    }
  }

  void delete_from_list(Json& target, const std::string& key, const Json& values) {
    if (!values.is_array()) return fail(std::string(kDeleteFromList) + key + " must be a list");
    if (!target.contains(key) || !target[key].is_array()) return;
    Json kept = Json::array();
    const ValueSet deleted(values);
    for (Json& item : target[key]) {
      if (!deleted.contains(item)) kept.push_back(std::move(item));
    }
    target[key] = std::move(kept);
  }

  static void merge_set(Json& target, const Json& patch) {
    if (!target.is_array()) target = Json::array();
    const Places before = places_of(target, "");
    ValueSet there(target);
    for (const Json& value : patch) {
      if (there.insert(value)) target.push_back(value);
    }
    arrange(target, "", places_of(patch, ""), before);
  }

  void merge_list_by_key(const FieldType& field, Json& target, const Json& patch) {
    if (!target.is_array()) target = Json::array();
    const std::string key(field.merge_key);
    const bool replaces = std::any_of(patch.begin(), patch.end(), [&](const Json& item) {
      return item.is_object() && kube::string_member(item, kDirective) == "replace" && !item.contains(key);
    });
    if (replaces) target = Json::array();
    const Places before = places_of(target, key);
    Places places = before;
    for (const Json& item : patch) {
      if (!item.is_object()) return fail("an item of " + std::string(field.name) + " is not an object");
      const std::string_view directive = kube::string_member(item, kDirective);
      if (replaces && directive == "replace" && !item.contains(key)) continue;
      if (!item.contains(key)) {
        return fail("map: " + kube::to_text(item) + " does not contain declared merge key: " + key);
      }
      const auto found = places.find(kube::to_text(item[key]));
      if (directive == "delete") {
        if (found == places.end()) continue;
        target[found->second] = Json();  // taken out below, so that the others keep their places meanwhile
        places.erase(found);
      } else if (found != places.end()) {
        merge_map(field.type, target[found->second], item);
      } else {
        Json added = Json::object();
        merge_map(field.type, added, item);
        places.emplace(kube::to_text(item[key]), target.size());
        target.push_back(std::move(added));
      }
    }
    Json kept = Json::array();
    for (Json& item : target) {
      if (!item.is_null()) kept.push_back(std::move(item));
    }
    target = std::move(kept);
    arrange(target, key, places_of(patch, key), before);
  }

  std::optional<base::Error> error_;
};

}  // namespace

base::Result<Json> apply_strategic_merge(const StructType& type, Json object, const Json& patch) {
  return StrategicMerge().run(type, std::move(object), patch);
}

}  // namespace gauntlet::fakeapiserver
