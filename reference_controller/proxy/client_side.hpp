// ClientSide: a client's connection with all that is kept from one request to the next.
#pragma once

#include "foundation/http/message_parser.hpp"
#include "foundation/net/byte_stream.hpp"
#include "foundation/net/read_buffer.hpp"
#include "reference_controller/proxy/proxy_limits.hpp"

#include <algorithm>
#include <memory>
#include <string>

namespace gauntlet::reference {

struct ClientSide {
  static constexpr std::size_t kFirstBufferSize = 8 * 1024;

  ClientSide(std::unique_ptr<net::ByteStream> its_stream, std::string its_forwarded_lines, const ProxyLimits& limits)
      : stream(std::move(its_stream)),
        buffer(kFirstBufferSize, std::max(limits.head_bytes, kFirstBufferSize)),
        parser(http::MessageParser::Side::kRequest, {limits.head_bytes}),
        forwarded_lines(std::move(its_forwarded_lines)) {}

  std::unique_ptr<net::ByteStream> stream;
  net::ReadBuffer buffer;
  http::MessageParser parser;
  std::string forwarded_lines;  // relayed_head.hpp
  std::string server_name;      // that a TLS client asked for
  // Memory that is used again for each message.
  std::string request_out;
  std::string answer_out;
};

}  // namespace gauntlet::reference
