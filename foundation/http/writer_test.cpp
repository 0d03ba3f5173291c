#include "foundation/http/writer.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace gauntlet::http {
namespace {

Request make_request(std::string method, std::string body) {
  Request request;
  request.method = std::move(method);
  request.target = "/x";
  request.headers = {{"Host", "a"}};
  request.body = std::move(body);
  return request;
}

Response make_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

TEST(Writer, SizesRequestsThatCarryOrAnticipateContent) {  // RFC 9110 8.6
  EXPECT_EQ(to_bytes(make_request("GET", "")), "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(to_bytes(make_request("POST", "")), "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(to_bytes(make_request("PUT", "ab")), "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
}

TEST(Writer, LeavesAFramingOfItsOwnAlone) {
  Request request = make_request("POST", "1\r\na\r\n0\r\n\r\n");
  request.headers.add("Transfer-Encoding", "chunked");
  EXPECT_EQ(to_bytes(request), "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
}

TEST(Writer, WritesTheVersionAskedFor) {
  Request request = make_request("GET", "");
  request.minor_version = 0;
  EXPECT_EQ(to_bytes(request), "GET /x HTTP/1.0\r\nHost: a\r\n\r\n");
  Response response = make_response(200, "");
  response.minor_version = 0;
  EXPECT_EQ(to_bytes(response, "GET"), "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST(Writer, GivesNoBodyWhereThereIsNone) {  // RFC 9112 6.3, RFC 9110 8.6
  EXPECT_EQ(to_bytes(make_response(200, "abc"), "GET"), "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(to_bytes(make_response(200, "abc"), "HEAD"), "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(to_bytes(make_response(204, "abc"), "GET"), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(to_bytes(make_response(304, "abc"), "GET"), "HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_EQ(to_bytes(make_response(304, "abc"), "HEAD"), "HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_EQ(to_bytes(make_response(101, ""), "GET"), "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  EXPECT_EQ(to_bytes(make_response(200, "abc"), "CONNECT"), "HTTP/1.1 200 OK\r\n\r\n");
}

TEST(Writer, KeepsReasonPhrases) {
  Response response = make_response(299, "");
  EXPECT_EQ(to_bytes(response, "GET"), "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n");
  response.reason = "Almost";
  EXPECT_EQ(to_bytes(response, "GET"), "HTTP/1.1 299 Almost\r\nContent-Length: 0\r\n\r\n");
}

TEST(Writer, LetsNoValueBecomeAField) {  // RFC 9110 5.5
  Response response = make_response(200, "");
  response.headers = {{"Warning", std::string("a\r\nSet-Cookie: b\0c", 18)}};
  EXPECT_EQ(to_bytes(response, "GET"), "HTTP/1.1 200 OK\r\nWarning: a  Set-Cookie: b c\r\nContent-Length: 0\r\n\r\n");
}

TEST(Writer, WritesChunks) {  // RFC 9112 7.1
  std::string out;
  append_chunk(out, std::string(26, 'x'));
  append_chunk(out, "");
  out += kLastChunk;
  EXPECT_EQ(out, "1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
}

TEST(Writer, WritesDecimals) {
  std::string out;
  append_decimal(out, 0);
  append_decimal(out, UINT64_MAX);
  EXPECT_EQ(out, "018446744073709551615");
}

TEST(Writer, DatesAreImfFixdates) {  // RFC 9110 5.6.7
  const std::string date(http_date_now());
  EXPECT_TRUE(std::regex_match(
      date, std::regex("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\\d "
                       "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20\\d\\d [0-2]\\d:[0-5]\\d:[0-6]\\d GMT")))
      << date;
}

TEST(Message, KnowsTheStandardPhrases) {  // RFC 9110 15
  EXPECT_EQ(reason_phrase(404), "Not Found");
  EXPECT_EQ(reason_phrase(413), "Content Too Large");
  EXPECT_EQ(reason_phrase(418), "");
}

}  // namespace
}  // namespace gauntlet::http
