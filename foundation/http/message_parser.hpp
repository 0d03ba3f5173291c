// MessageParser: HTTP/1.1 messages (RFC 9112) out of a caller's buffer, as views into it; no I/O, no copies, no
// allocation after the first message. Strict about framing: both Content-Length and Transfer-Encoding, repeated or
// malformed lengths, bare CR, blanks before the colon are kMalformed.
#pragma once

#include "foundation/base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace gauntlet::http {

struct FieldView {
  std::string_view name;
  std::string_view value;  // without blanks around
};

enum class BodyFraming { kNone, kSized, kChunked, kUntilClose };

// Views into the buffer that was fed: valid until that buffer changes.
struct MessageHead {
  std::string_view method;  // requests
  std::string_view target;  // requests, as received
  unsigned status = 0;      // responses
  std::string_view reason;  // responses
  int minor_version = 1;
  std::span<const FieldView> fields;
  BodyFraming framing = BodyFraming::kNone;
  std::uint64_t content_length = 0;  // kSized
  bool keep_alive = true;            // Connection and version taken together (RFC 9112 9.3)
  bool upgrade = false;              // Connection: upgrade with an Upgrade field
  bool expects_continue = false;     // Expect: 100-continue (RFC 9110 10.1.1)

  // The first field of that name, case-insensitive; nullptr: none.
  const FieldView* find(std::string_view name) const;
};

struct ParserLimits {
  std::size_t head_bytes = 64 * 1024;  // more: kRequestEntityTooLarge
  std::size_t fields = 256;
};

class MessageParser {
 public:
  enum class Side { kRequest, kResponse };
  explicit MessageParser(Side side, ParserLimits limits = ParserLimits());
  ~MessageParser();
  MessageParser(const MessageParser&) = delete;
  MessageParser& operator=(const MessageParser&) = delete;

  // Before each further message on the connection.
  void reset();
  // The response answers a HEAD request: no body whatever the fields say. Before feed_head.
  void expect_no_body();

  // `buffered` begins at the message. Ok(0): incomplete, call again with more behind the same bytes. Ok(n): the head
  // was n bytes long and head() is filled. Leading empty lines are skipped (RFC 9112 2.2).
  base::Result<std::size_t> feed_head(std::string_view buffered);
  const MessageHead& head() const;

  struct BodyStep {
    std::size_t consumed = 0;  // of `buffered`
    std::string_view data;     // body bytes, inside `buffered`; may be empty
    bool done = false;         // the message is complete
  };
  // Body bytes, chunk framing taken off. consumed 0 and not done: more input is needed.
  base::Result<BodyStep> feed_body(std::string_view buffered);
  bool done() const;
  // The peer closed: ok where that ends the message (kUntilClose), kClosed where bytes are missing.
  base::Result<void> end_of_stream();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::http
