// Reads the cast of a case: backends, certificates and how many controllers there are.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/case_header.hpp"

namespace gauntlet::scenario {

// The draft's namespace is known by now.
void read_backends(const CaseHeader& header, ValueReader& reader, CaseDraft& draft);
void read_certificates(const CaseHeader& header, ValueReader& reader, CaseDraft& draft);
// From 1; variables cannot stand here, because they depend on it.
int read_instances(const CaseHeader& header, Diagnostics& diagnostics);

}  // namespace gauntlet::scenario
