// ValueReader: values of a case file with their variables filled in and their types held; what is wrong becomes a
// diagnostic and nullopt, so that reading goes on. One per case and matrix row.
#pragma once

#include "foundation/base/clock.hpp"
#include "harness/scenario/diagnostics.hpp"
#include "harness/scenario/source_file.hpp"
#include "harness/scenario/variables.hpp"
#include "harness/scenario/vocabulary.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::scenario {

class ValueReader {
 public:
  // Both outlive the reader.
  ValueReader(const Variables& variables, Diagnostics& diagnostics)
      : variables_(variables), diagnostics_(diagnostics) {}

  // E004 unless it is a scalar; E012 for each unknown variable.
  std::optional<std::string> text(const Place& place);
  // The same; also E004 if it is empty.
  std::optional<std::string> word(const Place& place, std::string_view what);
  std::optional<bool> boolean(const Place& place);
  std::optional<int> integer(const Place& place, int least, int most);
  std::optional<base::Duration> duration(const Place& place);  // E005
  // Each item with its text; items that are no scalars are reported and left out.
  struct Item {
    std::string text;
    Place place;
  };
  std::vector<Item> texts(const Place& place);
  // The text of a key; variables may stand in keys where a name is expected.
  std::string key(const Member& member);

  // A copy with the variables filled in. A variable without quotation marks that is a whole value keeps its type.
  kube::YamlNode expanded(const Place& place);
  kube::Json json(const Place& place);

  // E004 unless it is a map; then its members.
  std::optional<Members> map(const Place& place);
  std::optional<std::vector<Place>> list(const Place& place, std::string_view what);
  // The members that `section` knows; E003 for the others.
  Members known_members(Members members, Section section);
  std::optional<Members> section(const Place& place, Section section);

  void error(std::string_view code, const Underline& where, std::string message, std::string hint = {});
  // For a part of the text that `text(place)` gave: underlined where it was written, and a hint that names the variable
  // which it came from.
  void error_in(std::string_view code, const Place& place, TextRange part, std::string message, std::string hint);
  void wrong_type(const Place& place, std::string_view expected);

  const Variables& variables() const { return variables_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  std::string expand_scalar(const Place& place);

  const Variables& variables_;
  Diagnostics& diagnostics_;
};

}  // namespace gauntlet::scenario
