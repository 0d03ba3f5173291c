#include "foundation/http/client_connection.hpp"

#include "foundation/http/message_parser.hpp"
#include "foundation/http/writer.hpp"
#include "foundation/net/read_buffer.hpp"

namespace gauntlet::http {
namespace {

using base::Deadline;
using base::Error;
using base::Reason;
using base::Result;
using net::Awaitable;

constexpr std::size_t kFirstBufferSize = 16 * 1024;
// Behind the longest line that the parser may ask for, so that there is always room for more.
constexpr std::size_t kSpareRoom = 4096;
constexpr std::size_t kMostBodyBytes = 256 * 1024 * 1024;

Response to_response(const MessageHead& head) {
  Response response;
  response.status = static_cast<int>(head.status);
  response.reason = head.reason;
  response.minor_version = head.minor_version;
  for (const FieldView& field : head.fields) response.headers.add(field.name, field.value);
  return response;
}

bool is_interim(unsigned status) {  // RFC 9110 15.2; 101 ends HTTP on this connection
  return status / 100 == 1 && status != 101;
}

}  // namespace

struct ClientConnection::State {
  explicit State(std::unique_ptr<net::ByteStream> its_stream) : stream(std::move(its_stream)) {}

  Awaitable<Result<Response>> exchange(std::string bytes, std::string method, Deadline deadline);
  Awaitable<Result<Response>> begin(std::string bytes, std::string method, Deadline deadline);
  Awaitable<Result<Response>> read_head(Deadline deadline);
  Awaitable<Result<std::string>> read_body(Deadline deadline);
  // kClosed where the end of the stream comes too early.
  Awaitable<Result<void>> read_more(Deadline deadline);
  // What has come of the body, without its framing.
  Result<std::string> take_body();
  void prepare_parser();
  void finish_if_done();

  enum class Phase { kFree, kHead, kBody, kOver };

  std::unique_ptr<net::ByteStream> stream;
  MessageParser parser{MessageParser::Side::kResponse};
  net::ReadBuffer buffer{kFirstBufferSize, ParserLimits().head_bytes + kSpareRoom};
  Phase phase = Phase::kFree;
  bool is_head_request = false;
  bool is_request_whole = true;
  bool answer_begun = false;
};

Awaitable<Result<Response>> ClientConnection::State::exchange(std::string bytes, std::string method,
                                                              Deadline deadline) {
  auto response = co_await begin(std::move(bytes), std::move(method), deadline);
  if (!response) co_return response;
  for (;;) {
    const auto piece = co_await read_body(deadline);
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return response;
    if (piece->size() > kMostBodyBytes - response->body.size()) {
      phase = Phase::kOver;
      co_return Error(Reason::kRequestEntityTooLarge, "the body of the answer is longer than 256 MiB");
    }
    response->body += *piece;
  }
}

Awaitable<Result<Response>> ClientConnection::State::begin(std::string bytes, std::string method, Deadline deadline) {
  answer_begun = false;
  if (phase != Phase::kFree) co_return Error(Reason::kInternal, "the connection is not free for another request");
  phase = Phase::kHead;
  is_head_request = method == "HEAD";
  prepare_parser();
  const auto sent = co_await stream->write_all(bytes, deadline);
  is_request_whole = sent.ok();
  // A server that refuses a long request before its end may have answered all the same.
  if (!sent && sent.error().reason() != Reason::kReset) co_return sent.error();
  auto response = co_await read_head(deadline);
  if (!sent && !response) co_return sent.error();
  co_return response;
}

void ClientConnection::State::prepare_parser() {
  parser.reset();
  if (is_head_request) parser.expect_no_body();
}

Awaitable<Result<Response>> ClientConnection::State::read_head(Deadline deadline) {
  for (;;) {
    answer_begun = answer_begun || !buffer.empty();
    const auto size = parser.feed_head(buffer.view());
    if (!size) co_return size.error();
    if (*size == 0) {
      const auto read = co_await read_more(deadline);
      if (!read) co_return read.error();
      continue;
    }
    const bool interim = is_interim(parser.head().status);
    Response response = to_response(parser.head());
    buffer.consume(*size);
    if (interim) {
      prepare_parser();
      continue;
    }
    phase = Phase::kBody;
    finish_if_done();
    co_return response;
  }
}

Awaitable<Result<std::string>> ClientConnection::State::read_body(Deadline deadline) {
  for (;;) {
    if (parser.done()) co_return std::string();
    if (phase != Phase::kBody) co_return Error(Reason::kInternal, "no answer is being read on this connection");
    auto piece = take_body();
    if (!piece) phase = Phase::kOver;
    finish_if_done();
    if (!piece || !piece->empty() || parser.done()) co_return piece;
    const auto read = co_await read_more(deadline);
    if (read) continue;
    if (read.error().reason() != Reason::kTimeout) phase = Phase::kOver;
    co_return read.error();
  }
}

Awaitable<Result<void>> ClientConnection::State::read_more(Deadline deadline) {
  const auto room = buffer.room();
  const auto read = co_await stream->read_some(room, deadline);
  if (!read) co_return read.error();
  if (*read == 0) {
    auto ended = parser.end_of_stream();
    finish_if_done();
    co_return ended;
  }
  buffer.commit(*read);
  co_return Result<void>();
}

Result<std::string> ClientConnection::State::take_body() {
  std::string body;
  while (!parser.done()) {
    const auto step = parser.feed_body(buffer.view());
    if (!step) return step.error();
    body += step->data;
    buffer.consume(step->consumed);
    if (step->consumed == 0) break;
  }
  return body;
}

void ClientConnection::State::finish_if_done() {
  if (!parser.done()) return;
  // Bytes behind the answer answer nothing that was asked.
  const bool is_free = is_request_whole && parser.head().keep_alive && parser.head().status != 101 && buffer.empty();
  phase = is_free ? Phase::kFree : Phase::kOver;
}

ClientConnection::ClientConnection(std::unique_ptr<net::ByteStream> stream)
    : state_(std::make_unique<State>(std::move(stream))) {}
ClientConnection::~ClientConnection() = default;
ClientConnection::ClientConnection(ClientConnection&&) noexcept = default;
ClientConnection& ClientConnection::operator=(ClientConnection&&) noexcept = default;

Awaitable<Result<Response>> ClientConnection::exchange(const Request& request, Deadline deadline) {
  return state_->exchange(to_bytes(request), request.method, deadline);
}

Awaitable<Result<Response>> ClientConnection::exchange_raw(std::string bytes, std::string method, Deadline deadline) {
  return state_->exchange(std::move(bytes), std::move(method), deadline);
}

Awaitable<Result<Response>> ClientConnection::begin(const Request& request, Deadline deadline) {
  return state_->begin(to_bytes(request), request.method, deadline);
}

Awaitable<Result<std::string>> ClientConnection::read_body(Deadline deadline) {
  return state_->read_body(deadline);
}

bool ClientConnection::answer_begun() const {
  return state_->answer_begun;
}

bool ClientConnection::reusable() const {
  return state_->phase == State::Phase::kFree && state_->stream->is_quiet();
}

net::ByteStream& ClientConnection::stream() {
  return *state_->stream;
}

void ClientConnection::close() {
  state_->phase = State::Phase::kOver;
  state_->stream->close();
}

}  // namespace gauntlet::http
