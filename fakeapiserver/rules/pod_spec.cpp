#include "fakeapiserver/rules/pod_spec.hpp"

#include "fakeapiserver/rules/containers.hpp"
#include "fakeapiserver/rules/names.hpp"
#include "fakeapiserver/rules/set_default.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

void validate_policies(const Json& spec, const FieldPath& path, FieldErrors& errors) {
  const std::string_view restart = string_member(spec, "restartPolicy");
  if (restart != "Always" && restart != "OnFailure" && restart != "Never") {
    errors.not_supported(path.child("restartPolicy"), restart, {"Always", "OnFailure", "Never"});
  }
  const std::string_view dns = string_member(spec, "dnsPolicy");
  if (dns != "ClusterFirstWithHostNet" && dns != "ClusterFirst" && dns != "Default" && dns != "None") {
    errors.not_supported(path.child("dnsPolicy"), dns, {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
  }
}

void validate_node_selector(const Json& spec, const FieldPath& path, FieldErrors& errors) {
  for (const auto& [key, value] : member(spec, "nodeSelector").items()) {
    errors.invalid(path.child("nodeSelector"), key, check_qualified_name(key));
    const auto& text = value.get_ref<const std::string&>();
    errors.invalid(path.child("nodeSelector"), text, check_label_value(text));
  }
}

void validate_names(const Json& spec, const FieldPath& path, FieldErrors& errors) {
  for (const char* key : {"serviceAccountName", "nodeName"}) {
    const std::string_view name = string_member(spec, key);
    if (!name.empty()) errors.invalid(path.child(key), name, check_dns1123_subdomain(name));
  }
  const Json& seconds = member(spec, "activeDeadlineSeconds");
  constexpr std::int64_t kMost = 2147483647;
  if (seconds.is_number_integer() && (seconds.get<std::int64_t>() < 1 || seconds.get<std::int64_t>() > kMost)) {
    errors.invalid_value(path.child("activeDeadlineSeconds"), seconds, "must be between 1 and 2147483647, inclusive");
  }
  for (const char* key : {"hostname", "subdomain"}) {
    const std::string_view name = string_member(spec, key);
    if (!name.empty()) errors.invalid(path.child(key), name, check_dns1123_label(name));
  }
}

}  // namespace

void set_pod_spec_defaults(Json& spec) {
  set_default(spec, "restartPolicy", "Always");
  set_default(spec, "dnsPolicy", "ClusterFirst");
  set_default(spec, "schedulerName", "default-scheduler");
  set_default(spec, "terminationGracePeriodSeconds", 30);
  set_default(spec, "securityContext", Json::object());
  if (spec.contains("serviceAccountName")) spec["serviceAccount"] = spec["serviceAccountName"];
  for (const char* list : {"containers", "initContainers"}) {
    if (!spec.contains(list)) continue;
    for (Json& container : spec[list]) set_container_defaults(container);
  }
}

void validate_pod_spec(const Json& spec, const FieldPath& path, FieldErrors& errors) {
  validate_containers(spec, path, errors);
  validate_policies(spec, path, errors);
  validate_node_selector(spec, path, errors);
  validate_names(spec, path, errors);
}

}  // namespace gauntlet::fakeapiserver
