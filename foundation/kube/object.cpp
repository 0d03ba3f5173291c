#include "foundation/kube/object.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::kube {
namespace {

// Brackets outside strings. A text that is no JSON may give any number; the parser says what is wrong with it.
int nesting_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

// Keeps nothing but the place of the error: a parse without exceptions does not tell it.
class ErrorFinder final : public nlohmann::json_sax<Json> {
 public:
  std::size_t position() const { return position_; }
  const std::string& words() const { return words_; }

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*elements*/) override { return true; }
  bool key(string_t& /*value*/) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t /*elements*/) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::json::exception& error) override {
    position_ = position;
    words_ = error.what();
    return false;
  }

 private:
  std::size_t position_ = 0;
  std::string words_;
};

// "[json.exception.parse_error.101] parse error at line 1, column 2: the words" -> "the words".
std::string_view plain_words(std::string_view words) {
  for (const std::string_view mark : {"] ", ": "}) {
    const auto at = words.find(mark);
    if (at != std::string_view::npos) words.remove_prefix(at + mark.size());
  }
  return words;
}

base::Error parse_failure(std::string_view text) {
  ErrorFinder finder;
  static_cast<void>(Json::sax_parse(text, &finder));
  return {base::Reason::kMalformed,
          fmt::format("not JSON at byte {}: {}", finder.position(), plain_words(finder.words()))};
}

const Json& metadata_of(const Json& json) {
  return member(json, "metadata");
}

}  // namespace

const Json& member(const Json& json, std::string_view key) {
  static const Json none;
  if (!json.is_object()) return none;
  const auto found = json.find(key);
  return found == json.end() ? none : *found;
}

std::string_view string_member(const Json& json, std::string_view key) {
  const auto* text = member(json, key).get_ptr<const std::string*>();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::int64_t integer_member(const Json& json, std::string_view key) {
  const Json& value = member(json, key);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

base::Result<Json> parse_json(std::string_view text, int max_depth) {
  if (nesting_of(text) > max_depth) {
    return base::Error(base::Reason::kMalformed, fmt::format("JSON is nested deeper than {}", max_depth));
  }
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return parse_failure(text);
  return json;
}

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

base::Result<Object> Object::parse(std::string_view text) {
  auto json = parse_json(text);
  if (!json) return json.error();
  if (!json->is_object()) {
    return base::Error(base::Reason::kMalformed, fmt::format("a JSON {} is not an object", json->type_name()));
  }
  return from_json(std::move(*json));
}

Object Object::from_json(Json json) {
  return Object(std::make_shared<const Json>(std::move(json)));
}

std::string Object::to_text() const {
  return kube::to_text(*json_);
}

std::string_view Object::api_version() const {
  return string_member(*json_, "apiVersion");
}
std::string_view Object::kind() const {
  return string_member(*json_, "kind");
}
std::string_view Object::name() const {
  return string_member(metadata_of(*json_), "name");
}
std::string_view Object::namespace_() const {
  return string_member(metadata_of(*json_), "namespace");
}
std::string_view Object::uid() const {
  return string_member(metadata_of(*json_), "uid");
}
std::string_view Object::resource_version() const {
  return string_member(metadata_of(*json_), "resourceVersion");
}
base::NamespacedName Object::namespaced_name() const {
  return {std::string(namespace_()), std::string(name())};
}

}  // namespace gauntlet::kube
