#include "fakeapiserver/schema/decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Decoded {
  Json object;
  std::vector<std::string> unknown;
  std::string error;
};

Decoded decode(std::string_view kind, std::string_view text) {
  Decoded decoded;
  auto json = kube::parse_json(text);
  EXPECT_TRUE(json.ok()) << text;
  decoded.object = std::move(*json);
  const StructType* type = Schema::built_in().find("", kind);
  EXPECT_NE(type, nullptr);
  const auto result = decode_object(*type, decoded.object, decoded.unknown);
  if (!result) decoded.error = result.error().message();
  return decoded;
}

TEST(Decoder, DropsWhatGoLeavesOut) {
  const Decoded decoded = decode("ConfigMap", R"({"metadata":{"name":"a","namespace":"","labels":{},"finalizers":null},
      "data":{},"immutable":false})");
  EXPECT_EQ(decoded.object, Json::parse(R"({"metadata":{"name":"a"},"immutable":false})"))
      << "a pointer that is given stays, whatever it points at";
}

TEST(Decoder, KeepsEmptyStructsAsGoWritesThem) {
  const Decoded decoded = decode("Ingress", R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(decoded.object, Json::parse(R"({"metadata":{"name":"a"},"spec":{},"status":{"loadBalancer":{}}})"));
}

TEST(Decoder, NullsInMaps) {
  EXPECT_EQ(decode("ConfigMap", R"({"data":{"a":null}})").object["data"], Json::parse(R"({"a":""})"));
  EXPECT_EQ(decode("PodDisruptionBudget", R"({"status":{"disruptedPods":{"a":null}}})").object["status"],
            Json::parse(R"({"disruptedPods":{"a":null}})"))
      << "a time that is zero";
  EXPECT_EQ(decode("JSONSchemaProps", R"({"properties":{"a":null}})").object,
            Json::parse(R"({"properties":{"a":{}}})"));
}

TEST(Decoder, ChoicesAreShownAsTheirValue) {
  for (const char* text : {R"({"additionalProperties":false})", R"({"additionalProperties":{"type":"string"}})",
                           R"({"items":{"type":"string"}})", R"({"items":[{"minimum":1},{"minimum":0.5}]})",
                           R"({"dependencies":{"a":["b"],"c":{"type":"object"}}})"}) {
    const Decoded decoded = decode("JSONSchemaProps", text);
    EXPECT_EQ(decoded.object, Json::parse(text)) << decoded.error;
    EXPECT_THAT(decoded.unknown, ElementsAre());
  }
  EXPECT_EQ(decode("JSONSchemaProps", R"({"minimum":2.0})").object["minimum"].dump(), "2");
  EXPECT_THAT(decode("JSONSchemaProps", R"({"items":{"typo":"string"}})").unknown, ElementsAre("items.typo"));
  EXPECT_THAT(decode("JSONSchemaProps", R"({"items":true})").error, HasSubstr("JSONSchemaPropsOrArray"));
  EXPECT_THAT(decode("JSONSchemaProps", R"({"additionalProperties":[]})").error, HasSubstr("JSONSchemaPropsOrBool"));
}

TEST(P0_26, UnknownFieldsAreNamedWithTheirPath) {
  const Decoded decoded = decode("Ingress", R"({"metadata":{"name":"a","colour":"x"},"foo":1,
      "spec":{"rules":[{"http":{"paths":[{"path":"/","Path":"/"}]}}]}})");
  EXPECT_THAT(decoded.unknown, ElementsAre("foo", "metadata.colour", "spec.rules[0].http.paths[0].Path"));
  EXPECT_FALSE(decoded.object.contains("foo"));
}

