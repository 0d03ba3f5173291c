// ManagedFields: who owns which fields of an object (meta/v1 ManagedFieldsEntry), kept up to date by plain writes and
// by server-side apply (KEP-555; structured-merge-diff, merge). Pure.
#pragma once

#include "fakeapiserver/apply/typed_fields.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// Who writes, through what.
struct FieldWriter {
  std::string manager;
  std::string api_version;
  std::string subresource;  // empty: the object itself
  std::string time;         // "2006-01-02T15:04:05Z"
};

enum class WriteOperation { kApply, kUpdate };

struct ManagerEntry {
  std::string manager;
  WriteOperation operation = WriteOperation::kUpdate;
  std::string api_version;
  std::string subresource;
  std::string time;
  FieldSet fields;
};

class ManagedFields {
 public:
  ManagedFields() = default;
  // Of metadata.managedFields; what cannot be read is left out.
  static ManagedFields read(const kube::Json& list);
  kube::Json to_json() const;  // null: none
  bool empty() const { return entries_.empty(); }
  const std::vector<ManagerEntry>& entries() const { return entries_; }

  // A create, update or patch: what it changed is its writer's from now on.
  void note_update(const FieldWriter& writer, const FieldChanges& changes);
  // An apply of `fields` that changed `changes` of the object.
  void note_apply(const FieldWriter& writer, FieldSet fields, const FieldChanges& changes);
  // The first apply to an object of which nobody knows who wrote it.
  void claim_before_first_apply(const FieldWriter& writer, FieldSet fields);

  // What the writer's last apply set.
  FieldSet applied_by(const FieldWriter& writer) const;
  // What all others own.
  FieldSet owned_by_others(const FieldWriter& writer) const;
  struct Conflict {
    const ManagerEntry* owner;
    FieldSet fields;
  };
  // Who else owns something of `wanted`, in the order of the managers' names.
  std::vector<Conflict> conflicts(const FieldWriter& writer, const FieldSet& wanted) const;

 private:
  ManagerEntry& entry_of(const FieldWriter& writer, WriteOperation operation);
  const ManagerEntry* find(const FieldWriter& writer, WriteOperation operation) const;
  void take_away(const ManagerEntry* from_all_but, const FieldChanges& changes);
  void drop_empty_entries();
  void fold_old_updates();

  std::vector<ManagerEntry> entries_;
};

// Of the fields of an object those that have no owners: identity, and what belongs to the server.
FieldSet without_unowned(FieldSet fields);
FieldChanges without_unowned(FieldChanges changes);

}  // namespace gauntlet::fakeapiserver
