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

// The struct of Go, as it prints it.
std::string owner_text(const Json& owner) {
  std::string text = "{";
  for (const char* key : {"apiVersion", "kind", "name", "uid"}) {
    text += (text.size() > 1 ? "," : "") + quoted_text(key) + ":" + quoted_text(string_member(owner, key));
  }
  for (const char* key : {"controller", "blockOwnerDeletion"}) {
    if (owner.contains(key)) text += "," + quoted_text(key) + ":" + kube::to_text(owner[key]);
  }
  return text + "}";
}

std::string owners_text(const Json& owners) {
  std::string text;
  for (const Json& owner : owners) text += (text.empty() ? "" : ",") + owner_text(owner);
  return "[" + text + "]";
}

// "v1" of "example.com/v1"; empty where that is no version of a group.
std::string_view version_of(std::string_view api_version) {
  const auto slash = api_version.find('/');
  if (slash == std::string_view::npos) return api_version;
  const std::string_view version = api_version.substr(slash + 1);
  return version.find('/') == std::string_view::npos ? version : std::string_view();
}

void validate_owner(const Json& owner, const FieldPath& path, FieldErrors& errors) {
  const std::string_view api_version = string_member(owner, "apiVersion");
  if (version_of(api_version).empty()) {
    errors.invalid(path.child("apiVersion"), api_version, "version must not be empty");
  }
  for (const char* key : {"kind", "name", "uid"}) {
    if (string_member(owner, key).empty()) errors.invalid(path.child(key), "", "must not be empty");
  }
  if (api_version == "v1" && string_member(owner, "kind") == "Event") {
    errors.add("FieldValueInvalid", path,
               "Invalid value: " + owner_text(owner) + ": /v1, Kind=Event is disallowed from being an owner");
  }
}

void validate_owners(const Json& owners, FieldErrors& errors) {
  const FieldPath path("metadata.ownerReferences");
  std::string controller;
  for (const Json& owner : owners) {
    validate_owner(owner, path, errors);
    if (member(owner, "controller") != Json(true)) continue;
    const std::string name =
        std::string(string_member(owner, "kind")) + "/" + std::string(string_member(owner, "name"));
    if (controller.empty()) {
      controller = name;
      continue;
    }
    errors.add("FieldValueInvalid", path,
               "Invalid value: " + owners_text(owners) + ": Only one reference can have Controller set to true. " +
                   R"(Found "true" in references for )" + controller + " and " + name);
  }
}

void validate_finalizers(const Json& finalizers, FieldErrors& errors) {
  const FieldPath path("metadata.finalizers");
  bool orphan = false;
  bool foreground = false;
  for (const Json& finalizer : finalizers) {
    const auto& name = finalizer.get_ref<const std::string&>();
    errors.invalid(path, name, check_qualified_name(name));
    orphan = orphan || name == "orphan";
    foreground = foreground || name == "foregroundDeletion";
  }
  if (orphan && foreground) {
    errors.invalid_value(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
  }
}

// ["a","b"] as Go writes it down: []string{"a", "b"}
std::string go_strings(const std::set<std::string_view>& texts) {
  std::string all;
  for (const std::string_view text : texts) all += (all.empty() ? "" : ", ") + quoted_text(text);
  return "[]string{" + all + "}";
}

void refuse_new_finalizers(const Json& metadata, const Json& before, FieldErrors& errors) {
  std::set<std::string_view> added;
  for (const Json& finalizer : member(metadata, "finalizers")) added.insert(finalizer.get_ref<const std::string&>());
  for (const Json& finalizer : member(before, "finalizers")) added.erase(finalizer.get_ref<const std::string&>());
  if (added.empty()) return;
  errors.forbidden("metadata.finalizers",
                   "no new finalizers can be added if the object is being deleted, found new "
                   "finalizers " +
                       go_strings(added));
}

// What is looked at whenever metadata is, whoever asks.
void validate_content(const Json& metadata, FieldErrors& errors) {
  validate_labels(member(metadata, "labels"), errors);
  validate_annotations(member(metadata, "annotations"), errors);
  validate_owners(member(metadata, "ownerReferences"), errors);
}

// The prefix of names that will be made: a dash at its end will not be at the end of the name.
std::string without_last_dash(std::string_view prefix) {
  if (prefix.size() < 2 || prefix.back() != '-') return std::string(prefix);
  return std::string(prefix.substr(0, prefix.size() - 2)) + "a";
}

}  // namespace

void validate_metadata(const Json& object, Complaints (*check_name)(std::string_view), FieldErrors& errors) {
  const Json& metadata = member(object, "metadata");
  const std::string_view name = string_member(metadata, "name");
  const std::string_view prefix = string_member(metadata, "generateName");
  if (!prefix.empty()) errors.invalid("metadata.generateName", prefix, check_name(without_last_dash(prefix)));
  if (name.empty()) {
    errors.required("metadata.name", "name or generateName is required");
  } else {
    errors.invalid("metadata.name", name, check_name(name));
  }
  validate_content(metadata, errors);
  validate_finalizers(member(metadata, "finalizers"), errors);
}

void validate_finalizers_of_kubernetes(const Json& object, FieldErrors& errors) {
  const Json& finalizers = member(member(object, "metadata"), "finalizers");
  for (std::size_t i = 0; i < finalizers.size(); ++i) {
    const auto& name = finalizers[i].get_ref<const std::string&>();
    if (name.find('/') != std::string::npos ||
        std::find(kStandardFinalizers.begin(), kStandardFinalizers.end(), name) != kStandardFinalizers.end()) {
      continue;
    }
    errors.invalid(FieldPath("metadata.finalizers").index(i), name,
                   "name is neither a standard finalizer name nor is it fully qualified");
  }
}

void validate_metadata_update(const Json& object, const Json& old, FieldErrors& errors) {
  const Json& metadata = member(object, "metadata");
  const Json& before = member(old, "metadata");
  // An object that is on its way out waits for nobody new.
  if (before.contains("deletionTimestamp")) refuse_new_finalizers(metadata, before, errors);
  for (const char* key :
       {"name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
    if (member(metadata, key) != member(before, key)) {
      errors.invalid_value(FieldPath("metadata").child(key), member(metadata, key), "field is immutable");
    }
  }
  validate_content(metadata, errors);
}

}  // namespace gauntlet::fakeapiserver
