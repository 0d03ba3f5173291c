#include "harness/launch/profile_modes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gauntlet::launch {

namespace {

using kube::YamlNode;
using Type = YamlNode::Type;

constexpr std::string_view kSupported = "supported";
constexpr std::string_view kUnsupported = "unsupported";

YamlNode::Entry* find_entry(YamlNode& map, std::string_view key) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [key](const YamlNode::Entry& entry) { return entry.key == key; });
  return found == map.entries.end() ? nullptr : &*found;
}

void remove_entry(YamlNode& map, std::string_view key) {
  std::erase_if(map.entries, [key](const YamlNode::Entry& entry) { return entry.key == key; });
}

void append(YamlNode& base, const YamlNode::Entry& entry, std::string_view key, std::vector<ProfileProblem>& problems) {
  YamlNode::Entry* existing = find_entry(base, key);
  const bool is_list = entry.value.type == Type::kSequence;
  if (!is_list || (existing != nullptr && existing->value.type != Type::kSequence)) {
    const kube::Mark at = is_list ? entry.key_mark : entry.value.mark;
    problems.push_back({at.line, at.column, fmt::format("'{}' appends a list to a list", entry.key),
                        is_list ? fmt::format("'{}' is none; leave out the '+' to replace it", key) : ""});
    return;
  }
  if (existing == nullptr) {
    base.entries.push_back({std::string(key), entry.key_mark, entry.value});
    return;
  }
  auto& items = existing->value.items;
  items.insert(items.end(), entry.value.items.begin(), entry.value.items.end());
}

void merge(YamlNode& base, const YamlNode& over, std::vector<ProfileProblem>& problems) {
  for (const YamlNode::Entry& entry : over.entries) {
    if (entry.key.ends_with('+')) {
      append(base, entry, std::string_view(entry.key).substr(0, entry.key.size() - 1), problems);
      continue;
    }
    YamlNode::Entry* existing = find_entry(base, entry.key);
    if (existing == nullptr) {
      base.entries.push_back(entry);
    } else if (existing->value.type == Type::kMapping && entry.value.type == Type::kMapping) {
      merge(existing->value, entry.value, problems);
    } else {
      *existing = entry;
    }
  }
}

// The name of a feature, which stands alone or before its source.
std::string_view feature_of(const YamlNode& item) {
  return item.type == Type::kMapping && !item.entries.empty() ? item.entries.front().key : item.scalar;
}

// What a mode lists in `claimed` leaves the list `other`, unless the mode writes that one anew.
void move_claims(YamlNode& features, const YamlNode& mode_features, std::string_view claimed, std::string_view other) {
  YamlNode::Entry* others = find_entry(features, other);
  if (others == nullptr || mode_features.find(other) != nullptr) return;
  for (const std::string& key : {std::string(claimed), std::string(claimed) + "+"}) {
    const YamlNode* list = mode_features.find(key);
    if (list == nullptr) continue;
    for (const YamlNode& item : list->items) {
      std::erase_if(others->value.items,
                    [&item](const YamlNode& listed) { return feature_of(listed) == feature_of(item); });
    }
  }
}

}  // namespace

YamlNode lay_over(const YamlNode& base, const YamlNode& mode, std::vector<ProfileProblem>& problems) {
  YamlNode merged = base;
  remove_entry(merged, "modes");
  const YamlNode* mode_features = mode.find("features");
  YamlNode::Entry* features = find_entry(merged, "features");
  if (mode_features != nullptr && features != nullptr) {
    move_claims(features->value, *mode_features, kSupported, kUnsupported);
    move_claims(features->value, *mode_features, kUnsupported, kSupported);
  }
  for (const std::string_view fixed : {"gauntlet-profile", "modes"}) {
    const YamlNode::Entry* entry = mode.find_entry(fixed);
    if (entry == nullptr) continue;
    problems.push_back(
        {entry->key_mark.line, entry->key_mark.column, fmt::format("a mode cannot set '{}'", fixed), ""});
  }
  merge(merged, mode, problems);
  return merged;
}

}  // namespace gauntlet::launch
