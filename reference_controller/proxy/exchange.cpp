#include "reference_controller/proxy/exchange.hpp"

#include "foundation/net/dialer.hpp"
#include "reference_controller/mutants.hpp"
#include "reference_controller/proxy/mutated_request.hpp"
#include "reference_controller/proxy/tunnel.hpp"

#include <array>
#include <string>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using base::Reason;
using base::Result;
using http::BodyFraming;
using net::Awaitable;

// A body up to this size goes with its head by being copied behind it.
constexpr std::size_t kCopiedBody = 4096;

// RFC 9110 9.2.2.
bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS" ||
         method == "TRACE";
}

// RFC 9110 7.6.2: who sees Max-Forwards: 0 is the one that was asked.
std::optional<OwnAnswer> answer_for_max_forwards(const http::MessageHead& head) {
  if (!obeys_max_forwards(head.method)) return std::nullopt;
  const http::FieldView* const field = head.find("max-forwards");
  if (field == nullptr || field->value.find_first_not_of('0') != std::string_view::npos) return std::nullopt;
  return head.method == "OPTIONS" ? OwnAnswer::kOptions : OwnAnswer::kMethodNotAllowed;
}

RequestOutcome outcome_of(RelayEnd end) {
  if (end == RelayEnd::kComplete) return RequestOutcome::kProxied;
  const bool is_client_gone = end == RelayEnd::kSinkFailed || end == RelayEnd::kCancelled;
  return is_client_gone ? RequestOutcome::kClientGone : RequestOutcome::kCutOff;
}

base::TimePoint now() {
  return base::SystemClock().now();
}

}  // namespace

Awaitable<Exchange::Outcome> Exchange::run() {
  auto failure = prepare();
  if (!failure) {
    failure = co_await obtain_answer();
  }
  Outcome outcome = Outcome::kClose;
  if (failure) loop_.counters.count(was_cancelled_ ? RequestOutcome::kClientGone : outcome_of(*failure));
  if (failure && !was_cancelled_) {
    outcome = co_await answer(*failure);
  } else if (!failure) {
    write_answer_head();
    RelayEnd end = RelayEnd::kComplete;
    if (!send_answer_at_once()) {
      end = co_await relay_answer();
    }
    loop_.counters.count(outcome_of(end));
    outcome = conclude(end);
    if (shape_.connection == ResponseShape::Connection::kUpgrade && end == RelayEnd::kComplete) {
      outcome = co_await run_tunnel();
    }
  }
  if (uploads_) {
    const auto at_once = Deadline::at(now());
    co_await uploads_->stop(at_once);
  }
  co_return outcome;
}

// ---- the request ----

std::optional<OwnAnswer> Exchange::prepare() {
  begun_ = now();
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
  loop_.endpoints.table()->prefetch(target->host);
  std::optional<OwnAnswer> refusal = answer_for_max_forwards(head);
  std::string mutated_host;
  if (has_mutant() && !refusal) refusal = mutate(*target, mutated_host);
  const std::string_view tunnel_protocol = find_tunnel_protocol(head);
  wants_tunnel_ = !tunnel_protocol.empty();
  client_.request_out.clear();
  append_request_head(client_.request_out, head, *target, client_.forwarded_lines, tunnel_protocol);
  if (!refusal) refusal = choose_backend(*target);
  client_.buffer.consume(head_size_);
  return refusal;
}

void Exchange::note_body(const http::MessageHead& head) {
  const std::size_t behind_head = client_.buffer.view().size() - head_size_;
  const bool is_at_hand = head.framing == BodyFraming::kSized && head.content_length <= behind_head;
  if (is_at_hand) buffered_body_ = static_cast<std::size_t>(head.content_length);
  is_streamed_ = head.framing != BodyFraming::kNone && !is_at_hand;
}

std::optional<OwnAnswer> Exchange::mutate(RequestTarget& target, std::string& host) {
  const auto refusal = refuse_as_mutant(client_.parser.head(), target, client_.forwarded_lines);
  if (!refusal && !choose_backend(target)) mutate_target(target, *endpoints_, host);
  return refusal;
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
    expect_answer();
    Result<void> going;
    if (!send_at_once()) {
      going = co_await send_request();
    }
    while (going) {
      const HeadStep step = take_answer_head();
      if (step == HeadStep::kComplete) co_return std::nullopt;
      if (step == HeadStep::kMalformed) {
        going = base::Error(Reason::kMalformed, "the answer is not one");
      } else if (step == HeadStep::kInterim) {
        going = co_await relay_interim();
      } else {
        const auto room = connection_->buffer.room();
        const auto read = co_await connection_->stream->read_some(room, answer_deadline_);
        going = note_read(read);
      }
    }
    if (!may_repeat(going.error())) co_return failure_of(going.error());
    is_repeated_ = true;
  }
}

