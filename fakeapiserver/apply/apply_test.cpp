// Field sets, what the schema says about owners, and the record of owners; without a server.
#include "fakeapiserver/apply/managed_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const StructType& type_of(std::string_view kind) {
  const StructType* type = Schema::built_in().find("", kind);
  EXPECT_NE(type, nullptr);
  return *type;
}

TEST(FieldSet, IsReadAndWrittenAsFieldsV1) {
  const Json json = Json::parse(R"({"f:metadata":{"f:labels":{".":{},"f:a":{}}},
      "f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}},"f:rules":{}},
      "f:finalizers":{"v:\"x/y\"":{}}})");
  const FieldSet set = read_field_set(json);
  EXPECT_EQ(to_json(set), json);
  EXPECT_THAT(path_texts(set), ElementsAre(".finalizers[=\"x/y\"]", ".metadata.labels", ".metadata.labels.a",
                                           ".spec.ports[port=80,protocol=\"TCP\"]",
                                           ".spec.ports[port=80,protocol=\"TCP\"].port", ".spec.rules"));
}

FieldSet set_of(std::string_view json) {
  return read_field_set(Json::parse(json));
}

TEST(FieldSet, IsASet) {
  const FieldSet ab = set_of(R"({"f:a":{},"f:b":{"f:c":{}}})");
  const FieldSet b = set_of(R"({"f:b":{"f:c":{}}})");
  EXPECT_EQ(unite(b, set_of(R"({"f:a":{}})")), ab);
  EXPECT_EQ(subtract(ab, b), set_of(R"({"f:a":{}})"));
  EXPECT_EQ(intersect(ab, b), b);
  EXPECT_TRUE(subtract(b, ab).empty());
  EXPECT_TRUE(intersect(set_of(R"({"f:b":{}})"), b).empty()) << "an element is not what is below it";
}

TEST(P1_03, FieldsByTheRulesOfTheSchema) {
  const Json service = Json::parse(R"({"metadata":{"labels":{"a":"1"},"finalizers":["x/y"]},
      "spec":{"type":"NodePort","selector":{"app":"w"},"ports":[{"port":80,"name":"p"}]}})");
  EXPECT_EQ(to_json(fields_of(type_of("Service"), service)), Json::parse(R"({
      "f:metadata":{"f:labels":{"f:a":{}},"f:finalizers":{"v:\"x/y\"":{}}},
      "f:spec":{"f:type":{},"f:selector":{},
                "f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{},"f:name":{}}}}})"));
  const Json ingress = Json::parse(R"({"spec":{"rules":[{"host":"a"}],"ingressClassName":"c"}})");
  EXPECT_EQ(to_json(fields_of(type_of("Ingress"), ingress)),
            Json::parse(R"({"f:spec":{"f:rules":{},"f:ingressClassName":{}}})"))
      << "rules are owned as one";
}

TEST(P1_03, ChangesByTheRulesOfTheSchema) {
  const Json before = Json::parse(R"({"data":{"a":"1","b":"2"}})");
  const Json after = Json::parse(R"({"data":{"a":"1","b":"3","c":"4"},"metadata":{"labels":{"x":"y"}}})");
  const FieldChanges changes = compare_fields(type_of("ConfigMap"), before, after);
  EXPECT_EQ(to_json(changes.added),
            Json::parse(R"({"f:data":{"f:c":{}},"f:metadata":{"f:labels":{".":{},"f:x":{}}}})"));
  EXPECT_EQ(to_json(changes.modified), Json::parse(R"({"f:data":{"f:b":{}}})"));
  EXPECT_TRUE(changes.removed.empty());
  EXPECT_EQ(to_json(compare_fields(type_of("ConfigMap"), after, before).removed),
            Json::parse(R"({"f:data":{"f:c":{}},"f:metadata":{"f:labels":{".":{},"f:x":{}}}})"));
}

TEST(P1_03, MergingKeepsWhatIsNotApplied) {
  const Json live = Json::parse(R"({"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":30000},{"port":81}]}})");
  const Json applied = Json::parse(R"({"spec":{"ports":[{"port":80,"protocol":"TCP","name":"p"},{"port":82}]}})");
  EXPECT_EQ(merge_fields(type_of("Service"), live, applied),
            Json::parse(R"({"spec":{"type":"NodePort","ports":[{"port":80,"protocol":"TCP","name":"p","nodePort":30000},
                {"port":81},{"port":82}]}})"));
}

