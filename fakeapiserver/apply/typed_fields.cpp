#include "fakeapiserver/apply/typed_fields.hpp"

#include "fakeapiserver/apply/ownership.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;

const FieldType* find_field(const StructType* type, std::string_view name) {
  return type ? type->find(name) : nullptr;
}

bool is_empty_map(const Json& value) {
  return value.is_object() && value.empty();
}

void collect_struct(const StructType* type, const Json& object, FieldSet& into);

void collect_field(const StructType* in, const FieldType* field, const Json& value, FieldSet& into) {
  switch (ownership_of(in, field)) {
    case Ownership::kWhole:
      return into.insert();
    case Ownership::kFields:
      return collect_struct(field->type, value, into);
    case Ownership::kMap:
      for (const auto& [key, one] : value.items()) into.child(field_element(key)).insert();
      return;
    case Ownership::kSet:
      for (const Json& one : value) into.child(value_element(one)).insert();
      return;
    case Ownership::kKeyedList:
      for (const auto& [element, item] : items_by_element(*field, value)) {
        FieldSet& below = into.child(element);
        collect_struct(field->type, *item, below);
        below.insert();
      }
      return;
  }
}

void collect_struct(const StructType* type, const Json& object, FieldSet& into) {
  if (!object.is_object()) return;
  for (const auto& [key, value] : object.items()) {
    FieldSet& below = into.child(field_element(key));
    if (value.is_null() || is_empty_map(value)) {
      below.insert();
    } else {
      collect_field(type, find_field(type, key), value, below);
    }
  }
}

// Walks two states at once; the three sets stand at the same place.
class Comparer {
 public:
  void compare_structs(const StructType* type, const Json& before, const Json& after, FieldChanges& changes) {
    for (const auto& [key, value] : before.items()) {
      compare_at(type, find_field(type, key), field_element(key), value, member(after, key), changes);
    }
    for (const auto& [key, value] : after.items()) {
      if (!before.contains(key)) {
        compare_at(type, find_field(type, key), field_element(key), Json(), value, changes);
      }
    }
  }

 private:
  void compare_at(const StructType* in, const FieldType* field, const std::string& element, const Json& before,
                  const Json& after, FieldChanges& changes) {
    if (before == after) return;
    FieldChanges below;
    compare_values(in, field, before, after, below);
    if (!below.added.empty()) changes.added.child(element) = std::move(below.added);
    if (!below.modified.empty()) changes.modified.child(element) = std::move(below.modified);
    if (!below.removed.empty()) changes.removed.child(element) = std::move(below.removed);
  }

  void compare_values(const StructType* in, const FieldType* field, const Json& before, const Json& after,
                      FieldChanges& changes) {
    const Ownership ownership = ownership_of(in, field);
    if (ownership == Ownership::kWhole) return note(before, after, changes);
    // The container itself counts where it can be absent.
    const bool can_be_absent =
        field->pointer || inside_item_ || (ownership != Ownership::kFields && !field->always_written);
    if (can_be_absent && (before.is_null() || after.is_null())) note(before, after, changes);
    if (ownership == Ownership::kFields) {
      static const Json kEmpty = Json::object();
      compare_structs(field->type, before.is_null() ? kEmpty : before, after.is_null() ? kEmpty : after, changes);
    } else if (ownership == Ownership::kMap) {
      for (const auto& [key, value] : before.items()) {
        compare_at(nullptr, nullptr, field_element(key), value, member(after, key), changes);
      }
      for (const auto& [key, value] : after.items()) {
        if (!before.contains(key)) compare_at(nullptr, nullptr, field_element(key), Json(), value, changes);
      }
    } else {
      compare_items(*field, before, after, changes);
    }
  }

  void compare_items(const FieldType& field, const Json& before, const Json& after, FieldChanges& changes) {
    const auto old_items = items_by_element(field, before);
    const auto new_items = items_by_element(field, after);
    const std::unordered_map<std::string, const Json*> before_by(old_items.begin(), old_items.end());
    const std::unordered_map<std::string, const Json*> after_by(new_items.begin(), new_items.end());
    for (const auto& [element, item] : old_items) {
      const auto now = after_by.find(element);
      compare_item(field, element, item, now == after_by.end() ? nullptr : now->second, changes);
    }
    for (const auto& [element, item] : new_items) {
      if (!before_by.contains(element)) compare_item(field, element, nullptr, item, changes);
    }
  }

