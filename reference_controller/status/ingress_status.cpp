#include "reference_controller/status/ingress_status.hpp"

#include "foundation/net/timer.hpp"
#include "reference_controller/mutants.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using base::Reason;
using net::Awaitable;

constexpr std::chrono::seconds kRequestLimit(10);
constexpr std::chrono::seconds kRetryPause(1);
// Somebody else may write the same object all the time; its next version wakes us again.
constexpr int kAttempts = 5;

}  // namespace

IngressStatusWriter::IngressStatusWriter(net::Executor executor, kube::Client& client, const ClusterState& state,
                                         const ClassSelection& classes, std::string address, base::Log& log)
    : client_(client),
      state_(state),
      classes_(classes),
      address_(std::move(address)),
      log_(log),
      wake_(std::move(executor)) {}

std::vector<base::NamespacedName> IngressStatusWriter::outdated() const {
  std::vector<base::NamespacedName> names;
  if (mutant_active(Mutant::kStatusNotWritten)) return names;
  for (const auto& [name, entry] : state_.ingresses().all()) {
    if (entry.published_address == address_) continue;
    if (mutant_active(Mutant::kStatusForForeignClass) || is_served(entry.ingress, classes_, state_)) {
      names.push_back(name);
    }
  }
  return names;
}

Awaitable<void> IngressStatusWriter::run() {
  const auto never = Deadline::never();
  for (;;) {
    const auto waited = co_await wake_.wait(never);
    if (!waited) co_return;
    wake_.reset();
    bool is_settled = true;
    bool is_server_there = true;
    const auto names = outdated();
    for (auto name = names.begin(); is_server_there && name != names.end(); ++name) {
      const Written written = co_await write(*name);
      is_settled = is_settled && written == Written::kSettled;
      is_server_there = written != Written::kServerAway;
    }
    if (is_settled) continue;
    const auto paused = co_await net::wait_for(kRetryPause);
    if (!paused) co_return;
    wake_.set();
  }
}

// From the newest version, not from our copy: a status goes with the whole object, and nobody else's change may get
// lost; and it may be somebody else's by now.
Awaitable<IngressStatusWriter::Written> IngressStatusWriter::write(base::NamespacedName name) {
  const auto& type = kube::resources::kIngresses;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto deadline = Deadline::after(kRequestLimit);
    const auto current = co_await client_.get(type, name, deadline);
    if (!current) co_return after_failure(name, current.error());
    if (!is_ours(*current)) co_return Written::kSettled;
    kube::Json json = current->json();
    kube::Json status = {{"loadBalancer", {{"ingress", kube::Json::array({{{"ip", address_}}})}}}};
    if (kube::member(json, "status") == status) co_return Written::kSettled;
    json["status"] = std::move(status);
    auto changed = kube::Object::from_json(std::move(json));
    const auto written = co_await client_.update_status(type, std::move(changed), deadline);
    if (written) co_return Written::kSettled;
    if (written.error().reason() != Reason::kConflict) co_return after_failure(name, written.error());
  }
  co_return Written::kSettled;
}

bool IngressStatusWriter::is_ours(const kube::Object& object) const {
  if (mutant_active(Mutant::kStatusForForeignClass)) return true;
  const auto ingress = kube::read_ingress(object);
  return ingress && is_served(*ingress, classes_, state_);
}

IngressStatusWriter::Written IngressStatusWriter::after_failure(const base::NamespacedName& name,
                                                                const base::Error& error) const {
  const Reason reason = error.reason();
  if (reason == Reason::kNotFound) return Written::kSettled;
  if (reason == Reason::kCancelled) return Written::kServerAway;
  log_.write(base::LogLevel::kWarn, "a status cannot be written",
             {{"ingress", name.to_string()}, {"error", error.to_string()}});
  const bool is_away = reason == Reason::kRefused || reason == Reason::kTimeout || reason == Reason::kReset ||
                       reason == Reason::kClosed || reason == Reason::kTls || reason == Reason::kSystem;
  return is_away ? Written::kServerAway : Written::kRefused;
}

}  // namespace gauntlet::reference
