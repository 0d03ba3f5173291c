#include "fakeapiserver/schema/schema.hpp"

#include "fakeapiserver/schema/type_tables.hpp"
#include "foundation/base/text.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <utility>

namespace gauntlet::fakeapiserver {
namespace {

constexpr std::array kShapes = {
    std::pair<std::string_view, Shape>{"string", Shape::kString},
    std::pair<std::string_view, Shape>{"int", Shape::kInt},
    std::pair<std::string_view, Shape>{"long", Shape::kLong},
    std::pair<std::string_view, Shape>{"double", Shape::kDouble},
    std::pair<std::string_view, Shape>{"bool", Shape::kBool},
    std::pair<std::string_view, Shape>{"quantity", Shape::kQuantity},
    std::pair<std::string_view, Shape>{"intstr", Shape::kIntOrString},
    std::pair<std::string_view, Shape>{"time", Shape::kTime},
    std::pair<std::string_view, Shape>{"microtime", Shape::kMicroTime},
    std::pair<std::string_view, Shape>{"bytes", Shape::kBytes},
    std::pair<std::string_view, Shape>{"strings", Shape::kStrings},
    std::pair<std::string_view, Shape>{"any", Shape::kAny},
};

// Takes the words of a line off its front.
std::string_view take_word(std::string_view& line) {
  line = base::trim(line);
  const auto end = line.find(' ');
  const std::string_view word = line.substr(0, end);
  line = end == std::string_view::npos ? std::string_view() : line.substr(end);
  return word;
}

// "4" or "2.1", into the field.
void read_number(std::string_view text, FieldType& field) {
  const auto dot = text.find('.');
  if (dot != std::string_view::npos) {
    std::from_chars(text.data(), text.data() + dot, field.outer_number);
    text.remove_prefix(dot + 1);
  }
  [[maybe_unused]] const auto read = std::from_chars(text.data(), text.data() + text.size(), field.number);
  assert(read.ptr == text.data() + text.size() && field.number != 0 && "a table has a number that is none");
}

}  // namespace

const FieldType* StructType::find(std::string_view field) const {
  const auto found = std::lower_bound(fields.begin(), fields.end(), field,
                                      [](const FieldType& f, std::string_view wanted) { return f.name < wanted; });
  return found != fields.end() && found->name == field ? &*found : nullptr;
}

const Schema& Schema::built_in() {
  static const Schema schema(type_tables());
  return schema;
}

Schema::Schema(const std::vector<std::string_view>& tables) {
  std::string_view package;
  std::vector<std::vector<std::string_view>> references;  // by struct, the type names of its fields
  for (std::string_view table : tables) {
    for (std::string_view line : base::split(table, '\n')) {
      if (base::trim(line).empty()) continue;
      if (line.starts_with("package ")) {
        package = base::trim(line.substr(8));
      } else if (line.front() != ' ') {
        structs_.push_back(std::make_unique<StructType>());
        structs_.back()->package = package;
        structs_.back()->name = take_word(line);
        structs_.back()->choice = take_word(line) == "|";
        by_name_.emplace(structs_.back()->name, structs_.back().get());
        references.emplace_back();
      } else {
        read_field(line, *structs_.back(), references.back());
      }
    }
  }
  for (std::size_t i = 0; i < structs_.size(); ++i) {
    auto& fields = structs_[i]->fields;
    for (std::size_t j = 0; j < fields.size(); ++j) {
      if (fields[j].shape != Shape::kStruct) continue;
      fields[j].type = find(structs_[i]->package, references[i][j]);
      if (!fields[j].type) fields[j].type = find("", references[i][j]);
      assert(fields[j].type && "a table names a struct that no table has");
    }
    std::sort(fields.begin(), fields.end(), [](const FieldType& a, const FieldType& b) { return a.name < b.name; });
  }
}

void Schema::read_field(std::string_view line, StructType& into, std::vector<std::string_view>& refs) {
  FieldType field;
  field.name = take_word(line);
  std::string_view type = take_word(line);
  if (type.starts_with("[]")) field.container = Container::kList;
  if (type.starts_with("{}")) field.container = Container::kMap;
  if (field.container != Container::kOne) type.remove_prefix(2);
  for (; type.ends_with('*') || type.ends_with('!'); type.remove_suffix(1)) {
    (type.back() == '*' ? field.pointer : field.always_written) = true;
  }
  const auto shape =
      std::find_if(kShapes.begin(), kShapes.end(), [&](const auto& known) { return known.first == type; });
  field.shape = shape == kShapes.end() ? Shape::kStruct : shape->second;
  for (std::string_view option = take_word(line); !option.empty(); option = take_word(line)) {
    if (option == "+retainKeys") {
      field.retain_keys = true;
    } else if (option == "@") {
      field.merge = MergeStrategy::kMergeAsSet;
    } else if (option.front() == '=') {
      read_number(option.substr(1), field);
    } else if (option.front() == '@') {
      field.merge = MergeStrategy::kMergeByKey;
      field.merge_key = option.substr(1);
    } else {
      assert(false && "a table has an option that nobody knows");
    }
  }
  into.fields.push_back(field);
  refs.push_back(type);
}

const StructType* Schema::find(std::string_view package, std::string_view name) const {
  const auto [begin, end] = by_name_.equal_range(name);
  const auto found =
      std::find_if(begin, end, [&](const auto& named) { return package.empty() || named.second->package == package; });
  return found == end ? nullptr : found->second;
}

}  // namespace gauntlet::fakeapiserver
