// Defaulting and validation of CustomResourceDefinition (apiextensions.k8s.io/v1): as much as serving it needs.
#include "fakeapiserver/rules/kind_rules.hpp"
#include "foundation/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

void set_definition_defaults(Json& object) {
  Json& spec = object["spec"];
  if (!spec.contains("conversion")) spec["conversion"] = {{"strategy", "None"}};
  if (!spec.contains("names")) return;
  Json& names = spec["names"];
  const std::string kind(string_member(names, "kind"));
  if (!names.contains("singular")) names["singular"] = base::ascii_lower(kind);
  if (!names.contains("listKind") && !kind.empty()) names["listKind"] = kind + "List";
}

void check_label(std::string_view name, const FieldPath& path, FieldErrors& errors) {
  const Complaints complaints = check_dns1035_label(name);
  if (!complaints.empty()) errors.invalid(path, name, fmt::format("{}", fmt::join(complaints, ",")));
}

void check_kind(std::string_view kind, const FieldPath& path, FieldErrors& errors) {
  const Complaints complaints = check_dns1035_label(base::ascii_lower(kind));
  if (kind.empty() || complaints.empty()) return;
  errors.invalid(path, kind,
                 "may have mixed case, but should otherwise match: " + fmt::format("{}", fmt::join(complaints, ",")));
}

void validate_group(std::string_view group, FieldErrors& errors) {
  const Complaints complaints = check_dns1123_subdomain(group);
  if (group.empty()) return errors.required("spec.group");
  if (!complaints.empty()) return errors.invalid("spec.group", group, fmt::format("{}", fmt::join(complaints, ",")));
  if (group.find('.') == std::string_view::npos) {
    errors.invalid("spec.group", group, "should be a domain with at least one dot");
  }
}

void validate_versions(const Json& versions, FieldErrors& errors) {
  const FieldPath path("spec.versions");
  for (std::size_t i = 0; i < versions.size(); ++i) {
    if (member(member(versions[i], "schema"), "openAPIV3Schema").is_object()) continue;
    errors.required(path.index(i).child("schema.openAPIV3Schema"));
  }
  std::size_t stored = 0;
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const std::string_view name = string_member(versions[i], "name");
    check_label(name, path.index(i).child("name"), errors);
    names.insert(name);
    if (member(versions[i], "storage") == Json(true)) ++stored;
  }
  if (names.size() != versions.size()) errors.invalid_value(path, versions, "must contain unique version names");
  if (stored != 1) {
    errors.invalid_value(path, versions, "must have exactly one version marked as storage version");
  }
}

void validate_names(const Json& names, FieldErrors& errors) {
  const FieldPath path("spec.names");
  for (const char* key : {"plural", "singular", "kind", "listKind"}) {
    if (string_member(names, key).empty()) errors.required(path.child(key));
  }
  for (const char* key : {"plural", "singular"}) {
    const std::string_view name = string_member(names, key);
    if (!name.empty()) check_label(name, path.child(key), errors);
  }
  for (const char* key : {"kind", "listKind"}) check_kind(string_member(names, key), path.child(key), errors);
  for (const char* key : {"shortNames", "categories"}) {
    const Json& list = member(names, key);
    for (std::size_t i = 0; i < list.size(); ++i) {
      check_label(list[i].get_ref<const std::string&>(), path.child(key).index(i), errors);
    }
  }
}

void validate_definition(const Json& object, FieldErrors& errors) {
  const Json& spec = member(object, "spec");
  const std::string_view group = string_member(spec, "group");
  const std::string_view plural = string_member(member(spec, "names"), "plural");
  const std::string_view name = string_member(member(object, "metadata"), "name");
  if (!name.empty() && name != std::string(plural) + "." + std::string(group)) {
    errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
  }
  validate_group(group, errors);
  const std::string_view scope = string_member(spec, "scope");
  if (scope.empty()) {
    errors.required("spec.scope");
  } else if (scope != "Cluster" && scope != "Namespaced") {
    errors.not_supported("spec.scope", scope, {"Cluster", "Namespaced"});
  }
  validate_versions(member(spec, "versions"), errors);
  validate_names(member(spec, "names"), errors);
}

}  // namespace

const KindRules& custom_resource_definition_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_definition_defaults;
    r.validate = validate_definition;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