TEST(Decoder, WrongTypesAreRefusedInGosWords) {
  EXPECT_EQ(decode("Service", R"({"spec":{"ports":[{"port":"80"}]}})").error,
            "json: cannot unmarshal string into Go struct field ServicePort.spec.ports[0].port of type int32");
  EXPECT_THAT(decode("Service", R"({"spec":{"ports":[{"port":80.5}]}})").error, HasSubstr("number 80.5"));
  EXPECT_THAT(decode("Service", R"({"spec":{"ports":[{"port":4294967296}]}})").error, HasSubstr("int32"));
  EXPECT_THAT(decode("ConfigMap", R"({"data":{"a":1}})").error, HasSubstr("number"));
  EXPECT_THAT(decode("ConfigMap", R"({"metadata":{"labels":{"a":true}}})").error, HasSubstr("bool"));
  EXPECT_THAT(decode("Ingress", R"({"spec":[]})").error, HasSubstr("array"));
  EXPECT_THAT(decode("Secret", R"({"data":{"a":"***"}})").error, HasSubstr("base64"));
  EXPECT_THAT(decode("Lease", R"({"spec":{"renewTime":"yesterday"}})").error, HasSubstr("parsing time"));
}

// JavaScript writes milliseconds, Python a zone; the object that they read has neither.
TEST(Decoder, TimesAreInUtcAndInSeconds) {
  const auto created = [](const std::string& time) {
    return decode("ConfigMap", R"({"metadata":{"creationTimestamp":")" + time + R"("}})")
        .object["metadata"]["creationTimestamp"];
  };
  EXPECT_EQ(created("2026-11-29T12:22:30Z"), "2026-11-29T12:22:30Z");
  EXPECT_EQ(created("2026-11-29T12:22:30.000Z"), "2026-11-29T12:22:30Z");
  EXPECT_EQ(created("2026-11-29T12:22:30+00:00"), "2026-11-29T12:22:30Z");
  EXPECT_EQ(created("2026-11-30T00:22:30.5+12:00"), "2026-11-29T12:22:30Z");
  EXPECT_EQ(created("2026-11-29T08:52:30-03:30"), "2026-11-29T12:22:30Z");
  EXPECT_EQ(decode("Lease", R"({"spec":{"renewTime":"2026-11-29T14:22:30.250000+02:00"}})").object["spec"]["renewTime"],
            "2026-11-29T12:22:30.250000Z");
}

TEST(Decoder, IntOrStringIsEither) {
  EXPECT_EQ(decode("Service", R"({"spec":{"ports":[{"port":1,"targetPort":"http"}]}})").error, "");
  EXPECT_EQ(decode("Service", R"({"spec":{"ports":[{"port":1,"targetPort":8080}]}})").error, "");
  EXPECT_NE(decode("Service", R"({"spec":{"ports":[{"port":1,"targetPort":true}]}})").error, "");
}

TEST(Decoder, IsIdempotent) {
  const std::string_view text = R"({"metadata":{"name":"a","labels":{"x":"y"}},"spec":{"type":"","ports":[
      {"port":80,"targetPort":"http","nodePort":0}],"selector":{}},"status":{}})";
  Decoded once = decode("Service", text);
  const Json first = once.object;
  std::vector<std::string> unknown;
  ASSERT_TRUE(decode_object(*Schema::built_in().find("", "Service"), once.object, unknown).ok());
  EXPECT_EQ(once.object, first);
}

TEST(Schema, ReadsItsTables) {
  const Schema schema(
      {"package a.b\nOuter\n  list []Inner! @key +retainKeys\n  set []string @\n  map {}bytes\n"
       "  one Inner*\nInner\n  key string!\n"});
  const StructType* outer = schema.find("a.b", "Outer");
  ASSERT_NE(outer, nullptr);
  EXPECT_EQ(outer->full_name(), "a.b.Outer");
  const FieldType* list = outer->find("list");
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->container, Container::kList);
  EXPECT_EQ(list->merge, MergeStrategy::kMergeByKey);
  EXPECT_EQ(list->merge_key, "key");
  EXPECT_TRUE(list->retain_keys);
  EXPECT_TRUE(list->always_written);
  EXPECT_EQ(list->type, schema.find("a.b", "Inner"));
  EXPECT_EQ(outer->find("set")->merge, MergeStrategy::kMergeAsSet);
  EXPECT_EQ(outer->find("map")->shape, Shape::kBytes);
  EXPECT_TRUE(outer->find("one")->pointer);
  EXPECT_EQ(outer->find("two"), nullptr);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
