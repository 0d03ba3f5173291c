#include "foundation/kube/patch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using base::Reason;
using ::testing::HasSubstr;

Json json_of(std::string_view text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json.ok()) << text;
  return json.ok() ? *json : Json();
}

struct MergeRow {
  const char* original;
  const char* patch;
  const char* result;
};

// RFC 7386, appendix A.
class MergePatchTable : public ::testing::TestWithParam<MergeRow> {};

TEST_P(MergePatchTable, GivesTheResultOfTheRfc) {
  const MergeRow& row = GetParam();
  EXPECT_EQ(apply_merge_patch(json_of(row.original), json_of(row.patch)), json_of(row.result));
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7386, MergePatchTable,
    ::testing::Values(MergeRow{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
                      MergeRow{R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
                      MergeRow{R"({"a":"b"})", R"({"a":null})", R"({})"},
                      MergeRow{R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
                      MergeRow{R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
                      MergeRow{R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
                      MergeRow{R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
                      MergeRow{R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
                      MergeRow{R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
                      MergeRow{R"({"a":"b"})", R"(["c"])", R"(["c"])"}, MergeRow{R"({"a":"foo"})", "null", "null"},
                      MergeRow{R"({"a":"foo"})", R"("bar")", R"("bar")"},
                      MergeRow{R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
                      MergeRow{R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
                      MergeRow{R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"}));

struct PatchRow {
  const char* document;
  const char* patch;
  const char* result;
};

class JsonPatchTable : public ::testing::TestWithParam<PatchRow> {};

TEST_P(JsonPatchTable, GivesTheResultOfTheRfc) {
  const PatchRow& row = GetParam();
  const auto result = apply_json_patch(json_of(row.document), json_of(row.patch));
  ASSERT_TRUE(result.ok()) << row.patch << ": " << result.error().to_string();
  EXPECT_EQ(*result, json_of(row.result));
}

// The examples of RFC 6902 appendix A, by its numbers, and a few more behind them.
INSTANTIATE_TEST_SUITE_P(
    Rfc6902, JsonPatchTable,
    ::testing::Values(
        PatchRow{R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux"}])", R"({"baz":"qux","foo":"bar"})"},
        PatchRow{R"({"foo":["bar","baz"]})", R"([{"op":"add","path":"/foo/1","value":"qux"}])",
                 R"({"foo":["bar","qux","baz"]})"},
        PatchRow{R"({"baz":"qux","foo":"bar"})", R"([{"op":"remove","path":"/baz"}])", R"({"foo":"bar"})"},
        PatchRow{R"({"foo":["bar","qux","baz"]})", R"([{"op":"remove","path":"/foo/1"}])", R"({"foo":["bar","baz"]})"},
        PatchRow{R"({"baz":"qux","foo":"bar"})", R"([{"op":"replace","path":"/baz","value":"boo"}])",
                 R"({"baz":"boo","foo":"bar"})"},
        PatchRow{R"({"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}})",
                 R"([{"op":"move","from":"/foo/waldo","path":"/qux/thud"}])",
                 R"({"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}})"},
        PatchRow{R"({"foo":["all","grass","cows","eat"]})", R"([{"op":"move","from":"/foo/1","path":"/foo/3"}])",
                 R"({"foo":["all","cows","eat","grass"]})"},
        PatchRow{R"({"baz":"qux","foo":["a",2,"c"]})",
                 R"([{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}])",
                 R"({"baz":"qux","foo":["a",2,"c"]})"},
        PatchRow{R"({"foo":"bar"})", R"([{"op":"add","path":"/child","value":{"grandchild":{}}}])",
                 R"({"foo":"bar","child":{"grandchild":{}}})"},
        PatchRow{R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux","xyz":123}])",
                 R"({"foo":"bar","baz":"qux"})"},
        PatchRow{R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":10}])", R"({"/":9,"~1":10})"},
        PatchRow{R"({"foo":["bar"]})", R"([{"op":"add","path":"/foo/-","value":["abc","def"]}])",
                 R"({"foo":["bar",["abc","def"]]})"},
        PatchRow{R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/c"},{"op":"add","path":"/c/b","value":2}])",
                 R"({"a":{"b":1},"c":{"b":2}})"},
        PatchRow{R"({"metadata":{"annotations":{}}})",
                 R"([{"op":"add","path":"/metadata/annotations/example.com~1key","value":"v"}])",
                 R"({"metadata":{"annotations":{"example.com/key":"v"}}})"},
        PatchRow{R"({"a":1})", R"([{"op":"replace","path":"","value":[1]}])", R"([1])"},
        PatchRow{R"({"a":1})", R"([{"op":"add","path":"","value":null}])", "null"},
        PatchRow{R"({"a":1})", R"([{"op":"add","path":"/","value":2}])", R"({"a":1,"":2})"},
        PatchRow{R"({"a":null})", R"([{"op":"replace","path":"/a","value":null}])", R"({"a":null})"},
        PatchRow{R"({"a":[1]})", R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2]})"},
        PatchRow{R"({"a":[1,2]})", R"([{"op":"move","from":"/a/0","path":"/a/-"}])", R"({"a":[2,1]})"},
        PatchRow{R"({"a":1})", R"([{"op":"move","from":"/a","path":"/a"}])", R"({"a":1})"},
        PatchRow{R"({"a":{"b":1}})", R"([{"op":"move","from":"/a/b","path":"/a"}])", R"({"a":1})"},
        PatchRow{R"({"a":1})", R"([{"op":"test","path":"/a","value":1.0}])", R"({"a":1})"},
        PatchRow{R"({"a":1})", R"([{"op":"test","path":"/b","value":null}])", R"({"a":1})"},
        PatchRow{R"({"a":1})", "[]", R"({"a":1})"}));

struct RefusedRow {
  const char* patch;
  Reason reason;
  const char* words;
};

class RefusedJsonPatch : public ::testing::TestWithParam<RefusedRow> {};

TEST_P(RefusedJsonPatch, SaysWhy) {
  const RefusedRow& row = GetParam();
  const auto result = apply_json_patch(json_of(R"({"a":{"b":[1,2]},"t":"x"})"), json_of(row.patch));
  ASSERT_FALSE(result.ok()) << row.patch;
  EXPECT_EQ(result.error().reason(), row.reason) << result.error().to_string();
  EXPECT_THAT(result.error().message(), HasSubstr(row.words));
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedJsonPatch,
    ::testing::Values(
        RefusedRow{"{}", Reason::kBadRequest, "is an array"},
        RefusedRow{R"(["add"])", Reason::kBadRequest, "operation 0"},
        RefusedRow{R"([{"path":"/a"}])", Reason::kBadRequest, "\"op\" is \"\""},
        RefusedRow{R"([{"op":"Add","path":"/a","value":1}])", Reason::kBadRequest, "\"op\" is \"Add\""},
        RefusedRow{R"([{"op":"add","value":1}])", Reason::kBadRequest, "\"path\" is missing"},
        RefusedRow{R"([{"op":"add","path":"/a"}])", Reason::kBadRequest, "\"value\" is missing"},
        RefusedRow{R"([{"op":"copy","path":"/a"}])", Reason::kBadRequest, "\"from\" is missing"},
        RefusedRow{R"([{"op":"remove","path":"a"}])", Reason::kBadRequest, "begins with '/'"},
        RefusedRow{R"([{"op":"remove","path":"/a~2"}])", Reason::kBadRequest, "'~'"},
        RefusedRow{R"([{"op":"remove","path":"/a~"}])", Reason::kBadRequest, "'~'"},
        RefusedRow{R"([{"op":"remove","path":""}])", Reason::kInvalid, "whole document"},
        RefusedRow{R"([{"op":"test","path":"/t","value":"x"},{"op":"remove","path":"/x"}])", Reason::kInvalid,
                   "operation 1 (remove /x): there is no \"x\""},
        RefusedRow{R"([{"op":"add","path":"/x/y","value":1}])", Reason::kInvalid, "there is no \"x\""},
        RefusedRow{R"([{"op":"add","path":"/t/y","value":1}])", Reason::kInvalid, "there is no \"y\""},
        RefusedRow{R"([{"op":"replace","path":"/x","value":1}])", Reason::kInvalid, "there is no \"x\""},
        RefusedRow{R"([{"op":"add","path":"/a/b/3","value":1}])", Reason::kInvalid, "behind the end"},
        RefusedRow{R"([{"op":"remove","path":"/a/b/2"}])", Reason::kInvalid, "behind the end"},
        RefusedRow{R"([{"op":"remove","path":"/a/b/-"}])", Reason::kInvalid, "not an array index"},
        RefusedRow{R"([{"op":"add","path":"/a/b/01","value":1}])", Reason::kInvalid, "not an array index"},
        RefusedRow{R"([{"op":"add","path":"/a/b/+1","value":1}])", Reason::kInvalid, "not an array index"},
        RefusedRow{R"([{"op":"add","path":"/a/b/99999999999999999999","value":1}])", Reason::kInvalid, "not an array"},
        RefusedRow{R"([{"op":"move","from":"/a","path":"/a/b/0"}])", Reason::kInvalid, "into itself"},
        RefusedRow{R"([{"op":"move","from":"/x","path":"/x"}])", Reason::kInvalid, "there is no \"x\""},
        RefusedRow{R"([{"op":"test","path":"/t","value":"y"}])", Reason::kInvalid, "not the expected one"},
        RefusedRow{R"([{"op":"test","path":"/t","value":null}])", Reason::kInvalid, "not the expected one"},
        RefusedRow{R"([{"op":"test","path":"/x","value":1}])", Reason::kInvalid, "there is no \"x\""},
        RefusedRow{R"([{"op":"test","path":"/x/y","value":null}])", Reason::kInvalid, "there is no \"x\""},
        RefusedRow{R"([{"op":"test","path":"/a/b/2","value":null}])", Reason::kInvalid, "behind the end"},
        RefusedRow{R"([{"op":"test","path":"/a/b/0","value":"1"}])", Reason::kInvalid, "not the expected one"}));

TEST(JsonPatch, HasAtMostTenThousandOperations) {
  const Json operation = json_of(R"({"op":"test","path":"","value":{}})");
  Json patch(10'000, operation);
  EXPECT_TRUE(apply_json_patch(Json::object(), patch).ok());
  patch.push_back(operation);
  EXPECT_EQ(apply_json_patch(Json::object(), patch).error().reason(), Reason::kRequestEntityTooLarge);
}

TEST(JsonPatch, DoesNotGrowADocumentWithoutBound) {
  Json doubling = Json::array();
  for (int i = 0; i < 64; ++i) {
    doubling.push_back({{"op", "copy"}, {"from", ""}, {"path", "/k" + std::to_string(i)}});
  }
  EXPECT_EQ(apply_json_patch(json_of(R"({"a":"b"})"), doubling).error().reason(), Reason::kRequestEntityTooLarge);

  Json deepening = Json::array();
  std::string path;
  for (int i = 0; i < 600; ++i) deepening.push_back({{"op", "add"}, {"path", path += "/a"}, {"value", Json::object()}});
  EXPECT_EQ(apply_json_patch(Json::object(), deepening).error().reason(), Reason::kInvalid);
}

}  // namespace
}  // namespace gauntlet::kube
