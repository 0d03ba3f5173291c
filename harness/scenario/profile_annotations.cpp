#include "harness/scenario/profile_annotations.hpp"

#include "foundation/kube/resource.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

using kube::Json;

kube::Object with_annotations(const kube::Object& object, const std::map<std::string, std::string>& annotations) {
  if (annotations.empty() || object.kind() != kube::resources::kIngresses.kind) return object;
  Json json = object.json();
  Json& own = json["metadata"]["annotations"];
  if (own.is_null()) own = Json::object();
  if (!own.is_object()) return object;
  for (const auto& [name, value] : annotations) {
    if (!own.contains(name)) own[name] = value;
  }
  return kube::Object::from_json(std::move(json));
}

void annotate_ingresses(Scenario& scenario, const std::map<std::string, std::string>& annotations) {
  for (Manifest& manifest : scenario.manifests) manifest.object = with_annotations(manifest.object, annotations);
  for (Step& step : scenario.steps) {
    auto* apply = std::get_if<ApplyStep>(&step.action);
    if (apply == nullptr) continue;
    for (Manifest& manifest : apply->manifests) manifest.object = with_annotations(manifest.object, annotations);
  }
}

}  // namespace gauntlet::scenario
