// /gauntlet/capabilities: what this server does otherwise than a kube-apiserver, for programs that want to know whom
// they talk to. No path of Kubernetes.
#pragma once

#include "fakeapiserver/answer.hpp"
#include "fakeapiserver/server_features.hpp"

#include <string>

namespace gauntlet::fakeapiserver {

inline constexpr std::string_view kCapabilitiesPath = "/gauntlet/capabilities";

Answer capabilities(const ServerFeatures& features, const std::string& kubernetes_version);

}  // namespace gauntlet::fakeapiserver
