#include "fakeapiserver/faults.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

bool is_about_watches(FaultEffect effect) {
  return effect == FaultEffect::kWatchError || effect == FaultEffect::kWatchCut || effect == FaultEffect::kNoBookmarks;
}

bool matches(const Fault& fault, std::string_view user, std::string_view user_agent, const RequestInfo& info) {
  if (is_about_watches(fault.effect) && info.verb != Verb::kWatch) return false;
  return (fault.user.empty() || fault.user == user) && user_agent.find(fault.user_agent) != std::string_view::npos &&
         (!fault.verb || fault.verb == info.verb) && (fault.resource.empty() || fault.resource == info.resource) &&
         (fault.namespace_.empty() || fault.namespace_ == info.namespace_);
}

}  // namespace

void FaultList::remove(std::string_view name) {
  std::erase_if(faults_, [&](const Fault& fault) { return fault.name == name; });
}

std::optional<Fault> FaultList::take(std::string_view user, std::string_view user_agent, const RequestInfo& info) {
  for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
    if (!matches(*fault, user, user_agent, info)) continue;
    if (fault->skip > 0) {
      --fault->skip;
      continue;
    }
    Fault taken = *fault;
    if (--fault->times <= 0) faults_.erase(fault);
    return taken;
  }
  return std::nullopt;
}

}  // namespace gauntlet::fakeapiserver
