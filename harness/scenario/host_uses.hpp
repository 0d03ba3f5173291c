// Host uses: which hosts a case serves and asks for, so that cases which run together do not share one.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/value_reader.hpp"

namespace gauntlet::scenario {

// One host, and all under `host` and `hosts` in a part of an Ingress.
void note_served_host(const Place& place, ValueReader& reader, CaseDraft& draft);
void note_served_hosts(const Place& place, ValueReader& reader, CaseDraft& draft);
void note_requested_hosts(const Check& check, const Underline& where, CaseDraft& draft);

// Reports E017 where a host that one case serves is served or asked for by another.
void check_hosts_apart(const std::vector<const CaseDraft*>& drafts, Diagnostics& diagnostics);

}  // namespace gauntlet::scenario
