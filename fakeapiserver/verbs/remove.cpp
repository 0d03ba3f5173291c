#include "fakeapiserver/verbs/remove.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/verbs/object_remover.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"
#include "fakeapiserver/verbs/representation.hpp"
#include "fakeapiserver/verbs/request_body.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

Outcome<DeleteOptions> read_options(const Call& call) {
  if (call.body.empty()) return read_delete_options(call.info, kube::Json());
  const ExpectedKind expected = expected_kind("io.k8s.apimachinery.pkg.apis.meta.v1", "DeleteOptions");
  std::vector<std::string> duplicate_fields;
  const auto body = read_body(call.content_type, call.body, expected, duplicate_fields);
  if (!body) return body.failure();
  if (!body->is_object()) return bad_request("the request body is not a DeleteOptions object");
  const std::string_view kind = kube::string_member(*body, "kind");
  if (!kind.empty() && kind != "DeleteOptions") {
    return bad_request("no kind " + quoted_text(kind) + " is known for the options of a deletion");
  }
  return read_delete_options(call.info, *body);
}

// kubectl compares details.uid with what it deleted.
kube::Status deleted_status(const ResourceRow& row, const ObjectVersion& object) {
  kube::Status status;
  status.success = true;
  status.code = 200;
  status.details.name = object.index.name.name;
  status.details.group = row.type.group_version.group;
  status.details.kind = row.type.plural;
  status.details.uid = object.index.uid;
  return status;
}

}  // namespace

Answer remove(ControlPlane& plane, const Call& call) {
  const auto options = read_options(call);
  if (!options) return status_answer(options.failure());
  const VersionPtr current = plane.store().find(call.row.id, call.name());
  if (!current) return status_answer(not_found(call.row.type, call.info.name));
  const auto removed = remove_object(plane, stored_row(plane, call.row), current, *options);
  if (!removed) return status_answer(removed.failure());
  Answer answer;
  if (removed->gone && call.row.delete_answer == DeleteAnswer::kStatus) {
    answer.body = kube::to_text(kube::to_json(deleted_status(call.row, *removed->last)));
  } else {
    answer.body = represent_object(plane, call.row, *removed->last, Representation{call.form});
  }
  return answer;
}

Answer remove_collection(ControlPlane& plane, const Call& call, const ListOptions& selection) {
  const auto options = read_options(call);
  if (!options) return status_answer(options.failure());
  std::vector<VersionPtr> selected;
  plane.store().visit(call.row.id, selection.filter.namespace_, nullptr, [&](const VersionPtr& object) {
    if (selection.filter.matches(*object)) selected.push_back(object);
    return true;
  });
  for (VersionPtr& object : selected) {
    const auto removed = remove_object(plane, stored_row(plane, call.row), object, *options);
    if (removed) {
      object = removed->last;
    } else if (removed.failure().code != 404) {
      return status_answer(removed.failure());
    }
  }
  Answer answer;
  ListMeta meta;
  meta.revision = plane.store().revision();
  answer.body = represent_list(plane, call.row, selected, meta, Representation{call.form});
  return answer;
}

}  // namespace gauntlet::fakeapiserver
