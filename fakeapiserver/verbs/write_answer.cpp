#include "fakeapiserver/verbs/write_answer.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/verbs/representation.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {

using kube::Json;
using kube::string_member;

Answer written_answer(const ControlPlane& plane, const Call& call, const Outcome<Written>& written,
                      std::vector<std::string> warnings) {
  if (!written) {
    Answer refusal = status_answer(written.failure());
    refusal.warnings = std::move(warnings);
    return refusal;
  }
  Answer answer;
  answer.code = written->created ? 201 : 200;
  answer.revision = written->version->revision;
  const Representation as{call.form, read_include_object(call.info.query.get("includeObject"))};
  answer.body = represent_object(plane, call.row, *written->version, as);
  answer.warnings = std::move(warnings);
  answer.warnings.insert(answer.warnings.end(), written->warnings.begin(), written->warnings.end());
  return answer;
}

std::optional<kube::Status> check_name(const Call& call, Json& object) {
  Json& metadata = object["metadata"];
  const std::string name(string_member(metadata, "name"));
  if (name.empty()) {
    return bad_request("the name of the object (" + call.info.name +
                       " based on URL) was undeterminable: name must be provided");
  }
  if (name != call.info.name) {
    return bad_request("the name of the object (" + name + ") does not match the name on the URL (" + call.info.name +
                       ")");
  }
  if (!call.row.is_namespaced()) metadata.erase("namespace");
  const std::string namespace_(string_member(metadata, "namespace"));
  if (!namespace_.empty() && namespace_ != call.info.namespace_) {
    return bad_request("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (call.row.is_namespaced()) metadata["namespace"] = call.info.namespace_;
  return std::nullopt;
}

kube::Status other_uid(const ResourceRow& row, std::string_view name, std::string_view uid) {
  FieldErrors errors;
  errors.invalid("metadata.uid", uid, "field is immutable");
  return invalid(row.type.kind, row.type.group_version.group, name, errors);
}

WriteTarget target_of(const Call& call) {
  if (call.info.subresource == "status") return WriteTarget::kStatus;
  return call.info.subresource == "finalize" ? WriteTarget::kFinalize : WriteTarget::kMain;
}

}  // namespace gauntlet::fakeapiserver
