// Looks up every name that a case uses once all of it is read: backends, certificates, controllers (E011, E010) and
// objects (E016).
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/value_reader.hpp"

namespace gauntlet::scenario {

void check_names(const CaseDraft& draft, ValueReader& reader);

}  // namespace gauntlet::scenario
