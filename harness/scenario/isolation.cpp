#include "harness/scenario/isolation.hpp"

#include "foundation/kube/resource.hpp"
#include "harness/scenario/object_path.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

using kube::Json;

// The case's own are ${ns} and what begins with it and a '-', as in "${ns}-b".
bool is_own_namespace(const Scenario& scenario, std::string_view name) {
  const std::string& own = scenario.namespace_;
  return name == own || (name.size() > own.size() && name.substr(0, own.size()) == own && name[own.size()] == '-');
}

bool is_hostless(const Json& rule) {
  return kube::string_member(rule, "host").empty();
}

// An Ingress that takes requests for any host.
bool takes_any_host(const Json& ingress) {
  const Json& spec = kube::member(ingress, "spec");
  if (!kube::member(spec, "defaultBackend").is_null()) return true;
  const Json& rules = kube::member(spec, "rules");
  return rules.is_array() && std::any_of(rules.begin(), rules.end(), is_hostless);
}

bool is_contained(const Scenario& scenario, const kube::Object& object) {
  const kube::ResourceType* type = kube::find_resource_by_kind(object.api_version(), object.kind());
  if (type == nullptr) return false;
  if (type == &kube::resources::kNamespaces) return is_own_namespace(scenario, object.name());
  if (type->scope == kube::Scope::kCluster || !is_own_namespace(scenario, object.namespace_())) return false;
  return type != &kube::resources::kIngresses || !takes_any_host(object.json());
}

bool is_contained(const Scenario& scenario, const ObjectReference& reference) {
  const kube::ResourceType* type = kube::find_resource_by_kind(reference.kind);
  if (type == nullptr) return false;
  if (type == &kube::resources::kNamespaces) return is_own_namespace(scenario, reference.name);
  return type->scope == kube::Scope::kNamespaced &&
         (reference.namespace_.empty() || is_own_namespace(scenario, reference.namespace_));
}

// A patch is judged by what it makes of an empty object: a default backend, or a rule that loses or lacks its host.
bool is_contained(const Scenario& scenario, const PatchStep::Change& change) {
  if (!is_contained(scenario, change.object)) return false;
  if (change.object.kind != kube::resources::kIngresses.kind) return true;
  return std::none_of(change.values.begin(), change.values.end(), [](const auto& entry) {
    const auto path = parse_object_path(entry.first);
    const auto value = kube::parse_json(entry.second);
    if (!path || !value) return true;
    const auto names = [&](std::string_view wanted) {
      return std::any_of(path->segments.begin(), path->segments.end(), [&](const PathSegment& segment) {
        const auto* name = std::get_if<std::string>(&segment);
        return name != nullptr && *name == wanted;
      });
    };
    if (names("defaultBackend")) return !value->is_null();
    if (names("host")) return value->is_null() || *value == "";
    // A whole rule, a list of rules or the whole spec.
    const std::string text = to_string(*path);
    if (text == "spec") return takes_any_host(Json{{"spec", *value}});
    if (text == "spec.rules") return takes_any_host(Json{{"spec", {{"rules", *value}}}});
    return path->segments.size() == 3 && names("rules") && !value->is_null() && is_hostless(*value);
  });
}

bool is_contained(const Scenario& scenario, const Step& step) {
  const auto contained = [&](const auto& thing) { return is_contained(scenario, thing); };
  if (const auto* apply = std::get_if<ApplyStep>(&step.action)) {
    return std::all_of(apply->manifests.begin(), apply->manifests.end(),
                       [&](const Manifest& manifest) { return is_contained(scenario, manifest.object); });
  }
  if (const auto* patch = std::get_if<PatchStep>(&step.action)) {
    return std::all_of(patch->changes.begin(), patch->changes.end(), contained);
  }
  if (const auto* removal = std::get_if<DeleteStep>(&step.action)) {
    return std::all_of(removal->objects.begin(), removal->objects.end(), contained);
  }
  if (const auto* send = std::get_if<SendStep>(&step.action)) {
    return std::all_of(send->checks.begin(), send->checks.end(),
                       [](const Check& check) { return check.via.kind == Via::Kind::kAny; });
  }
  return true;
}

}  // namespace

bool disturbs_api_server(const Scenario& scenario) {
  return std::any_of(scenario.steps.begin(), scenario.steps.end(),
                     [](const Step& step) { return std::holds_alternative<FaultStep>(step.action); });
}

Isolation decide_isolation(const Scenario& scenario) {
  if (scenario.instances > 1 || scenario.boot == Boot::kCold) return Isolation::kCase;
  // A controller that was in trouble may have to back off long after it is healed.
  if (disturbs_api_server(scenario)) return Isolation::kCase;
  const auto own = [&](const auto& thing) { return is_own_namespace(scenario, thing.namespace_); };
  const bool contained =
      std::all_of(scenario.backends.begin(), scenario.backends.end(), own) &&
      std::all_of(scenario.certificates.begin(), scenario.certificates.end(), own) &&
      std::all_of(scenario.manifests.begin(), scenario.manifests.end(),
                  [&](const Manifest& manifest) { return is_contained(scenario, manifest.object); }) &&
      std::all_of(scenario.steps.begin(), scenario.steps.end(),
                  [&](const Step& step) { return is_contained(scenario, step); });
  return contained ? Isolation::kPack : Isolation::kReset;
}

}  // namespace gauntlet::scenario