bool Exchange::take_free_connection() {
  // What ended one waiting connection may have ended the others.
  if (is_repeated_) return false;
  pool_ = &endpoints_->next();
  connection_ = pool_->take(begun_, is_idempotent_ && !is_streamed_ ? Repeatable::kYes : Repeatable::kNo);
  return connection_ != nullptr;
}

Awaitable<std::optional<OwnAnswer>> Exchange::dial() {
  bool timed_out = false;
  for (std::size_t tried = 0; tried < endpoints_->size(); ++tried) {
    if (tried > 0 || is_repeated_) pool_ = &endpoints_->next();
    net::DialOptions options(pool_->endpoint());
    const auto deadline = Deadline::after(loop_.limits.connect);
    auto dialed = co_await net::dial(std::move(options), deadline);
    if (dialed) {
      connection_ = std::make_unique<EndpointConnection>(std::move(*dialed), loop_.limits);
      co_return std::nullopt;
    }
    const base::Error& error = dialed.error();
    if (loop_.log.enabled(base::LogLevel::kDebug)) {
      loop_.log.write(base::LogLevel::kDebug, "an endpoint cannot be reached", {{"error", error.to_string()}});
    }
    timed_out |= error.reason() == Reason::kTimeout;
    was_cancelled_ = error.reason() == Reason::kCancelled;
    if (was_cancelled_) break;
  }
  co_return timed_out ? OwnAnswer::kGatewayTimeout : OwnAnswer::kBadGateway;
}

bool Exchange::send_at_once() {
  if (is_streamed_ || buffered_body_ > kCopiedBody) return false;
  std::string& out = client_.request_out;
  if (!is_repeated_) out += client_.buffer.view().substr(0, buffered_body_);
  sent_ = connection_->stream->write_now(out);
  return sent_ == out.size();
}

