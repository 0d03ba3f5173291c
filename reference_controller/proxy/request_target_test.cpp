#include "reference_controller/proxy/request_target.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gauntlet::reference {
namespace {

using base::Reason;

struct TargetRow {
  std::string head;  // request line and fields, without the empty line
  std::string host;
  std::string path;
  Reason refused = Reason::kUnknown;  // kUnknown: it is not
};

class RequestTargetTest : public testing::TestWithParam<TargetRow> {};

TEST_P(RequestTargetTest, IsReadAsRfc9112Says) {
  const std::string text = GetParam().head + "\r\n";
  http::MessageParser parser(http::MessageParser::Side::kRequest);
  const auto size = parser.feed_head(text);
  ASSERT_TRUE(size.ok() && *size == text.size()) << text;
  const auto target = read_request_target(parser.head());
  if (GetParam().refused != Reason::kUnknown) {
    ASSERT_FALSE(target.ok()) << text;
    EXPECT_EQ(target.error().reason(), GetParam().refused);
    return;
  }
  ASSERT_TRUE(target.ok()) << text << target.error().to_string();
  EXPECT_EQ(target->host.name(), GetParam().host);
  EXPECT_EQ(target->path, GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RequestTargetTest,
    testing::Values(TargetRow{"GET /a?b HTTP/1.1\r\nHost: Foo.test:80\r\n", "foo.test", "/a"},
                    TargetRow{"GET / HTTP/1.0\r\n", "", "/"},
                    TargetRow{"GET / HTTP/1.0\r\nHost: foo.test\r\n", "foo.test", "/"},
                    TargetRow{"GET / HTTP/1.1\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET / HTTP/1.1\r\nHost:\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET / HTTP/1.1\r\nHost: foo bar\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET / HTTP/1.1\r\nHost: foo/bar\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET / HTTP/1.1\r\nHost: a@b\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET http://foo.test/a?b HTTP/1.1\r\nHost: bar.test\r\n", "foo.test", "/a"},
                    TargetRow{"GET http://foo.test HTTP/1.1\r\nHost: bar.test\r\n", "foo.test", "/"},
                    TargetRow{"GET http://foo.test?a HTTP/1.1\r\nHost: bar.test\r\n", "foo.test", "/"},
                    TargetRow{"GET http://a@foo.test/ HTTP/1.1\r\nHost: h\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET http:/// HTTP/1.1\r\nHost: h\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET ftp://foo.test/ HTTP/1.1\r\nHost: h\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET foo HTTP/1.1\r\nHost: h\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"GET /foo#x HTTP/1.1\r\nHost: h\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"OPTIONS * HTTP/1.1\r\nHost: h\r\n", "h", "/"},
                    TargetRow{"GET * HTTP/1.1\r\nHost: h\r\n", "", "", Reason::kBadRequest},
                    TargetRow{"CONNECT foo:443 HTTP/1.1\r\nHost: foo:443\r\n", "", "", Reason::kMethodNotAllowed}));

}  // namespace
}  // namespace gauntlet::reference
