#include "fakeapiserver/verbs/write_answer.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/verbs/representation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <set>
#include <unordered_set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::string_member;

// Takes out the owners that stand there twice, and says so.
std::vector<std::string> fold_owner_references(Json& object) {
  const auto metadata = object.find("metadata");
  if (metadata == object.end() || !metadata->contains("ownerReferences")) return {};
  Json folded = Json::array();
  std::unordered_set<std::string> known;
  std::set<std::string> twice;
  for (Json& owner : (*metadata)["ownerReferences"]) {
    const bool is_new = known.insert(kube::to_text(owner)).second;
    if (!is_new) twice.insert(std::string(string_member(owner, "uid")));
    if (is_new) folded.push_back(std::move(owner));
  }
  (*metadata)["ownerReferences"] = std::move(folded);
  if (twice.empty()) return {};
  return {fmt::format(
      ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may "
      "reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {}",
      fmt::join(twice, ", "))};
}

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

}  // namespace

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

std::optional<kube::Status> check_uid(const Call& call, const Json& object, const VersionPtr& current) {
  const std::string uid(string_member(kube::member(object, "metadata"), "uid"));
  if (uid.empty() || (current && uid == current->index.uid)) return std::nullopt;
  const kube::ResourceType& type = call.row.type;
  if (!current) {
    return conflict(type, call.info.name,
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
  }
  FieldErrors errors;
  errors.invalid("metadata.uid", uid, "field is immutable");
  return invalid(type.kind, type.group_version.group, call.info.name, errors);
}

Answer write_object(ControlPlane& plane, const Call& call, const VersionPtr& current, Json object,
                    const WriteOptions& options, std::vector<std::string> warnings) {
  std::vector<std::string> more = fold_owner_references(object);
  warnings.insert(warnings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  Json stored = to_stored_form(plane, call.row, std::move(object));
  const ResourceRow& row = stored_row(plane, call.row);
  const auto written = current ? update_object(plane, row, current, target_of(call), std::move(stored), options)
                               : create_object(plane, row, call.info.namespace_, std::move(stored), options);
  return written_answer(plane, call, written, std::move(warnings));
}

WriteTarget target_of(const Call& call) {
  if (call.info.subresource == "status") return WriteTarget::kStatus;
  return call.info.subresource == "finalize" ? WriteTarget::kFinalize : WriteTarget::kMain;
}

}  // namespace gauntlet::fakeapiserver
