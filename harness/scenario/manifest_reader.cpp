#include "harness/scenario/manifest_reader.hpp"

#include "foundation/base/text.hpp"
#include "foundation/kube/resource.hpp"
#include "harness/scenario/host_uses.hpp"
#include "harness/scenario/object_reference.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using kube::Json;

// YAML 1.1 (section "Boolean Language-Independent Type" of its type repository): booleans there, texts in YAML 1.2.
bool is_old_boolean(std::string_view text) {
  static constexpr std::string_view kWords[] = {"y", "n", "yes", "no", "on", "off"};
  const std::string lower = base::ascii_lower(text);
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

// 0755 is octal and 1:30 is ninety in YAML 1.1.
bool is_old_number(std::string_view text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) return text.size() > 1 && text.front() == '0';
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  return text.find_first_not_of("0123456789:") == std::string_view::npos;
}

void warn_of_old_scalars(const Place& place, ValueReader& reader) {
  if (place.is_scalar() && !place.node->quoted) {
    const std::string& text = place.node->scalar;
    if (is_old_boolean(text) || is_old_number(text)) {
      reader.diagnostics().warning("W104", underline(place),
                                   fmt::format("kubectl does not read {} as the text '{}'", text, text),
                                   "put it in quotation marks");
    }
  }
  for (const Place& item : place.items()) warn_of_old_scalars(item, reader);
  for (const Member& member : place.members()) warn_of_old_scalars(member.value(), reader);
}

// Empty text unless it is a text.
std::string_view text_member(const Json& json, std::string_view key) {
  return kube::string_member(json, key);
}

Underline place_of(const Place& document, std::string_view key) {
  const Members members = document.members();
  const Member* member = find_member(members, key);
  if (member != nullptr) return underline(member->value());
  return members.empty() ? underline(document) : underline_key(members.front());
}

}  // namespace

std::optional<Manifest> read_manifest(const Place& document, ValueReader& reader, CaseDraft& draft) {
  if (!document.is_map()) {
    reader.error("E020", underline(document), "a manifest is a map with apiVersion and kind");
    return std::nullopt;
  }
  warn_of_old_scalars(document, reader);
  Json json = reader.json(document);
  if (json.contains("gauntlet")) {
    reader.error("E020", place_of(document, "gauntlet"), "a file holds one case",
                 "its header is the first document, the others are manifests");
    return std::nullopt;
  }
  for (const std::string_view key : {"apiVersion", "kind"}) {
    if (!text_member(json, key).empty()) continue;
    reader.error("E020", place_of(document, key), fmt::format("a manifest needs '{}'", key));
    return std::nullopt;
  }
  const std::string_view api_version = text_member(json, "apiVersion");
  const std::string_view kind = text_member(json, "kind");
  const kube::ResourceType* type = kube::find_resource_by_kind(api_version, kind);
  if (type == nullptr) {
    const kube::ResourceType* other = kube::find_resource_by_kind(kind);
    const std::string hint = other == nullptr
                                 ? suggest(kind, known_kinds())
                                 : fmt::format("{} is served as {}", kind, other->group_version.to_string());
    reader.error("E020", place_of(document, other == nullptr ? "kind" : "apiVersion"),
                 fmt::format("there is no kind '{}' in '{}'", kind, api_version), hint);
    return std::nullopt;
  }
  if (text_member(kube::member(json, "metadata"), "name").empty()) {
    reader.error("E020", place_of(document, "metadata"), "a manifest needs 'metadata.name'");
    return std::nullopt;
  }
  const kube::YamlNode* spec = document.node->find("spec");
  if (type == &kube::resources::kIngresses && spec != nullptr) note_served_hosts({document.file, spec}, reader, draft);
  if (type->scope == kube::Scope::kNamespaced && text_member(kube::member(json, "metadata"), "namespace").empty()) {
    json["metadata"]["namespace"] = draft.scenario.namespace_;
  }
  return Manifest{kube::Object::from_json(std::move(json)), position_of(document)};
}

bool is_same_object(const Manifest& a, const Manifest& b) {
  return a.object.kind() == b.object.kind() && a.object.namespaced_name() == b.object.namespaced_name();
}

}  // namespace gauntlet::scenario
