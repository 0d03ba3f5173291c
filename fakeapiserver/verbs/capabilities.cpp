#include "fakeapiserver/verbs/capabilities.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

std::string_view name_of(WatchListSupport support) {
  switch (support) {
    case WatchListSupport::kOn:
      return "on";
    case WatchListSupport::kOff:
      return "off";
    case WatchListSupport::kSilent:
      return "silent";
  }
  return "";
}

}  // namespace

Answer capabilities(const ServerFeatures& features, const std::string& kubernetes_version) {
  return json_answer(200, {{"server", "gauntlet"},
                           {"kubernetesVersion", kubernetes_version},
                           {"watchList", name_of(features.watch_list)},
                           {"aggregatedDiscovery", features.aggregated_discovery == AggregatedDiscovery::kOn},
                           {"furniture", features.furniture == Furniture::kOn},
                           {"loopbackEndpoints", features.loopback_endpoints == LoopbackEndpoints::kAllowed},
                           {"admissionWebhooks", false},
                           {"authorization", "everything but what is denied"}});
}

}  // namespace gauntlet::fakeapiserver
