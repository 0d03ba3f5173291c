#include "reference_controller/routing/path_match.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

TEST(PathMatchTest, OneFinalSlashIsTakenOff) {
  EXPECT_EQ(without_final_slash("/foo/"), "/foo");
  EXPECT_EQ(without_final_slash("/foo"), "/foo");
  EXPECT_EQ(without_final_slash("/"), "");
  EXPECT_EQ(without_final_slash("/foo//"), "/foo/");
  EXPECT_EQ(without_final_slash(""), "");
}

TEST(PathMatchTest, CoversWholeElementsOnly) {
  EXPECT_TRUE(covers("", "/foo"));
  EXPECT_TRUE(covers("", ""));
  EXPECT_TRUE(covers("/foo", "/foo"));
  EXPECT_TRUE(covers("/foo", "/foo/bar"));
  EXPECT_TRUE(covers("/foo", "/foo//bar"));
  EXPECT_FALSE(covers("/foo", "/foobar"));
  EXPECT_FALSE(covers("/foo", "/FOO"));
  EXPECT_FALSE(covers("/foo/bar", "/foo"));
}

TEST(PathMatchTest, PathsStandDirectlyBehindThoseThatCoverThem) {
  std::vector<std::string> paths = {"/foo-bar", "/foo/bar", "/foo", "/foo/bar/x", "", "/foo.x", "/fo", "/foo/ba"};
  std::sort(paths.begin(), paths.end(),
            [](const std::string& a, const std::string& b) { return compare_by_elements(a, b) < 0; });
  const std::vector<std::string> expected = {"",         "/fo",        "/foo",     "/foo/ba",
                                             "/foo/bar", "/foo/bar/x", "/foo-bar", "/foo.x"};
  EXPECT_EQ(paths, expected);
}

TEST(PathMatchTest, CharactersAboveAsciiAreOrderedAsBytes) {
  EXPECT_TRUE(compare_by_elements("/a", "/\xC3\xA9") < 0);
  EXPECT_TRUE(compare_by_elements("/a/x", "/a\x01") < 0);
}

TEST(PathMatchTest, QueryIsNoPartOfThePath) {
  EXPECT_EQ(path_of_target("/foo?x=/bar"), "/foo");
  EXPECT_EQ(path_of_target("/foo?"), "/foo");
  EXPECT_EQ(path_of_target("/foo"), "/foo");
}

}  // namespace
}  // namespace gauntlet::reference
