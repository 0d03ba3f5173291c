// ChunkedBody: takes the chunked transfer coding (RFC 9112 7.1) off a body, as views into the caller's buffer. Ours and
// not Beast's, because Beast 1.81 asserts when the last chunk arrives byte by byte, keeps a chunk's CRLF back, and
// limits neither extensions nor trailers. Extensions and trailers are checked and dropped.
#pragma once

#include "foundation/http/message_parser.hpp"

namespace gauntlet::http {

class ChunkedBody {
 public:
  // A size line, and the trailers together, may be as long as a head.
  explicit ChunkedBody(ParserLimits limits) : limits_(limits) {}

  void reset();
  // kMalformed, kRequestEntityTooLarge (size line or trailers). What it does not consume must come again, with more
  // behind.
  base::Result<MessageParser::BodyStep> feed(std::string_view buffered);

 private:
  enum class Stage { kSizeLine, kData, kDataEnd, kTrailers, kDone };

  // A line without its CRLF, and `at` behind it; a null view: incomplete.
  base::Result<std::string_view> take_line(std::string_view buffered, std::size_t& at);
  base::Result<void> read_size_line(std::string_view line);
  base::Result<void> read_trailer(std::string_view line);
  MessageParser::BodyStep take_data(std::string_view buffered, std::size_t at);

  ParserLimits limits_;
  Stage stage_ = Stage::kSizeLine;
  std::uint64_t left_ = 0;    // of the chunk
  std::size_t searched_ = 0;  // of an incomplete line
  std::size_t trailer_bytes_ = 0;
  std::size_t trailers_ = 0;
};

}  // namespace gauntlet::http
