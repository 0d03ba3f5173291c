// ServerFeatures: what a kube-apiserver of some version does or does not do, for tests of clients against older ones.
#pragma once

namespace gauntlet::fakeapiserver {

// sendInitialEvents of watches (KEP-3157). kOff says so with a 422, and clients fall back to lists. kSilent imitates
// servers and proxies that know nothing of it and wait for ever: a fault.
enum class WatchListSupport { kOn, kOff, kSilent };
// Discovery of all groups in one document (KEP-3352).
enum class AggregatedDiscovery { kOn, kOff };

struct ServerFeatures {
  WatchListSupport watch_list = WatchListSupport::kOn;
  AggregatedDiscovery aggregated_discovery = AggregatedDiscovery::kOn;
};

}  // namespace gauntlet::fakeapiserver
