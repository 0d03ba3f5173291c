// ContinueToken: where the next page of a list begins, and of which state. Opaque to clients: base64url of JSON.
#pragma once

#include "foundation/base/namespaced_name.hpp"
#include "foundation/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

struct ContinueToken {
  std::uint64_t revision = 0;  // 0: whatever is the newest ("inconsistent continuation")
  base::NamespacedName after;  // the last object of the page before
};

std::string write_continue_token(const ContinueToken& token);
// kBadRequest, in a server's words, for anything that write_continue_token did not make.
base::Result<ContinueToken> read_continue_token(std::string_view text);

}  // namespace gauntlet::fakeapiserver
