#include "fakeapiserver/rules/containers.hpp"

#include "fakeapiserver/rules/names.hpp"
#include "fakeapiserver/rules/set_default.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

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

void validate_port(const Json& port, const FieldPath& path, std::set<std::string_view>& names, FieldErrors& errors) {
  const std::string_view name = string_member(port, "name");
  if (!name.empty()) {
    const Complaints complaints = check_port_name(name);
    errors.invalid(path.child("name"), name, complaints);
    if (complaints.empty() && !names.insert(name).second) errors.duplicate(path.child("name"), name);
  }
  for (const char* key : {"containerPort", "hostPort"}) {
    const auto number = port.value(key, std::int64_t{0});
    if (number == 0) {
      if (std::string_view(key) == "containerPort") errors.required(path.child(key));
      continue;
    }
    for (const std::string& complaint : check_port_number(number)) {
      errors.invalid_value(path.child(key), Json(number), complaint);
    }
  }
  const std::string_view protocol = string_member(port, "protocol");
  if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP") {
    errors.not_supported(path.child("protocol"), protocol, {"SCTP", "TCP", "UDP"});
  }
}

void validate_variable(const Json& variable, const FieldPath& path, FieldErrors& errors) {
  const std::string_view name = string_member(variable, "name");
  const bool is_fine = std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~' && c != '='; });
  if (name.empty()) errors.required(path.child("name"));
  if (!is_fine) {
    errors.invalid(path.child("name"), name,
                   "a valid environment variable name must consist only of printable ASCII characters other than '='");
  }
  if (!variable.contains("valueFrom")) return;
  const std::size_t sources = member(variable, "valueFrom").size();
  if (sources == 0) {
    errors.invalid(path.child("valueFrom"), "",
                   "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or "
                   "`fileKeyRef`");
  } else if (!string_member(variable, "value").empty()) {
    errors.invalid(path.child("valueFrom"), "", "may not be specified when `value` is not empty");
  } else if (sources > 1) {
    errors.invalid(path.child("valueFrom"), "", "may not have more than one field specified at a time");
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
  const std::string_view messages = string_member(container, "terminationMessagePolicy");
  if (messages != "File" && messages != "FallbackToLogsOnError") {
    errors.not_supported(path.child("terminationMessagePolicy"), messages, {"File", "FallbackToLogsOnError"});
  }
  const Json& ports = member(container, "ports");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < ports.size(); ++i) validate_port(ports[i], path.child("ports").index(i), names, errors);
  const Json& variables = member(container, "env");
  for (std::size_t i = 0; i < variables.size(); ++i) {
    validate_variable(variables[i], path.child("env").index(i), errors);
  }
  const std::string_view pull = string_member(container, "imagePullPolicy");
  if (pull != "Always" && pull != "IfNotPresent" && pull != "Never") {
    errors.not_supported(path.child("imagePullPolicy"), pull, {"Always", "IfNotPresent", "Never"});
  }
}

}  // namespace

void set_container_defaults(Json& container) {
  set_default(container, "imagePullPolicy", std::string(default_pull_policy(string_member(container, "image"))));
  set_default(container, "terminationMessagePath", "/dev/termination-log");
  set_default(container, "terminationMessagePolicy", "File");
  if (container.contains("ports")) {
    for (Json& port : container["ports"]) set_default(port, "protocol", "TCP");
  }
  if (container.contains("env")) {
    for (Json& variable : container["env"]) {
      if (!member(member(variable, "valueFrom"), "fieldRef").is_object()) continue;
      set_default(variable["valueFrom"]["fieldRef"], "apiVersion", "v1");
    }
  }
  for (const char* probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    if (container.contains(probe)) set_probe_defaults(container[probe]);
  }
}

void validate_containers(const Json& spec, const FieldPath& path, FieldErrors& errors) {
  const Json& containers = member(spec, "containers");
  if (containers.empty()) errors.required(path.child("containers"));
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const FieldPath at = path.child("containers").index(i);
    validate_container(containers[i], at, errors);
    const std::string_view name = string_member(containers[i], "name");
    if (!names.insert(name).second) errors.duplicate(at.child("name"), name);
  }
  const Json& before = member(spec, "initContainers");
  for (std::size_t i = 0; i < before.size(); ++i) {
    const FieldPath at = path.child("initContainers").index(i);
    validate_container(before[i], at, errors);
    const std::string_view name = string_member(before[i], "name");
    if (!names.insert(name).second) errors.duplicate(at.child("name"), name);
  }
}

}  // namespace gauntlet::fakeapiserver
