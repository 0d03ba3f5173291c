// Defaulting and validation of what makes Pods (apps/v1).
#include "fakeapiserver/rules/kind_rules.hpp"
#include "fakeapiserver/rules/label_selector.hpp"
#include "fakeapiserver/rules/pod_spec.hpp"
#include "fakeapiserver/rules/set_default.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::integer_member;
using kube::Json;
using kube::member;
using kube::string_member;

void refuse_negative(const Json& object, std::string_view key, const FieldPath& path, FieldErrors& errors) {
  const Json& value = member(object, key);
  if (value.is_number_integer() && value.get<std::int64_t>() < 0) {
    errors.invalid_value(path.child(key), value, "must be greater than or equal to 0");
  }
}

void validate_template(const Json& spec, FieldErrors& errors) {
  const Json& made = member(spec, "template");
  const Json& labels = member(member(made, "metadata"), "labels");
  const Json& selector = member(spec, "selector");
  const FieldPath path("spec.template");
  const bool selects_all = selector.is_object() && is_empty_selector(selector);  // none at all selects nothing
  if (!selects_all && (selector.is_null() || !selects(selector, labels))) {
    errors.invalid_value(path.child("metadata.labels"), labels, "`selector` does not match template `labels`");
  }
  const FieldPath at = path.child("labels");  // so a server writes it
  for (const auto& [key, value] : labels.items()) {
    errors.invalid(at, key, check_qualified_name(key));
    const auto& text = value.get_ref<const std::string&>();
    errors.invalid(at, text, check_label_value(text));
  }
  validate_pod_spec(member(made, "spec"), path.child("spec"), errors);
  const std::string_view restart = string_member(member(made, "spec"), "restartPolicy");
  if (restart != "Always") errors.not_supported(path.child("spec.restartPolicy"), restart, {"Always"});
  if (member(made, "spec").contains("activeDeadlineSeconds")) {
    errors.forbidden(path.child("spec.activeDeadlineSeconds"), "activeDeadlineSeconds in ReplicaSet is not Supported");
  }
}

// LabelSelector with its template: what apps/v1 asks of every kind that makes pods.
void validate_selector(const Json& spec, std::string_view kind, FieldErrors& errors) {
  const FieldPath path("spec.selector");
  const Json& selector = member(spec, "selector");
  if (selector.is_null()) {
    errors.required(path);
  } else {
    validate_label_selector(selector, path, errors);
    if (is_empty_selector(selector)) {
      errors.invalid_value(path, selector, "empty selector is invalid for " + std::string(kind));
    }
  }
  if (is_selector_broken(selector)) {
    errors.invalid_value(path, selector, "invalid label selector");
  } else {
    validate_template(spec, errors);
  }
}

void refuse_other_selector(const Json& object, const Json& old, FieldErrors& errors) {
  const Json& selector = member(member(object, "spec"), "selector");
  if (selector != member(member(old, "spec"), "selector")) {
    errors.invalid_value("spec.selector", selector, "field is immutable");
  }
}

bool is_zero(const Json& number_or_percent) {
  return number_or_percent == 0 || number_or_percent == "0%";
}

