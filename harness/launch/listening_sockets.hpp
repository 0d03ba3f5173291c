// ListeningSockets: where processes listen, from proc(5); for saying what a controller does instead of what it should.
#pragma once

#include "foundation/net/endpoint.hpp"
#include "foundation/net/process_table.hpp"

#include <vector>

namespace gauntlet::launch {

// TCP, IPv4 and IPv6, sorted. Empty where we may not look.
std::vector<net::Endpoint> listening_sockets(const std::vector<net::RunningProcess>& processes);

}  // namespace gauntlet::launch