TEST(P1_03, RemovingLeavesWhatOthersOwn) {
  const Json live = Json::parse(R"({"spec":{"ports":[{"port":80,"name":"p","nodePort":1},{"port":81}]},
                                    "metadata":{"labels":{"a":"b"}}})");
  const FieldSet gone = set_of(R"({"f:metadata":{"f:labels":{"f:a":{}}},
      "f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{},"f:name":{}},
                           "k:{\"port\":81,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}})");
  const FieldSet kept =
      set_of(R"({"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{"f:port":{},"f:nodePort":{}}}}})");
  EXPECT_EQ(remove_fields(type_of("Service"), live, gone, kept),
            Json::parse(R"({"spec":{"ports":[{"port":80,"nodePort":1}]}})"));
}

FieldWriter writer(std::string manager, std::string time = "2026-01-01T00:00:00Z") {
  return {std::move(manager), "v1", "", std::move(time)};
}

FieldChanges added(std::string_view json) {
  return {set_of(json), {}, {}};
}

TEST(P1_04, AWriteTakesWhatItChanges) {
  ManagedFields managed;
  managed.note_update(writer("a"), added(R"({"f:x":{},"f:y":{}})"));
  managed.note_update(writer("b", "2026-01-02T00:00:00Z"), {{}, set_of(R"({"f:y":{}})"), {}});
  ASSERT_EQ(managed.entries().size(), 2u);
  EXPECT_EQ(managed.entries()[0].manager, "a");
  EXPECT_EQ(to_json(managed.entries()[0].fields), Json::parse(R"({"f:x":{}})"));
  EXPECT_EQ(to_json(managed.entries()[1].fields), Json::parse(R"({"f:y":{}})"));
  managed.note_update(writer("c"), {{}, {}, set_of(R"({"f:x":{}})")});
  ASSERT_EQ(managed.entries().size(), 1u) << "what owns nothing is no entry";
}

TEST(P1_04, OldUpdatesAreFolded) {
  ManagedFields managed;
  for (int i = 0; i < 14; ++i) {
    const std::string day = (i < 9 ? "0" : "") + std::to_string(i + 1);
    managed.note_update(writer("m" + std::to_string(i), "2026-01-" + day + "T00:00:00Z"),
                        added(R"({"f:)" + std::to_string(i) + R"(":{}})"));
  }
  ASSERT_EQ(managed.entries().size(), 10u);
  EXPECT_EQ(managed.entries()[0].manager, "ancient-changes");
  EXPECT_EQ(path_texts(managed.entries()[0].fields).size(), 5u);
}

TEST(P1_04, TheRecordRoundTrips) {
  ManagedFields managed;
  managed.note_apply(writer("a"), set_of(R"({"f:x":{}})"), added(R"({"f:x":{}})"));
  FieldWriter status = writer("b");
  status.subresource = "status";
  managed.note_update(status, added(R"({"f:status":{"f:y":{}}})"));
  const Json json = managed.to_json();
  EXPECT_EQ(json, Json::parse(R"([
      {"manager":"a","operation":"Apply","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1",
       "fieldsV1":{"f:x":{}}},
      {"manager":"b","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1",
       "fieldsV1":{"f:status":{"f:y":{}}},"subresource":"status"}])"));
  EXPECT_EQ(ManagedFields::read(json).to_json(), json);
  EXPECT_TRUE(ManagedFields::read(Json::parse("[{}]")).empty());
}

TEST(P1_03, ConflictsAreWithWhoOwnsWhatIsWanted) {
  ManagedFields managed;
  managed.note_update(writer("b"), added(R"({"f:x":{},"f:y":{}})"));
  managed.note_apply(writer("a"), set_of(R"({"f:z":{}})"), added(R"({"f:z":{}})"));
  EXPECT_THAT(managed.conflicts(writer("a"), set_of(R"({"f:z":{}})")), IsEmpty()) << "what is one's own";
  const auto conflicts = managed.conflicts(writer("a"), set_of(R"({"f:x":{},"f:z":{}})"));
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].owner->manager, "b");
  EXPECT_THAT(path_texts(conflicts[0].fields), ElementsAre(".x"));
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
