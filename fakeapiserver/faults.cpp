#include "fakeapiserver/faults.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

bool is_about_watches(FaultEffect effect) {
  return effect == FaultEffect::kWatchError || effect == FaultEffect::kWatchCut || effect == FaultEffect::kWatchEnd ||
         effect == FaultEffect::kNoBookmarks || effect == FaultEffect::kSlowEvents;
}

bool can_hit(FaultEffect effect, std::optional<Verb> verb) {
  if (effect == FaultEffect::kStaleList) return verb == Verb::kList;
  return !is_about_watches(effect) || verb == Verb::kWatch;
}

bool matches(const Fault& fault, std::string_view user, std::string_view user_agent, const RequestInfo& info) {
  if (!can_hit(fault.effect, info.verb)) return false;
  return (fault.user.empty() || fault.user == user) && user_agent.find(fault.user_agent) != std::string_view::npos &&
         (!fault.verb || fault.verb == info.verb) && (fault.resource.empty() || fault.resource == info.resource) &&
         (fault.namespace_.empty() || fault.namespace_ == info.namespace_);
}

}  // namespace

bool waits_for_events(FaultEffect effect) {
  return effect == FaultEffect::kWatchError || effect == FaultEffect::kWatchCut || effect == FaultEffect::kWatchEnd ||
         effect == FaultEffect::kBrokenJson;
}

void FaultList::clear() {
  ++taken_back_;
  faults_.clear();
}

void FaultList::give_back(Fault fault) {
  if (fault.taken_at != taken_back_) return;
  fault.times = 1;
  faults_.insert(faults_.begin(), std::move(fault));
}

void FaultList::remove(std::string_view name) {
  ++taken_back_;
  std::erase_if(faults_, [&](const Fault& fault) { return fault.name == name; });
}

void spoil(const Fault& fault, Answer& answer) {
  if (fault.effect == FaultEffect::kBrokenJson) answer.body.resize(answer.body.size() / 2);
  if (fault.effect == FaultEffect::kWrongType) answer.content_type = kWrongContentType;
}

std::optional<Fault> FaultList::take(std::string_view user, std::string_view user_agent, const RequestInfo& info) {
  for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
    if (!matches(*fault, user, user_agent, info)) continue;
    if (fault->skip > 0) {
      --fault->skip;
      continue;
    }
    Fault taken = *fault;
    taken.taken_at = taken_back_;
    if (--fault->times <= 0) faults_.erase(fault);
    return taken;
  }
  return std::nullopt;
}

}  // namespace gauntlet::fakeapiserver
