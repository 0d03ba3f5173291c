#include "fakeapiserver/faults.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {

std::optional<Fault> FaultList::take(const std::string& user, const RequestInfo& info) {
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return (fault.user.empty() || fault.user == user) && (!fault.verb || fault.verb == info.verb) &&
           (fault.resource.empty() || fault.resource == info.resource);
  });
  if (found == faults_.end()) return std::nullopt;
  Fault taken = *found;
  if (--found->times <= 0) faults_.erase(found);
  return taken;
}

}  // namespace gauntlet::fakeapiserver
