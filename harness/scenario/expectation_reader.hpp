// Reads expectations: the `expect` map of a long check, and the answers of `meanwhile`.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/value_reader.hpp"

#include <vector>

namespace gauntlet::scenario {

// Notes names of the cast in the draft; problems are reported. The answer's text puts the parts into words.
Answer read_expectation(const Place& place, ValueReader& reader, CaseDraft& draft);

// One answer or a list of them, written as behind an arrow.
std::vector<Answer> read_answers(const Place& place, ValueReader& reader, CaseDraft& draft);

// Reports what a grammar found in the text of `place` (E010), and notes the names.
void report_text(const Place& place, const std::vector<NameUse>& names, const std::vector<TextProblem>& problems,
                 ValueReader& reader, CaseDraft& draft);

// E010 unless the key can name a header (RFC 9110 section 5.6.2).
bool check_header_name(const Member& member, ValueReader& reader);

}  // namespace gauntlet::scenario
