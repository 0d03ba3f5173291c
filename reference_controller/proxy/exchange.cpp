#include "reference_controller/proxy/exchange.hpp"

#include "foundation/net/dialer.hpp"
#include "reference_controller/mutants.hpp"
#include "reference_controller/proxy/request_target.hpp"
#include "reference_controller/proxy/tunnel.hpp"

#include <array>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using base::Reason;
using base::Result;
using http::BodyFraming;
using net::Awaitable;

// RFC 9110 9.2.2.
bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS" ||
         method == "TRACE";
}

base::TimePoint now() {
  return base::SystemClock().now();
}

}  // namespace

Awaitable<Exchange::Outcome> Exchange::run() {
  Outcome outcome = co_await serve();
  if (uploads_) {
    const auto at_once = Deadline::at(now());
    co_await uploads_->stop(at_once);
  }
  co_return outcome;
}

Awaitable<Exchange::Outcome> Exchange::serve() {
  failure_ = prepare();
  if (!failure_) {
    failure_ = co_await obtain_answer();
  }
  if (was_cancelled_) co_return Outcome::kClose;
  if (!failure_) {
    const Outcome relayed = co_await relay_answer();
    co_return relayed;
  }
  const Outcome answered = co_await answer(*failure_);
  co_return answered;
}

std::optional<OwnAnswer> Exchange::prepare() {
  const http::MessageHead& head = client_.parser.head();
  is_head_request_ = head.method == "HEAD";
  is_idempotent_ = is_idempotent(head.method);
  speaks_http11_ = head.minor_version >= 1;
  keeps_alive_ = head.keep_alive;
  expects_continue_ = head.expects_continue;
  body_framing_ = head.framing;
  note_body(head);

  auto target = read_request_target(head);
  if (!target) {
    keeps_alive_ = false;
    return target.error().reason() == Reason::kMethodNotAllowed ? OwnAnswer::kMethodNotAllowed : OwnAnswer::kBadRequest;
  }
  const auto refusal = choose_backend(*target);
  std::string mutated_host;
  if (mutant_active(Mutant::kHostReplacedByEndpoint) && !refusal) {
    mutated_host = endpoints_->next().endpoint().to_string();
    target->host_field = mutated_host;
  }
  const std::string_view tunnel_protocol = find_tunnel_protocol(head);
  wants_tunnel_ = !tunnel_protocol.empty();
  client_.request_out.clear();
  if (!refusal) append_request_head(client_.request_out, head, *target, client_.forwarded_lines, tunnel_protocol);
  client_.buffer.consume(head_size_);
  return refusal;
}

void Exchange::note_body(const http::MessageHead& head) {
  const std::size_t behind_head = client_.buffer.view().size() - head_size_;
  const bool is_at_hand = head.framing == BodyFraming::kSized && head.content_length <= behind_head;
  if (is_at_hand) buffered_body_ = static_cast<std::size_t>(head.content_length);
  is_streamed_ = head.framing != BodyFraming::kNone && !is_at_hand;
}

std::optional<OwnAnswer> Exchange::choose_backend(const RequestTarget& target) {
  const RouteTable& table = *loop_.endpoints.table();
  const auto by_server_name =
      mutant_active(Mutant::kSniRoutesInsteadOfHost) ? RequestHost::parse(client_.server_name) : std::nullopt;
  const BackendId id = table.find(by_server_name ? *by_server_name : target.host, target.path);
  if (id == kNoBackend) return OwnAnswer::kNoRoute;
  if (table.backend(id).kind == Backend::Kind::kResource) return OwnAnswer::kResourceBackend;
  endpoints_ = loop_.endpoints.endpoints_of(id);
  if (endpoints_->size() == 0) return OwnAnswer::kNoEndpoint;
  return std::nullopt;
}

// ---- getting an answer ----

Awaitable<std::optional<OwnAnswer>> Exchange::obtain_answer() {
  for (;;) {
    if (!take_free_connection()) {
      const auto failure = co_await dial();
      if (failure) co_return failure;
    }
    const Attempt attempt = co_await try_connection();
    if (attempt == Attempt::kAnswered) co_return std::nullopt;
    if (attempt == Attempt::kFailed) co_return failure_;
    retried_ = true;
  }
}

bool Exchange::take_free_connection() {
  // What ended one waiting connection may have ended the others.
  if (retried_) return false;
  pool_ = &endpoints_->next();
  connection_ = pool_->take(now(), is_idempotent_ && !is_streamed_ ? Repeatable::kYes : Repeatable::kNo);
  return connection_ != nullptr;
}

