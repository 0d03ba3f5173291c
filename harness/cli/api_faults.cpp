#include "harness/cli/api_faults.hpp"

#include "fakeapiserver/faults.hpp"
#include "foundation/kube/resource.hpp"

#include <limits>
#include <optional>

namespace gauntlet::cli {

namespace {

using fakeapiserver::Verb;

// What is filtered by verb or kind, or by neither: an empty list stands for one entry without a filter.
std::vector<std::optional<Verb>> verbs_of(const scenario::ApiFault& fault) {
  if (fault.verbs.empty()) return {std::nullopt};
  std::vector<std::optional<Verb>> verbs;
  for (const Verb verb : fakeapiserver::kVerbs) {
    for (const std::string& name : fault.verbs) {
      if (name == to_string(verb)) verbs.emplace_back(verb);
    }
  }
  return verbs;
}

std::vector<std::string> resources_of(const scenario::ApiFault& fault) {
  if (fault.kinds.empty()) return {std::string()};
  std::vector<std::string> resources;
  for (const std::string& kind : fault.kinds) {
    const kube::ResourceType* type = kube::find_resource_by_kind(kind);
    if (type != nullptr) resources.emplace_back(type->plural);
  }
  return resources;
}

void begin_answers(fakeapiserver::ApiServer& server, const std::string& user, const scenario::ApiFault& fault) {
  for (const std::optional<Verb> verb : verbs_of(fault)) {
    for (const std::string& resource : resources_of(fault)) {
      fakeapiserver::Fault one;
      one.name = fault.name;
      one.user = user;
      one.verb = verb;
      one.resource = resource;
      one.times = std::numeric_limits<int>::max();
      one.code = fault.code;
      server.faults().add(std::move(one));
    }
  }
  server.drop_watches();
}

}  // namespace

void begin_api_fault(fakeapiserver::ApiServer& server, const std::string& user, const scenario::ApiFault& fault) {
  switch (fault.effect) {
    case scenario::ApiFault::Effect::kAnswer:
      return begin_answers(server, user, fault);
    case scenario::ApiFault::Effect::kDropWatches:
      return server.drop_watches();
    case scenario::ApiFault::Effect::kCompact:
      return server.compact_history();
  }
}

void heal_api_faults(fakeapiserver::ApiServer& server, const std::string& name) {
  if (name.empty()) {
    server.faults().clear();
  } else {
    server.faults().remove(name);
  }
}

}  // namespace gauntlet::cli
