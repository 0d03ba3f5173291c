#include "reference_controller/proxy/body_relay.hpp"

#include "foundation/http/writer.hpp"

#include <array>
#include <optional>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using base::Reason;
using http::BodyFraming;

// Below this a copy behind the head is cheaper than a second piece in the write.
constexpr std::size_t kCopiedPiece = 4096;

// What of the buffer leaves next.
struct Piece {
  std::string_view uncopied;  // behind what was appended to the output
  std::size_t consumed = 0;   // of the buffer
  bool is_last = false;
};

// nullopt: malformed.
std::optional<Piece> take_piece(http::MessageParser& parser, std::string_view buffered, BodyFraming framing,
                                std::string& out) {
  Piece piece;
  piece.is_last = parser.done();
  while (!piece.is_last) {
    const auto step = parser.feed_body(buffered.substr(piece.consumed));
    if (!step) return std::nullopt;
    piece.consumed += step->consumed;
    piece.is_last = step->done;
    if (framing == BodyFraming::kChunked) {
      http::append_chunk(out, step->data);
    } else if (step->data.size() > kCopiedPiece && piece.consumed == buffered.size()) {
      piece.uncopied = step->data;
    } else {
      out += step->data;
    }
    if (step->consumed == 0 || piece.consumed == buffered.size()) break;
  }
  if (piece.is_last && framing == BodyFraming::kChunked) out += http::kLastChunk;
  return piece;
}

RelayEnd end_of_source(const base::Error& error) {
  if (error.reason() == Reason::kTimeout) return RelayEnd::kSourceTimedOut;
  return error.reason() == Reason::kCancelled ? RelayEnd::kCancelled : RelayEnd::kSourceEnded;
}

}  // namespace

net::Awaitable<RelayEnd> relay_body(BodySource from, BodySink to, std::string& first) {
  std::string& out = first;
  for (;;) {
    const auto piece = take_piece(from.parser, from.buffer.view(), to.framing, out);
    if (!piece) co_return RelayEnd::kSourceMalformed;
    if (!out.empty() || !piece->uncopied.empty()) {
      const std::size_t sent = piece->uncopied.empty() ? to.stream.write_now(out) : 0;
      const std::array<std::string_view, 2> rest = {std::string_view(out).substr(sent), piece->uncopied};
      base::Result<void> written;
      if (!rest[0].empty() || !rest[1].empty()) {
        const auto deadline = Deadline::after(to.limit);
        written = co_await to.stream.write_all_pieces(rest, deadline);
      }
      out.clear();
      if (!written) {
        co_return written.error().reason() == Reason::kCancelled ? RelayEnd::kCancelled : RelayEnd::kSinkFailed;
      }
    }
    from.buffer.consume(piece->consumed);
    if (piece->is_last) co_return RelayEnd::kComplete;

    const auto deadline = Deadline::after(from.limit);
    const auto room = from.buffer.room();
    const auto read = co_await from.stream.read_some(room, deadline);
    if (!read) co_return end_of_source(read.error());
    from.buffer.commit(*read);
    if (*read > 0) continue;
    if (!from.parser.end_of_stream()) co_return RelayEnd::kSourceEnded;
    if (to.framing != BodyFraming::kChunked) co_return RelayEnd::kComplete;
    const auto last_deadline = Deadline::after(to.limit);
    const auto ended = co_await to.stream.write_all(http::kLastChunk, last_deadline);
    co_return ended ? RelayEnd::kComplete : RelayEnd::kSinkFailed;
  }
}

}  // namespace gauntlet::reference
