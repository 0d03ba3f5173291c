#include "fakeapiserver/verbs/openapi.hpp"

#include "fakeapiserver/verbs/field_descriptions.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::GroupVersion;
using kube::Json;

constexpr const char* kKindExtension = "x-kubernetes-group-version-kind";

std::string path_of(const GroupVersion& group_version) {
  return (group_version.group.empty() ? "api/" : "apis/") + group_version.to_string();
}

Json shape_schema(const FieldType& field) {
  switch (field.shape) {
    case Shape::kString:
      return {{"type", "string"}};
    case Shape::kInt:
      return {{"type", "integer"}, {"format", "int32"}};
    case Shape::kLong:
      return {{"type", "integer"}, {"format", "int64"}};
    case Shape::kDouble:
      return {{"type", "number"}, {"format", "double"}};
    case Shape::kBool:
      return {{"type", "boolean"}};
    case Shape::kQuantity:
      return {{"type", "string"}};
    case Shape::kIntOrString:
      return {{"type", "string"}, {"format", "int-or-string"}};
    case Shape::kTime:
    case Shape::kMicroTime:
      return {{"type", "string"}, {"format", "date-time"}};
    case Shape::kBytes:
      return {{"type", "string"}, {"format", "byte"}};
    case Shape::kStrings:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case Shape::kAny:
      return {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}};
    case Shape::kStruct:
      return {{"$ref", "#/components/schemas/" + field.type->full_name()}};
  }
  return Json::object();
}

Json field_schema(const FieldType& field) {
  Json one = shape_schema(field);
  if (field.container == Container::kMap) return {{"type", "object"}, {"additionalProperties", std::move(one)}};
  if (field.container == Container::kOne) return one;
  Json list = {{"type", "array"}, {"items", std::move(one)}};
  if (field.merge != MergeStrategy::kReplace) {
    list["x-kubernetes-patch-strategy"] = field.retain_keys ? "merge,retainKeys" : "merge";
  }
  if (field.merge == MergeStrategy::kMergeByKey) list["x-kubernetes-patch-merge-key"] = field.merge_key;
  return list;
}

// A reference has no room for further members (OpenAPI 3.0.0, "Reference Object").
void describe(Json& schema, std::string_view description) {
  if (description.empty()) return;
  if (schema.contains("$ref")) schema = {{"allOf", Json::array({std::move(schema)})}};
  schema["description"] = description;
}

// The struct and all that it refers to.
void add_schema(const StructType& type, Json& schemas) {
  const std::string name = type.full_name();
  if (schemas.contains(name)) return;
  Json& schema = schemas[name] = Json::object();
  if (type.choice) return;
  schema["type"] = "object";
  Json properties = Json::object();
  for (const FieldType& field : type.fields) {
    Json property = field_schema(field);
    describe(property, find_description(name, field.name));
    properties[std::string(field.name)] = std::move(property);
  }
  schema["properties"] = std::move(properties);
  describe(schema, find_description(name));
  for (const FieldType& field : type.fields) {
    if (field.shape == Shape::kStruct) add_schema(*field.type, schemas);
  }
}

Json kind_of(const ResourceRow& row) {
  return {
      {"group", row.type.group_version.group}, {"version", row.type.group_version.version}, {"kind", row.type.kind}};
}

Json operation(const ResourceRow& row, std::string_view action, std::initializer_list<const char*> query) {
  Json parameters = Json::array();
  for (const char* name : query) {
    parameters.push_back({{"name", name}, {"in", "query"}, {"schema", {{"type", "string"}}}});
  }
  return {{"x-kubernetes-action", action},
          {kKindExtension, kind_of(row)},
          {"parameters", std::move(parameters)},
          {"responses", {{"200", {{"description", "OK"}}}}}};
}

void add_paths(const ResourceRow& row, Json& paths) {
  std::string collection = "/" + path_of(row.type.group_version) + "/";
  if (row.is_namespaced()) collection += "namespaces/{namespace}/";
  collection += row.type.plural;
  paths[collection]["get"] = operation(row, "list", {"labelSelector", "fieldSelector", "limit", "continue"});
  paths[collection]["post"] = operation(row, "post", {"dryRun", "fieldManager", "fieldValidation"});
  Json& object = paths[collection + "/{name}"];
  object["get"] = operation(row, "get", {});
  object["put"] = operation(row, "put", {"dryRun", "fieldManager", "fieldValidation"});
  object["patch"] = operation(row, "patch", {"dryRun", "fieldManager", "fieldValidation", "force"});
  object["delete"] = operation(row, "delete", {"dryRun", "gracePeriodSeconds", "propagationPolicy"});
}

Json make_document(const ResourceRegistry& registry, const GroupVersion& group_version,
                   const std::string& kubernetes_version) {
  Json paths = Json::object();
  Json schemas = Json::object();
  for (const auto& row : registry.rows()) {
    if (row->served == Served::kNo || row->type.group_version != group_version) continue;
    add_paths(*row, paths);
    add_schema(*row->schema, schemas);
    Json& schema = schemas[row->schema->full_name()];
    schema[kKindExtension] = Json::array({kind_of(*row)});
    schema["properties"]["apiVersion"] = {{"type", "string"}, {"description", "Group and version of the kind."}};
    schema["properties"]["kind"] = {{"type", "string"}, {"description", "What kind of object this is."}};
  }
  return {{"openapi", "3.0.0"},
          {"info", {{"title", "Kubernetes"}, {"version", kubernetes_version}}},
          {"paths", std::move(paths)},
          {"components", {{"schemas", std::move(schemas)}}}};
}