Awaitable<Result<void>> Exchange::send_request() {
  if (is_streamed_) {
    uploads_.emplace(loop_.executor);
    uploads_->spawn(upload());
    co_return Result<void>();
  }
  const auto deadline = Deadline::after(loop_.limits.backend_write);
  const bool is_body_copied = buffered_body_ <= kCopiedBody;
  const std::array<std::string_view, 2> pieces = {
      std::string_view(client_.request_out).substr(is_body_copied ? sent_ : 0),
      client_.buffer.view().substr(0, is_body_copied ? 0 : buffered_body_)};
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

void Exchange::expect_answer() {
  connection_->parser.reset();
  if (is_head_request_) connection_->parser.expect_no_body();
  answer_deadline_ = Deadline::at(begun_ + loop_.limits.backend_head);
}

Exchange::HeadStep Exchange::take_answer_head() {
  EndpointConnection& connection = *connection_;
  if (connection.buffer.empty()) return HeadStep::kIncomplete;
  const auto size = connection.parser.feed_head(connection.buffer.view());
  if (!size) return HeadStep::kMalformed;
  if (*size == 0) return HeadStep::kIncomplete;
  connection.buffer.consume(*size);
  const unsigned status = connection.parser.head().status;
  if (status == 101) return wants_tunnel_ ? HeadStep::kComplete : HeadStep::kMalformed;
  return status / 100 == 1 ? HeadStep::kInterim : HeadStep::kComplete;
}

Result<void> Exchange::note_read(const Result<std::size_t>& read) {
  if (!read) {
    if (read.error().reason() != Reason::kTimeout || !is_uploading()) return read.error();
    // As long as the client sends, the endpoint may be silent.
    answer_deadline_ = Deadline::after(loop_.limits.backend_head);
    return {};
  }
  if (*read == 0) return base::Error(Reason::kClosed, "the endpoint ended the connection without an answer");
  connection_->buffer.commit(*read);
  return {};
}

Awaitable<Result<void>> Exchange::relay_interim() {
  const http::MessageHead& head = connection_->parser.head();
  Result<void> written;
  if (speaks_http11_ && (head.status != 100 || expects_continue_)) {
    client_.answer_out.clear();
    append_interim_head(client_.answer_out, head);
    const auto deadline = Deadline::after(loop_.limits.client_write);
    written = co_await client_.stream->write_all(client_.answer_out, deadline);
    if (!written) was_cancelled_ = true;
  }
  expect_answer();
  answer_deadline_ = Deadline::after(loop_.limits.backend_head);
  co_return written;
}

bool Exchange::may_repeat(const base::Error& error) const {
  const bool has_ended = error.reason() == Reason::kClosed || error.reason() == Reason::kReset;
  return has_ended && connection_->is_reused && connection_->buffer.empty() && is_idempotent_ && !is_streamed_ &&
         !is_repeated_ && !was_cancelled_;
}

OwnAnswer Exchange::failure_of(const base::Error& error) {
  if (upload_end_ && *upload_end_ != RelayEnd::kComplete && *upload_end_ != RelayEnd::kSinkFailed) {
    // The request itself broke, and with it the connection to the endpoint.
    keeps_alive_ = false;
    was_cancelled_ = *upload_end_ == RelayEnd::kSourceEnded || *upload_end_ == RelayEnd::kCancelled;
    return *upload_end_ == RelayEnd::kSourceTimedOut ? OwnAnswer::kRequestTimeout : OwnAnswer::kBadRequest;
  }
  was_cancelled_ |= error.reason() == Reason::kCancelled;
  return error.reason() == Reason::kTimeout ? OwnAnswer::kGatewayTimeout : OwnAnswer::kBadGateway;
}

// ---- passing it on ----

void Exchange::write_answer_head() {
  using Connection = ResponseShape::Connection;
  const http::MessageHead& head = connection_->parser.head();
  shape_.framing = head.framing;
  if (head.framing == BodyFraming::kChunked || head.framing == BodyFraming::kUntilClose) {
    shape_.framing = speaks_http11_ ? BodyFraming::kChunked : BodyFraming::kUntilClose;
  }
  const bool is_tunnel = head.status == 101;
  keeps_client_ =
      keeps_alive_ && !loop_.is_draining && !is_uploading() && !is_tunnel && shape_.framing != BodyFraming::kUntilClose;
  shape_.connection = is_tunnel         ? Connection::kUpgrade
                      : !keeps_client_  ? Connection::kClose
                      : !speaks_http11_ ? Connection::kKeepAliveSaid
                                        : Connection::kKeepAlive;
  client_.answer_out.clear();
  append_response_head(client_.answer_out, head, shape_);
}

// False: what is left of the head and the body is for relay_answer().
bool Exchange::send_answer_at_once() {
  EndpointConnection& connection = *connection_;
  const http::MessageHead& head = connection.parser.head();
  const std::string_view buffered = connection.buffer.view();
  if (head.framing == BodyFraming::kSized && head.content_length <= std::min(buffered.size(), kCopiedBody)) {
    const auto step = connection.parser.feed_body(buffered);
    if (!step) return false;
    client_.answer_out += step->data;
    connection.buffer.consume(step->consumed);
  }
  if (!connection.parser.done()) return false;
  const std::size_t sent = client_.stream->write_now(client_.answer_out);
  if (sent == client_.answer_out.size()) return true;
  client_.answer_out.erase(0, sent);
  return false;
}

Awaitable<RelayEnd> Exchange::relay_answer() {
  BodySource from{*connection_->stream, connection_->buffer, connection_->parser, loop_.limits.backend_body};
  BodySink to{*client_.stream, shape_.framing, loop_.limits.client_write};
  const RelayEnd end = co_await relay_body(from, to, client_.answer_out);
  co_return end;
}

Exchange::Outcome Exchange::conclude(RelayEnd end) {
  if (end != RelayEnd::kComplete) {
    // The end of a body without length is the end of the connection: one that broke must not look like one that ended.
    if (shape_.framing == BodyFraming::kUntilClose) client_.stream->reset();
    return Outcome::kClose;
  }
  const bool is_request_complete = !uploads_ || upload_end_ == RelayEnd::kComplete;
  const bool is_clean = is_request_complete && connection_->parser.head().keep_alive && connection_->buffer.empty() &&
                        shape_.connection != ResponseShape::Connection::kUpgrade;
  if (is_clean) pool_->give(std::move(connection_), now());
  client_.buffer.consume(buffered_body_);
  if (keeps_client_ && is_request_complete) return Outcome::kKeepOpen;
  return is_request_complete ? Outcome::kClose : Outcome::kLinger;
}

Awaitable<Exchange::Outcome> Exchange::run_tunnel() {
  co_await reference::run_tunnel(loop_.executor, *client_.stream, client_.buffer, *connection_->stream,
                                 connection_->buffer, loop_.limits);
  co_return Outcome::kClose;
}

Awaitable<Exchange::Outcome> Exchange::answer(OwnAnswer answer) {
  // What is left of a body that nobody has read would be taken for the next request.
  const bool has_unread_body = is_streamed_ && upload_end_ != RelayEnd::kComplete;
  const bool keeps_client = keeps_alive_ && !loop_.is_draining && !has_unread_body;
  client_.answer_out.clear();
  append_own_answer(client_.answer_out, answer, is_head_request_ ? "HEAD" : "GET",
                    keeps_client ? AfterAnswer::kKeepOpen : AfterAnswer::kClose);
  client_.buffer.consume(buffered_body_);
  const auto deadline = Deadline::after(loop_.limits.client_write);
  const auto written = co_await client_.stream->write_all(client_.answer_out, deadline);
  if (!written) co_return Outcome::kClose;
  if (keeps_client) co_return Outcome::kKeepOpen;
  co_return keeps_alive_ && !has_unread_body ? Outcome::kClose : Outcome::kLinger;
}

}  // namespace gauntlet::reference
