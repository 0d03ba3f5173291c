#include "fakeapiserver/apply/field_set.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

std::string element_text(std::string_view element) {
  const std::string_view value = element.substr(2);
  if (element.starts_with("f:")) return "." + std::string(value);
  if (element.starts_with("v:")) return "[=" + std::string(value) + "]";
  if (!element.starts_with("k:")) return "[" + std::string(value) + "]";
  std::string text;
  const auto keys = kube::parse_json(value);
  if (!keys) return "[" + std::string(value) + "]";
  for (const auto& [key, one] : keys->items()) text += (text.empty() ? "" : ",") + key + "=" + kube::to_text(one);
  return "[" + text + "]";
}

void collect_paths(const FieldSet& set, const std::string& path, std::vector<std::string>& into) {
  if (set.is_member()) into.push_back(path);
  for (const auto& [element, below] : set.children()) collect_paths(below, path + element_text(element), into);
}

}  // namespace

const FieldSet* FieldSet::find(const std::string& element) const {
  const auto found = children_.find(element);
  return found == children_.end() ? nullptr : &found->second;
}

void FieldSet::prune() {
  for (auto entry = children_.begin(); entry != children_.end();) {
    entry->second.prune();
    entry = entry->second.empty() ? children_.erase(entry) : std::next(entry);
  }
}

FieldSet unite(FieldSet a, const FieldSet& b) {
  if (b.is_member()) a.insert();
  for (const auto& [element, below] : b.children()) a.child(element) = unite(std::move(a.child(element)), below);
  return a;
}

FieldSet subtract(FieldSet a, const FieldSet& b) {
  FieldSet left;
  if (a.is_member() && !b.is_member()) left.insert();
  for (const auto& [element, below] : a.children()) {
    const FieldSet* other = b.find(element);
    left.child(element) = other ? subtract(below, *other) : below;
  }
  left.prune();
  return left;
}

FieldSet intersect(const FieldSet& a, const FieldSet& b) {
  FieldSet both;
  if (a.is_member() && b.is_member()) both.insert();
  for (const auto& [element, below] : a.children()) {
    if (const FieldSet* other = b.find(element)) both.child(element) = intersect(below, *other);
  }
  both.prune();
  return both;
}

FieldSet read_field_set(const Json& fields_v1) {
  FieldSet set;
  if (!fields_v1.is_object()) return set;
  if (fields_v1.empty() || fields_v1.contains(".")) set.insert();
  for (const auto& [element, below] : fields_v1.items()) {
    if (element.size() > 2 && element[1] == ':') set.child(element) = read_field_set(below);
  }
  return set;
}

Json to_json(const FieldSet& set) {
  Json json = Json::object();
  if (set.is_member() && !set.children().empty()) json["."] = Json::object();
  for (const auto& [element, below] : set.children()) json[element] = to_json(below);
  return json;
}

std::vector<std::string> path_texts(const FieldSet& set) {
  std::vector<std::string> paths;
  collect_paths(set, "", paths);
  return paths;
}

}  // namespace gauntlet::fakeapiserver
