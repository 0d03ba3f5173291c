// Gzip of large answers, where the client takes it (apiserver, endpoints/handlers/responsewriters: from 128 KiB on).
#pragma once

#include "foundation/http/message.hpp"

#include <string_view>

namespace gauntlet::fakeapiserver {

inline constexpr std::size_t kLeastCompressedBytes = 128 * 1024;

// Leaves small answers, and those to clients that did not offer it, as they are.
void compress_if_large(http::Response& response, std::string_view accept_encoding);

}  // namespace gauntlet::fakeapiserver
