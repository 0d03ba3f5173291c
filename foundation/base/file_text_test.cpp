#include "foundation/base/file_text.hpp"

#include <gtest/gtest.h>

namespace gauntlet::base {
namespace {

TEST(FileText, HasAllOfAFileWithoutASize) {
  EXPECT_NE(read_file_text("/proc/self/stat").find(')'), std::string::npos);
}

TEST(FileText, IsEmptyWhereThereIsNoFile) {
  EXPECT_EQ(read_file_text("/proc/self/nowhere"), "");
}

// A folder can be opened and not be read, as a file of a process that has ended since.
TEST(FileText, IsEmptyWhereReadingFails) {
  EXPECT_EQ(read_file_text("/proc/self"), "");
}

}  // namespace
}  // namespace gauntlet::base
