#include "fakeapiserver/rules/service_ports.hpp"

#include "fakeapiserver/rules/names.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::integer_member;
using kube::Json;
using kube::member;
using kube::string_member;

const FieldPath kPorts("spec.ports");

void validate_target(const Json& target, const FieldPath& path, FieldErrors& errors) {
  if (target.is_string()) {
    const auto& name = target.get_ref<const std::string&>();
    errors.invalid(path, name, check_port_name(name));
  } else if (target.is_number_integer()) {
    for (const std::string& complaint : check_port_number(target.get<std::int64_t>())) {
      errors.invalid_value(path, target, complaint);
    }
  }
}

}  // namespace

void validate_service_ports(const Json& spec, FieldErrors& errors) {
  const Json& ports = member(spec, "ports");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const FieldPath at = kPorts.index(i);
    const Json& port = ports[i];
    const std::string_view name = string_member(port, "name");
    if (name.empty()) {
      if (ports.size() > 1) errors.required(at.child("name"));
    } else {
      errors.invalid(at.child("name"), name, check_dns1123_label(name));
      if (!names.insert(name).second) errors.duplicate(at.child("name"), name);
    }
    const std::int64_t number = integer_member(port, "port");
    for (const std::string& complaint : check_port_number(number)) {
      errors.invalid_value(at.child("port"), Json(number), complaint);
    }
    const std::string_view protocol = string_member(port, "protocol");
    if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP") {
      errors.not_supported(at.child("protocol"), protocol, {"SCTP", "TCP", "UDP"});
    }
    validate_target(member(port, "targetPort"), at.child("targetPort"), errors);
    if (port.contains("appProtocol")) {
      const std::string_view application = string_member(port, "appProtocol");
      errors.invalid(at.child("appProtocol"), application, check_qualified_name(application));
    }
  }
}

void validate_port_numbers(const Json& spec, FieldErrors& errors) {
  const Json& ports = member(spec, "ports");
  using Key = std::pair<std::string_view, std::int64_t>;  // protocol, number
  std::set<Key> node_ports;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::int64_t node_port = integer_member(ports[i], "nodePort");
    if (node_port != 0 && string_member(spec, "type") == "ClusterIP") {
      errors.forbidden(kPorts.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'");
    }
  }
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::int64_t node_port = integer_member(ports[i], "nodePort");
    if (node_port == 0) continue;
    if (!node_ports.insert({string_member(ports[i], "protocol"), node_port}).second) {
      errors.duplicate_value(kPorts.index(i).child("nodePort"), Json(node_port));
    }
  }
  std::set<Key> numbers;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const Key key(string_member(ports[i], "protocol"), integer_member(ports[i], "port"));
    if (numbers.insert(key).second) continue;
    // The struct of Go that a server looks ports up with, as it prints it.
    constexpr std::string_view kPort =
        R"({{"Name":"","Protocol":{},"AppProtocol":null,"Port":{},"TargetPort":0,"NodePort":0}})";
    errors.add("FieldValueDuplicate", kPorts.index(i),
               "Duplicate value: " + fmt::format(kPort, quoted_text(key.first), key.second));
  }
}

}  // namespace gauntlet::fakeapiserver
