#include "foundation/kube/client.hpp"
#include "foundation/kube/line_splitter.hpp"

#include <gtest/gtest.h>

namespace gauntlet::kube {
namespace {

TEST(ParseWatchEvent, KnowsEveryType) {
  for (const WatchEventType type : {WatchEventType::kAdded, WatchEventType::kModified, WatchEventType::kDeleted,
                                    WatchEventType::kBookmark, WatchEventType::kError}) {
    const auto event =
        parse_watch_event(R"({"type":")" + std::string(to_string(type)) + R"(","object":{"metadata":{"name":"a"}}})");
    ASSERT_TRUE(event.ok()) << event.error().to_string();
    EXPECT_EQ(event->type, type);
    EXPECT_EQ(event->object.name(), "a");
  }
  EXPECT_EQ(to_string(WatchEventType::kBookmark), "BOOKMARK");
}

TEST(ParseWatchEvent, RefusesTheRest) {
  for (const char* line : {"", "{}", R"({"type":"ADDED"})", R"({"type":"ADDED","object":1})",
                           R"({"type":"added","object":{}})", R"({"type":"ADDED","object":{}} x)"}) {
    const auto event = parse_watch_event(line);
    ASSERT_FALSE(event.ok()) << line;
    EXPECT_EQ(event.error().reason(), base::Reason::kMalformed);
  }
}

TEST(LineSplitter, FindsLinesWhateverThePieces) {
  const std::string text = "first\n\nthird line\nrest";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    LineSplitter lines(100);
    std::vector<std::string> found;
    for (std::size_t at = 0; at < text.size(); at += piece) {
      lines.append(std::string_view(text).substr(at, piece));
      while (const auto line = lines.take_line()) found.emplace_back(*line);
    }
    EXPECT_EQ(found, (std::vector<std::string>{"first", "", "third line"})) << piece;
    EXPECT_EQ(lines.rest(), "rest");
  }
}

TEST(LineSplitter, SaysWhenALineIsTooLong) {
  LineSplitter lines(5);
  lines.append("a\n12345");
  EXPECT_EQ(lines.take_line(), "a");
  EXPECT_EQ(lines.take_line(), std::nullopt);
  EXPECT_FALSE(lines.too_long());
  lines.append("6");
  EXPECT_TRUE(lines.too_long());
}

}  // namespace
}  // namespace gauntlet::kube
