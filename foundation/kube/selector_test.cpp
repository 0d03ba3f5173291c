#include "foundation/kube/selector.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using ::testing::HasSubstr;

bool selects(std::string_view text, const Labels& labels) {
  const auto selector = LabelSelector::parse(text);
  EXPECT_TRUE(selector.ok()) << text << ": " << selector.error().to_string();
  return selector.ok() && selector->matches(labels);
}

std::string label_error(std::string_view text) {
  const auto selector = LabelSelector::parse(text);
  if (selector.ok()) return "accepted";
  EXPECT_EQ(selector.error().reason(), base::Reason::kBadRequest);
  return selector.error().message();
}

TEST(LabelSelector, SelectsEverythingIfEmpty) {
  for (const char* text : {"", " ", "\t"}) {
    const auto selector = LabelSelector::parse(text);
    ASSERT_TRUE(selector.ok());
    EXPECT_TRUE(selector->selects_everything());
    EXPECT_TRUE(selector->matches({}));
  }
}

TEST(LabelSelector, ComparesForEquality) {
  const Labels labels = {{"app", "web"}, {"empty", ""}, {"example.com/tier", "front"}};
  EXPECT_TRUE(selects("app=web", labels));
  EXPECT_TRUE(selects("app==web", labels));
  EXPECT_TRUE(selects(" app = web , example.com/tier==front ", labels));
  EXPECT_FALSE(selects("app=db", labels));
  EXPECT_FALSE(selects("other=web", labels));
  EXPECT_TRUE(selects("app!=db", labels));
  EXPECT_TRUE(selects("other!=db", labels)) << "an absent label is unequal to every value";
  EXPECT_FALSE(selects("app!=web", labels));
  EXPECT_TRUE(selects("empty=", labels));
  EXPECT_FALSE(selects("app=", labels));
  EXPECT_TRUE(selects("app=web,empty=", labels));
}

TEST(LabelSelector, KnowsSets) {
  const Labels labels = {{"env", "qa"}, {"in", "notin"}};
  EXPECT_TRUE(selects("env in (production, qa)", labels));
  EXPECT_TRUE(selects("env in (qa)", labels));
  EXPECT_FALSE(selects("env in (production)", labels));
  EXPECT_FALSE(selects("other in (qa)", labels));
  EXPECT_TRUE(selects("env notin (production)", labels));
  EXPECT_TRUE(selects("other notin (qa)", labels));
  EXPECT_FALSE(selects("env notin (production,qa)", labels));
  EXPECT_TRUE(selects("in in (notin)", labels)) << "in and notin are keys and values as well";
  EXPECT_TRUE(selects("in=notin", labels));
  EXPECT_TRUE(selects("env in (,qa)", labels));
  EXPECT_TRUE(selects("x in (a,)", {{"x", ""}}));
}

TEST(LabelSelector, KnowsPresence) {
  const Labels labels = {{"app", "web"}};
  EXPECT_TRUE(selects("app", labels));
  EXPECT_FALSE(selects("!app", labels));
  EXPECT_TRUE(selects("! other", labels));
  EXPECT_TRUE(selects("app,!other,app in (web)", labels));
}

TEST(LabelSelector, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(label_error("app,"), "label selector, character 5: found the end, expected a label key");
  EXPECT_EQ(label_error(",app"), "label selector, character 1: found ',', expected a label key");
  EXPECT_EQ(label_error("a b"), "label selector, character 3: found 'b', expected '=', '==', '!=', in, notin or ','");
  EXPECT_EQ(label_error("a=b c"), "label selector, character 5: found 'c', expected ',' or the end");
  EXPECT_EQ(label_error("a in b"), "label selector, character 6: found 'b', expected '('");
  EXPECT_EQ(label_error("a in (b"), "label selector, character 8: found the end, expected ',' or ')'");
  EXPECT_EQ(label_error("a in ()"), "label selector, character 7: found ')', expected a value");
  EXPECT_THAT(label_error("!a=b"), HasSubstr("character 3: found '=', expected ',' or the end"));
  EXPECT_THAT(label_error("a=!b"), HasSubstr("character 3: found '!'"));
  EXPECT_THAT(label_error("a>1"), HasSubstr("character 2: found '>'"));
  EXPECT_THAT(label_error("-a=b"), HasSubstr("found '-a', expected a valid label key"));
  EXPECT_THAT(label_error("a=\"b\""), HasSubstr("expected a valid label value"));
  EXPECT_THAT(label_error("A_B/c=d"), HasSubstr("expected a valid label key"));
  EXPECT_THAT(label_error("a=" + std::string(64, 'x')), HasSubstr("expected a valid label value"));
  EXPECT_EQ(label_error("a=" + std::string(63, 'x')), "accepted");
}

TEST(LabelSelector, IsMadeOfAServicesSelector) {
  const auto selector = LabelSelector::from_map({{"app", "web"}, {"tier", "front"}});
  EXPECT_TRUE(selector.matches({{"app", "web"}, {"tier", "front"}, {"more", "x"}}));
  EXPECT_FALSE(selector.matches({{"app", "web"}}));
}

std::string value_of(std::string_view field) {
  if (field == "metadata.name") return "web";
  return field == "spec.odd" ? "a,b=c\\d" : "";
}

bool field_selects(std::string_view text) {
  const auto selector = FieldSelector::parse(text);
  EXPECT_TRUE(selector.ok()) << text;
  return selector.ok() && selector->matches(value_of);
}

TEST(FieldSelector, ComparesFields) {
  EXPECT_TRUE(field_selects(""));
  EXPECT_TRUE(field_selects("metadata.name=web"));
  EXPECT_TRUE(field_selects("metadata.name==web,spec.nodeName!=n1"));
  EXPECT_FALSE(field_selects("metadata.name!=web"));
  EXPECT_TRUE(field_selects("spec.nodeName="));
  EXPECT_TRUE(field_selects("metadata.name=web,"));
  EXPECT_TRUE(field_selects(R"(spec.odd=a\,b\=c\\d)"));
}

TEST(FieldSelector, KnowsASingleName) {
  EXPECT_EQ(FieldSelector::parse("metadata.name=web")->single_name(), "web");
  EXPECT_EQ(FieldSelector::parse("metadata.name!=web")->single_name(), std::nullopt);
  EXPECT_EQ(FieldSelector::parse("metadata.name=web,a=b")->single_name(), std::nullopt);
  EXPECT_EQ(FieldSelector::parse("")->single_name(), std::nullopt);
}

TEST(FieldSelector, SaysWhatIsWrongAndWhere) {
  const auto message = [](std::string_view text) {
    const auto selector = FieldSelector::parse(text);
    return selector.ok() ? std::string("accepted") : selector.error().message();
  };
  EXPECT_EQ(message("a=b,c"), "field selector, character 5: 'c' is not field=value or field!=value");
  EXPECT_EQ(message("=b"), "field selector, character 1: '=b' is not field=value or field!=value");
  EXPECT_EQ(message("a=b=c"), "field selector, character 4: '=' in a value must be written \\=");
  EXPECT_EQ(message("a=b\\c"), "field selector, character 4: only \\\\, \\, and \\= are escapes");
  EXPECT_EQ(message("a=b\\"), "field selector, character 4: only \\\\, \\, and \\= are escapes");
}

TEST(ReadLabels, TakesTextsOnly) {
  const Json metadata = Json::parse(R"({"labels":{"a":"b","c":1}})");
  EXPECT_EQ(read_labels(metadata), (Labels{{"a", "b"}}));
  EXPECT_EQ(read_labels(Json()), Labels());
}

}  // namespace
}  // namespace gauntlet::kube
