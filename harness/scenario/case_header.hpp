// CaseHeader: the first document of a case, laid over that of its `base`: keys are merged, and so are the entries of
// the maps that hold a cast (backends, certs, vars, timeouts); the case wins.
#pragma once

#include "harness/scenario/source_file.hpp"
#include "harness/scenario/value_reader.hpp"

#include <optional>
#include <string_view>

namespace gauntlet::scenario {

class CaseHeader {
 public:
  // `own` is a map; so is `parent` if it has a node.
  CaseHeader(const Place& own, const Place& parent);

  std::optional<Member> find(std::string_view key) const;
  // The entries of a map in the header; E004 where it is none.
  Members entries(std::string_view key, ValueReader& reader) const;
  // E003 for unknown keys, in the case and in its base.
  void check_keys(ValueReader& reader) const;
  // Whether an unknown key looks like a slip for this one, so that its absence needs no word.
  bool is_misspelt(std::string_view key) const;
  Underline first_key() const;

 private:
  Place own_;
  Members own_members_;
  Members parent_members_;
};

}  // namespace gauntlet::scenario
