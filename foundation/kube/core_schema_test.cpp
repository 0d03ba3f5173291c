#include "foundation/kube/yaml_reader.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace gauntlet::kube {
namespace {

Json plain(std::string_view text) {
  YamlNode node;
  node.type = YamlNode::Type::kScalar;
  node.scalar = text;
  return to_json(node);
}

// YAML 1.2 section 10.3.2, tag resolution.
TEST(CoreSchema, KnowsNullAndBooleans) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) EXPECT_EQ(plain(text), Json()) << text;
  for (const char* text : {"true", "True", "TRUE"}) EXPECT_EQ(plain(text), Json(true)) << text;
  for (const char* text : {"false", "False", "FALSE"}) EXPECT_EQ(plain(text), Json(false)) << text;
  for (const char* text : {"yes", "no", "on", "off", "y", "nUll", "tRue"}) EXPECT_EQ(plain(text), Json(text)) << text;
}

TEST(CoreSchema, KnowsIntegers) {
  EXPECT_EQ(to_text(plain("0")), "0");
  EXPECT_EQ(to_text(plain("-0")), "0");
  EXPECT_EQ(to_text(plain("+12")), "12");
  EXPECT_EQ(to_text(plain("-12")), "-12");
  EXPECT_EQ(to_text(plain("0755")), "755") << "YAML 1.2 has no such octal numbers";
  EXPECT_EQ(to_text(plain("0o17")), "15");
  EXPECT_EQ(to_text(plain("0xfF")), "255");
  EXPECT_EQ(to_text(plain("18446744073709551615")), "18446744073709551615");
  EXPECT_EQ(to_text(plain("-9223372036854775808")), "-9223372036854775808");
  EXPECT_TRUE(plain("18446744073709551616").is_number_float());
  EXPECT_TRUE(plain("-9223372036854775809").is_number_float());
  for (const char* text :
       {"0o8", "0xg", "0x", "0o", "-0x1", "+", "-", "--1", "+-1", "1_000", "1:30", "0b1", "0x-1", "1 "}) {
    EXPECT_EQ(plain(text), Json(text)) << text;
  }
}

TEST(CoreSchema, KnowsFloats) {
  EXPECT_EQ(plain("1.5"), Json(1.5));
  EXPECT_EQ(plain("-1.5e3"), Json(-1500.0));
  EXPECT_EQ(plain("+.5"), Json(0.5));
  EXPECT_EQ(plain("1."), Json(1.0));
  EXPECT_TRUE(plain("1.").is_number_float());
  EXPECT_EQ(plain("12e03"), Json(12000.0));
  EXPECT_EQ(plain("2E-1"), Json(0.2));
  EXPECT_TRUE(std::isinf(plain(".inf").get<double>()));
  EXPECT_LT(plain("-.Inf").get<double>(), 0);
  EXPECT_TRUE(std::isnan(plain(".NaN").get<double>()));
  for (const char* text :
       {".", "1.2.3", "e1", "1e", "1e+", "-.nan", "inf", "nan", "1.5s", "127.0.0.1", "0x1.8", "1e999"}) {
    EXPECT_EQ(plain(text), Json(text)) << text;
  }
}

TEST(CoreSchema, LeavesQuotedScalarsTexts) {
  YamlNode node;
  node.type = YamlNode::Type::kScalar;
  node.scalar = "true";
  node.quoted = true;
  EXPECT_EQ(to_json(node), Json("true"));
}

}  // namespace
}  // namespace gauntlet::kube
