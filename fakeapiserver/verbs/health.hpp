// What an API server says about itself: /version, /healthz, /livez, /readyz, and the list of paths at /.
#pragma once

#include "fakeapiserver/answer.hpp"
#include "fakeapiserver/request_info.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

// Such paths are open to everybody.
bool is_public_path(std::string_view path);
// nullopt: not one of these paths.
std::optional<Answer> answer_about_server(const RequestInfo& info, const std::string& kubernetes_version);

}  // namespace gauntlet::fakeapiserver
