// Base64 (RFC 4648 section 4): how Secrets and kubeconfigs carry bytes.
#pragma once

#include "foundation/base/result.hpp"

#include <string>
#include <string_view>

namespace gauntlet::kube {

std::string base64_encode(std::string_view bytes);
// kInvalid. As Go's encoding/json reads []byte: with padding; line ends in between are skipped.
base::Result<std::string> base64_decode(std::string_view text);

}  // namespace gauntlet::kube
