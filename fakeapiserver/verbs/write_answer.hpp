// What all writes of one named object share: which part they are about, whether the body fits its URL, the answer.
#pragma once

#include "fakeapiserver/verbs/call.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

// 422 to a patch that names another uid than the object's.
kube::Status other_uid(const ResourceRow& row, std::string_view name, std::string_view uid);
WriteTarget target_of(const Call& call);
// 400 where name or namespace of the body are not those of the URL; fills in what is missing.
std::optional<kube::Status> check_name(const Call& call, kube::Json& object);
Answer written_answer(const ControlPlane& plane, const Call& call, const Outcome<Written>& written,
                      std::vector<std::string> warnings);

}  // namespace gauntlet::fakeapiserver