// "#/components/schemas/X" of version 3 is "#/definitions/X" in version 2, which knows neither of the others' forms.
void turn_into_version_2(Json& schema) {
  constexpr std::string_view kBefore = "#/components/schemas/";
  // A schema may describe a field of one of these names, as that of a definition of custom kinds does.
  if (kube::member(schema, "$ref").is_string()) {
    const std::string reference = schema["$ref"];
    schema["$ref"] = "#/definitions/" + reference.substr(kBefore.size());
  }
  if (kube::member(schema, "allOf").is_array()) {
    Json description = schema["description"];
    schema = schema["allOf"][0];
    schema["description"] = std::move(description);
    turn_into_version_2(schema);
    return;
  }
  if (schema.is_structured()) {
    for (Json& member : schema) turn_into_version_2(member);
  }
}

// A string field of a protobuf message; all of ours are shorter than 128 bytes.
std::string protobuf_string(int field, std::string_view text) {
  std::string bytes(1, static_cast<char>(field << 3 | 2));
  bytes += static_cast<char>(text.size());
  return bytes.append(text);
}

}  // namespace

const OpenApi::Document& OpenApi::document_of(const GroupVersion& group_version) {
  if (registry_.changes() != registry_changes_) documents_.clear();  // custom kinds have come or gone
  registry_changes_ = registry_.changes();
  const auto known = documents_.find(group_version);
  if (known != documents_.end()) return known->second;
  Document document;
  document.text = kube::to_text(make_document(registry_, group_version, kubernetes_version_));
  document.hash = fmt::format("{:016X}", std::hash<std::string>()(document.text));
  return documents_.emplace(group_version, std::move(document)).first->second;
}

Answer OpenApi::index() {
  Json paths = Json::object();
  for (const GroupVersion& group_version : registry_.group_versions()) {
    const std::string path = path_of(group_version);
    paths[path] = {{"serverRelativeURL", "/openapi/v3/" + path + "?hash=" + document_of(group_version).hash}};
  }
  return json_answer(200, {{"paths", std::move(paths)}});
}

Answer OpenApi::version_2_as_json() {
  Json definitions = Json::object();
  for (const GroupVersion& group_version : registry_.group_versions()) {
    const auto document = kube::parse_json(document_of(group_version).text);
    if (document) definitions.update((*document)["components"]["schemas"]);
  }
  turn_into_version_2(definitions);
  return json_answer(200, {{"swagger", "2.0"},
                           {"info", {{"title", "Kubernetes"}, {"version", kubernetes_version_}}},
                           {"paths", Json::object()},
                           {"definitions", std::move(definitions)}});
}

// openapi.v2.Document { swagger = 1, info = 2 { title = 1, version = 2 }, paths = 8 {} } (gnostic, OpenAPIv2.proto).
Answer OpenApi::version_2() const {
  const std::string info = protobuf_string(1, "Kubernetes") + protobuf_string(2, kubernetes_version_);
  Answer answer;
  // With a dot, as the API server has it since a "@" there is no media type for the clients (kube-openapi, handler.go).
  answer.content_type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  answer.body = protobuf_string(1, "2.0") + protobuf_string(2, info) + protobuf_string(8, "");
  return answer;
}

std::optional<Answer> OpenApi::answer(const RequestInfo& info, std::string_view accept,
                                      std::string_view if_none_match) {
  constexpr std::string_view kRoot = "/openapi/v3/";
  if (info.path == "/openapi/v2") {
    const bool wants_protobuf = accept.find("com.github.proto-openapi.spec.v2") != std::string_view::npos;
    return wants_protobuf ? version_2() : version_2_as_json();
  }
  if (info.path == "/openapi/v3") return index();
  if (!info.path.starts_with(kRoot)) return std::nullopt;
  const std::string_view path = std::string_view(info.path).substr(kRoot.size());
  for (const GroupVersion& group_version : registry_.group_versions()) {
    if (path_of(group_version) != path) continue;
    const Document& document = document_of(group_version);
    Answer answer;
    const std::string_view asked = info.query.get("hash");
    if (!asked.empty() && asked != document.hash) {
      answer.code = 301;
      answer.fields.add("Location", std::string(kRoot) + std::string(path) + "?hash=" + document.hash);
      return answer;
    }
    const std::string etag = "\"" + document.hash + "\"";
    answer.fields.add("ETag", etag);
    answer.fields.add("Vary", "Accept");
    answer.fields.add("Cache-Control", asked.empty() ? "no-cache, private" : "public, immutable");
    if (if_none_match == etag) {
      answer.code = 304;
    } else {
      answer.body = document.text;
    }
    return answer;
  }
  return std::nullopt;
}

}  // namespace gauntlet::fakeapiserver
