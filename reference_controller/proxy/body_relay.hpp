// Carrying the body of a message from one connection to another as it comes in: what was read leaves before more is
// read, so that the slower side sets the pace, and nothing but one buffer is kept.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/message_parser.hpp"
#include "foundation/net/byte_stream.hpp"
#include "foundation/net/read_buffer.hpp"

#include <string>

namespace gauntlet::reference {

// The head has been taken out of the buffer.
struct BodySource {
  net::ByteStream& stream;
  net::ReadBuffer& buffer;
  http::MessageParser& parser;
  base::Duration limit;  // for the next piece to come
};

struct BodySink {
  net::ByteStream& stream;
  http::BodyFraming framing;  // kNone where the message has no body
  base::Duration limit;       // for a piece to be taken
};

enum class RelayEnd { kComplete, kSourceEnded, kSourceTimedOut, kSourceMalformed, kSinkFailed, kCancelled };

// `first`: bytes that go before the body, in the same write where body bytes are there already. Empty afterwards.
net::Awaitable<RelayEnd> relay_body(BodySource from, BodySink to, std::string& first);

}  // namespace gauntlet::reference
