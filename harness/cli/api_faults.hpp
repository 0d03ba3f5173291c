// The faults of case files, in the terms of the fake API server.
#pragma once

#include "fakeapiserver/api_server.hpp"
#include "harness/scenario/scenario.hpp"

#include <string>

namespace gauntlet::cli {

// On the server's loop, both. An empty name heals all.
void begin_api_fault(fakeapiserver::ApiServer& server, const std::string& user, const scenario::ApiFault& fault);
void heal_api_faults(fakeapiserver::ApiServer& server, const std::string& name);

}  // namespace gauntlet::cli
