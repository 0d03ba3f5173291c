#include "foundation/base/edit_distance.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gauntlet::base {
namespace {

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", "abc"), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", "abd"), 1u);
  EXPECT_EQ(edit_distance("abc", "ab"), 1u);
  EXPECT_EQ(edit_distance("abc", "acb"), 1u);  // a transposition is one edit
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(EditDistance, FindsTheClosestWord) {
  const std::vector<std::string_view> words = {"backends", "base", "id", "steps"};
  EXPECT_EQ(closest("backend", words), "backends");
  EXPECT_EQ(closest("stesp", words), "steps");
  EXPECT_EQ(closest("di", words), "id");  // one edit is always allowed
  EXPECT_EQ(closest("dix", words), "");
  EXPECT_EQ(closest("steps", words), "");  // nothing is misspelt
  EXPECT_EQ(closest("", words), "");
  EXPECT_EQ(closest("xyz", words), "");
}

}  // namespace
}  // namespace gauntlet::base
