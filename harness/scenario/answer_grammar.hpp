// The grammar of answers: what stands behind the arrow of a check line, under `meanwhile`, and in pieces under `expect`
// (ux.md 2.7). Pure: texts to values, with the place of every name, so that a caller who knows the cast can look them
// up.
#pragma once

#include "harness/scenario/scenario.hpp"
#include "harness/scenario/text_range.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

// A name of the cast that a text uses.
struct NameUse {
  enum class Kind { kBackend, kCertificate, kInstance };
  Kind kind = Kind::kBackend;
  std::string name;           // of the backend or certificate
  std::optional<int> number;  // of the pod or the controller instance
  TextRange range;
};

struct AnswerReading {
  Answer answer;
  std::vector<NameUse> names;
  std::vector<TextProblem> problems;
};

// "200 from a|b cert a1", "no-route", "any cert not s1".
AnswerReading read_answer(std::string_view text);

// The pieces of the long form, each a value of its own: what stands behind `status:`, `from:` and `cert:`. They add to
// what the reading holds already.
void add_status(std::string_view text, AnswerReading& reading);
void add_backends(std::string_view text, AnswerReading& reading);
void add_certificates(std::string_view text, AnswerReading& reading);

// Words divided by blanks and tabs, with their places.
struct Word {
  std::string_view text;
  TextRange range;
};
std::vector<Word> split_words(std::string_view text);

}  // namespace gauntlet::scenario