Awaitable<std::optional<OwnAnswer>> Exchange::dial() {
  bool timed_out = false;
  for (std::size_t tried = 0; tried < endpoints_->size(); ++tried) {
    if (tried > 0 || retried_) pool_ = &endpoints_->next();
    net::DialOptions options(pool_->endpoint());
    const auto deadline = Deadline::after(loop_.limits.connect);
    auto dialed = co_await net::dial(std::move(options), deadline);
    if (dialed) {
      connection_ = std::make_unique<EndpointConnection>(std::move(*dialed), loop_.limits);
      co_return std::nullopt;
    }
    if (dialed.error().reason() == Reason::kCancelled) {
      was_cancelled_ = true;
      break;
    }
    timed_out |= dialed.error().reason() == Reason::kTimeout;
    if (loop_.log.enabled(base::LogLevel::kDebug)) {
      loop_.log.write(base::LogLevel::kDebug, "an endpoint cannot be reached", {{"error", dialed.error().to_string()}});
    }
  }
  co_return timed_out ? OwnAnswer::kGatewayTimeout : OwnAnswer::kBadGateway;
}

Awaitable<Exchange::Attempt> Exchange::try_connection() {
  auto done = co_await send_request();
  if (done) {
    done = co_await read_answer_head();
  }
  if (done) co_return Attempt::kAnswered;

  if (upload_end_ && *upload_end_ != RelayEnd::kComplete && *upload_end_ != RelayEnd::kSinkFailed) {
    // The request itself broke, and with it the connection to the endpoint.
    was_cancelled_ = *upload_end_ != RelayEnd::kSourceMalformed;
    failure_ = OwnAnswer::kBadRequest;
    keeps_alive_ = false;
    co_return Attempt::kFailed;
  }
  const Reason reason = done.error().reason();
  const bool has_ended = reason == Reason::kClosed || reason == Reason::kReset;
  if (has_ended && connection_->is_reused && connection_->buffer.empty() && is_idempotent_ && !is_streamed_ &&
      !retried_) {
    co_return Attempt::kStale;
  }
  was_cancelled_ = reason == Reason::kCancelled;
  failure_ = reason == Reason::kTimeout ? OwnAnswer::kGatewayTimeout : OwnAnswer::kBadGateway;
  co_return Attempt::kFailed;
}

Awaitable<Result<void>> Exchange::send_request() {
  if (is_streamed_) {
    uploads_.emplace(loop_.executor);
    uploads_->spawn(upload());
    co_return Result<void>();
  }
  const auto deadline = Deadline::after(loop_.limits.backend_write);
  if (buffered_body_ == 0) {
    auto written = co_await connection_->stream->write_all(client_.request_out, deadline);
    co_return written;
  }
  const std::array<std::string_view, 2> pieces = {client_.request_out, client_.buffer.view().substr(0, buffered_body_)};
  auto written = co_await connection_->stream->write_all_pieces(pieces, deadline);
  co_return written;
}

// Runs beside the reading of the answer, which may come before the body is complete.
Awaitable<void> Exchange::upload() {
  BodySource from{*client_.stream, client_.buffer, client_.parser, loop_.limits.client_body};
  BodySink to{*connection_->stream, body_framing_, loop_.limits.backend_write};
  const RelayEnd end = co_await relay_body(from, to, client_.request_out);
  upload_end_ = end;
  // An endpoint that takes no more may still have an answer. A body that breaks off must not look complete.
  if (end != RelayEnd::kComplete && end != RelayEnd::kSinkFailed) connection_->stream->close();
}

Awaitable<Result<void>> Exchange::read_answer_head() {
  EndpointConnection& connection = *connection_;
  connection.parser.reset();
  if (is_head_request_) connection.parser.expect_no_body();
  for (;;) {
    while (!connection.buffer.empty()) {
      const auto size = connection.parser.feed_head(connection.buffer.view());
      if (!size) co_return size.error();
      if (*size == 0) break;
      const unsigned status = connection.parser.head().status;
      connection.buffer.consume(*size);
      if (status == 101 && !wants_tunnel_) co_return base::Error(Reason::kMalformed, "nobody asked for an upgrade");
      if (status / 100 != 1 || status == 101) co_return Result<void>();
      auto relayed = co_await relay_interim();
      if (!relayed) co_return relayed;
      connection.parser.reset();
      if (is_head_request_) connection.parser.expect_no_body();
    }
    const auto room = connection.buffer.room();
    const auto deadline = Deadline::after(loop_.limits.backend_head);
    const auto read = co_await connection.stream->read_some(room, deadline);
    if (!read) {
      // As long as the client sends, the endpoint may be silent.
      if (read.error().reason() == Reason::kTimeout && is_uploading()) continue;
      co_return read.error();
    }
    if (*read == 0) co_return base::Error(Reason::kClosed, "the endpoint ended the connection without an answer");
    connection.buffer.commit(*read);
  }
}

