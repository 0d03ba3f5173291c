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

TEST(LabelSelector, ComparesNumbers) {
  const Labels labels = {{"n", "10"}, {"word", "ten"}};
  EXPECT_TRUE(selects("n>9", labels));
  EXPECT_TRUE(selects("n > 9, n < 11", labels));
  EXPECT_FALSE(selects("n>10", labels));
  EXPECT_FALSE(selects("n<10", labels));
  EXPECT_FALSE(selects("word>1", labels)) << "is no number";
  EXPECT_FALSE(selects("other<1", labels));
}

TEST(LabelSelector, AnEmptySetHasTheEmptyValue) {
  EXPECT_TRUE(selects("a in ()", {{"a", ""}}));
  EXPECT_FALSE(selects("a in ()", {{"a", "b"}}));
  EXPECT_TRUE(selects("a notin ()", {{"a", "b"}}));
}

// Expected: answers of kube-apiserver 1.35.4, and apimachinery's labels for what it was not asked.
TEST(LabelSelector, SaysWhatIsWrongInTheWordsOfAServer) {
  EXPECT_EQ(label_error("app,"), "found '', expected: identifier after ','");
  EXPECT_EQ(label_error(",app"), "found ',', expected: !, identifier, or 'end of string'");
  EXPECT_EQ(label_error("="), "found '=', expected: !, identifier, or 'end of string'");
  EXPECT_EQ(label_error("a=b c"), "found 'c', expected: ',' or 'end of string'");
  EXPECT_EQ(label_error("!a=b"), "found '=', expected: ',' or 'end of string'");
  const std::string requirement = "unable to parse requirement: ";
  EXPECT_EQ(label_error("!"), requirement + "found '', expected: identifier");
  EXPECT_EQ(label_error("a b"), requirement + "found 'b', expected: in, notin, =, ==, !=, gt, lt");
  EXPECT_EQ(label_error("a in b"), requirement + "found 'b' expected: '('");
  EXPECT_EQ(label_error("a in (b"), requirement + "found '', expected: ',' or ')'");
  EXPECT_EQ(label_error("a in (=)"), requirement + "found '=', expected: ',', ')' or identifier");
  EXPECT_EQ(label_error("a in (b,=)"), requirement + "found '=', expected: ',', or identifier");
  EXPECT_EQ(label_error("a=!b"), requirement + "found '!', expected: identifier");
  EXPECT_EQ(label_error("a>d"), requirement +
                                    "values[0]: Invalid value: \"d\": for 'Gt', 'Lt' operators, the value "
                                    "must be an integer");
  EXPECT_EQ(label_error("a=" + std::string(64, 'x')), requirement + "values[0][a]: Invalid value: \"" +
                                                          std::string(64, 'x') + "\": must be no more than 63 bytes");
  EXPECT_EQ(label_error("a=" + std::string(63, 'x')), "accepted");
}

TEST(LabelSelector, SaysWhatLabelsLookLike) {
  const std::string value =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
      "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation "
      "is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  const std::string key =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
      "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
      "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  const std::string requirement = "unable to parse requirement: ";
  EXPECT_EQ(label_error("a=-d"), requirement + "values[0][a]: Invalid value: \"-d\": " + value);
  EXPECT_EQ(label_error("a in (-d,-e)"), requirement + "[values[0][a]: Invalid value: \"-d\": " + value +
                                             ", values[1][a]: Invalid value: \"-e\": " + value + "]");
  EXPECT_EQ(label_error("-a"), requirement + "<nil>: Invalid value: \"-a\": name part " + key);
  EXPECT_EQ(label_error("a/b/c=d"), requirement + "<nil>: Invalid value: \"a/b/c\": a valid label key " + key +
                                        " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
  EXPECT_EQ(label_error("/c=d"), requirement + "<nil>: Invalid value: \"/c\": prefix part must be non-empty");
  EXPECT_THAT(label_error("A_B/c=d"), HasSubstr("prefix part a lowercase RFC 1123 subdomain must consist of"));
  EXPECT_THAT(label_error("a/=d"), HasSubstr("name part must be non-empty; name part must consist of"));
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

// Expected: answers of kube-apiserver 1.35.4, and apimachinery's fields for what it was not asked.
TEST(FieldSelector, SaysWhatIsWrongInTheWordsOfAServer) {
  const auto message = [](std::string_view text) {
    const auto selector = FieldSelector::parse(text);
    return selector.ok() ? std::string("accepted") : selector.error().message();
  };
  EXPECT_EQ(message("metadata.name"), "invalid selector: 'metadata.name'; can't understand 'metadata.name'");
  EXPECT_EQ(message("z,a=b,c"), "invalid selector: 'z,a=b,c'; can't understand 'c'");
  EXPECT_EQ(message("=b"), "accepted") << "a field without a name, which no kind has";
  EXPECT_EQ(message("a=b=c"), "invalid field selector: unescaped character in value: 61");
  EXPECT_EQ(message("a=b\\c"), "invalid field selector: invalid escape sequence: \\c");
  EXPECT_EQ(message("a=b\\"), "invalid field selector: invalid escape sequence: \\");
}

TEST(ReadLabels, TakesTextsOnly) {
  const Json metadata = Json::parse(R"({"labels":{"a":"b","c":1}})");
  EXPECT_EQ(read_labels(metadata), (Labels{{"a", "b"}}));
  EXPECT_EQ(read_labels(Json()), Labels());
}

}  // namespace
}  // namespace gauntlet::kube
