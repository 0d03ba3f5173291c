// Defaulting and validation of CustomResourceDefinition (apiextensions.k8s.io/v1): as much as serving it needs.
#include "fakeapiserver/rules/kind_rules.hpp"
#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

void set_defaults(Json& object) {
  Json& spec = object["spec"];
  if (!spec.contains("conversion")) spec["conversion"] = {{"strategy", "None"}};
  if (!spec.contains("names")) return;
  Json& names = spec["names"];
  const std::string kind(string_member(names, "kind"));
  if (!names.contains("singular")) names["singular"] = base::ascii_lower(kind);
  if (!names.contains("listKind")) names["listKind"] = kind + "List";
}

void validate_versions(const Json& versions, FieldErrors& errors) {
  const FieldPath path("spec.versions");
  std::size_t stored = 0;
  if (versions.empty()) errors.required(path, "must have at least one version");
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const std::string_view name = string_member(versions[i], "name");
    errors.invalid(path.index(i).child("name"), name, check_dns1035_label(name));
    if (member(versions[i], "storage") == Json(true)) ++stored;
    if (!member(member(versions[i], "schema"), "openAPIV3Schema").is_object()) {
      errors.required(path.index(i).child("schema").child("openAPIV3Schema"), "schemas are required");
    }
  }
  if (!versions.empty() && stored != 1) {
    errors.invalid_value(path, Json(stored), "must have exactly one version marked as storage version");
  }
}

void validate(const Json& object, FieldErrors& errors) {
  const Json& spec = member(object, "spec");
  const std::string_view group = string_member(spec, "group");
  const std::string_view plural = string_member(member(spec, "names"), "plural");
  const std::string_view name = string_member(member(object, "metadata"), "name");
  if (group.empty()) {
    errors.required("spec.group");
  } else {
    errors.invalid("spec.group", group, check_dns1123_subdomain(group));
  }
  for (const char* key : {"plural", "kind"}) {
    if (string_member(member(spec, "names"), key).empty()) errors.required(FieldPath("spec.names").child(key));
  }
  if (name != std::string(plural) + "." + std::string(group)) {
    errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
  }
  const std::string_view scope = string_member(spec, "scope");
  if (scope != "Cluster" && scope != "Namespaced") {
    errors.not_supported("spec.scope", scope, {"Cluster", "Namespaced"});
  }
  validate_versions(member(spec, "versions"), errors);
}

}  // namespace

const KindRules& custom_resource_definition_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_defaults;
    r.validate = validate;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
