// Rules of the kinds that a cluster is run with: Namespace, Lease, Event, and those about which nothing is asked.
#include "fakeapiserver/rules/kind_rules.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

void prepare_namespace(Json& object) {
  object["spec"]["finalizers"] = Json::array({"kubernetes"});
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
}

void validate_event(const Json& event, FieldErrors& errors) {
  // Events about cluster-scoped objects live in "default".
  const std::string_view namespace_ = string_member(member(event, "metadata"), "namespace");
  const std::string_view about = string_member(member(event, "involvedObject"), "namespace");
  if (about.empty() ? namespace_ != "default" && namespace_ != "kube-system" : about != namespace_) {
    errors.invalid("involvedObject.namespace", about, "does not match event.namespace");
  }
}

}  // namespace

const KindRules& namespace_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.prepare_create = prepare_namespace;
    r.set_defaults = set_namespace_defaults;
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
