#include "foundation/http/answer_writer.hpp"

#include "foundation/base/text.hpp"
#include "foundation/http/writer.hpp"

#include <array>

namespace gauntlet::http {
namespace {

using base::Deadline;
using base::Error;
using base::Result;
using net::Awaitable;

bool asks_to_close(const Headers& headers) {
  for (const std::string_view value : headers.find_all("Connection")) {
    for (const std::string_view option : base::split(value, ',')) {
      if (base::equals_ignoring_case(base::trim(option), "close")) return true;
    }
  }
  return false;
}

// Where no body follows, the length that one would have (RFC 9110 8.6); elsewhere the length is the body's.
bool may_state_length(int status, std::string_view method) {
  return status == 304 || (method == "HEAD" && allows_body(status, "GET"));
}

std::size_t total_size(std::span<const std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  return size;
}

}  // namespace

Error AnswerWriter::out_of_turn(std::string_view call) const {
  if (stage_ == Stage::kCut) return Error(base::Reason::kReset, "the connection has been cut");
  if (stage_ == Stage::kEnded) return Error(base::Reason::kReset, "the connection has been ended");
  return Error(base::Reason::kInternal, std::string(call) + " does not follow upon what was answered already");
}

void AnswerWriter::settle_persistence(Response& response) {
  if (asks_to_close(response.headers) || terms_.is_stopping) persistence_ = Persistence::kClose;
  response.minor_version = 1;  // RFC 9110 6.2: the server's own
  response.headers.remove("Connection");
  response.headers.remove("Transfer-Encoding");
  if (!response.headers.contains("Date")) response.headers.add("Date", http_date_now());
  if (persistence_ == Persistence::kClose) {
    response.headers.add("Connection", "close");
  } else if (request_.minor_version == 0) {
    response.headers.add("Connection", "keep-alive");
  }
}

Awaitable<Result<void>> AnswerWriter::write_out(std::span<const std::string_view> pieces, Stage next) {
  const auto deadline = Deadline::after(terms_.limits.write);
  const auto written = co_await stream_.write_all_pieces(pieces, deadline);
  if (!written) {
    stage_ = Stage::kCut;
  } else if (stage_ != Stage::kCut) {
    stage_ = next;
  }
  co_return written;
}

Awaitable<Result<void>> AnswerWriter::send(Response response) {
  if (started()) co_return out_of_turn("send");
  stage_ = Stage::kSending;
  settle_persistence(response);
  const bool has_body = allows_body(response.status, request_.method);
  if (!may_state_length(response.status, request_.method)) response.headers.remove("Content-Length");
  std::string head;
  append_head(head, response, request_.method);
  std::array<std::string_view, 2> message = {head, std::string_view()};
  if (has_body) message[1] = response.body;
  const std::span<const std::string_view> pieces(message);
  const auto written = co_await write_out(pieces, Stage::kComplete);
  co_return written;
}

Awaitable<Result<void>> AnswerWriter::begin(Response head) {
  if (started()) co_return out_of_turn("begin");
  stage_ = Stage::kSending;
  is_chunked_ = request_.minor_version > 0;  // RFC 9112 6.1; the end of the connection ends the body otherwise
  has_body_ = allows_body(head.status, request_.method);
  if (!is_chunked_ && has_body_) persistence_ = Persistence::kClose;
  settle_persistence(head);
  head.headers.remove("Content-Length");
  const bool could_have_body = has_body_ || request_.method == "HEAD";
  if (is_chunked_ && could_have_body) head.headers.add("Transfer-Encoding", "chunked");
  std::string bytes;
  append_status_line(bytes, head.status, head.reason);
  append_fields(bytes, head.headers);
  bytes += "\r\n";
  const std::string_view piece = bytes;
  const std::span<const std::string_view> pieces(&piece, 1);
  const auto written = co_await write_out(pieces, Stage::kStreaming);
  co_return written;
}

Awaitable<Result<void>> AnswerWriter::write(std::span<const std::string_view> pieces) {
  if (stage_ != Stage::kStreaming) co_return out_of_turn("write");
  const std::size_t size = total_size(pieces);
  if (size == 0 || !has_body_) co_return Result<void>();
  if (is_chunked_) {
    framing_.clear();
    append_chunk_size(framing_, size);
    chunk_.assign(1, framing_);
    chunk_.insert(chunk_.end(), pieces.begin(), pieces.end());
    chunk_.emplace_back("\r\n");
    pieces = chunk_;
  }
  const auto written = co_await write_out(pieces, Stage::kStreaming);
  co_return written;
}

Awaitable<Result<void>> AnswerWriter::finish() {
  if (stage_ != Stage::kStreaming) co_return out_of_turn("finish");
  if (!has_body_ || !is_chunked_) {
    stage_ = Stage::kComplete;
    co_return Result<void>();
  }
  const std::span<const std::string_view> pieces(&kLastChunk, 1);
  const auto written = co_await write_out(pieces, Stage::kComplete);
  co_return written;
}

void AnswerWriter::abort() {
  stage_ = Stage::kCut;
  stream_.reset();
}

Awaitable<void> AnswerWriter::end_early(std::string_view part) {
  if (stage_ == Stage::kStreaming && is_chunked_ && has_body_ && !part.empty()) {
    framing_.clear();
    append_chunk_size(framing_, part.size() + 1);  // the last byte of which never comes
    const std::array<std::string_view, 2> pieces = {framing_, part};
    const auto written = co_await write_out(pieces, Stage::kEnded);
    base::ignore_failure(written);
  } else if (stage_ != Stage::kCut) {
    stage_ = Stage::kEnded;
  }
}

Awaitable<void> AnswerWriter::wait_for_client_gone() {
  co_await input_.wait_for_any();
}

}  // namespace gauntlet::http
