// The grammar of check lines (ux.md 2.7): METHOD URL options -> outcome. Pure; names are looked up by the caller.
#pragma once

#include "harness/scenario/answer_grammar.hpp"

namespace gauntlet::scenario {

struct CheckReading {
  Check check;            // without positions
  TextRange expectation;  // behind the arrow; empty for a request alone
  std::vector<NameUse> names;
  std::vector<TextProblem> problems;
};

// "GET http://foo.com/foo x3 -> 200 from svc-a".
CheckReading read_check_line(std::string_view text);

// The `request` of the long form: the same without arrow and outcome.
CheckReading read_request(std::string_view text);

// Joins an expectation that was read elsewhere to its request, and holds the one against the other: names of
// certificates need https. Problems name `expectation`.
void join_expectation(CheckReading& reading, AnswerReading expectation, TextRange range);

}  // namespace gauntlet::scenario
