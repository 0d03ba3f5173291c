#include "fakeapiserver/verbs/write_answer.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/verbs/representation.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {

using kube::Json;
using kube::string_member;

Answer written_answer(const ControlPlane& plane, const Call& call, const Outcome<Written>& written,
                      std::vector<std::string> warnings) {
  if (!written) return status_answer(written.failure());
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
    metadata["name"] = call.info.name;
  } else if (name != call.info.name) {
    return bad_request("the name of the object (" + name + ") does not match the name on the URL (" + call.info.name +
                       ")");
  }
  if (!call.row.is_namespaced()) metadata.erase("namespace");
  const std::string namespace_(string_member(metadata, "namespace"));
  if (!namespace_.empty() && namespace_ != call.info.namespace_) {
    return bad_request("the namespace of the object (" + namespace_ + ") does not match the namespace on the URL (" +
                       call.info.namespace_ + ")");
  }
  if (call.row.is_namespaced()) metadata["namespace"] = call.info.namespace_;
  return std::nullopt;
}

WriteTarget target_of(const Call& call) {
  if (call.info.subresource == "status") return WriteTarget::kStatus;
  return call.info.subresource == "finalize" ? WriteTarget::kFinalize : WriteTarget::kMain;
}

}  // namespace gauntlet::fakeapiserver
