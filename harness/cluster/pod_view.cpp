#include "harness/cluster/pod_view.hpp"

#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

std::string text_of(const Json& json, std::string_view key) {
  return std::string(string_member(json, key));
}

int number_of(const Json& json, std::string_view key, int standard) {
  const Json& number = member(json, key);
  return number.is_number_integer() ? number.get<int>() : standard;
}

std::vector<ContainerPort> read_ports(const Json& spec) {
  std::vector<ContainerPort> ports;
  for (const Json& container : member(spec, "containers")) {
    for (const Json& field : member(container, "ports")) {
      ContainerPort port;
      port.name = text_of(field, "name");
      port.port = number_of(field, "containerPort", 0);
      const std::string_view protocol = string_member(field, "protocol");
      if (!protocol.empty()) port.protocol = protocol;
      ports.push_back(std::move(port));
    }
  }
  return ports;
}

bool read_ready(const Json& status) {
  for (const Json& condition : member(status, "conditions")) {
    if (string_member(condition, "type") == "Ready") return string_member(condition, "status") == "True";
  }
  return false;
}

int read_index(const Json& metadata) {
  unsigned long long index = 0;
  const std::string_view text = string_member(member(metadata, "annotations"), kPodIndexAnnotation);
  return base::parse_decimal(text, index) && index < 100'000 ? static_cast<int>(index) : -1;
}

}  // namespace

Owner read_controller_owner(const Json& metadata) {
  for (const Json& reference : member(metadata, "ownerReferences")) {
    if (member(reference, "controller") != Json(true)) continue;
    return {text_of(reference, "kind"), text_of(reference, "name"), text_of(reference, "uid")};
  }
  return {};
}

PodView::PodView(const kube::Object& its_object)
    : object(its_object), name(its_object.namespaced_name()), uid(its_object.uid()) {
  const Json& metadata = member(object.json(), "metadata");
  const Json& spec = member(object.json(), "spec");
  const Json& status = member(object.json(), "status");
  labels = kube::read_labels(metadata);
  owner = read_controller_owner(metadata);
  index = read_index(metadata);
  node_name = text_of(spec, "nodeName");
  hostname = text_of(spec, "hostname");
  subdomain = text_of(spec, "subdomain");
  ports = read_ports(spec);
  grace_seconds = number_of(spec, "terminationGracePeriodSeconds", grace_seconds);
  is_terminating = !string_member(metadata, "deletionTimestamp").empty();
  ip = text_of(status, "podIP");
  phase = text_of(status, "phase");
  is_ready = read_ready(status);
}

}  // namespace gauntlet::cluster
