#include "harness/scenario/object_path.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

using kube::Json;

constexpr unsigned long long kLargestIndex = 100'000;

class PathParser {
 public:
  explicit PathParser(std::string_view text) : text_(text) {}

  base::Result<ObjectPath> parse() {
    ObjectPath path;
    while (at_ < text_.size() || path.segments.empty()) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      if (c == '[') {
        if (path.segments.empty()) return wrong("a path begins with a name");
        auto segment = parse_bracket();
        if (!segment) return segment.error();
        path.segments.push_back(std::move(segment).value());
        continue;
      }
      if (!path.segments.empty()) {
        if (c != '.') return wrong("expected '.' or '['");
        ++at_;
      }
      const std::size_t end = std::min(text_.find_first_of(".[]\"'", at_), text_.size());
      if (end == at_) return wrong("expected a name");
      path.segments.emplace_back(std::string(text_.substr(at_, end - at_)));
      at_ = end;
    }
    return path;
  }

 private:
  // At '[': a number or a quoted name.
  base::Result<PathSegment> parse_bracket() {
    ++at_;
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote == '"' || quote == '\'') {
      const std::size_t end = text_.find(quote, at_ + 1);
      if (end == std::string_view::npos) return wrong("the quotation mark is not closed");
      std::string name(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      if (name.empty()) return wrong("expected a name");
      if (!close_bracket()) return wrong("expected ']'");
      return PathSegment(std::move(name));
    }
    const std::size_t end = std::min(text_.find(']', at_), text_.size());
    unsigned long long index = 0;
    if (!base::parse_decimal(text_.substr(at_, end - at_), index) || index > kLargestIndex) {
      return wrong("expected a number from 0, or a name in quotation marks");
    }
    at_ = end;
    if (!close_bracket()) return wrong("expected ']'");
    return PathSegment(static_cast<std::size_t>(index));
  }

  bool close_bracket() {
    if (at_ >= text_.size() || text_[at_] != ']') return false;
    ++at_;
    return true;
  }

  base::Error wrong(std::string_view what) const {
    return base::Error(base::Reason::kInvalid,
                       fmt::format("'{}' is not a path: {} at character {}", text_, what, at_ + 1));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// "spec.rules" of the first `count` segments.
std::string prefix_of(const ObjectPath& path, std::size_t count) {
  ObjectPath prefix;
  prefix.segments.assign(path.segments.begin(), path.segments.begin() + static_cast<std::ptrdiff_t>(count));
  return to_string(prefix);
}

base::Error mismatch(const ObjectPath& path, std::size_t depth) {
  const std::string place = depth == 0 ? "the object" : prefix_of(path, depth);
  const bool wants_list = std::holds_alternative<std::size_t>(path.segments[depth]);
  return base::Error(base::Reason::kInvalid, fmt::format("{} is not {}", place, wants_list ? "a list" : "an object"));
}

// The child that `segment` names; nullptr if there is none.
const Json* child_of(const Json& json, const PathSegment& segment) {
  if (const auto* name = std::get_if<std::string>(&segment)) {
    if (!json.is_object()) return nullptr;
    const auto it = json.find(*name);
    return it == json.end() ? nullptr : &*it;
  }
  const std::size_t index = std::get<std::size_t>(segment);
  return json.is_array() && index < json.size() ? &json[index] : nullptr;
}

Json* child_of(Json& json, const PathSegment& segment) {
  return const_cast<Json*>(child_of(std::as_const(json), segment));
}

}  // namespace

base::Result<ObjectPath> parse_object_path(std::string_view text) {
  return PathParser(text).parse();
}

std::string to_string(const ObjectPath& path) {
  std::string text;
  for (const PathSegment& segment : path.segments) {
    if (const auto* name = std::get_if<std::string>(&segment)) {
      const bool plain = name->find_first_of(".[]\"'") == std::string::npos;
      if (!plain) {
        const char quote = name->find('"') == std::string::npos ? '"' : '\'';
        text += fmt::format("[{0}{1}{0}]", quote, *name);
      } else {
        text += (text.empty() ? "" : ".") + *name;
      }
    } else {
      text += fmt::format("[{}]", std::get<std::size_t>(segment));
    }
  }
  return text;
}

const Json* find_at(const Json& json, const ObjectPath& path) {
  const Json* at = &json;
  for (const PathSegment& segment : path.segments) {
    at = child_of(*at, segment);
    if (at == nullptr) return nullptr;
  }
  return at;
}

base::Result<void> set_at(Json& json, const ObjectPath& path, Json value) {
  Json* at = &json;
  for (std::size_t depth = 0; depth < path.segments.size(); ++depth) {
    const PathSegment& segment = path.segments[depth];
    const auto* name = std::get_if<std::string>(&segment);
    if (at->is_null()) *at = name != nullptr ? Json::object() : Json::array();
    if (name != nullptr ? !at->is_object() : !at->is_array()) return mismatch(path, depth);
    if (name != nullptr) {
      at = &(*at)[*name];
      continue;
    }
    const std::size_t index = std::get<std::size_t>(segment);
    if (index > at->size()) {
      return base::Error(base::Reason::kInvalid, fmt::format("{} has {} entries", prefix_of(path, depth), at->size()));
    }
    if (index == at->size()) at->push_back(Json());
    at = &(*at)[index];
  }
  *at = std::move(value);
  return base::Result<void>();
}

base::Result<void> remove_at(Json& json, const ObjectPath& path) {
  Json* parent = &json;
  for (std::size_t depth = 0; depth + 1 < path.segments.size(); ++depth) {
    parent = child_of(*parent, path.segments[depth]);
    if (parent == nullptr) return base::Result<void>();
  }
  if (child_of(*parent, path.segments.back()) == nullptr) return base::Result<void>();
  if (const auto* name = std::get_if<std::string>(&path.segments.back())) {
    parent->erase(*name);
  } else {
    parent->erase(parent->begin() + static_cast<std::ptrdiff_t>(std::get<std::size_t>(path.segments.back())));
  }
  return base::Result<void>();
}

}  // namespace gauntlet::scenario