  void compare_item(const FieldType& field, const std::string& element, const Json* before, const Json* after,
                    FieldChanges& changes) {
    static const Json kEmpty = Json::object();
    if (!before) changes.added.child(element).insert();
    if (!after) changes.removed.child(element).insert();
    if (field.merge == MergeStrategy::kMergeAsSet || (before && after && *before == *after)) return;
    FieldChanges below;
    const bool inside = std::exchange(inside_item_, inside_item_ || !before || !after);
    compare_structs(field.type, before ? *before : kEmpty, after ? *after : kEmpty, below);
    inside_item_ = inside;
    if (!below.added.empty()) changes.added.child(element) = unite(changes.added.child(element), below.added);
    if (!below.modified.empty()) changes.modified.child(element) = std::move(below.modified);
    if (!below.removed.empty()) changes.removed.child(element) = unite(changes.removed.child(element), below.removed);
  }

  static void note(const Json& before, const Json& after, FieldChanges& changes) {
    FieldSet& set = before.is_null() ? changes.added : after.is_null() ? changes.removed : changes.modified;
    set.insert();
  }

  bool inside_item_ = false;  // of one that comes or goes with all that is in it
};

void merge_struct(const StructType* type, Json& live, const Json& applied);

void merge_list(const FieldType& field, Json& live, const Json& applied) {
  if (!live.is_array()) live = Json::array();
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < live.size(); ++i) {
    const bool is_set = field.merge == MergeStrategy::kMergeAsSet;
    auto element = is_set ? std::optional(value_element(live[i])) : key_element(field, live[i]);
    if (element) places.emplace(std::move(*element), i);
  }
  for (const auto& [element, item] : items_by_element(field, applied)) {
    const auto found = places.find(element);
    if (found == places.end()) {
      live.push_back(*item);
    } else if (field.merge == MergeStrategy::kMergeByKey) {
      merge_struct(field.type, live[found->second], *item);
    }
  }
}

void merge_struct(const StructType* type, Json& live, const Json& applied) {
  if (!live.is_object()) live = Json::object();
  for (const auto& [key, value] : applied.items()) {
    const FieldType* field = find_field(type, key);
    switch (ownership_of(type, field)) {
      case Ownership::kWhole:
        live[key] = value;
        break;
      case Ownership::kFields:
        merge_struct(field->type, live[key], value);
        break;
      case Ownership::kMap:
        merge_struct(nullptr, live[key], value);
        break;
      case Ownership::kSet:
      case Ownership::kKeyedList:
        merge_list(*field, live[key], value);
        break;
    }
  }
}

// What is kept below an element; an empty set where nothing is.
const FieldSet& kept_below(const FieldSet& kept, const std::string& element) {
  static const FieldSet kNothing;
  const FieldSet* found = kept.find(element);
  return found ? *found : kNothing;
}

void remove_from_struct(const StructType* type, Json& object, const FieldSet& gone, const FieldSet& kept);

void remove_from_list(const FieldType& field, Json& list, const FieldSet& gone, const FieldSet& kept) {
  Json left = Json::array();
  for (Json& item : list) {
    const bool is_set = field.merge == MergeStrategy::kMergeAsSet;
    const auto element = is_set ? std::optional(value_element(item)) : key_element(field, item);
    const FieldSet* below = element ? gone.find(*element) : nullptr;
    if (below && below->is_member() && kept_below(kept, *element).empty()) continue;
    if (below && !is_set) remove_from_struct(field.type, item, *below, kept_below(kept, *element));
    left.push_back(std::move(item));
  }
  list = std::move(left);
}

void remove_from_struct(const StructType* type, Json& object, const FieldSet& gone, const FieldSet& kept) {
  for (const auto& [element, below] : gone.children()) {
    const std::string key = element.substr(2);
    if (!object.is_object() || !object.contains(key)) continue;
    const FieldSet& kept_here = kept_below(kept, element);
    if (below.is_member() && kept_here.empty()) {
      object.erase(key);
      continue;
    }
    const FieldType* field = find_field(type, key);
    Json& value = object[key];
    switch (ownership_of(type, field)) {
      case Ownership::kWhole:
        continue;
      case Ownership::kFields:
        remove_from_struct(field->type, value, below, kept_here);
        break;
      case Ownership::kMap:
        remove_from_struct(nullptr, value, below, kept_here);
        break;
      case Ownership::kSet:
      case Ownership::kKeyedList:
        remove_from_list(*field, value, below, kept_here);
        break;
    }
    if (value.empty()) object.erase(key);
  }
}

}  // namespace

FieldSet fields_of(const StructType& type, const Json& object) {
  FieldSet set;
  collect_struct(&type, object, set);
  return set;
}

FieldChanges compare_fields(const StructType& type, const Json& before, const Json& after) {
  FieldChanges changes;
  Comparer().compare_structs(&type, before, after, changes);
  return changes;
}

Json merge_fields(const StructType& type, Json live, const Json& applied) {
  merge_struct(&type, live, applied);
  return live;
}

Json remove_fields(const StructType& type, Json object, const FieldSet& gone, const FieldSet& kept) {
  remove_from_struct(&type, object, gone, kept);
  return object;
}

}  // namespace gauntlet::fakeapiserver
