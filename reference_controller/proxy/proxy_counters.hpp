// ProxyCounters: what became of the requests of one loop. The loop alone counts, any thread may read: an addition is a
// load and a store, without a locked instruction.
#pragma once

#include "reference_controller/proxy/own_answer.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace gauntlet::reference {

enum class RequestOutcome {
  kProxied,  // the endpoint's answer was passed on whole, or a tunnel was
  kCutOff,   // it broke off
  kClientGone,
  // Answered by the proxy itself.
  kBadRequest,
  kNoRoute,
  kResourceBackend,
  kMethodNotAllowed,
  kRequestTimeout,
  kHeadTooLarge,
  kBadGateway,
  kNoEndpoint,
  kGatewayTimeout,
  kAnswered,  // what was asked of the proxy, not of an endpoint
};
inline constexpr std::size_t kRequestOutcomes = static_cast<std::size_t>(RequestOutcome::kAnswered) + 1;

// As the label of the metric: "no_route".
std::string_view to_string(RequestOutcome outcome);
RequestOutcome outcome_of(OwnAnswer answer);

class ProxyCounters {
 public:
  void count(RequestOutcome outcome) {
    std::atomic<std::uint64_t>& counter = requests_[static_cast<std::size_t>(outcome)];
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  std::uint64_t requests(RequestOutcome outcome) const {
    return requests_[static_cast<std::size_t>(outcome)].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, kRequestOutcomes> requests_{};
};

}  // namespace gauntlet::reference
