#include "fakeapiserver/verbs/representation.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/custom/custom_schema.hpp"
#include "fakeapiserver/tables/table.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

// A list of custom objects says that nothing is left, too.
Json list_metadata(const ResourceRow& row, AnswerForm form, const ListMeta& meta) {
  Json json = {{"resourceVersion", std::to_string(meta.revision)}};
  const bool is_always_written = row.custom && form == AnswerForm::kObject;
  if (!meta.continue_token.empty() || is_always_written) json["continue"] = meta.continue_token;
  if (meta.remaining_items) json["remainingItemCount"] = *meta.remaining_items;
  return json;
}

// The object's text as the row shows it; only for rows that show another form than is stored.
ObjectText shown_text(const ResourceRow& row, const ObjectVersion& object) {
  if (!row.shown_as->from_stored) return ObjectText(row.head, object.revision, object.text.content());
  Json json = to_json(object);
  row.shown_as->from_stored(json);
  return ObjectText(row.head, object.revision, make_content(json));
}

Json metadata_only(const ObjectVersion& object) {
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", kube::member(to_json(object), "metadata")}};
}

std::string pointer_type(const ResourceRow& row) {
  return row.custom ? "*unstructured.Unstructured" : "*" + internal_type(row.type);
}

bool knows_include_object(std::string_view text) {
  return text.empty() || text == "None" || text == "Metadata" || text == "Object";
}

Json make_table(const ControlPlane& plane, const ResourceRow& row, const std::vector<VersionPtr>& objects,
                Json metadata, IncludeObject include, TableColumns columns) {
  const TableLayout& layout = table_layout(row.type);
  Json rows = Json::array();
  for (const VersionPtr& object : objects) {
    const Json document = shown_json(row, *object);
    // Layouts know the stored form of what they print.
    const Json& printed = row.shown_as && row.shown_as->from_stored ? to_json(*object) : document;
    Json table_row = {{"cells", row.custom ? custom_cells(*row.custom, document, plane.clock().wall_time())
                                           : layout.cells(printed, plane.clock().wall_time())}};
    if (include == IncludeObject::kNone) table_row["object"] = nullptr;
    if (include == IncludeObject::kMetadata) table_row["object"] = metadata_only(*object);
    if (include == IncludeObject::kObject) table_row["object"] = document;
    rows.push_back(std::move(table_row));
  }
  Json definitions = Json::array();
  if (columns == TableColumns::kWritten) {
    definitions = row.custom ? custom_column_definitions(*row.custom) : column_definitions(layout);
  }
  return {{"kind", "Table"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", std::move(metadata)},
          {"columnDefinitions", std::move(definitions)},
          {"rows", std::move(rows)}};
}

// Joined from the stored texts; nothing is parsed.
std::string whole_list(const ResourceRow& row, const std::vector<VersionPtr>& objects, const ListMeta& meta) {
  std::size_t size = 256;
  for (const VersionPtr& object : objects) size += object->text.item_without_brace().size() + 2;
  std::string body;
  body.reserve(size);
  body += "{\"kind\":\"" + std::string(row.type.kind) + "List\",\"apiVersion\":\"" +
          row.type.group_version.to_string() +
          "\",\"metadata\":" + kube::to_text(list_metadata(row, AnswerForm::kObject, meta)) + ",\"items\":[";
  bool first = true;
  for (const VersionPtr& object : objects) {
    if (row.custom) {
      body += (first ? "" : ",") + shown_document(row, *object);  // items of custom kinds say what they are
      first = false;
      continue;
    }
    body += first ? "{" : ",{";
    if (row.shown_as) {
      const ObjectText text = shown_text(row, *object);
      body += text.item_without_brace();
    } else {
      body += object->text.item_without_brace();
    }
    first = false;
  }
  body += "]}";
  return body;
}

}  // namespace

IncludeObject read_include_object(std::string_view text) {
  if (text == "None") return IncludeObject::kNone;
  return text == "Object" ? IncludeObject::kObject : IncludeObject::kMetadata;
}

std::optional<kube::Status> refuse_form(const ResourceRow& row, AnswerForm form, RouteShape shape,
                                        std::string_view include_object) {
  const bool is_list = shape == RouteShape::kList;
  if (form == AnswerForm::kPartialMetadata && is_list) {
    return wrong_shape("PartialObjectMetadata", "a list (" + pointer_type(row) + "List)");
  }
  if (form == AnswerForm::kPartialMetadataList && !is_list) {
    return wrong_shape("PartialObjectMetadataList", "not a list (" + pointer_type(row) + ")");
  }
  if (form == AnswerForm::kTable && !knows_include_object(include_object)) {
    return bad_request("Unable to convert to Table as requested: includeObject: Invalid value: " +
                       quoted_text(include_object) + ": must be 'Metadata', 'Object', 'None', or empty");
  }
  return std::nullopt;
}

std::string shown_document(const ResourceRow& row, const ObjectVersion& object) {
  if (!row.shown_as) return std::string(object.text.document());
  const ObjectText text = shown_text(row, object);
  return std::string(text.document());
}

Json shown_json(const ResourceRow& row, const ObjectVersion& object) {
  Json json = to_json(object);
  if (!row.shown_as) return json;
  if (row.shown_as->from_stored) row.shown_as->from_stored(json);
  json["kind"] = row.type.kind;
  json["apiVersion"] = row.type.group_version.to_string();
  return json;
}

std::string represent_object(const ControlPlane& plane, const ResourceRow& row, const ObjectVersion& object,
                             Representation as) {
  if (as.form == AnswerForm::kObject) return shown_document(row, object);
  return represent_event_object(plane, row, object, as, TableColumns::kWritten);
}

std::string represent_list(const ControlPlane& plane, const ResourceRow& row, const std::vector<VersionPtr>& objects,
                           const ListMeta& meta, Representation as) {
  if (as.form == AnswerForm::kObject) return whole_list(row, objects, meta);
  if (as.form == AnswerForm::kTable) {
    return kube::to_text(
        make_table(plane, row, objects, list_metadata(row, as.form, meta), as.include_object, TableColumns::kWritten));
  }
  Json items = Json::array();
  for (const VersionPtr& object : objects) items.push_back(metadata_only(*object));
  return kube::to_text({{"kind", "PartialObjectMetadataList"},
                        {"apiVersion", "meta.k8s.io/v1"},
                        {"metadata", list_metadata(row, as.form, meta)},
                        {"items", std::move(items)}});
}

std::string represent_event_object(const ControlPlane& plane, const ResourceRow& row, const ObjectVersion& object,
                                   Representation as, TableColumns columns) {
  if (as.form != AnswerForm::kTable) return kube::to_text(metadata_only(object));
  // The shared pointer of a table row owns nothing here.
  const VersionPtr borrowed(&object, [](const ObjectVersion*) {});
  Json metadata = {{"resourceVersion", std::to_string(object.revision)}};
  return kube::to_text(make_table(plane, row, {borrowed}, std::move(metadata), as.include_object, columns));
}

}  // namespace gauntlet::fakeapiserver
