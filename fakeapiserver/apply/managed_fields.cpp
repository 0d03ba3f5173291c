#include "fakeapiserver/apply/managed_fields.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::string_member;

constexpr std::size_t kMostUpdateEntries = 10;
constexpr const char* kAncient = "ancient-changes";

std::string_view operation_text(WriteOperation operation) {
  return operation == WriteOperation::kApply ? "Apply" : "Update";
}

bool is_of(const ManagerEntry& entry, const FieldWriter& writer, WriteOperation operation) {
  return entry.manager == writer.manager && entry.operation == operation && entry.api_version == writer.api_version &&
         entry.subresource == writer.subresource;
}

// Apply before Update, then by time and name, as the API server sorts them.
bool comes_before(const ManagerEntry& a, const ManagerEntry& b) {
  const auto key = [](const ManagerEntry& entry) {
    return std::tie(entry.operation, entry.time, entry.manager, entry.api_version, entry.subresource);
  };
  return key(a) < key(b);
}

}  // namespace

ManagedFields ManagedFields::read(const Json& list) {
  ManagedFields managed;
  if (!list.is_array()) return managed;
  for (const Json& json : list) {
    const std::string_view operation = string_member(json, "operation");
    if (operation != "Apply" && operation != "Update") continue;
    ManagerEntry entry;
    entry.manager = string_member(json, "manager");
    entry.operation = operation == "Apply" ? WriteOperation::kApply : WriteOperation::kUpdate;
    entry.api_version = string_member(json, "apiVersion");
    entry.subresource = string_member(json, "subresource");
    entry.time = string_member(json, "time");
    entry.fields = read_field_set(kube::member(json, "fieldsV1"));
    managed.entries_.push_back(std::move(entry));
  }
  return managed;
}

Json ManagedFields::to_json() const {
  if (entries_.empty()) return Json();
  Json list = Json::array();
  for (const ManagerEntry& entry : entries_) {
    Json json = {{"manager", entry.manager},        {"operation", operation_text(entry.operation)},
                 {"apiVersion", entry.api_version}, {"time", entry.time},
                 {"fieldsType", "FieldsV1"},        {"fieldsV1", fakeapiserver::to_json(entry.fields)}};
    if (!entry.subresource.empty()) json["subresource"] = entry.subresource;
    list.push_back(std::move(json));
  }
  return list;
}

const ManagerEntry* ManagedFields::find(const FieldWriter& writer, WriteOperation operation) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const ManagerEntry& entry) { return is_of(entry, writer, operation); });
  return found == entries_.end() ? nullptr : &*found;
}

ManagerEntry& ManagedFields::entry_of(const FieldWriter& writer, WriteOperation operation) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const ManagerEntry& entry) { return is_of(entry, writer, operation); });
  if (found != entries_.end()) return *found;
  entries_.push_back({writer.manager, operation, writer.api_version, writer.subresource, writer.time, {}});
  return entries_.back();
}

// What was written has new owners, what is gone has none.
void ManagedFields::take_away(const ManagerEntry* from_all_but, const FieldChanges& changes) {
  const FieldSet written = changes.written();
  for (ManagerEntry& entry : entries_) {
    entry.fields = subtract(std::move(entry.fields), changes.removed);
    if (&entry != from_all_but) entry.fields = subtract(std::move(entry.fields), written);
  }
}

void ManagedFields::note_update(const FieldWriter& writer, const FieldChanges& changes) {
  const FieldSet written = changes.written();
  if (written.empty() && changes.removed.empty()) return;
  ManagerEntry& own = entry_of(writer, WriteOperation::kUpdate);
  const FieldSet before = own.fields;
  take_away(&own, changes);
  own.fields = unite(std::move(own.fields), written);
  if (!(own.fields == before) || !written.empty()) own.time = writer.time;
  drop_empty_entries();
  fold_old_updates();
  std::stable_sort(entries_.begin(), entries_.end(), comes_before);
}