Awaitable<Result<void>> Exchange::relay_interim() {
  const http::MessageHead& head = connection_->parser.head();
  if (!speaks_http11_ || (head.status == 100 && !expects_continue_)) co_return Result<void>();
  client_.answer_out.clear();
  append_interim_head(client_.answer_out, head);
  const auto deadline = Deadline::after(loop_.limits.client_write);
  auto written = co_await client_.stream->write_all(client_.answer_out, deadline);
  if (!written) was_cancelled_ = true;  // there is nobody to be answered
  co_return written;
}

// ---- passing it on ----

Awaitable<Exchange::Outcome> Exchange::relay_answer() {
  const http::MessageHead& head = connection_->parser.head();
  ResponseShape shape;
  shape.framing = head.framing;
  if (head.framing == BodyFraming::kChunked || head.framing == BodyFraming::kUntilClose) {
    shape.framing = speaks_http11_ ? BodyFraming::kChunked : BodyFraming::kUntilClose;
  }
  const bool is_tunnel = head.status == 101;
  const bool keeps_client =
      keeps_alive_ && !loop_.is_draining && !is_uploading() && shape.framing != BodyFraming::kUntilClose;
  using Connection = ResponseShape::Connection;
  shape.connection =
      keeps_client ? (speaks_http11_ ? Connection::kKeepAlive : Connection::kKeepAliveSaid) : Connection::kClose;
  if (is_tunnel) shape.connection = Connection::kUpgrade;

  client_.answer_out.clear();
  append_response_head(client_.answer_out, head, shape);
  BodySource from{*connection_->stream, connection_->buffer, connection_->parser, loop_.limits.backend_body};
  BodySink to{*client_.stream, shape.framing, loop_.limits.client_write};
  const RelayEnd end = co_await relay_body(from, to, client_.answer_out);
  if (is_tunnel && end == RelayEnd::kComplete) {
    co_await run_tunnel(loop_.executor, *client_.stream, client_.buffer, *connection_->stream, connection_->buffer,
                        loop_.limits);
    co_return Outcome::kClose;
  }
  if (end != RelayEnd::kComplete) {
    // The end of a body without length is the end of the connection: one that broke must not look like one that ended.
    if (shape.framing == BodyFraming::kUntilClose) client_.stream->reset();
    co_return Outcome::kClose;
  }
  const bool was_uploading = is_uploading();
  if (!was_uploading) give_connection_back();
  client_.buffer.consume(buffered_body_);
  if (keeps_client) co_return Outcome::kKeepOpen;
  co_return was_uploading ? Outcome::kLinger : Outcome::kClose;
}

void Exchange::give_connection_back() {
  const bool is_clean = connection_->parser.head().keep_alive && connection_->buffer.empty() &&
                        (!upload_end_ || *upload_end_ == RelayEnd::kComplete);
  if (is_clean) pool_->give(std::move(connection_), now());
}

Awaitable<Exchange::Outcome> Exchange::answer(OwnAnswer answer) {
  // What is left of a body that nobody has read would be taken for the next request.
  const bool has_unread_body = is_streamed_ && !(upload_end_ && *upload_end_ == RelayEnd::kComplete);
  const bool keeps_client = keeps_alive_ && !loop_.is_draining && !has_unread_body;
  client_.answer_out.clear();
  append_own_answer(client_.answer_out, answer, is_head_request_ ? "HEAD" : "GET",
                    keeps_client ? AfterAnswer::kKeepOpen : AfterAnswer::kClose);
  client_.buffer.consume(buffered_body_);
  const auto deadline = Deadline::after(loop_.limits.client_write);
  const auto written = co_await client_.stream->write_all(client_.answer_out, deadline);
  if (!written) co_return Outcome::kClose;
  if (keeps_client) co_return Outcome::kKeepOpen;
  co_return has_unread_body ? Outcome::kLinger : Outcome::kClose;
}

}  // namespace gauntlet::reference
