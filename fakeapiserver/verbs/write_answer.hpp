// What all writes of one named object share: which part they are about, whether the body fits its URL, the answer.
#pragma once

#include "fakeapiserver/verbs/call.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

WriteTarget target_of(const Call& call);
// 400 where name or namespace of the body are not those of the URL; fills in what is missing.
std::optional<kube::Status> check_name(const Call& call, kube::Json& object);
// A patch cannot make another object of it: 422 where it names another uid than the object's, 409 where nothing is
// there.
std::optional<kube::Status> check_uid(const Call& call, const kube::Json& object, const VersionPtr& current);
// Creates `object`, as the row of the call has it, or updates `current` to it. `warnings`: those so far.
Answer write_object(ControlPlane& plane, const Call& call, const VersionPtr& current, kube::Json object,
                    const WriteOptions& options, std::vector<std::string> warnings);

}  // namespace gauntlet::fakeapiserver
