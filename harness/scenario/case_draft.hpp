// CaseDraft: a Scenario while it is read, with the places that are needed once all of it is known: names to look up,
// hosts to compare with other cases, and where warnings point.
#pragma once

#include "harness/scenario/answer_grammar.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/source_file.hpp"

#include <map>
#include <string>
#include <vector>

namespace gauntlet::scenario {

// A name of the cast; `part` is in the expanded text of the place.
struct PendingName {
  NameUse use;
  Place place;
  TextRange part;
};

struct PendingReference {
  ObjectReference object;
  Underline where;
};

// A backend, or one pod of it, that a `backend` step changes.
struct ChangedBackend {
  std::string name;
  std::optional<int> pod;
  Underline where;
};

struct HostUse {
  enum class Kind { kServed, kRequested };
  std::string host;  // lower case, without port
  Kind kind = Kind::kServed;
  Underline where;
};

struct CaseDraft {
  Scenario scenario;
  Underline id;
  Underline timeouts;
  std::map<std::string, Underline> backends;  // where each is declared
  bool has_backends = true;                   // false after a slip that hides them: then no name of one is looked up
  bool has_certificates = true;               // likewise
  std::vector<PendingName> names;
  std::vector<PendingReference> references;
  std::vector<ChangedBackend> changed_backends;
  std::vector<HostUse> hosts;
  std::vector<std::string> faults;  // the names of those that begin before the place that is read
  std::map<Position, int> lengths;  // of checks and steps: how far the underline reaches

  Underline at(const Position& position) const {
    const auto length = lengths.find(position);
    return {position, length == lengths.end() ? 1 : length->second};
  }
};

}  // namespace gauntlet::scenario
