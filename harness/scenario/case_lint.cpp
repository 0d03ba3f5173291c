#include "harness/scenario/case_lint.hpp"

#include "harness/scenario/host_uses.hpp"

#include <fmt/format.h>

#include <map>

namespace gauntlet::scenario {

namespace {

// E013, also where two ids come to the same namespace.
void check_ids(const std::vector<CaseDraft>& drafts, Diagnostics& diagnostics) {
  std::map<std::string, const CaseDraft*> by_id;
  std::map<std::string, const CaseDraft*> by_namespace;
  for (const CaseDraft& draft : drafts) {
    const Scenario& scenario = draft.scenario;
    const auto [same_id, is_new_id] = by_id.emplace(scenario.full_id(), &draft);
    const auto [same_namespace, is_new_namespace] = by_namespace.emplace(scenario.namespace_, &draft);
    if (is_new_id && is_new_namespace) continue;
    const CaseDraft& other = is_new_id ? *same_namespace->second : *same_id->second;
    const Position& first = other.id.position;
    const std::string where = fmt::format("the other is in {}:{}", first.file, first.line);
    if (!is_new_id) {
      diagnostics.error("E013", draft.id, fmt::format("the id {} is used twice", scenario.full_id()), where);
    } else {
      diagnostics.error(
          "E013", draft.id,
          fmt::format("{} and {} come to the same namespace", scenario.full_id(), other.scenario.full_id()), where);
    }
  }
}

}  // namespace

void lint(const std::vector<CaseDraft>& drafts, Diagnostics& diagnostics) {
  check_ids(drafts, diagnostics);
  std::vector<const CaseDraft*> packed;
  for (const CaseDraft& draft : drafts) {
    if (draft.scenario.isolation == Isolation::kPack) packed.push_back(&draft);
  }
  check_hosts_apart(packed, diagnostics);
}

}  // namespace gauntlet::scenario
