#include "harness/scenario/check_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CheckReading read_well(std::string_view text) {
  CheckReading reading = read_check_line(text);
  for (const TextProblem& problem : reading.problems) ADD_FAILURE() << text << ": " << problem.message;
  return reading;
}

TEST(CheckLine, ReadsTheRequest) {
  const Check check = read_well("GET http://foo.com/foo?x=1&y   ->   200 from svc-a").check;
  EXPECT_EQ(check.method, "GET");
  EXPECT_EQ(check.scheme, "http");
  EXPECT_EQ(check.host, "foo.com");
  EXPECT_EQ(check.target, "/foo?x=1&y");
  EXPECT_EQ(check.text, "GET http://foo.com/foo?x=1&y -> 200 from svc-a");
  EXPECT_EQ(check.repeat, 1);
  EXPECT_EQ(read_well("GET http://foo.com -> any").check.target, "/");
  EXPECT_EQ(read_well("GET http://foo.com?a=b -> any").check.target, "/?a=b");
  EXPECT_EQ(read_well("GET http://foo.com:8080/ -> any").check.host, "foo.com:8080");
  EXPECT_EQ(read_well("PROPFIND http://foo.com/ -> any").check.method, "PROPFIND");
}

TEST(CheckLine, ReadsTheOptions) {
  const Check check =
      read_well("POST https://a.test/ host=b.test:80 sni=x.b.test as=client proto=h1 via=1 x3 -> any").check;
  EXPECT_EQ(check.host_header, "b.test:80");
  EXPECT_EQ(check.sni, "x.b.test");
  EXPECT_EQ(check.client_certificate, "client");
  EXPECT_EQ(check.via.kind, Via::Kind::kInstance);
  EXPECT_EQ(check.via.instance, 1);
  EXPECT_EQ(check.repeat, 3);
  EXPECT_EQ(read_well("GET http://a.test/ x 200 -> any").check.repeat, 200);
  EXPECT_EQ(read_well("GET http://a.test/ via=each -> any").check.via.kind, Via::Kind::kEach);
}

TEST(CheckLine, ReadsTheAnswer) {
  EXPECT_THAT(read_well("GET http://a.test/ -> 301|308 to https://a.test/").check.expect.codes, ElementsAre(301, 308));
  EXPECT_EQ(read_well("GET http://a.test/ -> 301 to https://a.test/").check.expect.redirect_to, "https://a.test/");
  EXPECT_THAT(read_well("GET http://a.test/ -> 5xx").check.expect.code_classes, ElementsAre(5));
  EXPECT_EQ(read_well("GET http://a.test/ -> no-route").check.expect.status, StatusWord::kNoRoute);
  EXPECT_EQ(read_well("GET https://a.test/ -> tls-error").check.expect.status, StatusWord::kTlsError);
  const Answer answer = read_well("GET https://a.test/ -> 200 from a/0|b path=/x?y=1 cert a1|a2").check.expect;
  EXPECT_EQ(answer.text, "200 from a/0|b path=/x?y=1 cert a1|a2");
  ASSERT_THAT(answer.from, SizeIs(2));
  EXPECT_EQ(answer.from[0].backend, "a");
  EXPECT_EQ(answer.from[0].pod, 0);
  EXPECT_EQ(answer.from[1].backend, "b");
  EXPECT_EQ(answer.from[1].pod, std::nullopt);
  EXPECT_FALSE(answer.from_nobody);
  EXPECT_EQ(answer.saw_path, "/x?y=1");
  EXPECT_THAT(answer.certificates, ElementsAre("a1", "a2"));
  const Answer any = read_well("GET https://a.test/ -> any cert not s1").check.expect;
  EXPECT_EQ(any.status, StatusWord::kAny);
  EXPECT_THAT(any.not_certificates, ElementsAre("s1"));
  EXPECT_THAT(any.certificates, IsEmpty());
}

