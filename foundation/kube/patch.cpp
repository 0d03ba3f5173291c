#include "foundation/kube/patch.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace gauntlet::kube {
namespace {

using base::Error;
using base::Reason;
using base::Result;

constexpr std::size_t kMostOperations = 10'000;
// Copies can double a document with every operation; together they may be as large as a request.
constexpr std::size_t kMostCopiedBytes = 3 * 1024 * 1024;
// What parse_json takes; a document that grew deeper could not be read back.
constexpr std::size_t kMostNesting = 512;

// A JSON pointer (RFC 6901), unescaped.
using Pointer = std::vector<std::string>;

Result<Pointer> parse_pointer(std::string_view text) {
  Pointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') return Error(Reason::kBadRequest, "a JSON pointer begins with '/'");
  for (const std::string_view token : base::split(text.substr(1), '/')) {
    std::string plain;
    for (std::size_t i = 0; i < token.size(); ++i) {
      if (token[i] != '~') {
        plain += token[i];
        continue;
      }
      const char escaped = i + 1 < token.size() ? token[++i] : '\0';
      if (escaped != '0' && escaped != '1')
        return Error(Reason::kBadRequest, "in a JSON pointer '~' needs 0 or 1 behind it");
      plain += escaped == '0' ? '~' : '/';
    }
    pointer.push_back(std::move(plain));
  }
  return pointer;
}

struct Extent {
  std::size_t bytes = 0;  // about the length of its text
  std::size_t nesting = 0;
};

Extent extent_of(const Json& json) {
  Extent extent{8, 0};
  if (const auto* text = json.get_ptr<const std::string*>()) extent.bytes += text->size();
  if (!json.is_structured()) return extent;
  for (auto at = json.begin(); at != json.end(); ++at) {
    const Extent inner = extent_of(*at);
    extent.bytes += inner.bytes + (json.is_object() ? at.key().size() : 0);
    extent.nesting = std::max(extent.nesting, inner.nesting);
  }
  ++extent.nesting;
  return extent;
}

Result<void> check_nesting(const Pointer& path, const Json& value) {
  if (path.size() + extent_of(value).nesting <= kMostNesting) return {};
  return Error(Reason::kInvalid, fmt::format("the document would be nested deeper than {}", kMostNesting));
}

Error not_found(std::string_view token) {
  return {Reason::kInvalid, fmt::format("there is no \"{}\"", token)};
}

// An array index (RFC 6901 section 4: no leading zeros) of at most `last`.
Result<std::size_t> parse_index(const std::string& token, std::size_t last) {
  unsigned long long index = 0;
  if ((token.size() > 1 && token.front() == '0') || !base::parse_decimal(token, index)) {
    return Error(Reason::kInvalid, fmt::format("\"{}\" is not an array index", token));
  }
  if (index > last) return Error(Reason::kInvalid, fmt::format("index {} is behind the end of the array", index));
  return static_cast<std::size_t>(index);
}

Result<Json*> child_of(Json& parent, const std::string& token) {
  if (parent.is_object()) {
    const auto found = parent.find(token);
    if (found == parent.end()) return not_found(token);
    return &*found;
  }
  if (!parent.is_array() || parent.empty()) return not_found(token);
  const auto index = parse_index(token, parent.size() - 1);
  if (!index) return index.error();
  return &parent[*index];
}

Result<Json*> resolve(Json& document, std::span<const std::string> pointer) {
  Json* at = &document;
  for (const std::string& token : pointer) {
    const auto child = child_of(*at, token);
    if (!child) return child.error();
    at = *child;
  }
  return at;
}

// The operations of RFC 6902 section 4 on one document.
class JsonPatcher {
 public:
  explicit JsonPatcher(Json document) : document_(std::move(document)) {}

  Result<void> apply(const Json& operation);
  Json take_document() { return std::move(document_); }

 private:
  Result<void> add(const Pointer& path, Json value);
  Result<Json> remove(const Pointer& path);
  Result<void> replace(const Pointer& path, Json value);
  Result<void> test(const Pointer& path, const Json& expected);
  Result<void> move(const Pointer& from, const Pointer& path);
  Result<void> copy(const Pointer& from, const Pointer& path);
  Result<Json*> parent_of(const Pointer& path);

