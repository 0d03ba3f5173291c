// ServerFeatures: what a kube-apiserver of some version does or does not do, for tests of clients against older ones.
#pragma once

namespace gauntlet::fakeapiserver {

// sendInitialEvents of watches (KEP-3157). kOff says so with a 422, and clients fall back to lists. kSilent imitates
// servers and proxies that know nothing of it and wait for ever: a fault.
enum class WatchListSupport { kOn, kOff, kSilent };
// Discovery of all groups in one document (KEP-3352).
enum class AggregatedDiscovery { kOn, kOff };

// What the controllers of a cluster make by themselves: the ServiceAccount and the ConfigMap of every namespace, the
// Service "kubernetes". kOff: a kube-apiserver alone, with nothing in it.
enum class Furniture { kOn, kOff };

// Whether Endpoints and EndpointSlices may name 127.0.0.0/8 and ::1, which a kube-apiserver refuses. Where they may
// not, the Service "kubernetes" has no endpoints, for this server listens there.
enum class LoopbackEndpoints { kAllowed, kRefused };

struct ServerFeatures {
  WatchListSupport watch_list = WatchListSupport::kOn;
  AggregatedDiscovery aggregated_discovery = AggregatedDiscovery::kOn;
  Furniture furniture = Furniture::kOn;
  LoopbackEndpoints loopback_endpoints = LoopbackEndpoints::kAllowed;
};

}  // namespace gauntlet::fakeapiserver