TEST(CheckLine, NobodyIsNoBackend) {
  const CheckReading reading = read_check_line("GET http://a.test/ -> 4xx|5xx from nobody");
  EXPECT_THAT(reading.problems, IsEmpty());
  EXPECT_TRUE(reading.check.expect.from_nobody);
  EXPECT_THAT(reading.check.expect.from, IsEmpty());
  EXPECT_THAT(reading.names, IsEmpty());
}

TEST(CheckLine, KnowsThePlacesOfNamesAndOfTheExpectation) {
  const std::string line = "GET https://a.test/  as=me via=1 -> 200 from a/3|bb cert c1";
  const CheckReading reading = read_well(line);
  const auto text_at = [&](TextRange range) { return line.substr(range.offset, range.length); };
  EXPECT_EQ(text_at(reading.expectation), "200 from a/3|bb cert c1");
  ASSERT_THAT(reading.names, SizeIs(5));
  EXPECT_EQ(text_at(reading.names[0].range), "me");
  EXPECT_EQ(text_at(reading.names[1].range), "1");
  EXPECT_EQ(text_at(reading.names[2].range), "a/3");
  EXPECT_EQ(text_at(reading.names[3].range), "bb");
  EXPECT_EQ(text_at(reading.names[4].range), "c1");
}

struct WrongLine {
  const char* line;
  const char* underlined;
  const char* message;
  const char* hint;
};

TEST(CheckLine, SaysWhatIsWrongAndWhere) {
  const WrongLine rows[] = {
      {"", "", "a check begins with a method and a URL", "such as 'GET http://foo.test/ -> 200 from a'"},
      {"-> 200", "-> 200", "a check begins with a method and a URL", "such as 'GET http://foo.test/ -> 200 from a'"},
      {"GET -> 200", "GET", "expected a URL behind the method", ""},
      {"get http://a/ -> 200", "get", "'get' is not a method", "did you mean 'GET'?"},
      {"GTE http://a/ -> 200", "GTE", "'GTE' is not a known method", "did you mean 'GET'?"},
      {"PSOT http://a/ -> 200", "PSOT", "'PSOT' is not a known method", "did you mean 'POST'?"},
      {"GET htpp://a/ -> 200", "htpp://a/", "'htpp://a/' is not a URL", "did you mean 'http'?"},
      {"GET a.test/ -> 200", "a.test/", "'a.test/' is not a URL", "a URL begins with http:// or https://"},
      {"GET http:///x -> 200", "http:///x", "the URL has no host", ""},
      {"GET http://u@a/ -> 200", "http://u@a/", "a user in a URL is not sent", ""},
      {"GET http://a/#x -> 200", "http://a/#x", "a fragment ('#...') is never sent", "a '#' in a path is written %23"},
      {"GET http://a/ 200 from a", "GET http://a/ 200 from a", "the check does not say what is expected",
       "write '-> 200 from a' behind the request"},
      {"GET http://a/", "GET http://a/", "the check does not say what is expected",
       "write '-> 200 from a' behind the request"},
      {"GET http://a/ ->", "GET http://a/ ->", "the check does not say what is expected",
       "write '-> 200 from a' behind the request"},
      {"GET http://a/ => 200", "=>", "'=>' is not the arrow of a check", "did you mean '->'?"},
      {"GET http://a/ y -> 200", "y", "'y' is not an option of a check",
       "options are host=, sni=, as=, proto=, via= and xN"},
      {"GET http://a/ hst=x -> 200", "hst=x", "'hst=x' is not an option of a check", "did you mean 'host'?"},
      {"GET http://a/ host= -> 200", "host=", "'host=' has no value", ""},
      {"GET http://a/ host=x host=y -> 200", "host=y", "'host=' stands twice", ""},
      {"GET http://a/ sni=x -> 200", "x", "'sni=' needs https", ""},
      {"GET https://a/ proto=h2 -> 200", "h2", "'proto=h2' is not supported by this version", ""},
      {"GET https://a/ proto=h3 -> 200", "h3", "'h3' is not a protocol", "h1, h2 or h2c"},
      {"GET http://a/ via=vip -> 200", "vip", "'via=vip' is not supported by this version",
       "any, each or the number of an instance"},
      {"GET http://a/ via=eahc -> 200", "eahc", "'eahc' is not a way to the controller", "did you mean 'each'?"},
      {"GET http://a/ x0 -> 200", "x0", "a request can be repeated 1 to 100000 times", ""},
      {"GET http://a/ -> oracle", "oracle", "'oracle' is for generated cases only", ""},
      {"GET http://a/ -> ?", "?", "'?' is not filled in yet", "write the answer that the specification demands"},
      {"GET http://a/ -> 20 from a", "20", "'20' is not an answer",
       "a status is 200, 2xx, 301|308, no-route, refused, reset, timeout, tls-error or any"},
      {"GET http://a/ -> 200|6xx", "6xx", "'6xx' is not an answer",
       "a status is 200, 2xx, 301|308, no-route, refused, reset, timeout, tls-error or any"},
      {"GET http://a/ -> no-rout", "no-rout", "'no-rout' is not an answer", "did you mean 'no-route'?"},
      {"GET http://a/ -> 200 frm a", "frm", "'frm' is not a detail of an answer", "did you mean 'from'?"},
      {"GET http://a/ -> 200 from", "from", "'from' is followed by nothing", ""},
      {"GET https://a/ -> 200 cert not", "cert", "'cert' is followed by nothing", ""},
      {"GET http://a/ -> 200 from a|", "", "expected the name of a backend",
       "such as 'a', 'a|b' or 'a/0'; no blanks around '|'"},
      {"GET http://a/ -> 200 from a/x", "a/x", "'a/x' does not name a pod", "pods are counted from 0: 'a/0'"},
      {"GET http://a/ -> no-route from a", "no-route", "'no-route' means that no backend is reached",
       "it cannot stand with 'from' or 'path='"},
      {"GET http://a/ -> refused to http://b/", "refused", "'refused' has no Location",
       "'to' stands behind a code such as 301"},
      {"GET http://a/ -> 200 cert c", "200 cert c", "an answer over http shows no certificate", "'cert' needs https"},
      {"GET http://a/ -> tls-error", "tls-error", "over http there is no TLS that could fail",
       "'tls-error' needs https"},
  };
  for (const WrongLine& row : rows) {
    const CheckReading reading = read_check_line(row.line);
    ASSERT_THAT(reading.problems, SizeIs(1)) << row.line;
    const TextProblem& problem = reading.problems.front();
    EXPECT_EQ(std::string(row.line).substr(problem.range.offset, problem.range.length), row.underlined) << row.line;
    EXPECT_EQ(problem.message, row.message) << row.line;
    EXPECT_EQ(problem.hint, row.hint) << row.line;
  }
}

