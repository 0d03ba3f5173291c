#include "fakeapiserver/media_type.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using ::testing::HasSubstr;

TEST(P0_05, TheFirstFormThatWeHaveWins) {
  struct Row {
    const char* accept;
    AnswerForm form;
  };
  const Row rows[] = {
      {"", AnswerForm::kObject},
      {"*/*", AnswerForm::kObject},
      {"application/*", AnswerForm::kObject},
      {"application/json", AnswerForm::kObject},
      {"application/vnd.kubernetes.protobuf,application/json", AnswerForm::kObject},
      {"application/vnd.kubernetes.protobuf, */*", AnswerForm::kObject},
      {"application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,"
       "application/json",
       AnswerForm::kTable},
      {"application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,"
       "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
       AnswerForm::kPartialMetadata},
      {"application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", AnswerForm::kPartialMetadataList},
      {"application/json;as=Unheard;g=meta.k8s.io;v=v1,application/json", AnswerForm::kObject},
      {"application/cbor,application/json", AnswerForm::kObject},
  };
  for (const Row& row : rows) {
    const auto form = negotiate_answer(row.accept, RouteShape::kObject);
    ASSERT_TRUE(form.ok()) << row.accept;
    EXPECT_EQ(*form, row.form) << row.accept;
  }
}

TEST(P0_06, NothingThatFitsIs406) {
  for (const char* accept : {"application/cbor", "text/html", "application/json;as=Unheard;g=meta.k8s.io;v=v1"}) {
    const auto form = negotiate_answer(accept, RouteShape::kObject);
    ASSERT_FALSE(form.ok()) << accept;
    EXPECT_EQ(form.failure().code, 406);
    EXPECT_EQ(form.failure().reason, "NotAcceptable");
    EXPECT_THAT(form.failure().message, HasSubstr("application/json"));
  }
}

TEST(P0_06, UnknownBodiesAre415) {
  for (const char* type : {"application/cbor", "text/plain", "application/apply-patch+cbor"}) {
    const auto encoding = body_encoding(type);
    ASSERT_FALSE(encoding.ok()) << type;
    EXPECT_EQ(encoding.failure().code, 415);
    EXPECT_EQ(encoding.failure().reason, "UnsupportedMediaType");
    const auto format = patch_format(type);
    ASSERT_FALSE(format.ok()) << type;
    EXPECT_EQ(format.failure().code, 415);
  }
  EXPECT_TRUE(body_encoding("application/json; charset=utf-8").ok());
  EXPECT_TRUE(body_encoding("application/yaml").ok());
}

TEST(P0_02, AggregatedDiscoveryOnlyWhereAsked) {
  EXPECT_EQ(negotiate_discovery("application/json"), DiscoveryForm::kLegacy);
  EXPECT_EQ(negotiate_discovery("*/*"), DiscoveryForm::kLegacy);
  EXPECT_EQ(
      negotiate_discovery("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                          "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"),
      DiscoveryForm::kAggregated);
  EXPECT_EQ(
      negotiate_discovery("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer,"
                          "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"),
      DiscoveryForm::kAggregated);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
