#include "foundation/http/message_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::http {
namespace {

using base::Reason;
using Side = MessageParser::Side;

// Everything that a parser told about one message, with bytes of its own.
struct Parsed {
  std::string start_line;
  std::vector<std::pair<std::string, std::string>> fields;
  BodyFraming framing = BodyFraming::kNone;
  bool keep_alive = false;
  bool upgrade = false;
  bool expects_continue = false;
  std::string body;
  std::string left_over;
  bool done = false;
  std::optional<Reason> failure;

  friend bool operator==(const Parsed&, const Parsed&) = default;
};

struct Exchange {
  Side side = Side::kRequest;
  bool answers_head = false;
  bool closes = false;  // the peer closes behind the bytes
  ParserLimits limits;
};

void note_head(const MessageHead& head, Side side, Parsed& parsed) {
  parsed.start_line = side == Side::kRequest ? std::string(head.method) + " " + std::string(head.target)
                                             : std::to_string(head.status) + " " + std::string(head.reason);
  parsed.start_line += " 1." + std::to_string(head.minor_version);
  for (const FieldView& field : head.fields) parsed.fields.emplace_back(field.name, field.value);
  parsed.framing = head.framing;
  parsed.keep_alive = head.keep_alive;
  parsed.upgrade = head.upgrade;
  parsed.expects_continue = head.expects_continue;
}

// Bytes arrive `step` at a time in a buffer that moves with every arrival, so that views kept too long are found.
Parsed parse(std::string_view bytes, const Exchange& exchange, std::size_t step) {
  MessageParser parser(exchange.side, exchange.limits);
  if (exchange.answers_head) parser.expect_no_body();
  Parsed parsed;
  std::string buffer;
  bool head_done = false;
  for (;;) {
    for (bool progress = !buffer.empty() || head_done; progress && !parser.done();) {
      if (!head_done) {
        const auto read = parser.feed_head(buffer);
        if (!read.ok()) return parsed.failure = read.error().reason(), parsed;
        if (*read == 0) break;
        head_done = true;
        note_head(parser.head(), exchange.side, parsed);
        buffer.erase(0, *read);
      } else {
        const auto read = parser.feed_body(buffer);
        if (!read.ok()) return parsed.failure = read.error().reason(), parsed;
        parsed.body += read->data;
        buffer.erase(0, read->consumed);
        progress = read->consumed > 0;
      }
    }
    if (parser.done() || bytes.empty()) break;
    buffer = std::string(buffer) + std::string(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  if (exchange.closes && !parser.done()) {
    const auto ended = parser.end_of_stream();
    if (!ended.ok()) parsed.failure = ended.error().reason();
  }
  parsed.done = parser.done();
  parsed.left_over = buffer + std::string(bytes);
  return parsed;
}

Parsed parse_in_all_ways(std::string_view bytes, const Exchange& exchange = Exchange()) {
  const Parsed whole = parse(bytes, exchange, bytes.size() + 1);
  for (const std::size_t step : {1U, 2U, 3U, 7U}) {
    EXPECT_EQ(whole, parse(bytes, exchange, step)) << "in steps of " << step << ":\n" << bytes;
  }
  return whole;
}

Exchange response_side() {
  Exchange exchange;
  exchange.side = Side::kResponse;
  return exchange;
}

std::optional<Reason> failure_of_request(std::string_view bytes) {
  return parse_in_all_ways(bytes).failure;
}
std::optional<Reason> failure_of_response(std::string_view bytes) {
  return parse_in_all_ways(bytes, response_side()).failure;
}

TEST(MessageParser, ReadsARequest) {  // RFC 9110 3.9
  const Parsed parsed = parse_in_all_ways(
      "GET /hello.txt HTTP/1.1\r\nUser-Agent: curl/7.64.1\r\nHost: www.example.com\r\nAccept-Language: en, mi\r\n\r\n");
  EXPECT_EQ(parsed.start_line, "GET /hello.txt 1.1");
  EXPECT_THAT(parsed.fields, ::testing::ElementsAre(::testing::Pair("User-Agent", "curl/7.64.1"),
                                                    ::testing::Pair("Host", "www.example.com"),
                                                    ::testing::Pair("Accept-Language", "en, mi")));
  EXPECT_EQ(parsed.framing, BodyFraming::kNone);
  EXPECT_TRUE(parsed.done);
  EXPECT_TRUE(parsed.keep_alive);
}

TEST(MessageParser, ReadsAResponse) {  // RFC 9110 3.9
  const Parsed parsed = parse_in_all_ways(
      "HTTP/1.1 200 OK\r\nServer: Apache\r\nContent-Length: 14\r\nVary: Accept-Encoding\r\n\r\nHello World!\r\nrest",
      response_side());
  EXPECT_EQ(parsed.start_line, "200 OK 1.1");
  EXPECT_EQ(parsed.framing, BodyFraming::kSized);
  EXPECT_EQ(parsed.body, "Hello World!\r\n");
  EXPECT_EQ(parsed.left_over, "rest");
  EXPECT_TRUE(parsed.done);
}

TEST(MessageParser, TakesOptionalBlanksOffValues) {  // RFC 9112 5.1
  const Parsed parsed = parse_in_all_ways("GET / HTTP/1.1\r\na:\t b c \t\r\nempty:\r\nblank:  \r\n\r\n");
  EXPECT_THAT(parsed.fields, ::testing::ElementsAre(::testing::Pair("a", "b c"), ::testing::Pair("empty", ""),
                                                    ::testing::Pair("blank", "")));
}

TEST(MessageParser, FindsFieldsWithoutRegardToCase) {  // RFC 9110 5.1
  MessageParser parser(Side::kRequest);
  ASSERT_TRUE(parser.feed_head("GET / HTTP/1.1\r\nhost: a\r\nX-Y: 1\r\nx-y: 2\r\n\r\n").ok());
  ASSERT_NE(parser.head().find("X-y"), nullptr);
  EXPECT_EQ(parser.head().find("X-y")->value, "1");
  EXPECT_EQ(parser.head().find("X-"), nullptr);
}

TEST(MessageParser, SkipsEmptyLinesBeforeARequestOnly) {  // RFC 9112 2.2
  EXPECT_EQ(parse_in_all_ways("\r\n\r\nGET /a HTTP/1.1\r\n\r\n").start_line, "GET /a 1.1");
  EXPECT_EQ(failure_of_response("\r\nHTTP/1.1 200 OK\r\n\r\n"), Reason::kMalformed);
}

TEST(MessageParser, FramesRequests) {  // RFC 9112 6.3
  EXPECT_EQ(parse_in_all_ways("POST / HTTP/1.1\r\n\r\nx").framing, BodyFraming::kNone);
  const Parsed empty = parse_in_all_ways("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\nx");
  EXPECT_EQ(empty.framing, BodyFraming::kSized);
  EXPECT_TRUE(empty.done);
  EXPECT_EQ(empty.left_over, "x");
  const Parsed chunked = parse_in_all_ways(
      "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET");
  EXPECT_EQ(chunked.framing, BodyFraming::kChunked);
  EXPECT_EQ(chunked.body, "abcde");
  EXPECT_EQ(chunked.left_over, "GET");
}

TEST(MessageParser, FramesResponses) {  // RFC 9112 6.3
  Exchange closing = response_side();
  closing.closes = true;
  const Parsed until_close = parse_in_all_ways("HTTP/1.1 200 \r\n\r\nall of it", closing);
  EXPECT_EQ(until_close.framing, BodyFraming::kUntilClose);
  EXPECT_EQ(until_close.body, "all of it");
  EXPECT_TRUE(until_close.done);
  EXPECT_FALSE(until_close.keep_alive);

  EXPECT_EQ(parse_in_all_ways("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", closing).framing,
            BodyFraming::kUntilClose);
  for (const char* status : {"100 Continue", "103 Early Hints", "204 No Content", "304 Not Modified"}) {
    const Parsed without =
        parse_in_all_ways("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 5\r\n\r\nnext", response_side());
    EXPECT_EQ(without.framing, BodyFraming::kNone) << status;
    EXPECT_TRUE(without.done);
    EXPECT_EQ(without.left_over, "next");
  }
}

TEST(MessageParser, ExpectsNoBodyInTheAnswerToHead) {  // RFC 9112 6.3
  Exchange exchange = response_side();
  exchange.answers_head = true;
  for (const char* framing : {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
    const Parsed parsed = parse_in_all_ways("HTTP/1.1 200 OK\r\n" + std::string(framing) + "\r\nnext", exchange);
    EXPECT_TRUE(parsed.done);
    EXPECT_TRUE(parsed.keep_alive);
    EXPECT_EQ(parsed.left_over, "next");
  }
}

TEST(MessageParser, TakesConnectionAndVersionTogether) {  // RFC 9112 9.3
  const auto kept = [](std::string_view bytes) { return parse_in_all_ways(bytes).keep_alive; };
  EXPECT_TRUE(kept("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_FALSE(kept("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n"));
  EXPECT_FALSE(kept("GET / HTTP/1.1\r\nConnection: te\r\nConnection: te, close\r\n\r\n"));
  EXPECT_FALSE(kept("GET / HTTP/1.1\r\nConnection: keep-alive, close\r\n\r\n"));
  EXPECT_TRUE(kept("GET / HTTP/1.1\r\nProxy-Connection: close\r\n\r\n"));
  EXPECT_FALSE(kept("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(kept("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
}

TEST(MessageParser, SeesUpgradeAndExpectations) {  // RFC 9110 7.8, 10.1.1
  EXPECT_TRUE(parse_in_all_ways("GET / HTTP/1.1\r\nConnection: a, Upgrade\r\nUpgrade: websocket\r\n\r\n").upgrade);
  EXPECT_FALSE(parse_in_all_ways("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n").upgrade);
  EXPECT_FALSE(parse_in_all_ways("GET / HTTP/1.1\r\nConnection: upgrade\r\n\r\n").upgrade);
  EXPECT_TRUE(parse_in_all_ways("PUT / HTTP/1.1\r\nExpect: 100-Continue\r\n\r\n").expects_continue);
  EXPECT_FALSE(parse_in_all_ways("PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
}

TEST(MessageParser, RefusesMalformedRequests) {
  const std::string line = "GET / HTTP/1.1\r\n";
  for (const std::string& bytes : std::vector<std::string>{
           "GET / HTTP/1.1\n\n",            // RFC 9112 2.2: we do not take a bare LF for a line end
           "GET / HTTP/1.1\r\na: b\n\r\n",  //
           "GET /\ra HTTP/1.1\r\n\r\n",     // RFC 9112 2.2: bare CR
           line + "a: b\rc\r\n\r\n",        //
           line + "a: b\r\r\n\r\n",         //
           "GET  / HTTP/1.1\r\n\r\n",       // RFC 9112 3
           "GET / HTTP/1.1 \r\n\r\n",       //
           "GET /a b HTTP/1.1\r\n\r\n",     //
           "GET /\x01 HTTP/1.1\r\n\r\n",    //
           std::string("GET /\0 HTTP/1.1\r\n\r\n", 20),
           "G@T / HTTP/1.1\r\n\r\n",            //
           " GET / HTTP/1.1\r\n\r\n",           //
           "GET /\r\n\r\n",                     // HTTP/0.9
           "GET / HTTP/2.0\r\n\r\n",            // RFC 9112 2.3
           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",  //
           "GET / HTTP/0.9\r\n\r\n",            //
           "GET / HTTP/1.10\r\n\r\n",           //
           "GET / http/1.1\r\n\r\n",            //
           line + " a: b\r\n\r\n",              // RFC 9112 2.2: blank before the first field
           line + "a: b\r\n c\r\n\r\n",         // RFC 9112 5.2: obs-fold
           line + "a:\r\n\tb\r\n\r\n",          //
           line + "a : b\r\n\r\n",              // RFC 9112 5.1: blank before the colon
           line + "a\t: b\r\n\r\n",             //
           line + ": b\r\n\r\n",                // RFC 9110 5.1: empty name
           line + "a\r\n\r\n",                  //
           line + "a(: b\r\n\r\n",              //
           line + "a: b\x01\r\n\r\n",           // RFC 9110 5.5
           line + "a: b\x7f\r\n\r\n",           //
           line + std::string("a: b\0c\r\n\r\n", 10),
       }) {
    EXPECT_EQ(failure_of_request(bytes), Reason::kMalformed) << bytes;
  }
}

TEST(MessageParser, RefusesAmbiguousFraming) {  // RFC 9112 6.1 to 6.3, 11.2
  for (const char* fields : {
           "Content-Length: 3\r\nContent-Length: 3\r\n",
           "Content-Length: 3\r\nContent-Length: 4\r\n",
           "Content-Length: 3, 3\r\n",
           "Content-Length: +3\r\n",
           "Content-Length: -3\r\n",
           "Content-Length: 3 3\r\n",
           "Content-Length: 0x3\r\n",
           "Content-Length:\r\n",
           "Content-Length: 18446744073709551616\r\n",
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
           "Transfer-Encoding: gzip\r\nContent-Length: 3\r\n",
           "Transfer-Encoding: chunked, chunked\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked, gzip\r\n",
       }) {
    EXPECT_EQ(failure_of_request("POST / HTTP/1.1\r\n" + std::string(fields) + "\r\n3\r\nabc\r\n0\r\n\r\n"),
              Reason::kMalformed)
        << fields;
    EXPECT_EQ(failure_of_response("HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n3\r\nabc\r\n0\r\n\r\n"),
              Reason::kMalformed)
        << fields;
  }
  for (const char* coding : {"gzip", "identity", "xchunked", "chunked;q=1", "\"chunked\"", ""}) {
    EXPECT_EQ(failure_of_request("POST / HTTP/1.1\r\nTransfer-Encoding: " + std::string(coding) + "\r\n\r\n"),
              Reason::kMalformed)
        << coding;
  }
  EXPECT_EQ(failure_of_request("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), Reason::kMalformed);
  EXPECT_EQ(failure_of_response("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), Reason::kMalformed);
}

TEST(MessageParser, RefusesMalformedStatusLines) {  // RFC 9112 4
  for (const char* bytes : {"HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
                            "HTTP/1.1 200\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
                            "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 200 O\x01K\r\n\r\n", "ICY 200 OK\r\n\r\n"}) {
    EXPECT_EQ(failure_of_response(bytes), Reason::kMalformed) << bytes;
  }
}

TEST(MessageParser, RefusesWhatCannotBecomeAHeadAtOnce) {
  MessageParser parser(Side::kRequest);
  const auto read = parser.feed_head("\x16\x03\x01");  // a TLS greeting
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().reason(), Reason::kMalformed);
}

TEST(MessageParser, LimitsHeads) {
  Exchange small;
  small.limits.head_bytes = 64;
  small.limits.fields = 3;
  const std::string line = "GET / HTTP/1.1\r\n";
  const std::string fits = line + "a: " + std::string(64 - line.size() - 7, 'x') + "\r\n\r\n";
  ASSERT_EQ(fits.size(), 64U);
  EXPECT_EQ(parse_in_all_ways(fits, small).failure, std::nullopt);
  const std::string one_more = line + "a: " + std::string(64 - line.size() - 6, 'x') + "\r\n\r\n";
  EXPECT_EQ(parse_in_all_ways(one_more, small).failure, Reason::kRequestEntityTooLarge);
  EXPECT_EQ(parse_in_all_ways(std::string(64, 'G'), small).failure, Reason::kRequestEntityTooLarge);
  EXPECT_EQ(parse_in_all_ways(line + "a:1\r\nb:2\r\nc:3\r\n\r\n", small).failure, std::nullopt);
  EXPECT_EQ(parse_in_all_ways(line + "a:1\r\nb:2\r\nc:3\r\nd:4\r\n\r\n", small).failure,
            Reason::kRequestEntityTooLarge);
  std::string empty_lines;
  for (int i = 0; i < 40; ++i) empty_lines += "\r\n";
  EXPECT_EQ(parse_in_all_ways(empty_lines, small).failure, Reason::kRequestEntityTooLarge);
}

TEST(MessageParser, TellsAnEarlyEnd) {
  Exchange closing;
  closing.closes = true;
  EXPECT_EQ(parse_in_all_ways("GET / HT", closing).failure, Reason::kClosed);
  EXPECT_EQ(parse_in_all_ways("PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", closing).failure, Reason::kClosed);
  EXPECT_EQ(parse_in_all_ways("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", closing).failure,
            Reason::kClosed);
  EXPECT_EQ(parse_in_all_ways("GET / HTTP/1.1\r\n\r\n", closing).failure, std::nullopt);
}

TEST(MessageParser, ReadsOneMessageAfterTheOther) {
  MessageParser parser(Side::kRequest);
  std::string_view bytes =
      "POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"
      "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\nTrailer: x\r\n\r\n"
      "GET /3 HTTP/1.1\r\n\r\n"
      "POST /4 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  std::string seen;
  while (!bytes.empty()) {
    parser.reset();
    const auto head = parser.feed_head(bytes);
    ASSERT_TRUE(head.ok());
    ASSERT_GT(*head, 0U);
    seen += std::string(parser.head().target) + ":";
    bytes.remove_prefix(*head);
    while (!parser.done()) {
      const auto body = parser.feed_body(bytes);
      ASSERT_TRUE(body.ok());
      ASSERT_GT(body->consumed, 0U);
      seen += body->data;
      bytes.remove_prefix(body->consumed);
    }
    seen += " ";
  }
  EXPECT_EQ(seen, "/1:ab /2:c /3: /4: ");
}

TEST(MessageParser, HandsOutViewsOfTheCallersBytes) {
  MessageParser parser(Side::kRequest);
  const std::string bytes = "POST / HTTP/1.1\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  const auto head = parser.feed_head(bytes);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(parser.head().fields[0].value.data(), bytes.data() + bytes.find("b\r\n"));
  const auto body = parser.feed_body(std::string_view(bytes).substr(*head));
  ASSERT_TRUE(body.ok());
  EXPECT_EQ(body->data.data(), bytes.data() + bytes.find("abc"));
  EXPECT_TRUE(body->done);  // one call for a usual body
}

}  // namespace
}  // namespace gauntlet::http
