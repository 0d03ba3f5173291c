#include "fakeapiserver/resource_registry.hpp"

#include "fakeapiserver/built_in_resources.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>

namespace gauntlet::fakeapiserver {
namespace {

// The value of a field as selectors compare it; empty where there is none.
std::string field_text(const kube::Json& object, std::string_view pointer) {
  const kube::Json::json_pointer where{std::string(pointer)};
  if (!object.contains(where)) return "";
  const kube::Json& value = object[where];
  return value.is_string() ? value.get_ref<const std::string&>() : kube::to_text(value);
}

}  // namespace

bool ResourceRow::serves(Verb verb) const {
  return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

ResourceRegistry::ResourceRegistry() {
  const Schema& schema = Schema::built_in();
  for (ResourceRow& row : built_in_resources()) {
    if (!row.schema) row.schema = schema.find("", row.type.kind);
    assert(row.schema && "a kind without a schema");
    if (row.shown_as) {
      const auto stored = std::find_if(stored_.begin(), stored_.end(),
                                       [&](const ResourceRow* one) { return one->type.plural == row.type.plural; });
      assert(stored != stored_.end() && "a kind that shows one that is not stored");
      add_shown(std::move(row), (*stored)->id);
    } else {
      add_stored(std::move(row), stored_.size());
    }
  }
}

const ResourceRow& ResourceRegistry::add_stored(ResourceRow row, KindId id) {
  row.id = id;
  rows_.push_back(std::make_unique<const ResourceRow>(std::move(row)));
  if (id >= stored_.size()) stored_.resize(id + 1);
  stored_[id] = rows_.back().get();
  ++changes_;
  return *rows_.back();
}

const ResourceRow& ResourceRegistry::add_shown(ResourceRow row, KindId id) {
  row.id = id;
  rows_.push_back(std::make_unique<const ResourceRow>(std::move(row)));
  ++changes_;
  return *rows_.back();
}

void ResourceRegistry::withdraw(const ResourceRow& row) {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const auto& one) { return one.get() == &row; });
  if (found == rows_.end()) return;
  withdrawn_.push_back(std::move(*found));
  rows_.erase(found);
  ++changes_;
}

const ResourceRow* ResourceRegistry::find(const kube::GroupVersion& group_version, std::string_view plural) const {
  for (const auto& row : rows_) {
    const bool fits = row->type.plural == plural && row->type.group_version == group_version;
    if (fits && row->served == Served::kYes) return row.get();
  }
  return nullptr;
}

const ResourceRow* ResourceRegistry::find_by_kind(std::string_view api_version, std::string_view kind) const {
  for (const auto& row : rows_) {
    if (row->type.kind == kind && row->type.group_version.to_string() == api_version) return row.get();
  }
  return nullptr;
}

bool ResourceRegistry::serves(const kube::GroupVersion& group_version) const {
  return std::any_of(rows_.begin(), rows_.end(), [&](const auto& row) {
    return row->served == Served::kYes && row->type.group_version == group_version;
  });
}

const ResourceRow& ResourceRegistry::row(const kube::ResourceType& type) const {
  const ResourceRow* found = find(type.group_version, type.plural);
  assert(found && "a kind that is not served");
  return *found;
}

std::vector<kube::GroupVersion> ResourceRegistry::group_versions() const {
  std::vector<kube::GroupVersion> all;
  for (const auto& row : rows_) {
    if (row->served == Served::kNo) continue;
    if (std::find(all.begin(), all.end(), row->type.group_version) == all.end()) all.push_back(row->type.group_version);
  }
  return all;
}

std::vector<TextHead> ResourceRegistry::heads() const {
  std::vector<TextHead> all;
  for (const ResourceRow* row : stored_) all.push_back(row->head);
  return all;
}

ObjectIndex make_index(const ResourceRow& row, const kube::Json& object) {
  ObjectIndex index;
  const kube::Json& metadata = kube::member(object, "metadata");
  index.name = {std::string(kube::string_member(metadata, "namespace")),
                std::string(kube::string_member(metadata, "name"))};
  index.uid = kube::string_member(metadata, "uid");
  index.labels = kube::read_labels(metadata);
  index.deleting = !kube::string_member(metadata, "deletionTimestamp").empty();
  for (const SelectableField& field : row.selectable) index.fields.push_back(field_text(object, field.pointer));
  for (const kube::Json& owner : kube::member(metadata, "ownerReferences")) {
    index.owner_uids.emplace_back(kube::string_member(owner, "uid"));
  }
  return index;
}

ObjectDraft make_draft(const ResourceRow& row, const kube::Json& object) {
  return {make_index(row, object), make_content(object)};
}

}  // namespace gauntlet::fakeapiserver
