// ConfigMap and Secret (core/v1): keys, sizes, immutability, the types of Secrets that ask for keys.
#include "fakeapiserver/rules/kind_rules.hpp"
#include "foundation/kube/base64.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::size_t kMostBytes = 1024 * 1024;

std::size_t size_of_base64(std::string_view text) {
  const auto padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
  return text.size() / 4 * 3 - padding;
}

void validate_key(const char* field, const std::string& key, FieldErrors& errors) {
  errors.invalid(FieldPath(field).key(key), key, check_config_key(key));
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
  std::size_t bytes = 0;
  const Json& binary = member(object, "binaryData");
  for (const auto& [key, value] : member(object, "data").items()) {
    validate_key("data", key, errors);
    if (binary.contains(key)) {
      errors.invalid(FieldPath("data").key(key), key, "duplicate of key present in binaryData");
    }
    bytes += value.get_ref<const std::string&>().size();
  }
  for (const auto& [key, value] : binary.items()) {
    validate_key("binaryData", key, errors);
    bytes += size_of_base64(value.get_ref<const std::string&>());
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

void validate_docker_config(const Json& data, const char* key, FieldErrors& errors) {
  const FieldPath path = FieldPath("data").key(key);
  if (!data.contains(key)) return errors.required(path);
  const auto text = kube::base64_decode(string_member(data, key));
  const auto config = text ? kube::parse_json(*text) : kube::parse_json("");
  if (config && config->is_object()) return;
  errors.invalid(path, "<secret contents redacted>", config ? "it is no object" : config.error().message());
}

void validate_secret(const Json& object, FieldErrors& errors) {
  std::size_t bytes = 0;
  const Json& data = member(object, "data");
  for (const auto& [key, value] : data.items()) {
    validate_key("data", key, errors);
    bytes += size_of_base64(value.get_ref<const std::string&>());
  }
  if (bytes > kMostBytes) errors.too_long("data", kMostBytes);
  const std::string_view type = string_member(object, "type");
  if (type == "kubernetes.io/service-account-token") {
    constexpr const char* kAccount = "kubernetes.io/service-account.name";
    const Json& annotations = member(member(object, "metadata"), "annotations");
    if (string_member(annotations, kAccount).empty()) errors.required(FieldPath("metadata.annotations").key(kAccount));
  }
  if (type == "kubernetes.io/tls") require_keys(object, {"tls.crt", "tls.key"}, errors);
  if (type == "kubernetes.io/dockerconfigjson") validate_docker_config(data, ".dockerconfigjson", errors);
  if (type == "kubernetes.io/dockercfg") validate_docker_config(data, ".dockercfg", errors);
  if (type == "kubernetes.io/ssh-auth" && string_member(data, "ssh-privatekey").empty()) {
    errors.required(FieldPath("data").key("ssh-privatekey"));
  }
  if (type == "kubernetes.io/basic-auth" && !data.contains("username") && !data.contains("password")) {
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
    r.metadata_on_update = MetadataOnUpdate::kBoth;
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
    r.metadata_on_update = MetadataOnUpdate::kBoth;
    return r;
  }();
  return rules;
}

}  // namespace gauntlet::fakeapiserver
