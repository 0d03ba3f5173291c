#include "foundation/http/server_connection.hpp"

#include "foundation/base/text.hpp"
#include "foundation/http/answer_writer.hpp"
#include "foundation/http/writer.hpp"

#include <algorithm>

namespace gauntlet::http {
namespace {

using base::Deadline;
using base::Reason;
using base::Result;
using net::Awaitable;

constexpr std::chrono::seconds kLinger(1);
// Behind the longest line that the parser may ask for, so that there is always room for more.
constexpr std::size_t kRoomBehindHead = 4096;

ParserLimits parser_limits(const ServerLimits& limits) {
  ParserLimits parser;
  parser.head_bytes = limits.head_bytes;
  return parser;
}

Request to_request(const MessageHead& head) {
  Request request;
  request.method = head.method;
  request.target = head.target;
  request.minor_version = head.minor_version;
  for (const FieldView& field : head.fields) request.headers.add(field.name, field.value);
  return request;
}

// RFC 9112 3.2: exactly one Host field, since HTTP/1.1.
bool names_one_host(const MessageHead& head) {
  const auto hosts = std::count_if(head.fields.begin(), head.fields.end(), [](const FieldView& field) {
    return base::equals_ignoring_case(field.name, "Host");
  });
  return hosts == 1 || (hosts == 0 && head.minor_version == 0);
}

int status_of(Reason reason) {
  return reason == Reason::kRequestEntityTooLarge ? 431 : 400;
}

}  // namespace

ServerConnection::ServerConnection(const ServerTerms& terms, std::unique_ptr<net::ByteStream> stream,
                                   std::string client_certificate)
    : terms_(terms),
      stream_(std::move(stream)),
      client_certificate_(std::move(client_certificate)),
      input_(terms.executor, *stream_, terms.limits.head_bytes + kRoomBehindHead),
      parser_(MessageParser::Side::kRequest, parser_limits(terms.limits)) {}

Awaitable<void> ServerConnection::run() {
  for (;;) {
    const std::size_t head_size = co_await read_head();
    if (head_size == 0) break;
    const Next next = co_await serve_request(head_size);
    if (next == Next::kEnd) break;
  }
  co_await input_.close();
}

void ServerConnection::close_if_idle() {
  if (is_idle_) stream_->close();
}

Awaitable<std::size_t> ServerConnection::read_head() {
  parser_.reset();
  request_until_ = Deadline::never();
  const auto idle_until = Deadline::after(terms_.limits.idle);
  for (;;) {
    while (request_until_.is_never() && input_.view().starts_with("\r\n")) input_.consume(2);  // RFC 9112 2.2
    const bool has_begun = !input_.empty();
    if (has_begun) {
      if (request_until_.is_never()) request_until_ = Deadline::after(terms_.limits.head);
      const auto size = parser_.feed_head(input_.view());
      if (size && *size > 0) co_return *size;
      if (!size) {
        const int status = status_of(size.error().reason());
        co_await refuse(status);
        co_return 0;
      }
    } else if (terms_.is_stopping) {
      co_return 0;
    }
    const auto deadline = has_begun ? request_until_ : idle_until;
    is_idle_ = !has_begun;
    const auto read = co_await input_.read_more(deadline);
    is_idle_ = false;
    if (read && *read > 0) continue;
    if (has_begun) {
      co_await give_up(read);
    }
    co_return 0;
  }
}

Awaitable<ServerConnection::Next> ServerConnection::serve_request(std::size_t head_size) {
  const MessageHead& head = parser_.head();
  if (!names_one_host(head)) {
    co_await refuse(400);
    co_return Next::kEnd;
  }
  Request request = to_request(head);
  input_.consume(head_size);
  const BodyEnd body_end = co_await read_body(request.body);
  if (body_end == BodyEnd::kFailed) co_return Next::kEnd;
  const Next next = co_await answer(request, body_end);
  co_return next;
}

Awaitable<ServerConnection::BodyEnd> ServerConnection::read_body(std::string& body) {
  const MessageHead& head = parser_.head();
  const std::size_t limit = terms_.limits.body_bytes;
  if (head.framing == BodyFraming::kNone) co_return BodyEnd::kWhole;
  if (head.framing == BodyFraming::kSized && head.content_length > limit) co_return BodyEnd::kOverLimit;
  if (head.expects_continue && input_.empty()) {
    const bool invited = co_await invite_body();
    if (!invited) co_return BodyEnd::kFailed;
  }
  for (;;) {
    const auto step = parser_.feed_body(input_.view());
    if (!step) {
      const int status = status_of(step.error().reason());
      co_await refuse(status);
      co_return BodyEnd::kFailed;
    }
    if (step->data.size() > limit - body.size()) {
      body.clear();
      co_return BodyEnd::kOverLimit;
    }
    body += step->data;
    input_.consume(step->consumed);
    if (step->done) co_return BodyEnd::kWhole;
    if (step->consumed > 0) continue;
    const auto read = co_await input_.read_more(request_until_);
    if (read && *read > 0) continue;
    co_await give_up(read);
    co_return BodyEnd::kFailed;
  }
}

Awaitable<bool> ServerConnection::invite_body() {
  const auto deadline = Deadline::after(terms_.limits.write);
  const std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto written = co_await stream_->write_all(interim, deadline);
  co_return written.ok();
}

Awaitable<ServerConnection::Next> ServerConnection::answer(const Request& request, BodyEnd body_end) {
  const bool is_whole = body_end == BodyEnd::kWhole;
  RequestContext context;
  context.client = stream_->peer_endpoint();
  context.client_certificate = client_certificate_;
  context.body_limit_exceeded_at = is_whole ? 0 : std::max<std::size_t>(terms_.limits.body_bytes, 1);
  const bool may_go_on = is_whole && parser_.head().keep_alive;
  AnswerWriter writer(terms_, *stream_, input_, request, may_go_on ? Persistence::kKeepAlive : Persistence::kClose);
  co_await terms_.handler.handle(request, context, writer);
  if (!writer.started()) {
    Response failure;
    failure.status = 500;
    const auto sent = co_await writer.send(std::move(failure));
    base::ignore_failure(sent);
  }
  if (writer.keeps_connection()) co_return Next::kAnotherRequest;
  if (writer.ends_well()) {
    co_await linger();
  } else {
    stream_->reset();
  }
  co_return Next::kEnd;
}

Awaitable<void> ServerConnection::give_up(Result<std::size_t> read) {
  const bool has_ended = read.ok();
  if (has_ended) {
    co_await refuse(400);
  } else if (read.error().reason() == Reason::kTimeout) {
    co_await refuse(408);
  }
}

Awaitable<void> ServerConnection::refuse(int status) {
  Response response;
  response.status = status;
  response.headers = {
      {"Content-Type", "text/plain; charset=utf-8"}, {"Date", std::string(http_date_now())}, {"Connection", "close"}};
  response.body = std::to_string(status) + " " + std::string(reason_phrase(status)) + "\n";
  const std::string bytes = to_bytes(response, "GET");
  const auto deadline = Deadline::after(terms_.limits.write);
  const auto written = co_await stream_->write_all(bytes, deadline);
  if (written) {
    co_await linger();
  }
}

Awaitable<void> ServerConnection::linger() {
  const auto deadline = Deadline::after(kLinger).earlier_of(terms_.cut_at);
  const auto ended = co_await stream_->shutdown_write(deadline);
  if (!ended) co_return;
  for (;;) {
    input_.consume(input_.view().size());
    const auto read = co_await input_.read_more(deadline);
    if (!read || *read == 0) co_return;
  }
}

}  // namespace gauntlet::http
