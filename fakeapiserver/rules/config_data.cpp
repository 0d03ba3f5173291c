// ConfigMap and Secret (core/v1): keys, sizes, immutability, the types of Secrets that ask for keys.
#include "fakeapiserver/rules/kind_rules.hpp"
#include "foundation/kube/base64.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kMostBytes = 1024 * 1024;

std::size_t validate_keys(const Json& object, const char* field, FieldErrors& errors) {
  std::size_t bytes = 0;
  for (const auto& [key, value] : member(object, field).items()) {
    errors.invalid(FieldPath(field).key(key), key, check_config_key(key));
    bytes += value.get_ref<const std::string&>().size();
  }
  return bytes;
}

void validate_immutable(const Json& object, const Json& old, std::initializer_list<const char*> fields,
                        FieldErrors& errors) {
  if (member(old, "immutable") != Json(true)) return;
  constexpr std::string_view kDetail = "field is immutable when `immutable` is set";
  if (member(object, "immutable") != Json(true)) errors.forbidden("immutable", kDetail);
  for (const char* field : fields) {
    if (member(object, field) != member(old, field)) errors.forbidden(field, kDetail);
  }
}

void validate_config_map(const Json& object, FieldErrors& errors) {
  const std::size_t bytes = validate_keys(object, "data", errors) + validate_keys(object, "binaryData", errors) * 3 / 4;
  for (const auto& [key, value] : member(object, "binaryData").items()) {
    if (member(object, "data").contains(key)) {
      errors.invalid(FieldPath("data").key(key), key, "duplicate of key present in binaryData");
    }
  }
  if (bytes > kMostBytes) errors.too_long("", kMostBytes);
}

void validate_config_map_update(const Json& object, const Json& old, FieldErrors& errors) {
  validate_immutable(object, old, {"data", "binaryData"}, errors);
  validate_config_map(object, errors);
}

// stringData is for writing only.
void set_secret_defaults(Json& object) {
  if (object.contains("stringData")) {
    for (const auto& [key, value] : object["stringData"].items()) {
      object["data"][key] = kube::base64_encode(value.get_ref<const std::string&>());
    }
    object.erase("stringData");
  }
  if (!object.contains("type")) object["type"] = "Opaque";
}

void require_keys(const Json& object, std::initializer_list<const char*> keys, FieldErrors& errors) {
  for (const char* key : keys) {
    if (!member(object, "data").contains(key)) errors.required(FieldPath("data").key(key));
  }
}

void validate_secret(const Json& object, FieldErrors& errors) {
  if (validate_keys(object, "data", errors) * 3 / 4 > kMostBytes) errors.too_long("data", kMostBytes);
  const std::string_view type = string_member(object, "type");
  if (type == "kubernetes.io/tls") require_keys(object, {"tls.crt", "tls.key"}, errors);
  if (type == "kubernetes.io/dockerconfigjson") require_keys(object, {".dockerconfigjson"}, errors);
  if (type == "kubernetes.io/dockercfg") require_keys(object, {".dockercfg"}, errors);
  if (type == "kubernetes.io/ssh-auth") require_keys(object, {"ssh-privatekey"}, errors);
  if (type == "kubernetes.io/basic-auth" && !member(object, "data").contains("username") &&
      !member(object, "data").contains("password")) {
    require_keys(object, {"username", "password"}, errors);
  }
}

void validate_secret_update(const Json& object, const Json& old, FieldErrors& errors) {
  const std::string_view type = string_member(object, "type");
  if (type != string_member(old, "type")) errors.invalid("type", type, "field is immutable");
  validate_immutable(object, old, {"data"}, errors);
  validate_secret(object, errors);
}

}  // namespace

const KindRules& config_map_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.validate = validate_config_map;
    r.validate_update = validate_config_map_update;
    return r;
  }();
  return rules;
}

const KindRules& secret_rules() {
  static const KindRules rules = [] {
    KindRules r;
    r.set_defaults = set_secret_defaults;
    r.validate = validate_secret;
    r.validate_update = validate_secret_update;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
