#include "foundation/kube/yaml_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using ::testing::HasSubstr;

YamlNode only_document(std::string_view text) {
  YamlStream stream = read_yaml(text);
  EXPECT_TRUE(stream.errors.empty()) << stream.errors.front().message;
  EXPECT_EQ(stream.documents.size(), 1U) << text;
  return stream.documents.empty() ? YamlNode() : std::move(stream.documents.front());
}

std::string text_of(std::string_view yaml) {
  return to_text(to_json(only_document(yaml)));
}

// "line:column: message" of the first error.
std::string yaml_error(std::string_view text, YamlLimits limits = YamlLimits()) {
  const YamlStream stream = read_yaml(text, limits);
  if (stream.errors.empty()) return "accepted";
  const YamlError& error = stream.errors.front();
  return std::to_string(error.mark.line) + ":" + std::to_string(error.mark.column) + ": " + error.message;
}

TEST(ReadYaml, KeepsOrderAndPositions) {
  const YamlNode root = only_document(
      "title: Prefix match\n"
      "steps:\n"
      "- request: {path: /a, \"host\": a.b}\n"
      "  within: 2s\n"
      "-\n"
      "  last:\n");
  ASSERT_EQ(root.entries.size(), 2U);
  EXPECT_EQ(root.mark, (Mark{1, 1}));
  EXPECT_EQ(root.entries[0].key, "title");
  EXPECT_EQ(root.entries[0].value.mark, (Mark{1, 8}));
  const YamlNode::Entry* steps = root.find_entry("steps");
  ASSERT_NE(steps, nullptr);
  EXPECT_EQ(steps->key_mark, (Mark{2, 1}));
  ASSERT_EQ(steps->value.items.size(), 2U);
  const YamlNode* request = steps->value.items[0].find("request");
  ASSERT_NE(request, nullptr);
  EXPECT_EQ(request->mark, (Mark{3, 12}));
  EXPECT_EQ(request->find_entry("path")->key_mark, (Mark{3, 13}));
  EXPECT_EQ(request->find("path")->mark, (Mark{3, 19}));
  EXPECT_EQ(request->find_entry("host")->key_mark, (Mark{3, 23}));
  EXPECT_EQ(steps->value.items[0].find_entry("within")->key_mark, (Mark{4, 3}));
  EXPECT_EQ(steps->value.items[1].find("last")->mark, (Mark{6, 3}))
      << "a value that is not written is where its key is";
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(ReadYaml, KnowsQuotedFromPlain) {
  const YamlNode root = only_document("{a: 1, b: '1', c: \"1\", d: !!str 1}");
  EXPECT_FALSE(root.find("a")->quoted);
  for (const char* key : {"b", "c", "d"}) EXPECT_TRUE(root.find(key)->quoted) << key;
  EXPECT_TRUE(only_document("a: |\n  1\n").find("a")->quoted);
  EXPECT_EQ(only_document("a: >-\n  x\n  y\n").find("a")->scalar, "x y");
}

TEST(ReadYaml, ReadsManyDocumentsAndLeavesOutEmptyOnes) {
  const YamlStream stream = read_yaml("# nothing\n---\n---\na: 1\n...\n---\n# comment\n---\n- x\n--- ~\n");
  EXPECT_TRUE(stream.errors.empty());
  ASSERT_EQ(stream.documents.size(), 2U);
  EXPECT_EQ(stream.documents[0].find_entry("a")->key_mark, (Mark{4, 1}));
  EXPECT_EQ(stream.documents[1].items[0].mark, (Mark{9, 3}));
  EXPECT_TRUE(read_yaml("").documents.empty());
  EXPECT_TRUE(read_yaml("").errors.empty());
}

TEST(ReadYaml, ReadsJson) {
  EXPECT_EQ(text_of(R"({"a": [1, "x\n\/", null, true], "b": {"c": -1.5}})"),
            R"({"a":[1,"x\n/",null,true],"b":{"c":-1.5}})");
  EXPECT_EQ(text_of("{\n\t\"a\": 1\n}"), R"({"a":1})");
}

TEST(ReadYaml, ExpandsAliases) {
  EXPECT_EQ(text_of("a: &x {k: [1]}\nb: *x\nc: &y text\nd: *y\n"),
            R"({"a":{"k":[1]},"b":{"k":[1]},"c":"text","d":"text"})");
  EXPECT_EQ(only_document("a: &x {k: v}\nb: *x\n").find("b")->mark, (Mark{2, 4}));
  EXPECT_EQ(text_of("&k a: 1\nb: *k\n"), R"({"a":1,"b":"a"})");
  EXPECT_THAT(yaml_error("a: *x\n"), HasSubstr("1:4: the referenced anchor is not defined"));
  EXPECT_THAT(yaml_error("a: &x 1\n---\nb: *x\n"), HasSubstr("3:4: the referenced anchor is not defined"));
  EXPECT_EQ(yaml_error("a: &x [*x]\n"), "1:8: an alias to a node that contains it");
}

TEST(ReadYaml, ReportsEveryDuplicateKey) {
  const YamlStream stream = read_yaml("a: 1\nb: {c: 1, \"c\": 2}\na: 3\nd: {a: 1}\n");
  ASSERT_EQ(stream.errors.size(), 2U);
  EXPECT_EQ(stream.errors[0].mark, (Mark{2, 11}));
  EXPECT_EQ(stream.errors[0].message, "the key \"c\" is there already");
  EXPECT_EQ(stream.errors[0].kind, YamlError::Kind::kDuplicateKey);
  EXPECT_EQ(stream.errors[1].mark, (Mark{3, 1}));
}

TEST(ReadYaml, KeepsTheDocumentsBeforeAnError) {
  const YamlStream stream = read_yaml("a: 1\n---\nb: [\n");
  EXPECT_EQ(stream.documents.size(), 1U);
  ASSERT_EQ(stream.errors.size(), 1U);
  EXPECT_EQ(stream.errors[0].kind, YamlError::Kind::kSyntax);
}

TEST(ReadYaml, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(yaml_error("a: b: c\n"), HasSubstr("1:5: a ':' that cannot stand here"));
  EXPECT_THAT(yaml_error("a: 1\n- b\n"), HasSubstr("2:1: expected a key of the mapping"));
  EXPECT_THAT(yaml_error("a:\n  - b\n  c: 1\n"), HasSubstr("3:3: expected a key of the mapping"));
  EXPECT_THAT(yaml_error("- a\nb: 1\n"), HasSubstr("2:1: does not belong to what stands before"));
  EXPECT_EQ(yaml_error("a: [1, 2\nb: 3\n"), "2:2: expected ',' or ']'");
  EXPECT_THAT(yaml_error("a: 1\n]\n"), HasSubstr("2:1: a '}' or ']' that closes nothing"));
  EXPECT_EQ(yaml_error("a: \"x"), "1:6: the quotes are not closed");
  EXPECT_EQ(yaml_error("a: \"x\n"), "1:4: the quotes are not closed");
  EXPECT_EQ(yaml_error("a: &b \"x\\\"\n"), "1:4: the quotes are not closed");
  EXPECT_EQ(yaml_error("a: 'it''\n\n"), "1:4: the quotes are not closed");
  EXPECT_EQ(yaml_error("\xC3\xA4: 'it''s'\n\xC3\xA4\xC3\xA4: \"\\\"\""), "accepted");
  EXPECT_THAT(yaml_error("a: @x\n"), HasSubstr("1:4: a character that cannot stand here"));
  EXPECT_THAT(yaml_error("a: 1\n--- b\n--- [c] d\n"), HasSubstr("3:9: does not belong to what stands before"));
  EXPECT_EQ(yaml_error("? [a]\n: b\n"), "1:3: a key must be a scalar, not a mapping or a sequence");
  EXPECT_EQ(yaml_error(": b\n"), "1:1: a key is missing");
}

TEST(ReadYaml, RefusesMergeKeysAndTags) {
  EXPECT_EQ(yaml_error("a: &x {}\nb:\n  <<: *x\n"), "3:3: merge keys (<<) are not part of YAML 1.2");
  EXPECT_EQ(text_of("\"<<\": 1"), R"({"<<":1})");
  EXPECT_THAT(yaml_error("a: !env HOME\n"), HasSubstr("1:4: the tag !env is unknown"));
  EXPECT_THAT(yaml_error("a: !!binary aGk=\n"), HasSubstr("1:4: the tag"));
  EXPECT_THAT(yaml_error("a: !!set {x}\n"), HasSubstr("1:4: the tag"));
  EXPECT_THAT(yaml_error("a: !!int x\n"), HasSubstr("1:4: the tag"));
  EXPECT_EQ(
      text_of("{a: !!int \"12\", b: !!float 1, c: !!bool true, d: !!null null, e: !!map {}, f: !!seq [], g: ! 1}"),
      R"({"a":12,"b":1,"c":true,"d":null,"e":{},"f":[],"g":"1"})");
}

TEST(ReadYaml, RefusesWhatIsNoText) {
  EXPECT_EQ(yaml_error("a: 1\nb: \x04\n"), "2:4: the control character U+0004");
  EXPECT_EQ(yaml_error(std::string_view("a: \0", 4)), "1:4: the control character U+0000");
  EXPECT_EQ(yaml_error("a: \xff\n"), "1:4: not UTF-8");
  EXPECT_EQ(yaml_error("a: \xc0\x80\n"), "1:4: not UTF-8");
  EXPECT_EQ(yaml_error("a: \xed\xa0\x80\n"), "1:4: not UTF-8");
  EXPECT_EQ(text_of("\xEF\xBB\xBF"
                    "a: \xC3\xA4\r\n"),
            "{\"a\":\"\xC3\xA4\"}");
}

TEST(ReadYaml, HoldsItsLimits) {
  YamlLimits limits;
  limits.depth = 3;
  EXPECT_EQ(yaml_error("[[[1]]]", limits), "accepted");
  EXPECT_EQ(yaml_error("[[[[1]]]]", limits), "1:4: nested deeper than 3");
  EXPECT_EQ(yaml_error("a: &x [[1]]\nb: *x", limits), "accepted");
  EXPECT_EQ(yaml_error("a: &x [[1]]\nb: [*x]", limits), "2:5: nested deeper than 3");

  EXPECT_EQ(yaml_error(std::string(100'000, '[') + std::string(100'000, ']')), "1:65: nested deeper than 64");
  std::string steps;
  for (int i = 0; i < 1000; ++i) steps += "- ";
  EXPECT_EQ(yaml_error(steps), "1:129: nested deeper than 64");

  limits = YamlLimits();
  limits.bytes = 4;
  EXPECT_EQ(yaml_error("a: 1", limits), "accepted");
  EXPECT_EQ(yaml_error("a: 12", limits), "1:1: too large: more than 4 bytes");

  limits = YamlLimits();
  limits.nodes = 3;
  EXPECT_EQ(yaml_error("[1, 2]", limits), "accepted");
  EXPECT_EQ(yaml_error("[1, 2, 3]", limits).substr(0, 15), "1:8: too large:");
}

TEST(ReadYaml, IsNotBlownUpByAliases) {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    std::string items = before;
    for (int k = 1; k < 10; ++k) items += ", " + before;
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + items + "]\n";
  }
  EXPECT_THAT(yaml_error(laughs), HasSubstr("too large"));
  EXPECT_EQ(read_yaml(laughs).errors.front().kind, YamlError::Kind::kTooLarge);

  std::string long_text = "a: &a " + std::string(1'000'000, 'x') + "\nb: [*a";
  for (int i = 0; i < 100; ++i) long_text += ", *a";
  EXPECT_THAT(yaml_error(long_text + "]"), HasSubstr("too large"));
}

}  // namespace
}  // namespace gauntlet::kube
