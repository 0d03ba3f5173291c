#include "foundation/http/message_parser.hpp"

#include "foundation/base/text.hpp"
#include "foundation/http/chunked_body.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <vector>

namespace gauntlet::http {
namespace {

namespace beast_http = boost::beast::http;
using BeastView = boost::beast::string_view;
using BeastError = boost::beast::error_code;

std::string_view to_view(BeastView text) {
  return {text.data(), text.size()};
}

base::Error malformed(std::string what) {
  return {base::Reason::kMalformed, std::move(what)};
}

// Calls visit(member) for each member of a comma-separated list (RFC 9110 5.6.1), trimmed; empty ones are skipped.
template <typename Visit>
void for_each_member(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view member = base::trim(list.substr(0, comma));
    if (!member.empty()) visit(member);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

// What the fields say about connection and framing, gathered while they pass.
struct FramingFields {
  unsigned content_lengths = 0;
  std::string_view content_length;
  unsigned transfer_encodings = 0;
  unsigned chunked_codings = 0;
  bool ends_in_chunked = false;
  bool close = false;
  bool keep_alive = false;
  bool connection_upgrade = false;
  bool upgrade_field = false;
  bool expect_continue = false;

  void see(beast_http::field field, std::string_view value) {
    switch (field) {
      case beast_http::field::connection:
        for_each_member(value, [this](std::string_view option) {
          close |= base::equals_ignoring_case(option, "close");
          keep_alive |= base::equals_ignoring_case(option, "keep-alive");
          connection_upgrade |= base::equals_ignoring_case(option, "upgrade");
        });
        return;
      case beast_http::field::content_length:
        ++content_lengths;
        content_length = value;
        return;
      case beast_http::field::transfer_encoding:
        ++transfer_encodings;
        for_each_member(value, [this](std::string_view coding) {
          ends_in_chunked = base::equals_ignoring_case(coding, "chunked");
          chunked_codings += ends_in_chunked ? 1 : 0;
        });
        return;
      case beast_http::field::upgrade:
        upgrade_field = true;
        return;
      case beast_http::field::expect:
        expect_continue |= base::equals_ignoring_case(value, "100-continue");
        return;
      default:
        return;
    }
  }
};

// Reads one complete head. Beast checks the grammar; it never sees a body, so it is built anew for each head.
template <bool isRequest>
class HeadReader final : public beast_http::basic_parser<isRequest> {
 public:
  HeadReader(MessageHead& head, std::vector<FieldView>& fields, FramingFields& framing)
      : head_(head), fields_(fields), framing_(framing) {
    this->skip(true);
  }

 private:
  void on_request_impl(beast_http::verb, BeastView method, BeastView target, int version, BeastError&) override {
    head_.method = to_view(method);
    head_.target = to_view(target);
    head_.minor_version = version % 10;
  }
  void on_response_impl(int status, BeastView reason, int version, BeastError&) override {
    head_.status = static_cast<unsigned>(status);
    head_.reason = to_view(reason);
    head_.minor_version = version % 10;
  }
  void on_field_impl(beast_http::field field, BeastView name, BeastView value, BeastError&) override {
    fields_.push_back({to_view(name), to_view(value)});
    framing_.see(field, fields_.back().value);
  }
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(BeastView, BeastError&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, BeastView, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView, BeastError&) override { return 0; }
  void on_finish_impl(BeastError&) override {}

  MessageHead& head_;
  std::vector<FieldView>& fields_;
  FramingFields& framing_;
};

template <bool isRequest>
base::Result<void> read_head(std::string_view bytes, MessageHead& head, std::vector<FieldView>& fields,
                             FramingFields& framing) {
  HeadReader<isRequest> reader(head, fields, framing);
  reader.header_limit(static_cast<std::uint32_t>(bytes.size()));  // ours has been applied
  reader.body_limit(boost::none);
  BeastError error;
  const std::size_t read = reader.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error) return malformed(error.message());
  if (read != bytes.size()) return malformed("the head ends before its empty line");
  return {};
}

}  // namespace

const FieldView* MessageHead::find(std::string_view name) const {
  for (const FieldView& field : fields) {
    if (field.name.size() == name.size() && base::equals_ignoring_case(field.name, name)) return &field;
  }
  return nullptr;
}

struct MessageParser::State {
  State(Side of_side, ParserLimits with_limits) : side(of_side), limits(with_limits), chunked(with_limits) {
    limits.head_bytes = std::min<std::size_t>(limits.head_bytes, UINT32_MAX);
    fields.reserve(32);
  }

