// get and list: the verbs that change nothing.
#pragma once

#include "fakeapiserver/request_options.hpp"
#include "fakeapiserver/verbs/call.hpp"

namespace gauntlet::fakeapiserver {

Answer get_object(const ControlPlane& plane, const Call& call);
// `options`: read_list_options of the same call; the revision that they ask for has been reached.
Answer list_objects(const ControlPlane& plane, const Call& call, const ListOptions& options);

}  // namespace gauntlet::fakeapiserver
