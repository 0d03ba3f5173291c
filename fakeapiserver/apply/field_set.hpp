// FieldSet: a set of fields of an object as a tree of path elements, the form of managedFields[].fieldsV1 (meta/v1
// FieldsV1; structured-merge-diff, fieldpath). Elements: "f:name", "k:{"name":"x"}", "v:"x"". Pure.
#pragma once

#include "foundation/kube/object.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

class FieldSet {
 public:
  bool empty() const { return !member_ && children_.empty(); }
  bool is_member() const { return member_; }  // this very element, not only something below it
  void insert() { member_ = true; }
  FieldSet& child(const std::string& element) { return children_[element]; }  // made where it is missing
  const FieldSet* find(const std::string& element) const;                     // nullptr: nothing there
  void erase(const std::string& element) { children_.erase(element); }
  const std::map<std::string, FieldSet>& children() const { return children_; }
  // Drops elements that hold nothing.
  void prune();

  friend bool operator==(const FieldSet&, const FieldSet&) = default;

 private:
  bool member_ = false;
  std::map<std::string, FieldSet> children_;
};

FieldSet unite(FieldSet a, const FieldSet& b);
FieldSet subtract(FieldSet a, const FieldSet& b);
FieldSet intersect(const FieldSet& a, const FieldSet& b);

FieldSet read_field_set(const kube::Json& fields_v1);
kube::Json to_json(const FieldSet& set);
// ".spec.rules", ".spec.ports[port=80,protocol="TCP"].name": every member, in order.
std::vector<std::string> path_texts(const FieldSet& set);

}  // namespace gauntlet::fakeapiserver
