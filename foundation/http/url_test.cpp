#include "foundation/http/url.hpp"

#include <gtest/gtest.h>

namespace gauntlet::http {
namespace {

struct UrlCase {
  const char* text;
  const char* scheme;
  const char* host;
  int port;
  bool port_written;
  const char* target;
};

class GoodUrl : public ::testing::TestWithParam<UrlCase> {};

TEST_P(GoodUrl, IsTakenApart) {
  const UrlCase& expected = GetParam();
  const auto url = parse_url(expected.text);
  ASSERT_TRUE(url.ok()) << url.error().to_string();
  EXPECT_EQ(url->scheme, expected.scheme);
  EXPECT_EQ(url->host, expected.host);
  EXPECT_EQ(url->port, expected.port);
  EXPECT_EQ(url->port_written, expected.port_written);
  EXPECT_EQ(url->target, expected.target);
}

INSTANTIATE_TEST_SUITE_P(Rfc3986, GoodUrl,
                         ::testing::Values(UrlCase{"http://example.com", "http", "example.com", 80, false, "/"},
                                           UrlCase{"HTTPS://Example.com/", "https", "Example.com", 443, false, "/"},
                                           UrlCase{"https://127.0.0.1:6443/api?x=1", "https", "127.0.0.1", 6443, true,
                                                   "/api?x=1"},
                                           UrlCase{"http://a:/b", "http", "a", 80, false, "/b"},
                                           UrlCase{"http://a?q=/", "http", "a", 80, false, "/?q=/"},
                                           UrlCase{"http://a/b#part", "http", "a", 80, false, "/b"},
                                           UrlCase{"http://[::1]:8080/x", "http", "::1", 8080, true, "/x"},
                                           UrlCase{"http://a/%2F//b/../c", "http", "a", 80, false, "/%2F//b/../c"}));

TEST(Url, RefusesWhatWeCannotUse) {
  for (const char* text : {"", "example.com", "ftp://a/", "http://", "http:///x", "http://a:0/", "http://a:65536/",
                           "http://a:8o/", "http://u:p@a/", "http://[::1/", "http://[x]/", "http://[::1]x/",
                           "http://a b/", "http://a/b c", "http://a/\r\nx"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url.ok()) << text;
    EXPECT_EQ(url.error().reason(), base::Reason::kInvalid) << text;
  }
}

TEST(Url, SplitsTargetsAtTheFirstQuestionMark) {
  EXPECT_EQ(split_target("/a?b?c").path, "/a");
  EXPECT_EQ(split_target("/a?b?c").query, "b?c");
  EXPECT_EQ(split_target("/a").path, "/a");
  EXPECT_EQ(split_target("/a").query, "");
}

TEST(Url, DecodesQueries) {
  const auto query = parse_query("labelSelector=a%3Db%2Cc&watch=1&empty=&bare&&text=x+y%20z&sum=1=2");
  ASSERT_TRUE(query.ok());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"labelSelector", "a=b,c"}, {"watch", "1"}, {"empty", ""}, {"bare", ""}, {"text", "x y z"}, {"sum", "1=2"}};
  ASSERT_EQ(query->size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ((*query)[i].name, expected[i].first);
    EXPECT_EQ((*query)[i].value, expected[i].second);
  }
  EXPECT_TRUE(parse_query("")->empty());
}

TEST(Url, RefusesBrokenEscapes) {
  for (const char* text : {"%", "%1", "%zz", "a%2", "%G0", "%0G"}) {
    ASSERT_FALSE(percent_decode(text).ok()) << text;
    EXPECT_EQ(percent_decode(text).error().reason(), base::Reason::kBadRequest);
    EXPECT_FALSE(parse_query(std::string("a=") + text).ok()) << text;
    EXPECT_FALSE(parse_query(text).ok()) << text;
  }
}

TEST(Url, EscapesEverythingButUnreservedCharacters) {  // RFC 3986 2.3
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a/b c%\xC3\xA4"), "a%2Fb%20c%25%C3%A4");
  EXPECT_EQ(*percent_decode("a%2fb%20c+d"), "a/b c+d");
}

}  // namespace
}  // namespace gauntlet::http
