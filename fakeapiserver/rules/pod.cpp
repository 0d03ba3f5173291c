// Defaulting and validation of Pods (core/v1).
#include "fakeapiserver/rules/kind_rules.hpp"
#include "fakeapiserver/rules/pod_spec.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

bool is_nothing(const Json& quantity) {
  return quantity.is_null() || quantity == "0";
}

// "Guaranteed": every container has limits of both, and asks for as much; "BestEffort": none speaks of either.
std::string_view quality_of_service(const Json& spec) {
  bool speaks = false;
  bool guaranteed = true;
  for (const char* list : {"containers", "initContainers"}) {
    for (const Json& container : member(spec, list)) {
      const Json& limits = member(member(container, "resources"), "limits");
      const Json& requests = member(member(container, "resources"), "requests");
      for (const char* resource : {"cpu", "memory"}) {
        const Json& limit = member(limits, resource);
        const Json& request = member(requests, resource);
        speaks = speaks || !is_nothing(limit) || !is_nothing(request);
        guaranteed = guaranteed && !is_nothing(limit) && (request.is_null() || request == limit);
      }
    }
  }
  if (!speaks) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

void prepare(Json& pod) {
  pod["status"]["phase"] = "Pending";
  pod["status"]["qosClass"] = quality_of_service(member(pod, "spec"));
}

// What a container does not ask for is as much as it may have.
void set_requests(Json& spec) {
  for (const char* list : {"containers", "initContainers"}) {
    if (!spec.contains(list)) continue;
    for (Json& container : spec[list]) {
      const Json limits = member(member(container, "resources"), "limits");
      if (limits.empty()) continue;
      Json& requests = container["resources"]["requests"];
      for (const auto& [key, quantity] : limits.items()) {
        if (!requests.contains(key)) requests[key] = quantity;
      }
    }
  }
}

void set_pod_defaults(Json& pod) {
  Json& spec = pod["spec"];
  if (!spec.contains("serviceAccountName")) spec["serviceAccountName"] = "default";
  set_pod_spec_defaults(spec);
  set_requests(spec);
  if (!spec.contains("enableServiceLinks")) spec["enableServiceLinks"] = true;
}

void validate_pod(const Json& pod, FieldErrors& errors) {
  validate_pod_spec(member(pod, "spec"), "spec", errors);
}

// What of a pod's spec cannot be changed once it is there.
Json fixed_part(Json spec) {
  for (const char* key : {"activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations"}) spec.erase(key);
  for (const char* list : {"containers", "initContainers"}) {
    if (!spec.contains(list)) continue;
    for (Json& container : spec[list]) container.erase("image");
  }
  return spec;
}

void validate_pod_update(const Json& pod, const Json& old, FieldErrors& errors) {
  validate_pod(pod, errors);
  if (fixed_part(member(pod, "spec")) == fixed_part(member(old, "spec"))) return;
  errors.forbidden("spec",
                   "pod updates may not change fields other than `spec.containers[*].image`,"
                   "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to "
                   "existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was "
                   "previously negative)");
}

}  // namespace

const KindRules& pod_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.prepare_create = prepare;
    r.set_defaults = set_pod_defaults;
    r.validate = validate_pod;
    r.validate_update = validate_pod_update;
    r.metadata_on_update = MetadataOnUpdate::kBoth;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
