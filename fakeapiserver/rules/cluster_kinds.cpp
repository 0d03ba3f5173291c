// Rules of the kinds that a cluster is run with: Namespace, Lease, Event, and those about which nothing is asked.
#include "fakeapiserver/rules/kind_rules.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

void prepare_namespace(Json& object) {
  Json& finalizers = object["spec"]["finalizers"];
  if (finalizers.is_null()) finalizers = Json::array();
  if (std::find(finalizers.begin(), finalizers.end(), "kubernetes") == finalizers.end()) {
    finalizers.push_back("kubernetes");
  }
  object["status"]["phase"] = "Active";
}

void set_namespace_defaults(Json& object) {
  Json& metadata = object["metadata"];
  const std::string name(string_member(metadata, "name"));
  if (!name.empty()) metadata["labels"]["kubernetes.io/metadata.name"] = name;
}

void validate_lease(const Json& lease, FieldErrors& errors) {
  const Json& spec = member(lease, "spec");
  const Json& duration = member(spec, "leaseDurationSeconds");
  if (duration.is_number_integer() && duration.get<std::int64_t>() <= 0) {
    errors.invalid_value("spec.leaseDurationSeconds", duration, "must be greater than 0");
  }
  const Json& transitions = member(spec, "leaseTransitions");
  if (transitions.is_number_integer() && transitions.get<std::int64_t>() < 0) {
    errors.invalid_value("spec.leaseTransitions", transitions, "must be greater than or equal to 0");
  }
  const std::string_view strategy = string_member(spec, "strategy");
  if (spec.contains("strategy") && strategy.find('/') == std::string_view::npos &&
      strategy != "OldestEmulationVersion") {
    errors.not_supported("spec.strategy.strategy", strategy, {"OldestEmulationVersion"});  // so a server writes it
  }
  if (!string_member(spec, "preferredHolder").empty() && strategy.empty()) {
    errors.forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined");
  }
}

void limit_text(const Json& event, const char* key, std::size_t most, FieldErrors& errors) {
  if (string_member(event, key).size() <= most) return;
  errors.invalid(key, "", "can have at most " + std::to_string(most) + " characters");
}

void require_text(const Json& event, const char* key, FieldErrors& errors) {
  if (string_member(event, key).empty()) errors.required(key);
}

// Of an Event that says when it was: one of the newer kind.
void validate_newer_event(const Json& event, FieldErrors& errors) {
  constexpr std::size_t kMostCharacters = 128;
  constexpr std::size_t kMostOfAMessage = 1024;
  require_text(event, "reportingComponent", errors);
  const std::string_view controller = string_member(event, "reportingComponent");
  errors.invalid("reportingComponent", controller, check_qualified_name(controller));
  for (const char* key : {"reportingInstance", "action", "reason"}) {
    require_text(event, key, errors);
    limit_text(event, key, kMostCharacters, errors);
  }
  limit_text(event, "message", kMostOfAMessage, errors);
}

void validate_event(const Json& event, FieldErrors& errors) {
  // Events about cluster-scoped objects live in "default".
  const std::string_view namespace_ = string_member(member(event, "metadata"), "namespace");
  const std::string_view about = string_member(member(event, "involvedObject"), "namespace");
  const bool is_newer = !string_member(event, "eventTime").empty();
  const bool may_be_about_none = namespace_ == "default" || (is_newer && namespace_ == "kube-system");
  const bool fits = about.empty() ? may_be_about_none : is_newer || about == namespace_;
  if (!fits) errors.invalid("involvedObject.namespace", about, "does not match event.namespace");
  if (is_newer) validate_newer_event(event, errors);
}

void validate_namespace_status(const Json& object, const Json& /*old*/, FieldErrors& errors) {
  const std::string_view phase = string_member(member(object, "status"), "phase");
  if (member(object, "metadata").contains("deletionTimestamp")) {
    if (phase == "Terminating") return;
    errors.invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
  } else if (phase != "Active") {
    errors.invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty");
  }
}

}  // namespace

const KindRules& namespace_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.prepare_create = prepare_namespace;
    r.set_defaults = set_namespace_defaults;
    r.validate_status = validate_namespace_status;
    r.check_name = check_dns1123_label;
    return r;
  }();
  return rules;
}

const KindRules& lease_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.validate = validate_lease;
    return r;
  }();
  return rules;
}

const KindRules& event_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.validate = validate_event;
    return r;
  }();
  return rules;
}

const KindRules& path_named_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.check_name = check_path_segment;
    return r;
  }();
  return rules;
}

const KindRules& plain_rules() {
  static const KindRules rules;
  return rules;
}

}  // namespace gauntlet::fakeapiserver