  base::Result<std::size_t> find_head_end(std::string_view buffered);
  base::Result<void> settle_framing(const FramingFields& framing);
  base::Result<void> settle_length(const FramingFields& framing);
  bool body_is_forbidden() const {  // RFC 9112 6.3, 1
    return side == Side::kResponse && (no_body || head.status / 100 == 1 || head.status == 204 || head.status == 304);
  }

  const Side side;
  ParserLimits limits;
  MessageHead head;
  std::vector<FieldView> fields;
  ChunkedBody chunked;
  std::uint64_t left = 0;  // kSized
  bool no_body = false;
  bool head_complete = false;
  bool done = false;

  // Where find_head_end goes on when more bytes are there.
  std::size_t head_start = 0;
  std::size_t line_start = 0;
  std::size_t searched = 0;
  std::size_t lines = 0;
};

// One pass over the line feeds, before Beast: it tells whether the head is complete, and refuses what Beast lets
// through (folded lines) or would see late (more fields than allowed).
base::Result<std::size_t> MessageParser::State::find_head_end(std::string_view buffered) {
  const auto too_large = [] {
    return base::Error(base::Reason::kRequestEntityTooLarge, "the message head is too large");
  };
  if (side == Side::kRequest && lines == 0) {  // RFC 9112 2.2
    while (buffered.substr(head_start).starts_with("\r\n")) head_start += 2;
    line_start = head_start;
    searched = std::max(searched, head_start);
  }
  while (searched < buffered.size()) {
    const void* const found = std::memchr(buffered.data() + searched, '\n', buffered.size() - searched);
    if (found == nullptr) break;
    const auto newline = static_cast<std::size_t>(static_cast<const char*>(found) - buffered.data());
    if (newline == line_start || buffered[newline - 1] != '\r')
      return malformed("a line feed without a carriage return");
    if (buffered[line_start] == ' ' || buffered[line_start] == '\t') return malformed("a folded line");
    const bool is_empty_line = newline - 1 == line_start;
    line_start = searched = newline + 1;
    if (is_empty_line) {
      if (line_start > limits.head_bytes) return too_large();
      return line_start;
    }
    if (++lines > limits.fields + 1) return too_large();
  }
  searched = buffered.size();
  if (buffered.size() >= limits.head_bytes) return too_large();
  // What cannot become a head, a TLS greeting above all, shall not wait for a deadline.
  if (head_start < buffered.size() && static_cast<unsigned char>(buffered[head_start]) <= ' ' &&
      buffered[head_start] != '\r') {
    return malformed("the message does not begin with a start line");
  }
  return std::size_t{0};
}

base::Result<void> MessageParser::State::settle_framing(const FramingFields& framing) {
  head.fields = fields;
  if (auto length = settle_length(framing); !length.ok()) return length;
  head.keep_alive =
      !framing.close && (head.minor_version >= 1 || framing.keep_alive) && head.framing != BodyFraming::kUntilClose;
  head.upgrade = framing.connection_upgrade && framing.upgrade_field;
  // RFC 9110 10.1.1: ignored in HTTP/1.0.
  head.expects_continue = framing.expect_continue && head.minor_version >= 1;
  return {};
}

// RFC 9112 6.3, and where it leaves a choice the one that leaves nothing to smuggle.
base::Result<void> MessageParser::State::settle_length(const FramingFields& framing) {
  if (side == Side::kResponse && head.status < 100) return malformed("a status below 100");
  if (framing.content_lengths > 1) return malformed("more than one Content-Length");
  if (framing.content_lengths == 1) {
    unsigned long long length = 0;
    if (!base::parse_decimal(framing.content_length, length)) return malformed("Content-Length is not a number");
    head.content_length = length;
  }
  if (framing.transfer_encodings > 0) {
    if (framing.content_lengths > 0) return malformed("both Content-Length and Transfer-Encoding");
    if (head.minor_version == 0) return malformed("Transfer-Encoding in HTTP/1.0");
    if (framing.chunked_codings > (framing.ends_in_chunked ? 1U : 0U)) {
      return malformed("chunked is not the last transfer coding, or not the only one of its kind");
    }
    if (side == Side::kRequest && !framing.ends_in_chunked) return malformed("Transfer-Encoding without chunked");
  }

  if (body_is_forbidden()) {
    head.framing = BodyFraming::kNone;
  } else if (framing.ends_in_chunked) {
    head.framing = BodyFraming::kChunked;
    chunked.reset();
  } else if (framing.transfer_encodings == 0 && framing.content_lengths > 0) {
    head.framing = BodyFraming::kSized;
    left = head.content_length;
  } else {
    head.framing = side == Side::kRequest ? BodyFraming::kNone : BodyFraming::kUntilClose;
  }
  done = head.framing == BodyFraming::kNone || (head.framing == BodyFraming::kSized && left == 0);
  return {};
}

MessageParser::MessageParser(Side side, ParserLimits limits) : state_(std::make_unique<State>(side, limits)) {}
MessageParser::~MessageParser() = default;

void MessageParser::reset() {
  state_->head = MessageHead();
  state_->fields.clear();
  state_->no_body = state_->head_complete = state_->done = false;
  state_->head_start = state_->line_start = state_->searched = state_->lines = 0;
}

void MessageParser::expect_no_body() {
  state_->no_body = true;
}

base::Result<std::size_t> MessageParser::feed_head(std::string_view buffered) {
  auto end = state_->find_head_end(buffered);
  if (!end.ok() || *end == 0) return end;
  const std::string_view bytes = buffered.substr(state_->head_start, *end - state_->head_start);
  FramingFields framing;
  const auto read = state_->side == Side::kRequest ? read_head<true>(bytes, state_->head, state_->fields, framing)
                                                   : read_head<false>(bytes, state_->head, state_->fields, framing);
  if (!read.ok()) return read.error();
  if (const auto settled = state_->settle_framing(framing); !settled.ok()) return settled.error();
  state_->head_complete = true;
  return end;
}

const MessageHead& MessageParser::head() const {
  return state_->head;
}

base::Result<MessageParser::BodyStep> MessageParser::feed_body(std::string_view buffered) {
  BodyStep step;
  if (state_->done) {
    step.done = true;
    return step;
  }
  switch (state_->head.framing) {
    case BodyFraming::kNone:
      break;
    case BodyFraming::kSized:
      step.data = buffered.substr(0, std::min<std::uint64_t>(state_->left, buffered.size()));
      step.consumed = step.data.size();
      state_->left -= step.data.size();
      step.done = state_->left == 0;
      break;
    case BodyFraming::kChunked: {
      auto taken = state_->chunked.feed(buffered);
      if (!taken.ok()) return taken;
      step = *taken;
      break;
    }
    case BodyFraming::kUntilClose:
      step.data = buffered;
      step.consumed = buffered.size();
      break;
  }
  state_->done = step.done;
  return step;
}

bool MessageParser::done() const {
  return state_->done;
}

base::Result<void> MessageParser::end_of_stream() {
  if (state_->done) return {};
  if (!state_->head_complete) return base::Error(base::Reason::kClosed, "the connection ended before the whole head");
  if (state_->head.framing != BodyFraming::kUntilClose) {
    return base::Error(base::Reason::kClosed, "the connection ended inside the body");
  }
  state_->done = true;
  return {};
}

}  // namespace gauntlet::http