  Json document_;
  std::size_t copied_bytes_ = 0;
};

Result<Json*> JsonPatcher::parent_of(const Pointer& path) {
  return resolve(document_, std::span(path).first(path.size() - 1));
}

Result<void> JsonPatcher::add(const Pointer& path, Json value) {
  const auto fits = check_nesting(path, value);
  if (!fits) return fits.error();
  if (path.empty()) {
    document_ = std::move(value);
    return {};
  }
  const auto parent = parent_of(path);
  if (!parent) return parent.error();
  Json& into = **parent;
  const std::string& token = path.back();
  if (into.is_object()) {
    into[token] = std::move(value);
    return {};
  }
  if (!into.is_array()) return not_found(token);
  if (token == "-") {
    into.push_back(std::move(value));
    return {};
  }
  const auto index = parse_index(token, into.size());
  if (!index) return index.error();
  into.insert(into.begin() + static_cast<Json::difference_type>(*index), std::move(value));
  return {};
}

Result<Json> JsonPatcher::remove(const Pointer& path) {
  if (path.empty()) return Error(Reason::kInvalid, "the whole document cannot be removed");
  const auto parent = parent_of(path);
  if (!parent) return parent.error();
  Json& from = **parent;
  const auto child = child_of(from, path.back());
  if (!child) return child.error();
  Json removed = std::move(**child);
  if (from.is_object()) {
    from.erase(path.back());
  } else {
    from.erase(static_cast<std::size_t>(*child - &from.front()));
  }
  return removed;
}

Result<void> JsonPatcher::replace(const Pointer& path, Json value) {
  const auto at = resolve(document_, path);
  if (!at) return at.error();
  const auto fits = check_nesting(path, value);
  if (!fits) return fits.error();
  **at = std::move(value);
  return {};
}

// What an object does not have is null here, as it is to kube-apiserver (evanphx/json-patch, not RFC 6902). kube-rs
// asks so whether an object has no finalizers yet.
Result<void> JsonPatcher::test(const Pointer& path, const Json& expected) {
  if (expected.is_null() && !path.empty()) {
    const auto parent = parent_of(path);
    if (parent && (*parent)->is_object() && !(*parent)->contains(path.back())) return {};
  }
  const auto at = resolve(document_, path);
  if (!at) return at.error();
  if (**at != expected) return Error(Reason::kInvalid, "the value there is not the expected one");
  return {};
}

Result<void> JsonPatcher::move(const Pointer& from, const Pointer& path) {
  if (from == path) {
    const auto there = resolve(document_, from);
    if (!there) return there.error();
    return {};
  }
  if (from.size() < path.size() && std::equal(from.begin(), from.end(), path.begin())) {
    return Error(Reason::kInvalid, "a value cannot be moved into itself");
  }
  auto removed = remove(from);
  if (!removed) return removed.error();
  return add(path, std::move(*removed));
}

Result<void> JsonPatcher::copy(const Pointer& from, const Pointer& path) {
  const auto at = resolve(document_, from);
  if (!at) return at.error();
  copied_bytes_ += extent_of(**at).bytes;
  if (copied_bytes_ > kMostCopiedBytes) {
    return Error(Reason::kRequestEntityTooLarge, fmt::format("the patch copies more than {} bytes", kMostCopiedBytes));
  }
  return add(path, **at);
}

// The pointer in a member of the operation.
Result<Pointer> read_pointer(const Json& operation, std::string_view key) {
  const auto* text = member(operation, key).get_ptr<const std::string*>();
  if (text == nullptr) return Error(Reason::kBadRequest, fmt::format("\"{}\" is missing, or is not a string", key));
  return parse_pointer(*text);
}

Result<void> JsonPatcher::apply(const Json& operation) {
  if (!operation.is_object()) return Error(Reason::kBadRequest, "is not an object");
  const std::string_view name = string_member(operation, "op");
  const auto path = read_pointer(operation, "path");
  if (!path) return path.error();
  if (name == "remove") {
    const auto removed = remove(*path);
    return removed ? Result<void>() : removed.error();
  }
  if (name == "move" || name == "copy") {
    const auto from = read_pointer(operation, "from");
    if (!from) return from.error();
    return name == "move" ? move(*from, *path) : copy(*from, *path);
  }
  if (name != "add" && name != "replace" && name != "test") {
    return Error(Reason::kBadRequest,
                 fmt::format("\"op\" is \"{}\", none of add, remove, replace, move, copy, test", name));
  }
  const auto value = operation.find("value");  // null is a value
  if (value == operation.end()) return Error(Reason::kBadRequest, "\"value\" is missing");
  if (name == "add") return add(*path, *value);
  return name == "replace" ? replace(*path, *value) : test(*path, *value);
}

}  // namespace

Json apply_merge_patch(Json target, const Json& patch) {
  if (!patch.is_object()) return patch;
  if (!target.is_object()) target = Json::object();
  for (const auto& [key, value] : patch.items()) {
    if (value.is_null()) {
      target.erase(key);
      continue;
    }
    Json& into = target[key];
    into = apply_merge_patch(std::move(into), value);
  }
  return target;
}

Result<Json> apply_json_patch(Json target, const Json& patch) {
  if (!patch.is_array()) return Error(Reason::kBadRequest, "a JSON patch is an array of operations");
  if (patch.size() > kMostOperations) {
    return Error(Reason::kRequestEntityTooLarge,
                 fmt::format("a JSON patch has at most {} operations, not {}", kMostOperations, patch.size()));
  }
  JsonPatcher patcher(std::move(target));
  std::size_t number = 0;
  for (const Json& operation : patch) {
    const auto applied = patcher.apply(operation);
    if (!applied) {
      return applied.error().with_context(fmt::format("operation {} ({} {})", number, string_member(operation, "op"),
                                                      string_member(operation, "path")));
    }
    ++number;
  }
  return patcher.take_document();
}

}  // namespace gauntlet::kube
