// Reads what a case says of itself: id, title, level, features, spec and so on; and its timeouts.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/case_header.hpp"
#include "harness/scenario/case_reader.hpp"

#include <string>
#include <vector>

namespace gauntlet::scenario {

// The names that `features` may hold. Empty: every name is taken.
struct KnownFeatures {
  std::vector<std::string> names;
};

// Two or more words of small letters, digits and '-', joined by dots. Empty after an error.
std::string read_case_id(const CaseHeader& header, Diagnostics& diagnostics);

void read_header(const CaseHeader& header, ValueReader& reader, const KnownFeatures& features, CaseDraft& draft);

// Those of the case, and `propagate` from the bindings where the case has none.
void read_timeouts(const CaseHeader& header, ValueReader& reader, const Bindings& bindings, CaseDraft& draft);

}  // namespace gauntlet::scenario
