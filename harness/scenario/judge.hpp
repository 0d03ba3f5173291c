// The judge: compares one observation with an expectation. Pure.
#pragma once

#include "harness/scenario/observation.hpp"
#include "harness/scenario/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::scenario {

struct Mismatch {
  std::string
      kind;  // wrong-backend, wrong-status, redirect, wrong-certificate, tls-error, refused, reset, timeout, ...
  std::string heading;  // "wrong backend"
  std::string detail;   // "headers.x-forwarded-proto: want \"https\", got absent"; may be empty
};

// `no_route_codes`: what the controller's profile calls its "nothing matched" answer.
std::optional<Mismatch> judge(const Answer& expected, const Observation& observation,
                              const std::vector<int>& no_route_codes);

// How many requests show every one of `pods` pods with a chance of missing one below 1e-6, if each is picked at random.
int spread_sample_size(int pods);

// Whether a text value satisfies a matcher; `value` nullptr: absent.
bool matches(const ValueMatcher& matcher, const std::string* value);

}  // namespace gauntlet::scenario
