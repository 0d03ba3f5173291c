#include "reference_controller/proxy/relayed_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gauntlet::reference {
namespace {

using http::BodyFraming;
using http::MessageParser;
using testing::HasSubstr;
using testing::Not;
using Connection = ResponseShape::Connection;

constexpr std::string_view kForwarded =
    "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: 80\r\n";

// What the endpoint gets for a head without its empty line.
std::string request_for(std::string text) {
  text += "\r\n";
  MessageParser parser(MessageParser::Side::kRequest);
  const auto size = parser.feed_head(text);
  EXPECT_TRUE(size.ok() && *size > 0) << text;
  const auto target = read_request_target(parser.head());
  EXPECT_TRUE(target.ok()) << text;
  std::string out;
  if (size && target) {
    append_request_head(out, parser.head(), *target, kForwarded, find_tunnel_protocol(parser.head()));
  }
  return out;
}

std::string response_for(std::string text, const ResponseShape& shape) {
  text += "\r\n";
  MessageParser parser(MessageParser::Side::kResponse);
  const auto size = parser.feed_head(text);
  EXPECT_TRUE(size.ok() && *size > 0) << text;
  std::string out;
  if (size) append_response_head(out, parser.head(), shape);
  return out;
}

constexpr ResponseShape kPlain{BodyFraming::kNone, Connection::kKeepAlive};

TEST(RequestHeadTest, KeepsWhatIsForTheEndpoint) {
  EXPECT_EQ(request_for("GET /a%2Fb?x=1&x=2 HTTP/1.1\r\nHost: H.test:8080\r\nX-One: 1\r\nx-one:  2 \r\nX-Empty:\r\n"),
            "GET /a%2Fb?x=1&x=2 HTTP/1.1\r\nHost: H.test:8080\r\nX-One: 1\r\nx-one:  2\r\nX-Empty:\r\n" +
                std::string(kForwarded) + "X-Forwarded-Host: H.test:8080\r\nVia: 1.1 gauntlet-reference\r\n\r\n");
}

struct DroppedField {
  std::string field;  // with a value that says "gone"
  std::string also;   // other fields that it needs
};

class RequestFieldTest : public testing::TestWithParam<DroppedField> {};

TEST_P(RequestFieldTest, DoesNotReachTheEndpoint) {
  const std::string out =
      request_for("GET / HTTP/1.1\r\nHost: h.test\r\n" + GetParam().field + "\r\n" + GetParam().also);
  EXPECT_THAT(out, Not(HasSubstr("gone"))) << GetParam().field;
}

// RFC 9110 7.6.1, and the fields by which clients might lie about themselves.
INSTANTIATE_TEST_SUITE_P(
    Rows, RequestFieldTest,
    testing::Values(DroppedField{"Connection: gone", ""}, DroppedField{"Keep-Alive: gone", ""},
                    DroppedField{"Proxy-Connection: gone", ""}, DroppedField{"Proxy-Authorization: gone", ""},
                    DroppedField{"TE: gone, trailers", ""}, DroppedField{"Trailer: gone", ""},
                    DroppedField{"Upgrade: gone", ""}, DroppedField{"X-Drop: gone", "Connection: x-drop\r\n"},
                    DroppedField{"X-Drop: gone", "Connection: close, X-Other, X-DROP\r\n"},
                    DroppedField{"X-Drop: gone", "Connection: close\r\nConnection: X-Drop\r\n"},
                    DroppedField{"X-Forwarded-For: gone", ""}, DroppedField{"X-Forwarded-Host: gone", ""},
                    DroppedField{"x-forwarded-proto: gone", ""}, DroppedField{"X-Forwarded-Port: gone", ""},
                    DroppedField{"Forwarded: for=gone", ""}, DroppedField{"X-Real-IP: gone", ""}));

TEST(RequestHeadTest, FramingIsWrittenAnew) {
  EXPECT_THAT(request_for("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 007\r\n"),
              HasSubstr("\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(request_for("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n"),
              HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(request_for("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: Content-Length\r\n"),
              HasSubstr("\r\nContent-Length: 5\r\n"));
}

TEST(RequestHeadTest, UpgradesAreAskedForAsTunnels) {
  EXPECT_THAT(request_for("GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"),
              HasSubstr("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"));
  // Not one to HTTP/2, nor with a body, nor where Connection does not name it.
  EXPECT_THAT(request_for("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                          "HTTP2-Settings: x\r\n"),
              Not(testing::AnyOf(HasSubstr("Upgrade"), HasSubstr("HTTP2-Settings"))));
  EXPECT_THAT(request_for("POST / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 1\r\n"),
              Not(HasSubstr("Upgrade")));
  EXPECT_THAT(request_for("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"), Not(HasSubstr("Upgrade")));
}

TEST(RequestHeadTest, AbsoluteFormBecomesOriginForm) {
  EXPECT_THAT(request_for("GET http://foo.test:81/x?y HTTP/1.1\r\nHost: bar.test\r\n"),
              testing::StartsWith("GET /x?y HTTP/1.1\r\nHost: foo.test:81\r\n"));
  EXPECT_THAT(request_for("GET http://foo.test?y HTTP/1.1\r\nHost: bar.test\r\n"),
              testing::StartsWith("GET /?y HTTP/1.1\r\nHost: foo.test\r\n"));
  EXPECT_THAT(request_for("GET HTTPS://foo.test HTTP/1.1\r\nHost: bar.test\r\n"),
              testing::StartsWith("GET / HTTP/1.1\r\nHost: foo.test\r\n"));
}

// RFC 9112 3.2.4.
TEST(RequestHeadTest, OptionsForAWholeServerStaySo) {
  for (const std::string target : {"*", "http://h.test"}) {
    EXPECT_THAT(request_for("OPTIONS " + target + " HTTP/1.1\r\nHost: h.test\r\n"),
                testing::StartsWith("OPTIONS * HTTP/1.1\r\nHost: h.test\r\n"));
  }
}

// RFC 9110 7.6.3: behind those of the proxies before us.
TEST(RequestHeadTest, ViaGrows) {
  EXPECT_THAT(request_for("GET / HTTP/1.1\r\nHost: h\r\nVia: 1.1 edge\r\n"),
              testing::ContainsRegex("Via: 1.1 edge\r\n(.*\r\n)*Via: 1.1 gauntlet-reference\r\n"));
}

// RFC 9110 7.6.2.
TEST(RequestHeadTest, MaxForwardsIsCountedDownForOptionsAndTrace) {
  const std::string fields = " / HTTP/1.1\r\nHost: h\r\nMax-Forwards: 10\r\n";
  EXPECT_THAT(request_for("OPTIONS" + fields), HasSubstr("\r\nMax-Forwards: 9\r\n"));
  EXPECT_THAT(request_for("TRACE" + fields), HasSubstr("\r\nMax-Forwards: 9\r\n"));
  EXPECT_THAT(request_for("GET" + fields), HasSubstr("\r\nMax-Forwards: 10\r\n"));
  EXPECT_THAT(request_for("OPTIONS / HTTP/1.1\r\nHost: h\r\nMax-Forwards: 99999999999999999999\r\n"),
              HasSubstr("\r\nMax-Forwards: 999\r\n"));
}

TEST(RequestHeadTest, WithoutHostTheEndpointIsToldNone) {
  EXPECT_EQ(request_for("GET / HTTP/1.0\r\n"),
            "GET / HTTP/1.1\r\nHost: \r\n" + std::string(kForwarded) + "Via: 1.0 gauntlet-reference\r\n\r\n");
}

TEST(ResponseHeadTest, KeepsWhatIsForTheClient) {
  EXPECT_EQ(
      response_for("HTTP/1.1 299 Fine\r\nDate: then\r\nSet-Cookie: a\r\nset-cookie: b\r\nServer: pod\r\n", kPlain),
      "HTTP/1.1 299 Fine\r\nDate: then\r\nSet-Cookie: a\r\nset-cookie: b\r\nServer: pod\r\n\r\n");
}

TEST(ResponseHeadTest, LeavesOutWhatConcernsTheConnection) {
  const std::string out = response_for(
      "HTTP/1.1 200 OK\r\nConnection: X-Drop\r\nX-Drop: gone\r\nKeep-Alive: gone\r\nProxy-Authenticate: gone\r\n"
      "Upgrade: gone\r\nTrailer: gone\r\nTransfer-Encoding: chunked\r\n",
      kPlain);
  EXPECT_THAT(out, Not(testing::AnyOf(HasSubstr("gone"), HasSubstr("Connection"), HasSubstr("chunked"))));
}

TEST(ResponseHeadTest, DateIsAddedWhereItIsMissing) {
  EXPECT_THAT(response_for("HTTP/1.1 200 OK\r\n", kPlain), HasSubstr("\r\nDate: "));
}

TEST(ResponseHeadTest, FramingAndConnectionAreWrittenAnew) {
  const std::string sized = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n";
  EXPECT_THAT(response_for(sized, {BodyFraming::kSized, Connection::kClose}),
              testing::AllOf(HasSubstr("\r\nContent-Length: 5\r\n"), HasSubstr("\r\nConnection: close\r\n")));
  EXPECT_THAT(
      response_for("HTTP/1.1 200 OK\r\n", {BodyFraming::kChunked, Connection::kKeepAliveSaid}),
      testing::AllOf(HasSubstr("\r\nTransfer-Encoding: chunked\r\n"), HasSubstr("\r\nConnection: keep-alive\r\n")));
  EXPECT_THAT(response_for("HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
                           {BodyFraming::kNone, Connection::kUpgrade}),
              testing::AllOf(HasSubstr("\r\nConnection: Upgrade\r\n"), HasSubstr("\r\nUpgrade: websocket\r\n")));
}

TEST(ResponseHeadTest, LengthWithoutBodyIsKeptExceptWithNoContent) {
  EXPECT_THAT(response_for("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n", kPlain),
              HasSubstr("\r\nContent-Length: 5\r\n"));
  EXPECT_THAT(response_for("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n", kPlain), Not(HasSubstr("Length")));
}

TEST(ForwardedLinesTest, SayWhoAndHow) {
  EXPECT_EQ(make_forwarded_lines({"2001:db8::1", 1234}, Scheme::kHttps, 443),
            "X-Forwarded-For: 2001:db8::1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n");
}

}  // namespace
}  // namespace gauntlet::reference
