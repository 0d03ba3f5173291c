// Object: one Kubernetes object as immutable JSON, cheap to copy and to hand to another loop. Unknown fields survive.
#pragma once

#include "foundation/base/namespaced_name.hpp"
#include "foundation/base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace gauntlet::kube {

// Document order is kept nowhere in Kubernetes; plain nlohmann::json (sorted keys) is what we store and send.
using Json = nlohmann::json;

class Object {
 public:
  // kMalformed if it is not JSON or not an object, or nested deeper than 512.
  static base::Result<Object> parse(std::string_view text);
  static Object from_json(Json json);

  const Json& json() const { return *json_; }
  std::string to_text() const;

  // Empty where absent or of another type.
  std::string_view api_version() const;
  std::string_view kind() const;
  std::string_view name() const;
  std::string_view namespace_() const;
  std::string_view uid() const;
  std::string_view resource_version() const;
  base::NamespacedName namespaced_name() const;

 private:
  explicit Object(std::shared_ptr<const Json> json) : json_(std::move(json)) {}
  std::shared_ptr<const Json> json_;
};

// The member, or a null value that lives for ever; never throws, whatever `json` is.
const Json& member(const Json& json, std::string_view key);
// The string, or empty if it is none.
std::string_view string_member(const Json& json, std::string_view key);
// The whole number, or 0 if it is none.
std::int64_t integer_member(const Json& json, std::string_view key);

// Text to JSON without exceptions: kMalformed says where (byte), and refuses a nesting deeper than `max_depth`.
base::Result<Json> parse_json(std::string_view text, int max_depth = 512);
// Invalid UTF-8 becomes U+FFFD; never throws.
std::string to_text(const Json& json);

}  // namespace gauntlet::kube
