// ObjectVersion: one state of one object, immutable and shared: its serialised form and the few fields that the store,
// selectors and owners look at.
#pragma once

#include "fakeapiserver/store/object_text.hpp"
#include "foundation/base/namespaced_name.hpp"
#include "foundation/kube/selector.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

// What is looked at without parsing.
struct ObjectIndex {
  base::NamespacedName name;
  std::string uid;
  kube::Labels labels;
  std::vector<std::string> fields;      // the values of the kind's selectable fields, in its order
  std::vector<std::string> owner_uids;  // metadata.ownerReferences
  bool deleting = false;                // has a deletionTimestamp
};

// An object that has no revision yet.
struct ObjectDraft {
  ObjectIndex index;
  std::string content;  // make_content
};

struct ObjectVersion {
  ObjectIndex index;
  std::uint64_t revision;
  ObjectText text;
};
using VersionPtr = std::shared_ptr<const ObjectVersion>;

}  // namespace gauntlet::fakeapiserver
