// Defaulting and validation of Pods and of what makes them (core/v1, apps/v1): as much as the controllers of a test
// cluster and kubectl look at.
#include "fakeapiserver/rules/kind_rules.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

template <typename T>
void set_default(Json& object, const char* key, T value) {
  if (!object.contains(key)) object[key] = value;
}

// "Always" for images without a tag or with :latest (core/v1, Container.imagePullPolicy).
std::string_view default_pull_policy(std::string_view image) {
  if (image.find('@') != std::string_view::npos) return "IfNotPresent";
  const auto slash = image.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? image : image.substr(slash + 1);
  const auto colon = last.rfind(':');
  return colon == std::string_view::npos || last.substr(colon + 1) == "latest" ? "Always" : "IfNotPresent";
}

void set_probe_defaults(Json& probe) {
  set_default(probe, "timeoutSeconds", 1);
  set_default(probe, "periodSeconds", 10);
  set_default(probe, "successThreshold", 1);
  set_default(probe, "failureThreshold", 3);
  if (!probe.contains("httpGet")) return;
  set_default(probe["httpGet"], "path", "/");
  set_default(probe["httpGet"], "scheme", "HTTP");
}

void set_container_defaults(Json& container) {
  set_default(container, "imagePullPolicy", std::string(default_pull_policy(string_member(container, "image"))));
  set_default(container, "terminationMessagePath", "/dev/termination-log");
  set_default(container, "terminationMessagePolicy", "File");
  if (container.contains("ports")) {
    for (Json& port : container["ports"]) set_default(port, "protocol", "TCP");
  }
  for (const char* probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    if (container.contains(probe)) set_probe_defaults(container[probe]);
  }
}

void set_pod_spec_defaults(Json& spec) {
  set_default(spec, "restartPolicy", "Always");
  set_default(spec, "dnsPolicy", "ClusterFirst");
  set_default(spec, "schedulerName", "default-scheduler");
  set_default(spec, "terminationGracePeriodSeconds", 30);
  set_default(spec, "securityContext", Json::object());
  for (const char* list : {"containers", "initContainers"}) {
    if (!spec.contains(list)) continue;
    for (Json& container : spec[list]) set_container_defaults(container);
  }
}

void validate_container(const Json& container, const FieldPath& path, FieldErrors& errors) {
  const std::string_view name = string_member(container, "name");
  if (name.empty()) {
    errors.required(path.child("name"));
  } else {
    errors.invalid(path.child("name"), name, check_dns1123_label(name));
  }
  if (string_member(container, "image").empty()) errors.required(path.child("image"));
  const Json& ports = member(container, "ports");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const FieldPath at = path.child("ports").index(i);
    const std::string_view port_name = string_member(ports[i], "name");
    if (!port_name.empty()) {
      errors.invalid(at.child("name"), port_name, check_port_name(port_name));
      if (!names.insert(port_name).second) errors.duplicate(at.child("name"), port_name);
    }
    const auto number = ports[i].value("containerPort", std::int64_t{0});
    if (number == 0) {
      errors.required(at.child("containerPort"));
    } else {
      for (const std::string& complaint : check_port_number(number)) {
        errors.invalid_value(at.child("containerPort"), Json(number), complaint);
      }
    }
  }
}

void validate_pod_spec(const Json& spec, const FieldPath& path, FieldErrors& errors) {
  const Json& containers = member(spec, "containers");
  if (containers.empty()) errors.required(path.child("containers"));
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const FieldPath at = path.child("containers").index(i);
    validate_container(containers[i], at, errors);
    const std::string_view name = string_member(containers[i], "name");
    if (!name.empty() && !names.insert(name).second) errors.duplicate(at.child("name"), name);
  }
}

void prepare_pod(Json& pod) {
  pod["status"]["phase"] = "Pending";
  pod["status"]["qosClass"] = "BestEffort";
}

void set_pod_defaults(Json& pod) {
  Json& spec = pod["spec"];
  set_pod_spec_defaults(spec);
  set_default(spec, "serviceAccountName", "default");
  spec["serviceAccount"] = spec["serviceAccountName"];
  set_default(spec, "enableServiceLinks", true);
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

// LabelSelector with its template: what apps/v1 asks of every kind that makes pods.
void validate_template(const Json& object, FieldErrors& errors) {
  const Json& spec = member(object, "spec");
  const Json& selector = member(spec, "selector");
  const Json& wanted = member(selector, "matchLabels");
  const Json& labels = member(member(member(spec, "template"), "metadata"), "labels");
  if (selector.is_null()) {
    errors.required("spec.selector");
  } else if (wanted.empty() && member(selector, "matchExpressions").empty()) {
    errors.invalid_value("spec.selector", selector, "empty selector is invalid for deployment");
  }
  for (const auto& [key, value] : wanted.items()) {
    if (member(labels, key) == value) continue;
    errors.invalid_value("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    break;
  }
  validate_pod_spec(member(member(spec, "template"), "spec"), "spec.template.spec", errors);
  const Json& replicas = member(spec, "replicas");
  if (replicas.is_number_integer() && replicas.get<std::int64_t>() < 0) {
    errors.invalid_value("spec.replicas", replicas, "must be greater than or equal to 0");
  }
}

void validate_template_update(const Json& object, const Json& old, FieldErrors& errors) {
  validate_template(object, errors);
  const Json& selector = member(member(object, "spec"), "selector");
  if (selector != member(member(old, "spec"), "selector")) {
    errors.invalid_value("spec.selector", selector, "field is immutable");
  }
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
  set_default(object["spec"], "revisionHistoryLimit", 10);
  set_default(object["spec"]["updateStrategy"], "type", "RollingUpdate");
  set_pod_spec_defaults(object["spec"]["template"]["spec"]);
}

KindRules template_rules(void (*set_defaults)(Json&)) {
  KindRules rules;
  rules.set_defaults = set_defaults;
  rules.validate = validate_template;
  rules.validate_update = validate_template_update;
  return rules;
}

}  // namespace

const KindRules& pod_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.prepare_create = prepare_pod;
    r.set_defaults = set_pod_defaults;
    r.validate = validate_pod;
    r.validate_update = validate_pod_update;
    return r;
  }();
  return rules;
}

const KindRules& deployment_rules() {
  static const KindRules rules = template_rules(set_deployment_defaults);
  return rules;
}

const KindRules& replica_set_rules() {
  static const KindRules rules = template_rules(set_replica_set_defaults);
  return rules;
}

const KindRules& daemon_set_rules() {
  static const KindRules rules = template_rules(set_daemon_set_defaults);
  return rules;
}

}  // namespace gauntlet::fakeapiserver
