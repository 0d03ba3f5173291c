// Names with a suffix that looks random but is not, so that two runs give the same objects the same names: letters and
// digits that spell nothing, as Kubernetes takes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::cluster {

// FNV-1a, 32 bits (the hash of a Deployment's pod-template-hash).
std::uint32_t hash_of(std::string_view text);
// `prefix` and five characters that depend on `seed` alone.
std::string make_generated_name(std::string prefix, std::string_view seed);
// The digits of `number` in that alphabet (apimachinery, util/rand SafeEncodeString of its decimal form).
std::string safe_encode(std::uint32_t number);

}  // namespace gauntlet::cluster
