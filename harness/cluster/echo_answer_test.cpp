#include "harness/cluster/echo_answer.hpp"

#include "foundation/base/sha256.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::cluster {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const PodIdentity kPod{"shop", "web", 3, "web-6d8f-abcde"};
const net::Endpoint kAt{"127.42.0.10", 8080};

std::string answer_to(std::string_view request, AfterAnswer after = AfterAnswer::kKeepOpen,
                      SeenBody body = SeenBody()) {
  http::MessageParser parser(http::MessageParser::Side::kRequest);
  const auto size = parser.feed_head(request);
  EXPECT_TRUE(size.ok() && *size > 0) << request;
  EchoAnswer echo(kPod, kAt);
  std::string out;
  echo.append(out, parser.head(), body, after);
  return out;
}

std::string head_of(const std::string& answer) {
  return answer.substr(0, answer.find("\r\n\r\n") + 4);
}

nlohmann::json document_of(const std::string& answer) {
  return nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4), nullptr, false);
}

TEST(EchoAnswer, SaysWhoThePodIsAndWhatItSaw) {
  const std::string answer = answer_to("GET /foo?x=1 HTTP/1.1\r\nHost: foo.com:8080\r\nAccept: */*\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  const nlohmann::json expected = {{"namespace", "shop"},
                                   {"backend", "web"},
                                   {"index", 3},
                                   {"pod", "web-6d8f-abcde"},
                                   {"endpoint", "127.42.0.10:8080"},
                                   {"method", "GET"},
                                   {"path", "/foo?x=1"},
                                   {"proto", "HTTP/1.1"},
                                   {"host", "foo.com:8080"},
                                   {"headers", {{"Host", {"foo.com:8080"}}, {"Accept", {"*/*"}}}},
                                   {"bodyLength", 0}};
  EXPECT_EQ(document_of(answer), expected);
}

TEST(EchoAnswer, IsFramedByItsLength) {
  const std::string answer = answer_to("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::size_t body_size = answer.size() - head_of(answer).size();
  EXPECT_THAT(head_of(answer), HasSubstr("\r\nContent-Length: " + std::to_string(body_size) + "\r\n"));
  EXPECT_THAT(head_of(answer), HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(head_of(answer), HasSubstr("\r\nDate: "));
  EXPECT_THAT(head_of(answer), Not(HasSubstr("Connection:")));
}

TEST(EchoAnswer, HeadGetsTheHeadAlone) {
  const std::string answer = answer_to("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: "));
}

TEST(EchoAnswer, ConnectIsRefused) {
  EXPECT_THAT(answer_to("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"),
              StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
}

TEST(EchoAnswer, SaysWhatBecomesOfTheConnection) {
  EXPECT_THAT(answer_to("GET / HTTP/1.1\r\nHost: a\r\n\r\n", AfterAnswer::kClose),
              HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(answer_to("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
              HasSubstr("\r\nConnection: keep-alive\r\n"));
}

TEST(EchoAnswer, AnHttp10RequestWithoutHostHasNone) {
  const nlohmann::json document = document_of(answer_to("GET / HTTP/1.0\r\n\r\n", AfterAnswer::kClose));
  EXPECT_EQ(document["proto"], "HTTP/1.0");
  EXPECT_EQ(document["host"], "");
  EXPECT_EQ(document["headers"], nlohmann::json::object());
}

TEST(EchoAnswer, FieldsOfOneNameAreOneList) {
  const nlohmann::json document =
      document_of(answer_to("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-B: 2\r\nX-A: 3\r\nx-a: 4\r\nX-A: 5\r\n\r\n"));
  EXPECT_EQ(document["headers"]["X-A"], nlohmann::json({"1", "3", "5"}));
  EXPECT_EQ(document["headers"]["x-a"], nlohmann::json({"4"}));
  EXPECT_EQ(document["headers"]["X-B"], nlohmann::json({"2"}));
}

TEST(EchoAnswer, ABodyIsToldByLengthAndDigest) {
  const auto digits = base::sha256_digits("abc");
  const SeenBody body{3, std::string_view(digits.data(), digits.size())};
  const nlohmann::json document = document_of(
      answer_to("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", AfterAnswer::kKeepOpen, body));
  EXPECT_EQ(document["bodyLength"], 3);
  EXPECT_EQ(document["bodySha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(EchoAnswer, StaysJsonWhateverTheRequestHolds) {
  const nlohmann::json document =
      document_of(answer_to("GET /\"\\ HTTP/1.1\r\nHost: a\r\nX-A: q\"b\\ \x81\xff\tz\r\n\r\n"));
  ASSERT_FALSE(document.is_discarded());
  EXPECT_EQ(document["path"], "/\"\\");
  EXPECT_EQ(document["headers"]["X-A"][0], "q\"b\\ \xc2\x81\xc3\xbf\tz");
}

TEST(EchoAnswer, ARefusalNamesTheReason) {
  std::string out;
  EchoAnswer::append_refusal(out, base::Error(base::Reason::kMalformed, "a folded line"));
  EXPECT_THAT(out, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(out, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(out, HasSubstr("a folded line"));
  out.clear();
  EchoAnswer::append_refusal(out, base::Error(base::Reason::kRequestEntityTooLarge, "the message head is too large"));
  EXPECT_THAT(out, StartsWith("HTTP/1.1 431 "));
}

}  // namespace
}  // namespace gauntlet::cluster
