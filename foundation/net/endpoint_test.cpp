#include "foundation/net/endpoint.hpp"

#include <gtest/gtest.h>

namespace gauntlet::net {
namespace {

TEST(EndpointTest, ReadsAddressesWithPorts) {
  struct Row {
    std::string_view text;
    Endpoint endpoint;
  };
  const Row rows[] = {
      {"127.0.0.1:80", {"127.0.0.1", 80}},
      {"0.0.0.0:0", {"0.0.0.0", 0}},
      {"[::1]:65535", {"::1", 65535}},
      {"[2001:DB8:0::1]:443", {"2001:db8::1", 443}},
  };
  for (const Row& row : rows) {
    const auto endpoint = Endpoint::parse(row.text);
    ASSERT_TRUE(endpoint.ok()) << row.text;
    EXPECT_EQ(*endpoint, row.endpoint) << row.text;
  }
}

TEST(EndpointTest, RefusesEverythingElse) {
  for (const std::string_view text :
       {"", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1", "127.0.0.1: 80",
        "localhost:80", "256.0.0.1:80", "1.2.3:80", "::1:80", "[127.0.0.1]:80", "[::1:80", "[]:80", "[::1]80"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_FALSE(endpoint.ok()) << text;
    EXPECT_EQ(endpoint.error().reason(), base::Reason::kInvalid) << text;
  }
}

TEST(EndpointTest, PutsIpv6IntoBrackets) {
  EXPECT_EQ((Endpoint{"127.0.0.1", 80}.to_string()), "127.0.0.1:80");
  EXPECT_EQ((Endpoint{"::1", 443}.to_string()), "[::1]:443");
}

}  // namespace
}  // namespace gauntlet::net
