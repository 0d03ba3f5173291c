#include "fakeapiserver/rules/object_meta.hpp"

#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kMostAnnotationBytes = 256 * 1024;
constexpr std::array<std::string_view, 3> kStandardFinalizers = {"kubernetes", "orphan", "foregroundDeletion"};

void validate_labels(const Json& labels, FieldErrors& errors) {
  const FieldPath path("metadata.labels");
  for (const auto& [key, value] : labels.items()) {
    errors.invalid(path, key, check_qualified_name(key));
    const auto& text = value.get_ref<const std::string&>();
    errors.invalid(path, text, check_label_value(text));
  }
}

void validate_annotations(const Json& annotations, FieldErrors& errors) {
  const FieldPath path("metadata.annotations");
  std::size_t bytes = 0;
  for (const auto& [key, value] : annotations.items()) {
    errors.invalid(path, key, check_qualified_name(base::ascii_lower(key)));
    bytes += key.size() + value.get_ref<const std::string&>().size();
  }
  if (bytes > kMostAnnotationBytes) errors.too_long(path, kMostAnnotationBytes);
}

void validate_owners(const Json& owners, FieldErrors& errors) {
  const FieldPath path("metadata.ownerReferences");
  std::size_t controllers = 0;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    for (const char* key : {"apiVersion", "kind", "name", "uid"}) {
      if (string_member(owners[i], key).empty()) {
        errors.invalid(path.index(i).child(key), "", "must not be empty");
      }
    }
    if (member(owners[i], "controller") == Json(true)) ++controllers;
  }
  if (controllers > 1) {
    errors.invalid_value(path, owners, "Only one reference can have Controller set to true.");
  }
}

void validate_finalizers(const Json& finalizers, FieldErrors& errors) {
  const FieldPath path("metadata.finalizers");
  bool orphan = false;
  bool foreground = false;
  for (std::size_t i = 0; i < finalizers.size(); ++i) {
    const auto& name = finalizers[i].get_ref<const std::string&>();
    errors.invalid(path, name, check_qualified_name(name));
    if (name.find('/') == std::string::npos &&
        std::find(kStandardFinalizers.begin(), kStandardFinalizers.end(), name) == kStandardFinalizers.end()) {
      errors.invalid(path.index(i), name, "name is neither a standard finalizer name nor is it fully qualified");
    }
    orphan = orphan || name == "orphan";
    foreground = foreground || name == "foregroundDeletion";
  }
  if (orphan && foreground) {
    errors.invalid_value(path, finalizers, "finalizers orphan and foregroundDeletion cannot be both set");
  }
}

}  // namespace

void validate_metadata(const Json& object, Complaints (*check_name)(std::string_view), FieldErrors& errors) {
  const Json& metadata = member(object, "metadata");
  const std::string_view name = string_member(metadata, "name");
  const std::string_view prefix = string_member(metadata, "generateName");
  if (name.empty()) {
    errors.required("metadata.name", prefix.empty() ? "name or generateName is required" : "");
  } else {
    errors.invalid("metadata.name", name, check_name(name));
  }
  validate_labels(member(metadata, "labels"), errors);
  validate_annotations(member(metadata, "annotations"), errors);
  validate_owners(member(metadata, "ownerReferences"), errors);
  validate_finalizers(member(metadata, "finalizers"), errors);
}

void validate_metadata_update(const Json& object, const Json& old, FieldErrors& errors) {
  const Json& metadata = member(object, "metadata");
  const Json& before = member(old, "metadata");
  for (const char* key :
       {"name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
    if (member(metadata, key) != member(before, key)) {
      errors.invalid_value(FieldPath("metadata").child(key), member(metadata, key), "field is immutable");
    }
  }
  // An object that is on its way out waits for nobody new.
  if (!before.contains("deletionTimestamp")) return;
  std::set<std::string_view> had;
  for (const Json& finalizer : member(before, "finalizers")) had.insert(finalizer.get_ref<const std::string&>());
  Json added = Json::array();
  for (const Json& finalizer : member(metadata, "finalizers")) {
    if (!had.contains(finalizer.get_ref<const std::string&>())) added.push_back(finalizer);
  }
  if (!added.empty()) {
    errors.forbidden(
        "metadata.finalizers",
        "no new finalizers can be added if the object is being deleted, found new finalizers " + kube::to_text(added));
  }
}

}  // namespace gauntlet::fakeapiserver
