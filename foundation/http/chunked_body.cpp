#include "foundation/http/chunked_body.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace gauntlet::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
// Behind the data of most bodies: its CRLF, the last chunk, no trailers.
constexpr std::string_view kUsualEnd = "\r\n0\r\n\r\n";

base::Error malformed(const char* what) {
  return {base::Reason::kMalformed, what};
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f;
}

bool is_token_character(char c) {  // RFC 9110 5.6.2
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

}  // namespace

void ChunkedBody::reset() {
  *this = ChunkedBody(limits_);
}

base::Result<MessageParser::BodyStep> ChunkedBody::feed(std::string_view buffered) {
  std::size_t at = 0;
  for (;;) {
    switch (stage_) {
      case Stage::kSizeLine: {
        const auto line = take_line(buffered, at);
        if (!line.ok()) return line.error();
        if (line->data() == nullptr) return MessageParser::BodyStep{at, {}, false};
        if (const auto read = read_size_line(*line); !read.ok()) return read.error();
        break;
      }
      case Stage::kData:
        return take_data(buffered, at);
      case Stage::kDataEnd: {
        const std::string_view end = buffered.substr(at, kLineEnd.size());
        if (!kLineEnd.starts_with(end)) return malformed("a chunk is longer than its size line says");
        if (end.size() < kLineEnd.size()) return MessageParser::BodyStep{at, {}, false};
        at += kLineEnd.size();
        stage_ = Stage::kSizeLine;
        break;
      }
      case Stage::kTrailers: {
        const auto line = take_line(buffered, at);
        if (!line.ok()) return line.error();
        if (line->data() == nullptr) return MessageParser::BodyStep{at, {}, false};
        if (line->empty()) {
          stage_ = Stage::kDone;
        } else if (const auto read = read_trailer(*line); !read.ok()) {
          return read.error();
        }
        break;
      }
      case Stage::kDone:
        return MessageParser::BodyStep{at, {}, true};
    }
  }
}

base::Result<std::string_view> ChunkedBody::take_line(std::string_view buffered, std::size_t& at) {
  const std::string_view rest = buffered.substr(at);
  const std::size_t newline = rest.find('\n', std::min(searched_, rest.size()));
  searched_ = newline == std::string_view::npos ? rest.size() : 0;
  if (std::min(newline, rest.size()) > limits_.head_bytes) {
    return base::Error(base::Reason::kRequestEntityTooLarge, "a line of the chunk framing is too long");
  }
  if (newline == std::string_view::npos) return std::string_view();
  if (newline == 0 || rest[newline - 1] != '\r') return malformed("a line feed without a carriage return");
  const std::string_view line = rest.substr(0, newline - 1);
  if (std::any_of(line.begin(), line.end(), is_control)) {
    return malformed("a control character in the chunk framing");
  }
  at += newline + 1;
  return line;
}

base::Result<void> ChunkedBody::read_size_line(std::string_view line) {
  const char* const end = line.data() + line.size();
  const auto size = std::from_chars(line.data(), end, left_, 16);
  if (size.ec != std::errc()) return malformed("a chunk size is not a hexadecimal number that fits");
  std::string_view extensions(size.ptr, static_cast<std::size_t>(end - size.ptr));
  if (!extensions.empty()) {
    // Blanks may only stand before the semicolon of an extension (RFC 9112 7.1.1, BWS).
    extensions.remove_prefix(std::min(extensions.find_first_not_of(" \t"), extensions.size()));
    if (!extensions.starts_with(';')) return malformed("a chunk size is followed by something else than an extension");
  }
  stage_ = left_ == 0 ? Stage::kTrailers : Stage::kData;
  return {};
}

base::Result<void> ChunkedBody::read_trailer(std::string_view line) {
  trailer_bytes_ += line.size() + kLineEnd.size();
  ++trailers_;
  if (trailer_bytes_ > limits_.head_bytes || trailers_ > limits_.fields) {
    return base::Error(base::Reason::kRequestEntityTooLarge, "the trailer section is too large");
  }
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return malformed("a trailer has no name");
  const std::string_view name = line.substr(0, colon);
  if (!std::all_of(name.begin(), name.end(), is_token_character)) return malformed("a trailer's name is not a token");
  return {};
}

MessageParser::BodyStep ChunkedBody::take_data(std::string_view buffered, std::size_t at) {
  MessageParser::BodyStep step;
  step.data = buffered.substr(at, std::min<std::uint64_t>(left_, buffered.size() - at));
  step.consumed = at + step.data.size();
  left_ -= step.data.size();
  if (left_ > 0) return step;
  stage_ = Stage::kDataEnd;
  // So that most bodies need one call.
  if (buffered.substr(step.consumed).starts_with(kUsualEnd)) {
    step.consumed += kUsualEnd.size();
    step.done = true;
    stage_ = Stage::kDone;
  }
  return step;
}

}  // namespace gauntlet::http
