#include "harness/scenario/pod_addresses.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

using kube::Json;

constexpr std::string_view kPrefix = "${ip.";
// FakeCluster's, on the Pods of a Deployment.
constexpr std::string_view kPodIndexAnnotation = "gauntlet.test/pod-index";

void fill(Json& json, const PodAddresses& addresses) {
  if (auto* text = json.get_ptr<std::string*>()) {
    *text = with_pod_addresses(std::move(*text), addresses);
  } else if (json.is_structured()) {
    for (Json& inner : json) fill(inner, addresses);
  }
}

}  // namespace

bool names_pod_address(std::string_view text) {
  return text.find(kPrefix) != std::string_view::npos;
}

std::string with_pod_addresses(std::string text, const PodAddresses& addresses) {
  std::size_t at = text.find(kPrefix);
  while (at != std::string::npos) {
    const std::size_t close = text.find('}', at);
    if (close == std::string::npos) break;
    const auto address = addresses.find(text.substr(at + 2, close - at - 2));
    if (address != addresses.end()) text.replace(at, close + 1 - at, address->second);
    at = text.find(kPrefix, at + 1);
  }
  return text;
}

kube::Object with_pod_addresses(const kube::Object& object, const PodAddresses& addresses) {
  Json json = object.json();
  fill(json, addresses);
  return kube::Object::from_json(std::move(json));
}

net::Awaitable<base::Result<PodAddresses>> read_pod_addresses(kube::Client& client,
                                                              const std::vector<Backend>& backends,
                                                              base::Deadline deadline) {
  PodAddresses addresses;
  for (const Backend& backend : backends) {
    kube::ListOptions options;
    options.namespace_ = backend.namespace_;
    options.label_selector = "app=" + backend.name;
    const auto pods = co_await client.list(kube::resources::kPods, std::move(options), deadline);
    if (!pods) co_return pods.error().with_context("reading the addresses of the pods of " + backend.name);
    for (const kube::Object& pod : pods->items) {
      const Json& annotations = kube::member(kube::member(pod.json(), "metadata"), "annotations");
      const std::string_view index = kube::string_member(annotations, kPodIndexAnnotation);
      const std::string_view address = kube::string_member(kube::member(pod.json(), "status"), "podIP");
      if (index.empty() || address.empty()) continue;
      addresses[fmt::format("ip.{}.{}", backend.name, index)] = address;
    }
  }
  co_return addresses;
}

}  // namespace gauntlet::scenario
