// Discovery: which groups, versions and resources there are, in the legacy documents and aggregated (KEP-3352).
#pragma once

#include "fakeapiserver/answer.hpp"
#include "fakeapiserver/media_type.hpp"
#include "fakeapiserver/resource_registry.hpp"

#include <optional>
#include <string_view>

namespace gauntlet::fakeapiserver {

// The answer for /api, /apis, /api/v1, /apis/G and /apis/G/V; nullopt: no such document.
std::optional<Answer> discover(const ResourceRegistry& registry, std::string_view path, DiscoveryForm form,
                               std::string_view server_address);

}  // namespace gauntlet::fakeapiserver
