#include "harness/launch/readiness.hpp"

#include "foundation/http/client_connection.hpp"
#include "foundation/http/url.hpp"
#include "foundation/net/dialer.hpp"

#include <fmt/format.h>

namespace gauntlet::launch {

namespace {

constexpr std::size_t kLongestQuote = 200;

}  // namespace

net::Awaitable<base::Result<void>> probe_url(std::string url, base::Deadline deadline) {
  const auto parsed = http::parse_url(url);
  if (!parsed) co_return parsed.error().with_context(url);
  net::DialOptions options(net::Endpoint{parsed->host == "localhost" ? "127.0.0.1" : parsed->host, parsed->port});
  auto stream = co_await net::dial(options, deadline);
  if (!stream) co_return stream.error().with_context("GET " + url);
  http::ClientConnection connection(std::move(*stream));
  http::Request request;
  request.target = parsed->target;
  request.headers.set("Host", options.to.to_string());
  request.headers.set("User-Agent", "gauntlet");
  const auto response = co_await connection.exchange(request, deadline);
  if (!response) co_return response.error().with_context("GET " + url);
  if (response->status == 200) co_return base::Result<void>();
  co_return base::Error(base::Reason::kServiceUnavailable,
                        fmt::format("GET {} is answered with {}, not 200", url, response->status),
                        response->body.substr(0, kLongestQuote));
}

net::Awaitable<base::Result<void>> probe_listener(net::Endpoint endpoint, base::Deadline deadline) {
  net::DialOptions options(std::move(endpoint));
  const auto stream = co_await net::dial(options, deadline);
  if (!stream) co_return stream.error();
  co_return base::Result<void>();
}

}  // namespace gauntlet::launch
