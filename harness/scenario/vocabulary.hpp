// Vocabulary: which keys may stand where in a case file. One table, so that a misspelt or misplaced key gets a hint
// whatever map it stands in.
#pragma once

#include "harness/scenario/source_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

enum class Section {
  kHeader,
  kSpecLink,
  kOracle,
  kControllers,
  kBackend,
  kCertificate,
  kStep,
  kApplyFile,
  kBackendChange,
  kCheck,
  kExpect,
  kSaw,
  kLoad,
  kBudget,
  kFault,
  kApiFault,
};

enum class Support { kServed, kNotYet };

struct KnownKey {
  std::string_view name;
  Section section;
  Support support = Support::kServed;
};

// nullptr: unknown there.
const KnownKey* find_key(Section section, std::string_view name);
std::vector<std::string_view> served_keys(Section section);
// "the case header", "a step", "'expect'".
std::string_view title_of(Section section);

struct KeyProblem {
  std::string message;
  std::string hint;
};
// For a key that `section` does not know. `siblings` are the keys beside it: if the map that the key belongs under is
// one of them, the hint gives its line.
KeyProblem explain_key(Section section, std::string_view name, const Members& siblings);

}  // namespace gauntlet::scenario
