// What is said of values that are no IP addresses, and of addresses that nobody can be reached at.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"

#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

inline constexpr std::string_view kNoIpAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

// Of an address: that it is not 0.0.0.0, of the link or of a group. Loopback addresses are let through here: they are
// the deviation that is declared.
void validate_endpoint_ip(std::string_view address, const FieldPath& path, FieldErrors& errors);

inline constexpr std::string_view kLoopbackAddress = "may not be in the loopback range (127.0.0.0/8, ::1/128)";
bool is_loopback_ip(std::string_view address);

// As a server would write it; of IPv6 the short form.
std::string canonical_ip(std::string_view address);

}  // namespace gauntlet::fakeapiserver
