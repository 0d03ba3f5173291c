// Heads on their way through the proxy: what of a request goes to the endpoint, and of its answer to the client.
// Framing is written anew, hop-by-hop fields are left out, Host is kept, and the X-Forwarded fields are replaced by
// what we know: this proxy is the edge, so what a client claims in them counts for nothing. Requests get a Via field,
// as RFC 9110 7.6.3 demands of a gateway.
#pragma once

#include "foundation/http/message_parser.hpp"
#include "foundation/net/endpoint.hpp"
#include "reference_controller/proxy/request_target.hpp"

#include <string>
#include <string_view>

namespace gauntlet::reference {

enum class Scheme { kHttp, kHttps };

// X-Forwarded-For, -Proto and -Port as lines of a head, made once per connection.
std::string make_forwarded_lines(const net::Endpoint& client, Scheme scheme, std::uint16_t port);

// The Upgrade field of a request that may become a tunnel: one without body that wishes to leave HTTP. Empty: none. An
// upgrade to h2c is none: it would make the rest of the connection invisible to the rules (RFC 9113 has dropped it).
std::string_view find_tunnel_protocol(const http::MessageHead& request);

// Whether Max-Forwards limits requests with this method (RFC 9110 7.6.2): then it is counted down.
bool obeys_max_forwards(std::string_view method);

// Ends with the empty line. The body follows as `request.framing` says: chunked, sized, or none.
void append_request_head(std::string& out, const http::MessageHead& request, const RequestTarget& target,
                         std::string_view forwarded_lines, std::string_view tunnel_protocol);

// How the answer goes to the client.
struct ResponseShape {
  http::BodyFraming framing = http::BodyFraming::kNone;
  enum class Connection { kKeepAlive, kKeepAliveSaid, kClose, kUpgrade } connection = Connection::kKeepAlive;
};

void append_response_head(std::string& out, const http::MessageHead& response, const ResponseShape& shape);
// 100, 102, 103: before the answer.
void append_interim_head(std::string& out, const http::MessageHead& response);

}  // namespace gauntlet::reference
