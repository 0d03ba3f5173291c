// MediaType: content negotiation: which form of an answer a client can read, and how a request's body is to be read.
// Pure. The seam for further encodings: a new one is a new enumerator here and a reader or writer at its use.
#pragma once

#include "fakeapiserver/outcome.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

struct MediaType {
  std::string type;  // lower case, "application/json"
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string_view parameter(std::string_view name) const;
};
// "application/json;as=Table;v=v1, */*", in the client's order; q-values are not looked at, as in the API server.
std::vector<MediaType> read_media_types(std::string_view header);

// What is sent: always JSON for now, in one of these shapes.
enum class AnswerForm { kObject, kTable, kPartialMetadata, kPartialMetadataList };
// What a route answers with. A route of lists is one of watches too.
enum class RouteShape { kObject, kList };

// Which document of discovery.
enum class DiscoveryForm { kLegacy, kAggregated };

inline constexpr std::string_view kJsonMediaType = "application/json";
inline constexpr std::string_view kProtobufMediaType = "application/vnd.kubernetes.protobuf";
inline constexpr std::string_view kAggregatedDiscoveryMediaType =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

// 406 if nothing in the header can be served. An empty header accepts everything.
Outcome<AnswerForm> negotiate_answer(std::string_view accept, RouteShape shape);
DiscoveryForm negotiate_discovery(std::string_view accept);

enum class BodyEncoding { kJson, kYaml, kProtobuf };
// 415 for what cannot be read.
Outcome<BodyEncoding> body_encoding(std::string_view content_type);

enum class PatchFormat { kJsonPatch, kMergePatch, kStrategicMerge, kApply };
// 415 lists what is supported.
Outcome<PatchFormat> patch_format(std::string_view content_type);

}  // namespace gauntlet::fakeapiserver
