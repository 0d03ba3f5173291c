#include "foundation/http/headers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Headers, FindsWithoutRegardToCaseAndGivesTheFirst) {  // RFC 9110 5.1
  const Headers headers = {{"Accept", "a"}, {"X-Trace", "1"}, {"x-trace", "2"}};
  EXPECT_EQ(headers.find("X-TRACE"), "1");
  EXPECT_THAT(headers.find_all("x-Trace"), ElementsAre("1", "2"));
  EXPECT_FALSE(headers.contains("X-Trac"));
  EXPECT_EQ(headers.find("absent"), std::nullopt);
}

TEST(Headers, KeepsOrderAndSpelling) {
  Headers headers;
  headers.add("b-Second", "2");
  headers.add("A-First", "1");
  EXPECT_THAT(headers, ElementsAre(HeaderField{"b-Second", "2"}, HeaderField{"A-First", "1"}));
}

TEST(Headers, SetReplacesAllByOneInThePlaceOfTheFirst) {
  Headers headers = {{"A", "1"}, {"b", "2"}, {"C", "3"}, {"B", "4"}};
  headers.set("B", "5");
  EXPECT_THAT(headers, ElementsAre(HeaderField{"A", "1"}, HeaderField{"b", "5"}, HeaderField{"C", "3"}));
  headers.set("D", "6");
  EXPECT_EQ(headers.size(), 4U);
  EXPECT_EQ(headers.find("d"), "6");
}

TEST(Headers, RemovesEveryFieldOfThatName) {
  Headers headers = {{"A", "1"}, {"a", "2"}};
  headers.remove("a");
  EXPECT_THAT(headers, IsEmpty());
}

}  // namespace
}  // namespace gauntlet::http