void ManagedFields::note_apply(const FieldWriter& writer, FieldSet fields, const FieldChanges& changes) {
  ManagerEntry& own = entry_of(writer, WriteOperation::kApply);
  const bool same = own.fields == fields;
  take_away(&own, changes);
  own.fields = std::move(fields);
  const bool changed = !changes.written().empty() || !changes.removed.empty();
  if (!same || changed) own.time = writer.time;
  drop_empty_entries();
  std::stable_sort(entries_.begin(), entries_.end(), comes_before);
}

void ManagedFields::claim_before_first_apply(const FieldWriter& writer, FieldSet fields) {
  if (!entries_.empty() || fields.empty()) return;
  entries_.push_back(
      {"before-first-apply", WriteOperation::kUpdate, writer.api_version, "", writer.time, std::move(fields)});
}

FieldSet ManagedFields::applied_by(const FieldWriter& writer) const {
  const ManagerEntry* own = find(writer, WriteOperation::kApply);
  return own ? own->fields : FieldSet();
}

FieldSet ManagedFields::owned_by_others(const FieldWriter& writer) const {
  const ManagerEntry* own = find(writer, WriteOperation::kApply);
  FieldSet all;
  for (const ManagerEntry& entry : entries_) {
    if (&entry != own) all = unite(std::move(all), entry.fields);
  }
  return all;
}

std::vector<ManagedFields::Conflict> ManagedFields::conflicts(const FieldWriter& writer, const FieldSet& wanted) const {
  const ManagerEntry* own = find(writer, WriteOperation::kApply);
  std::vector<Conflict> all;
  for (const ManagerEntry& entry : entries_) {
    if (&entry == own) continue;
    FieldSet both = intersect(entry.fields, wanted);
    if (!both.empty()) all.push_back({&entry, std::move(both)});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Conflict& a, const Conflict& b) { return a.owner->manager < b.owner->manager; });
  return all;
}

void ManagedFields::drop_empty_entries() {
  std::erase_if(entries_, [](const ManagerEntry& entry) { return entry.fields.empty(); });
}

// The oldest updates become one, so that the record of an object does not grow for ever.
void ManagedFields::fold_old_updates() {
  const auto is_update = [](const ManagerEntry& entry) { return entry.operation == WriteOperation::kUpdate; };
  while (std::count_if(entries_.begin(), entries_.end(), is_update) > static_cast<std::ptrdiff_t>(kMostUpdateEntries)) {
    std::stable_sort(entries_.begin(), entries_.end(), comes_before);
    const auto oldest = std::find_if(entries_.begin(), entries_.end(), is_update);
    ManagerEntry folded = std::move(*oldest);
    const auto next = std::find_if(std::next(oldest), entries_.end(), is_update);
    next->fields = unite(std::move(next->fields), folded.fields);
    next->manager = kAncient;
    entries_.erase(oldest);
  }
}

FieldSet without_unowned(FieldSet fields) {
  for (const char* key : {"f:apiVersion", "f:kind"}) fields.erase(key);
  const FieldSet* metadata = fields.find("f:metadata");
  if (!metadata) return fields;
  FieldSet owned;
  for (const auto& [element, below] : metadata->children()) {
    constexpr std::string_view kUnowned[] = {"f:name",
                                             "f:namespace",
                                             "f:creationTimestamp",
                                             "f:selfLink",
                                             "f:uid",
                                             "f:generation",
                                             "f:managedFields",
                                             "f:resourceVersion",
                                             "f:deletionTimestamp",
                                             "f:deletionGracePeriodSeconds"};
    if (std::find(std::begin(kUnowned), std::end(kUnowned), element) == std::end(kUnowned)) {
      owned.child(element) = below;
    }
  }
  fields.child("f:metadata") = std::move(owned);
  fields.prune();
  return fields;
}

FieldChanges without_unowned(FieldChanges changes) {
  return {without_unowned(std::move(changes.added)), without_unowned(std::move(changes.modified)),
          without_unowned(std::move(changes.removed))};
}

}  // namespace gauntlet::fakeapiserver
