#include "harness/cluster/pod_connection.hpp"

#include <utility>

namespace gauntlet::cluster {
namespace {

using base::Deadline;
using base::Result;
using net::Awaitable;

constexpr std::size_t kFirstBufferSize = 4 * 1024;
constexpr std::size_t kMostHeadBytes = 64 * 1024;
// Between two pieces of a request, and for an answer that the client does not read.
constexpr std::chrono::seconds kPatience(60);
constexpr std::chrono::seconds kLinger(1);

http::Request copy_of(const http::MessageHead& head, std::string_view body) {
  http::Request request;
  request.method = head.method;
  request.target = head.target;
  request.minor_version = head.minor_version;
  for (const http::FieldView& field : head.fields) request.headers.add(field.name, field.value);
  request.body = body.substr(0, kMostCapturedBody);
  return request;
}

}  // namespace

struct PodConnection::LongRequest {
  explicit LongRequest(std::string_view its_head) : head_bytes(its_head), parser(http::MessageParser::Side::kRequest) {
    base::ignore_failure(parser.feed_head(head_bytes));  // it was read once already
    is_captured = parser.head().find(kRequestIdHeader) != nullptr;
  }

  void add(std::string_view bytes) {
    length += bytes.size();
    digest.add(bytes);
    if (is_captured) body += bytes.substr(0, kMostCapturedBody - body.size());
  }

  std::string head_bytes;
  http::MessageParser parser;  // its views look into head_bytes
  bool is_captured = false;
  std::string body;
  std::uint64_t length = 0;
  base::Sha256 digest;
};

PodConnection::PodConnection(std::unique_ptr<net::ByteStream> stream, PodPort& port)
    : stream_(std::move(stream)),
      port_(port),
      buffer_(kFirstBufferSize, kMostHeadBytes),
      parser_(http::MessageParser::Side::kRequest, {kMostHeadBytes}) {}

PodConnection::~PodConnection() = default;

Awaitable<void> PodConnection::run() {
  parser_.reset();
  for (;;) {
    const Next next = take_requests();
    const std::size_t sent = stream_->write_now(out_);
    if (sent < out_.size()) {
      out_.erase(0, sent);
      const auto written = co_await send_answers();
      if (!written) co_return;
    }
    out_.clear();
    if (next == Next::kClose) break;
    is_waiting_ = buffer_.empty() && !long_request_;
    const auto deadline = is_waiting_ ? Deadline::never() : Deadline::after(kPatience);
    const auto room = buffer_.room();
    const auto read = co_await stream_->read_some(room, deadline);
    is_waiting_ = false;
    if (!read || *read == 0) co_return;
    buffer_.commit(*read);
  }
  co_await linger();
}

void PodConnection::finish() {
  is_finishing_ = true;
  if (is_waiting_) stream_->close();
}

PodConnection::Next PodConnection::take_requests() {
  for (;;) {
    const std::size_t before = buffer_.view().size();
    const bool had_begun = long_request_ != nullptr;
    if (before == 0 && !had_begun) return Next::kRead;
    const Next next = had_begun ? take_body() : take_head();
    if (next == Next::kClose) return next;
    const bool has_moved = buffer_.view().size() != before || had_begun != (long_request_ != nullptr);
    if (!has_moved) return Next::kRead;
  }
}

PodConnection::Next PodConnection::take_head() {
  const std::string_view bytes = buffer_.view();
  const auto head_size = parser_.feed_head(bytes);
  if (!head_size) return refuse(head_size.error());
  if (*head_size == 0) return Next::kRead;
  const http::MessageHead& head = parser_.head();
  const bool keeps_alive = head.keep_alive;
  const std::string_view behind = bytes.substr(*head_size);
  if (parser_.done()) {
    answer(head, {}, SeenBody());
    buffer_.consume(*head_size);
    return after_request(keeps_alive);
  }
  if (head.framing == http::BodyFraming::kSized && head.content_length <= behind.size()) {
    const std::string_view body = behind.substr(0, head.content_length);
    const auto digits = base::sha256_digits(body);
    answer(head, body, SeenBody{body.size(), std::string_view(digits.data(), digits.size())});
    buffer_.consume(*head_size + body.size());
    return after_request(keeps_alive);
  }
  long_request_ = std::make_unique<LongRequest>(bytes.substr(0, *head_size));
  if (head.expects_continue && behind.empty()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  buffer_.consume(*head_size);
  return Next::kRead;
}

PodConnection::Next PodConnection::take_body() {
  const auto step = parser_.feed_body(buffer_.view());
  if (!step) return refuse(step.error());
  LongRequest& request = *long_request_;
  request.add(step->data);
  buffer_.consume(step->consumed);
  if (!step->done) return Next::kRead;
  const http::MessageHead& head = request.parser.head();
  const bool keeps_alive = head.keep_alive;
  const auto digits = request.digest.digits();
  answer(head, request.body, SeenBody{request.length, std::string_view(digits.data(), digits.size())});
  long_request_.reset();
  return after_request(keeps_alive);
}

void PodConnection::answer(const http::MessageHead& head, std::string_view kept_body, const SeenBody& body) {
  if (const http::FieldView* const id = head.find(kRequestIdHeader)) {
    CapturedRequest capture;
    capture.request_id = id->value;
    capture.namespace_ = port_.pod.namespace_;
    capture.backend = port_.pod.backend;
    capture.pod_index = port_.pod.index;
    capture.pod_name = port_.pod.name;
    capture.pod_endpoint = port_.endpoint;
    capture.at = base::SystemClock().now();
    capture.request = copy_of(head, kept_body);
    capture.body_length = body.length;
    port_.captures.add(std::move(capture));
  }
  const bool closes = is_finishing_ || !head.keep_alive;
  port_.echo.append(out_, head, body, closes ? AfterAnswer::kClose : AfterAnswer::kKeepOpen);
}

PodConnection::Next PodConnection::refuse(const base::Error& error) {
  EchoAnswer::append_refusal(out_, error);
  return Next::kClose;
}

PodConnection::Next PodConnection::after_request(bool keeps_alive) {
  parser_.reset();
  return keeps_alive && !is_finishing_ ? Next::kRead : Next::kClose;
}

Awaitable<Result<void>> PodConnection::send_answers() {
  const auto deadline = Deadline::after(kPatience);
  auto written = co_await stream_->write_all(out_, deadline);
  co_return written;
}

Awaitable<void> PodConnection::linger() {
  const auto deadline = Deadline::after(kLinger);
  const auto ended = co_await stream_->shutdown_write(deadline);
  if (!ended) co_return;
  for (;;) {
    buffer_.consume(buffer_.view().size());
    const auto room = buffer_.room();
    const auto read = co_await stream_->read_some(room, deadline);
    if (!read || *read == 0) co_return;
    buffer_.commit(*read);
  }
}

}  // namespace gauntlet::cluster
