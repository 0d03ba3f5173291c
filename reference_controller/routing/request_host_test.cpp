#include "reference_controller/routing/request_host.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gauntlet::reference {
namespace {

struct HostRow {
  std::string text;
  std::string name;  // empty: refused
};

class RequestHostTest : public testing::TestWithParam<HostRow> {};

TEST_P(RequestHostTest, ReadsTheNameOrRefuses) {
  const auto host = RequestHost::parse(GetParam().text);
  ASSERT_EQ(host.has_value(), !GetParam().name.empty()) << GetParam().text;
  if (host) {
    EXPECT_EQ(host->name(), GetParam().name);
  }
}

// RFC 9110 7.2, RFC 3986 3.2.2; a DNS name has at most 253 characters and a final dot.
INSTANTIATE_TEST_SUITE_P(
    Rows, RequestHostTest,
    testing::Values(HostRow{"foo.com", "foo.com"}, HostRow{"FOO.Com", "foo.com"}, HostRow{"foo.com:80", "foo.com"},
                    HostRow{"foo.com:", "foo.com"}, HostRow{"foo.com:65535", "foo.com"}, HostRow{"foo.com:abc", ""},
                    HostRow{"foo.com:123456", ""}, HostRow{"foo.com:80:80", ""}, HostRow{":80", ""}, HostRow{"", ""},
                    HostRow{"foo.com.", "foo.com."}, HostRow{".foo.com", ""}, HostRow{"a_b.com", "a_b.com"},
                    HostRow{"192.0.2.1:8080", "192.0.2.1"}, HostRow{"[2001:DB8::1]:80", "[2001:db8::1]"},
                    HostRow{"[::1]", "[::1]"}, HostRow{"[::1", ""}, HostRow{"[]", ""}, HostRow{"[::1]x", ""},
                    HostRow{"[foo]", ""}, HostRow{"foo bar", ""}, HostRow{"foo/bar", ""}, HostRow{"a@b", ""},
                    HostRow{"b\xC3\xBC"
                            "cher.test",
                            ""},
                    HostRow{"xn--bcher-kva.test", "xn--bcher-kva.test"}, HostRow{"*.foo.com", "*.foo.com"},
                    HostRow{std::string(254, 'a'), std::string(254, 'a')}, HostRow{std::string(255, 'a'), ""},
                    HostRow{std::string(100000, 'a'), ""}));

TEST(RequestHostTest, NoHostHasAnEmptyName) {
  EXPECT_EQ(RequestHost().name(), "");
}

}  // namespace
}  // namespace gauntlet::reference
