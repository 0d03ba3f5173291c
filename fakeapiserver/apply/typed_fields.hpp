// TypedFields: what the schema says about who can own what of an object: structs and maps field by field, lists by
// their keys, sets by value, everything else as one (structured-merge-diff, typed; x-kubernetes-list-type and
// -map-type of the API). Pure.
#pragma once

#include "fakeapiserver/apply/field_set.hpp"
#include "fakeapiserver/schema/schema.hpp"

namespace gauntlet::fakeapiserver {

// Every field that `object` sets.
FieldSet fields_of(const StructType& type, const kube::Json& object);

struct FieldChanges {
  FieldSet added;
  FieldSet modified;
  FieldSet removed;
  FieldSet written() const { return unite(added, modified); }
};
FieldChanges compare_fields(const StructType& type, const kube::Json& before, const kube::Json& after);

// `live` with everything that `applied` sets.
kube::Json merge_fields(const StructType& type, kube::Json live, const kube::Json& applied);
// `object` without the fields of `gone`; what holds a field of `kept` stays. Maps and structs that become empty go.
kube::Json remove_fields(const StructType& type, kube::Json object, const FieldSet& gone, const FieldSet& kept);

}  // namespace gauntlet::fakeapiserver
