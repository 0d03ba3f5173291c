// CapturedRequest: what a fake pod saw of one request; found by the request's id on a side channel, so that it is known
// even where the proxy hid the answer.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/message.hpp"
#include "foundation/net/endpoint.hpp"

#include <cstdint>
#include <string>

namespace gauntlet::cluster {

inline constexpr std::string_view kRequestIdHeader = "X-Gauntlet-Id";
inline constexpr std::size_t kMostCapturedBody = 1024 * 1024;

struct CapturedRequest {
  std::string request_id;
  std::string namespace_;
  std::string backend;  // name of the Deployment
  int pod_index = 0;
  std::string pod_name;
  net::Endpoint pod_endpoint;
  base::TimePoint at;
  http::Request request;          // as received, with kMostCapturedBody of the body at most
  std::uint64_t body_length = 0;  // of the whole body
};

}  // namespace gauntlet::cluster
