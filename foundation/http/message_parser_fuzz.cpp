// Any bytes as a series of messages: no crash, and read in pieces they are what they are as a whole. A head that was
// read can be written, and read again. The first byte chooses: bit 0 responses, bit 1 without bodies, the rest the size
// of the pieces.
#include "foundation/http/message_parser.hpp"
#include "foundation/http/writer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>

namespace {

using gauntlet::http::FieldView;
using gauntlet::http::Headers;
using gauntlet::http::MessageHead;
using gauntlet::http::MessageParser;
using gauntlet::http::Request;
using gauntlet::http::Response;

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_inside(std::string_view part, std::string_view whole) {
  const std::less_equal<const char*> before;
  return part.empty() ||
         (before(whole.data(), part.data()) && before(part.data() + part.size(), whole.data() + whole.size()));
}

std::string describe(const MessageHead& head) {
  std::string text = std::string(head.method) + " " + std::string(head.target) + " " + std::to_string(head.status) +
                     " " + std::string(head.reason) + " 1." + std::to_string(head.minor_version);
  for (const FieldView& field : head.fields) {
    text += "\n" + std::string(field.name) + ": " + std::string(field.value);
  }
  return text;
}

Headers copy_fields(const MessageHead& head) {
  Headers fields;
  for (const FieldView& field : head.fields) fields.add(field.name, field.value);
  return fields;
}

std::string write_head(const MessageHead& head, MessageParser::Side side) {
  std::string bytes;
  if (side == MessageParser::Side::kRequest) {
    Request request;
    request.method = head.method;
    request.target = head.target;
    request.minor_version = head.minor_version;
    request.headers = copy_fields(head);
    if (!head.find("Content-Length") && !head.find("Transfer-Encoding")) request.headers.add("Content-Length", "0");
    return to_bytes(request);
  }
  Response response;
  response.status = static_cast<int>(head.status);
  response.reason = head.reason;
  response.minor_version = head.minor_version;
  response.headers = copy_fields(head);
  append_head(bytes, response, "GET");
  return bytes;
}

class Reader {
 public:
  Reader(MessageParser::Side side, bool without_bodies) : side_(side), without_bodies_(without_bodies), parser_(side) {
    start_message();
  }

  // Bytes behind those of the last call.
  void feed(std::string_view bytes) {
    buffer_ += bytes;
    while (!failed_ && step()) {
    }
  }

  std::string transcript() {
    if (!failed_) {
      const auto ended = parser_.end_of_stream();
      transcript_ += ended.ok() ? "\nend" : "\nend: " + std::string(to_string(ended.error().reason()));
    }
    return transcript_;
  }

 private:
  void start_message() {
    parser_.reset();
    if (without_bodies_) parser_.expect_no_body();
    in_body_ = false;
  }

  // False: more bytes are needed.
  bool step() { return in_body_ ? step_body() : step_head(); }

  bool step_head() {
    const auto size = parser_.feed_head(buffer_);
    if (!size) return fail(size.error());
    require(*size <= buffer_.size());
    if (*size == 0) return false;
    for (const FieldView& field : parser_.head().fields) {
      require(!field.name.empty() && is_inside(field.name, buffer_) && is_inside(field.value, buffer_));
    }
    check_that_it_can_be_written();
    transcript_ += "\n" + describe(parser_.head());
    buffer_.erase(0, *size);
    in_body_ = true;
    return true;
  }

  void check_that_it_can_be_written() {
    MessageHead head = parser_.head();
    if (head.reason.empty()) head.reason = gauntlet::http::reason_phrase(static_cast<int>(head.status));
    const std::string bytes = write_head(head, side_);
    MessageParser again(side_);
    const auto size = again.feed_head(bytes);
    require(size.ok() && *size == bytes.size());
    require(describe(again.head()).starts_with(describe(head)));
  }

  bool step_body() {
    const auto read = parser_.feed_body(buffer_);
    if (!read) return fail(read.error());
    require(read->consumed <= buffer_.size() && read->data.size() <= read->consumed);
    require(is_inside(read->data, buffer_));
    require(read->done == parser_.done());
    if (!read->data.empty()) transcript_ += read->data;
    buffer_.erase(0, read->consumed);
    if (!read->done) return read->consumed > 0;
    transcript_ += "\ndone";
    start_message();
    return !buffer_.empty();
  }

  bool fail(const gauntlet::base::Error& error) {
    failed_ = true;
    transcript_ += "\n" + std::string(to_string(error.reason()));
    return false;
  }

  MessageParser::Side side_;
  bool without_bodies_;
  MessageParser parser_;
  std::string buffer_;
  std::string transcript_;
  bool in_body_ = false;
  bool failed_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto side = (data[0] & 1) != 0 ? MessageParser::Side::kResponse : MessageParser::Side::kRequest;
  const bool without_bodies = (data[0] & 2) != 0;
  const std::size_t piece = 1 + (data[0] >> 2);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Reader whole(side, without_bodies);
  whole.feed(bytes);
  Reader slow(side, without_bodies);
  for (std::size_t at = 0; at < bytes.size(); at += piece) slow.feed(bytes.substr(at, piece));
  require(whole.transcript() == slow.transcript());
  return 0;
}
