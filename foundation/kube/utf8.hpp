// UTF-8 (RFC 3629): whether bytes are what they claim to be.
#pragma once

#include <cstddef>
#include <string_view>

namespace gauntlet::kube {

// The bytes of the character at the front of `text`, 1 to 4; 0 if it is none: cut off, overlong, a surrogate, or above
// U+10FFFF.
std::size_t utf8_length(std::string_view text);

}  // namespace gauntlet::kube
