// What is said of a value that is no IP address.
#pragma once

#include <string_view>

namespace gauntlet::fakeapiserver {

inline constexpr std::string_view kNoIpAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

}  // namespace gauntlet::fakeapiserver
