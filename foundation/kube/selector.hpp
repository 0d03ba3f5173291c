// Label and field selectors: parsing of the query parameter forms, and matching.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/kube/object.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::kube {

using Labels = std::map<std::string, std::string, std::less<>>;

class LabelSelector {
 public:
  // "a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1"; "" selects everything. kBadRequest, in the words of apimachinery.
  static base::Result<LabelSelector> parse(std::string_view text);
  // The object form of Service.spec.selector (matchLabels only).
  static LabelSelector from_map(const Labels& equal);
  bool matches(const Labels& labels) const;
  bool selects_everything() const { return requirements_.empty(); }

 private:
  class Reader;
  struct Requirement {
    std::string key;
    enum class Operator { kIn, kNotIn, kExists, kDoesNotExist, kGreater, kLess } op;
    std::vector<std::string> values;  // sorted; one, a whole number, of kGreater and kLess
  };
  std::vector<Requirement> requirements_;
};

class FieldSelector {
 public:
  // "metadata.name=x,spec.nodeName!=y"; the requirements are sorted. kBadRequest, in the words of apimachinery.
  static base::Result<FieldSelector> parse(std::string_view text);
  struct Requirement {
    std::string field;
    enum class Operator { kEqual, kNotEqual } op;
    std::string value;
  };
  const std::vector<Requirement>& requirements() const { return requirements_; }
  bool selects_everything() const { return requirements_.empty(); }
  // `value_of` gives a field's text, empty if the object has none.
  bool matches(const std::function<std::string(std::string_view field)>& value_of) const;
  // The name if the selector is exactly metadata.name=x.
  std::optional<std::string> single_name() const;

 private:
  std::vector<Requirement> requirements_;
};

Labels read_labels(const Json& metadata);

}  // namespace gauntlet::kube
