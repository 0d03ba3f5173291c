#include "fakeapiserver/event_forms.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace gauntlet::fakeapiserver {
namespace {

struct Names {
  const char* core;
  const char* shown;
};

constexpr std::array<Names, 7> kNames = {{{"involvedObject", "regarding"},
                                          {"message", "note"},
                                          {"reportingComponent", "reportingController"},
                                          {"source", "deprecatedSource"},
                                          {"firstTimestamp", "deprecatedFirstTimestamp"},
                                          {"lastTimestamp", "deprecatedLastTimestamp"},
                                          {"count", "deprecatedCount"}}};

void rename(kube::Json& object, const char* from, const char* to) {
  const auto found = object.find(from);
  if (found == object.end()) return;
  kube::Json value = std::move(*found);
  object.erase(found);
  object[to] = std::move(value);
}

}  // namespace

void to_core_event(kube::Json& event) {
  for (const Names& names : kNames) rename(event, names.shown, names.core);
}

void from_core_event(kube::Json& event) {
  for (const Names& names : kNames) rename(event, names.core, names.shown);
}

}  // namespace gauntlet::fakeapiserver
