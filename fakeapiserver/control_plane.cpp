#include "fakeapiserver/control_plane.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {

ControlPlane::ControlPlane(const base::Clock& clock, LoopbackEndpoints loopback_endpoints)
    : clock_(clock), loopback_endpoints_(loopback_endpoints), store_(registry_.heads()) {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  random_.seed(seed);
  service_addresses_.begin_at(random_());
  const KindId services = registry_.row(kube::resources::kServices).id;
  store_.set_listener([this, services](KindId kind, const Event& event) {
    if (kind == services) service_addresses_.note(event);
    for (const auto& listener : listeners_) listener(kind, event);
  });
}

std::string ControlPlane::time_text() const {
  return fakeapiserver::time_text(clock_.wall_time());
}

std::string ControlPlane::make_uid() {
  const std::uint64_t high = (random_() & 0xffffffffffff0fffULL) | 0x4000ULL;
  const std::uint64_t low = (random_() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48,
                     low & 0xffffffffffffULL);
}

std::string ControlPlane::make_name(std::string_view prefix) {
  constexpr std::size_t kLongestPrefix = 58;
  constexpr std::string_view kAlphabet = "bcdfghjklmnpqrstvwxz2456789";  // spells nothing
  std::string name(prefix.substr(0, kLongestPrefix));
  for (int i = 0; i < 5; ++i) name += kAlphabet[random_() % kAlphabet.size()];
  return name;
}

std::string time_text(base::WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

kube::Json to_json(const ObjectVersion& version) {
  auto json = kube::parse_json(version.text.document());
  return json ? std::move(*json) : kube::Json();
}

}  // namespace gauntlet::fakeapiserver