void validate_strategy(const Json& strategy, FieldErrors& errors) {
  const FieldPath path("spec.strategy");
  const std::string_view type = string_member(strategy, "type");
  const Json& rolling = member(strategy, "rollingUpdate");
  if (type == "Recreate") {
    if (!rolling.is_null()) {
      errors.forbidden(path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
    }
  } else if (type == "RollingUpdate") {
    const Json& unavailable = member(rolling, "maxUnavailable");
    if (is_zero(unavailable) && is_zero(member(rolling, "maxSurge"))) {
      errors.invalid_value(path.child("rollingUpdate.maxUnavailable"), unavailable,
                           "may not be 0 when `maxSurge` is 0");
    }
  } else {
    // The struct of Go, as a server prints it.
    errors.add("FieldValueNotSupported", path,
               R"(Unsupported value: {"Type":)" + quoted_text(type) + R"(,"RollingUpdate":)" + kube::to_text(rolling) +
                   R"(}: supported values: "Recreate", "RollingUpdate")");
  }
}

void validate_deployment(const Json& object, FieldErrors& errors) {
  const Json& spec = member(object, "spec");
  refuse_negative(spec, "replicas", "spec", errors);
  validate_selector(spec, "deployment", errors);
  validate_strategy(member(spec, "strategy"), errors);
  for (const char* key : {"minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"}) {
    refuse_negative(spec, key, "spec", errors);
  }
  const Json& deadline = member(spec, "progressDeadlineSeconds");
  if (deadline.is_number_integer() && deadline.get<std::int64_t>() <= integer_member(spec, "minReadySeconds")) {
    errors.invalid_value("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
  }
}

void validate_deployment_update(const Json& object, const Json& old, FieldErrors& errors) {
  validate_deployment(object, errors);
  refuse_other_selector(object, old, errors);
}

// Of all replicas not more can be ready, available or what `part` counts; and what is available is ready.
void refuse_parts_above_whole(const Json& status, const char* part, FieldErrors& errors) {
  for (const char* key : {part, "readyReplicas", "availableReplicas"}) {
    if (integer_member(status, key) <= integer_member(status, "replicas")) continue;
    errors.invalid_value(FieldPath("status").child(key), Json(integer_member(status, key)),
                         "cannot be greater than status.replicas");
  }
  if (integer_member(status, "availableReplicas") > integer_member(status, "readyReplicas")) {
    errors.invalid_value("status.availableReplicas", Json(integer_member(status, "availableReplicas")),
                         "cannot be greater than readyReplicas");
  }
}

void validate_replica_set_status(const Json& object, const Json& /*old*/, FieldErrors& errors) {
  const Json& status = member(object, "status");
  for (const char* key : {"replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas",
                          "terminatingReplicas", "observedGeneration"}) {
    refuse_negative(status, key, "status", errors);
  }
  refuse_parts_above_whole(status, "fullyLabeledReplicas", errors);
}

// Numbers that Go writes always.
void set_replica_set_numbers(Json& object) {
  set_default(object["status"], "replicas", 0);
}

void set_daemon_set_numbers(Json& object) {
  for (const char* key : {"currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"}) {
    set_default(object["status"], key, 0);
  }
}

void validate_deployment_status(const Json& object, const Json& /*old*/, FieldErrors& errors) {
  const Json& status = member(object, "status");
  for (const char* key : {"observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
                          "unavailableReplicas", "terminatingReplicas", "collisionCount"}) {
    refuse_negative(status, key, "status", errors);
  }
  refuse_parts_above_whole(status, "updatedReplicas", errors);
}

void validate_replica_set(const Json& object, FieldErrors& errors) {
  const Json& spec = member(object, "spec");
  refuse_negative(spec, "replicas", "spec", errors);
  refuse_negative(spec, "minReadySeconds", "spec", errors);
  validate_selector(spec, "deployment", errors);
}

void validate_replica_set_update(const Json& object, const Json& old, FieldErrors& errors) {
  validate_replica_set(object, errors);
  refuse_other_selector(object, old, errors);
}

void validate_daemon_set(const Json& object, FieldErrors& errors) {
  validate_selector(member(object, "spec"), "daemonset", errors);
}

void validate_daemon_set_update(const Json& object, const Json& old, FieldErrors& errors) {
  validate_daemon_set(object, errors);
  refuse_other_selector(object, old, errors);
}

void set_deployment_defaults(Json& object) {
  Json& spec = object["spec"];
  set_default(spec, "replicas", 1);
  set_default(spec, "revisionHistoryLimit", 10);
  set_default(spec, "progressDeadlineSeconds", 600);
  Json& strategy = spec["strategy"];
  set_default(strategy, "type", "RollingUpdate");
  if (strategy["type"] == "RollingUpdate") {
    set_default(strategy["rollingUpdate"], "maxUnavailable", "25%");
    set_default(strategy["rollingUpdate"], "maxSurge", "25%");
  }
  set_pod_spec_defaults(spec["template"]["spec"]);
}

void set_replica_set_defaults(Json& object) {
  set_default(object["spec"], "replicas", 1);
  set_pod_spec_defaults(object["spec"]["template"]["spec"]);
}

void set_daemon_set_defaults(Json& object) {
  Json& spec = object["spec"];
  set_default(spec, "revisionHistoryLimit", 10);
  Json& strategy = spec["updateStrategy"];
  set_default(strategy, "type", "RollingUpdate");
  if (strategy["type"] == "RollingUpdate") {
    set_default(strategy["rollingUpdate"], "maxUnavailable", 1);
    set_default(strategy["rollingUpdate"], "maxSurge", 0);
  }
  set_pod_spec_defaults(spec["template"]["spec"]);
}

}  // namespace

const KindRules& deployment_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_deployment_defaults;
    r.validate = validate_deployment;
    r.validate_update = validate_deployment_update;
    r.validate_status = validate_deployment_status;
    return r;
  }();
  return rules;
}

const KindRules& replica_set_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.prepare_create = set_replica_set_numbers;
    r.set_defaults = set_replica_set_defaults;
    r.set_status_defaults = set_replica_set_numbers;
    r.validate = validate_replica_set;
    r.validate_update = validate_replica_set_update;
    r.validate_status = validate_replica_set_status;
    return r;
  }();
  return rules;
}

const KindRules& daemon_set_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.prepare_create = set_daemon_set_numbers;
    r.set_defaults = set_daemon_set_defaults;
    r.set_status_defaults = set_daemon_set_numbers;
    r.validate = validate_daemon_set;
    r.validate_update = validate_daemon_set_update;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
