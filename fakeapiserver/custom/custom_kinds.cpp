#include "fakeapiserver/custom/custom_kinds.hpp"

#include "fakeapiserver/verbs/object_remover.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

Json condition(std::string_view type, std::string_view reason, std::string_view message, const std::string& time) {
  return {{"type", type}, {"status", "True"}, {"reason", reason}, {"message", message}, {"lastTransitionTime", time}};
}

// The version in which objects are stored.
const Json& storage_version(const Json& spec) {
  static const Json kNone;
  for (const Json& version : member(spec, "versions")) {
    if (member(version, "storage") == Json(true)) return version;
  }
  return kNone;
}

// "example.com" and "v1" -> "com.example.v1".
std::string package_of(std::string_view group, std::string_view version) {
  std::string package(version);
  while (!group.empty()) {
    const auto dot = group.find('.');
    package.insert(0, std::string(group.substr(0, dot)) + ".");
    group = dot == std::string_view::npos ? std::string_view() : group.substr(dot + 1);
  }
  return package;
}

}  // namespace

struct CustomKinds::Definition {
  std::optional<KindId> storage;
  std::string spec_text;  // as it was when the rows were made
  std::vector<const ResourceRow*> rows;
};

CustomKinds::CustomKinds(ControlPlane& plane)
    : plane_(plane), definitions_(plane.registry().row(kCustomResourceDefinitions).id) {
  plane_.add_listener([this](KindId kind, const Event& event) {
    if (kind == definitions_) changed_.push_back(event.object->index.name.name);
  });
}

CustomKinds::~CustomKinds() = default;

void CustomKinds::run() {
  while (!changed_.empty()) {
    const std::string name = std::move(changed_.front());
    changed_.pop_front();
    const VersionPtr current = plane_.store().find(definitions_, {"", name});
    if (current) {
      establish(name, to_json(*current));
    } else if (const auto served = served_.find(name); served != served_.end()) {
      remove_objects(*served->second);
      withdraw(*served->second);
      served_.erase(served);
    }
  }
}

void CustomKinds::establish(const std::string& name, const Json& definition) {
  auto& served = served_[name];
  if (!served) served = std::make_unique<Definition>();
  const Json& spec = member(definition, "spec");
  std::string text = kube::to_text(spec);
  if (served->spec_text == text) return;
  served->spec_text = std::move(text);
  withdraw(*served);
  const Json& stored = storage_version(spec);
  serve_version(*served, spec, stored);
  for (const Json& version : member(spec, "versions")) {
    if (&version != &stored && member(version, "served") == Json(true)) serve_version(*served, spec, version);
  }
  write_status(definition);
}

void CustomKinds::serve_version(Definition& definition, const Json& spec, const Json& version) {
  const auto keep = [this](std::string_view text) -> std::string_view { return texts_.emplace_back(text); };
  const Json& names = member(spec, "names");
  const std::string group(string_member(spec, "group"));
  const std::string version_name(string_member(version, "name"));
  kube::ResourceType type;
  type.group_version = {group, version_name};
  type.plural = keep(string_member(names, "plural"));
  type.kind = keep(string_member(names, "kind"));
  type.scope = string_member(spec, "scope") == "Cluster" ? kube::Scope::kCluster : kube::Scope::kNamespaced;
  schemas_.push_back(std::make_unique<CustomSchema>(package_of(group, version_name), std::string(type.kind), version));

  ResourceRow row(type);
  row.custom = schemas_.back().get();
  row.schema = &row.custom->type();
  row.rules = &plain_rules();
  // In the order in which a server tells them of such kinds.
  row.verbs = {Verb::kDelete, Verb::kDeleteCollection, Verb::kGet,    Verb::kList,
               Verb::kPatch,  Verb::kCreate,           Verb::kUpdate, Verb::kWatch};
  row.unconditional_update = UnconditionalUpdate::kForbidden;
  row.singular = keep(string_member(names, "singular"));
  for (const Json& short_name : member(names, "shortNames"))
    row.short_names.push_back(keep(short_name.get<std::string>()));
  for (const Json& category : member(names, "categories")) row.categories.push_back(keep(category.get<std::string>()));
  row.generation = GenerationRule::kSpec;
  if (member(version, "subresources").contains("status")) row.status = StatusSubresource::kServed;

  if (member(version, "storage") != Json(true)) {
    row.shown_as = ShownForm();
    definition.rows.push_back(&plane_.registry().add_shown(std::move(row), *definition.storage));
    return;
  }
  if (!definition.storage) definition.storage = plane_.store().add_kind(row.head);
  row.served = member(version, "served") == Json(true) ? Served::kYes : Served::kNo;
  definition.rows.push_back(&plane_.registry().add_stored(std::move(row), *definition.storage));
}

void CustomKinds::withdraw(Definition& definition) {
  for (const ResourceRow* row : definition.rows) plane_.registry().withdraw(*row);
  definition.rows.clear();
}

void CustomKinds::remove_objects(const Definition& definition) {
  if (!definition.storage) return;
  const ResourceRow& row = plane_.registry().row(*definition.storage);
  std::vector<VersionPtr> objects;
  plane_.store().visit(row.id, "", nullptr, [&](const VersionPtr& object) {
    objects.push_back(object);
    return true;
  });
  // Their finalizers cannot hold them: nobody could take those off any more.
  for (const VersionPtr& object : objects) base::ignore_failure(plane_.store().remove(row.id, object->index.name));
}

void CustomKinds::write_status(Json definition) {
  const Json& spec = member(definition, "spec");
  const std::string time = plane_.time_text();
  const Json names = member(spec, "names");
  const std::string stored(string_member(storage_version(spec), "name"));
  definition["status"] = {
      {"acceptedNames", names},
      {"storedVersions", Json::array({stored})},
      {"conditions",
       Json::array({condition("NamesAccepted", "NoConflicts", "no conflicts found", time),
                    condition("Established", "InitialNamesAccepted", "the initial names have been accepted", time)})}};
  base::ignore_failure(
      plane_.store().update(definitions_, make_draft(plane_.registry().row(definitions_), definition)));
}

}  // namespace gauntlet::fakeapiserver