TEST(CheckLine, FindsSeveralProblemsInOneLine) {
  EXPECT_THAT(read_check_line("get http:/a hst=x -> 2000 frm a").problems, SizeIs(5));
}

TEST(CheckLine, ARequestAloneHasNoArrow) {
  EXPECT_THAT(read_request("GET http://a.test/ x300").problems, IsEmpty());
  EXPECT_EQ(read_request("GET http://a.test/ x300").check.repeat, 300);
  ASSERT_THAT(read_request("GET http://a.test/ -> 200").problems, SizeIs(1));
  EXPECT_EQ(read_request("GET http://a.test/ -> 200").problems[0].message,
            "the expectation of a long check stands under 'expect'");
}

TEST(AnswerGrammar, ReadsPieces) {
  AnswerReading reading;
  add_status("200|2xx", reading);
  add_backends("a|b/1", reading);
  add_certificates("not a1|a2", reading);
  EXPECT_THAT(reading.problems, IsEmpty());
  EXPECT_THAT(reading.answer.codes, ElementsAre(200));
  EXPECT_THAT(reading.answer.from, SizeIs(2));
  EXPECT_THAT(reading.answer.not_certificates, ElementsAre("a1", "a2"));
  add_status("200 from a", reading);
  add_certificates("a b c", reading);
  EXPECT_THAT(reading.problems, SizeIs(2));
  EXPECT_THAT(read_answer("").problems, SizeIs(1));
}

}  // namespace
}  // namespace gauntlet::scenario
