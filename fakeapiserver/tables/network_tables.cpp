// Ingress, IngressClass, Service, EndpointSlice and Endpoints as kubectl get shows them.
#include "fakeapiserver/tables/table.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kMostShown = 3;

// At most `most` of them, and how many more there are.
std::string join(const std::vector<std::string>& parts, std::string_view empty, std::size_t most = SIZE_MAX) {
  if (parts.empty()) return std::string(empty);
  std::string text;
  for (std::size_t i = 0; i < parts.size() && i < most; ++i) {
    if (i > 0) text += ',';
    text += parts[i];
  }
  if (parts.size() > most) text += " + " + std::to_string(parts.size() - most) + " more...";
  return text;
}

std::vector<std::string> load_balancer_addresses(const Json& object) {
  std::vector<std::string> addresses;
  for (const Json& point : member(member(member(object, "status"), "loadBalancer"), "ingress")) {
    const std::string_view ip = string_member(point, "ip");
    const std::string_view hostname = string_member(point, "hostname");
    if (!ip.empty() || !hostname.empty()) addresses.emplace_back(ip.empty() ? hostname : ip);
  }
  return addresses;
}

Json ingress_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  std::vector<std::string> hosts;
  for (const Json& rule : member(spec, "rules")) {
    const std::string_view host = string_member(rule, "host");
    if (!host.empty()) hosts.emplace_back(host);
  }
  const std::string_view ingress_class = string_member(spec, "ingressClassName");
  return Json::array({name_of(object), ingress_class.empty() ? std::string_view("<none>") : ingress_class,
                      join(hosts, "*", kMostShown), join(load_balancer_addresses(object), ""),
                      member(spec, "tls").empty() ? "80" : "80, 443", age_of(object, now)});
}

Json ingress_class_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  const Json& parameters = member(spec, "parameters");
  std::string shown = "<none>";
  if (parameters.is_object()) {
    shown = string_member(parameters, "kind");
    if (parameters.contains("apiGroup")) shown.append(".").append(string_member(parameters, "apiGroup"));
    shown.append("/").append(string_member(parameters, "name"));
  }
  return Json::array({name_of(object), string_member(spec, "controller"), shown, age_of(object, now)});
}

std::string external_addresses(const Json& service) {
  const Json& spec = member(service, "spec");
  const std::string_view type = string_member(spec, "type");
  if (type == "ExternalName") return std::string(string_member(spec, "externalName"));
  std::vector<std::string> addresses;
  if (type == "LoadBalancer") addresses = load_balancer_addresses(service);
  for (const Json& ip : member(spec, "externalIPs")) addresses.push_back(ip.get<std::string>());
  return join(addresses, type == "LoadBalancer" ? "<pending>" : "<none>");
}

Json service_cells(const Json& object, base::WallTime now) {
  const Json& spec = member(object, "spec");
  std::vector<std::string> ports;
  for (const Json& port : member(spec, "ports")) {
    std::string text = kube::to_text(member(port, "port"));
    if (port.contains("nodePort")) text += ":" + kube::to_text(port["nodePort"]);
    ports.push_back(text.append("/").append(string_member(port, "protocol")));
  }
  std::vector<std::string> selector;
  for (const auto& [key, value] : member(spec, "selector").items())
    selector.push_back(key + "=" + value.get<std::string>());
  const std::string_view cluster_ip = string_member(spec, "clusterIP");
  return Json::array({name_of(object), string_member(spec, "type"),
                      cluster_ip.empty() ? std::string_view("<none>") : cluster_ip, external_addresses(object),
                      join(ports, "<none>"), age_of(object, now), join(selector, "<none>")});
}

Json endpoint_slice_cells(const Json& object, base::WallTime now) {
  std::vector<std::string> ports;
  for (const Json& port : member(object, "ports")) {
    ports.push_back(port.contains("port") ? kube::to_text(port["port"]) : "*");
  }
  std::vector<std::string> addresses;
  for (const Json& endpoint : member(object, "endpoints")) {
    for (const Json& address : member(endpoint, "addresses")) addresses.push_back(address.get<std::string>());
  }
  return Json::array({name_of(object), string_member(object, "addressType"), join(ports, "<unset>", kMostShown),
                      join(addresses, "<unset>", kMostShown), age_of(object, now)});
}

Json endpoints_cells(const Json& object, base::WallTime now) {
  std::vector<std::string> shown;
  for (const Json& subset : member(object, "subsets")) {
    for (const Json& address : member(subset, "addresses")) {
      const std::string ip(string_member(address, "ip"));
      if (member(subset, "ports").empty()) shown.push_back(ip);
      for (const Json& port : member(subset, "ports")) shown.push_back(ip + ":" + kube::to_text(member(port, "port")));
    }
  }
  return Json::array({name_of(object), join(shown, "<none>", kMostShown), age_of(object, now)});
}

Json network_policy_cells(const Json& object, base::WallTime now) {
  return Json::array(
      {name_of(object), selector_text(member(member(object, "spec"), "podSelector")), age_of(object, now)});
}

}  // namespace

const TableLayout& ingress_layout() {
  static const TableLayout layout{{kNameColumn, {"Class"}, {"Hosts"}, {"Address"}, {"Ports"}, kAgeColumn},
                                  ingress_cells};
  return layout;
}

const TableLayout& ingress_class_layout() {
  static const TableLayout layout{{kNameColumn, {"Controller"}, {"Parameters"}, kAgeColumn}, ingress_class_cells};
  return layout;
}

const TableLayout& service_layout() {
  static const TableLayout layout{
      {kNameColumn, {"Type"}, {"Cluster-IP"}, {"External-IP"}, {"Port(s)"}, kAgeColumn, {"Selector", "string", "", 1}},
      service_cells};
  return layout;
}

const TableLayout& endpoint_slice_layout() {
  static const TableLayout layout{{kNameColumn, {"AddressType"}, {"Ports"}, {"Endpoints"}, kAgeColumn},
                                  endpoint_slice_cells};
  return layout;
}

const TableLayout& network_policy_layout() {
  static const TableLayout layout{{kNameColumn, {"Pod-Selector"}, kAgeColumn}, network_policy_cells};
  return layout;
}

const TableLayout& endpoints_layout() {
  static const TableLayout layout{{kNameColumn, {"Endpoints"}, kAgeColumn}, endpoints_cells};
  return layout;
}

}  // namespace gauntlet::fakeapiserver
