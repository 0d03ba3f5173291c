#include "fakeapiserver/request_options.hpp"

#include "fakeapiserver/plane_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const ResourceRegistry& registry() {
  static const ResourceRegistry all;
  return all;
}

Outcome<ListOptions> list_options(std::string_view query,
                                  const kube::ResourceType& type = kube::resources::kIngresses) {
  const auto info = read_request_info("GET", type.collection_path("") + "?" + std::string(query));
  EXPECT_TRUE(info.ok());
  return read_list_options(*info, registry().row(type));
}

struct Refusal {
  const char* query;
  int code;
  std::vector<std::string> causes;
};

// Section 2.1 of the fidelity rules; apimachinery, meta/internalversion/validation.
TEST(P0_20, ContradictingListOptionsAreRefused) {
  const Refusal refusals[] = {
      {"resourceVersionMatch=Exact", 422, {"resourceVersionMatch: FieldValueForbidden"}},
      {"resourceVersionMatch=NotOlderThan", 422, {"resourceVersionMatch: FieldValueForbidden"}},
      {"resourceVersion=5&resourceVersionMatch=Sometimes", 422, {"resourceVersionMatch: FieldValueNotSupported"}},
      {"resourceVersion=0&resourceVersionMatch=Exact", 422, {"resourceVersionMatch: FieldValueForbidden"}},
      {"sendInitialEvents=true", 422, {"sendInitialEvents: FieldValueForbidden"}},
      {"watch=1&resourceVersion=5&resourceVersionMatch=Exact",
       422,
       {"resourceVersionMatch: FieldValueForbidden", "resourceVersionMatch: FieldValueNotSupported"}},
      {"watch=1&sendInitialEvents=true", 422, {"resourceVersionMatch: FieldValueForbidden"}},
      {"watch=1&sendInitialEvents=true&resourceVersion=5&resourceVersionMatch=Exact",
       422,
       {"resourceVersionMatch: FieldValueForbidden", "resourceVersionMatch: FieldValueNotSupported"}},
      {"watch=1&continue=x", 422, {"resourceVersionMatch: FieldValueForbidden"}},
      {"watch=1&resourceVersion=x", 500, {}},
      {"resourceVersion=abc", 400, {}},
      {"limit=abc", 400, {}},
      {"labelSelector=a%20b", 400, {}},
      {"fieldSelector=spec.foo=1", 400, {}},
  };
  for (const Refusal& refusal : refusals) {
    const auto options = list_options(refusal.query);
    ASSERT_FALSE(options.ok()) << refusal.query;
    EXPECT_EQ(options.failure().code, refusal.code) << refusal.query;
    EXPECT_EQ(causes_of(options.failure()), refusal.causes) << refusal.query;
    if (refusal.code == 422) {
      EXPECT_EQ(options.failure().details.kind, "ListOptions");
      EXPECT_EQ(options.failure().details.group, "meta.k8s.io");
    }
  }
}

// Expected: answers of kube-apiserver 1.35.4.
TEST(P0_20, RefusalsHaveTheWordsOfAServer) {
  const auto message = [](std::string_view query) {
    const auto options = list_options(query);
    EXPECT_FALSE(options.ok()) << query;
    return options ? std::string() : options.failure().message;
  };
  EXPECT_EQ(message("limit=x"), "strconv.ParseInt: parsing \"x\": invalid syntax");
  EXPECT_EQ(message("watch=1&timeoutSeconds=x"), "strconv.ParseInt: parsing \"x\": invalid syntax");
  EXPECT_EQ(message("limit=9223372036854775808"),
            "strconv.ParseInt: parsing \"9223372036854775808\": value out of range");
  const std::string revision =
      "resourceVersion: Invalid value: \"-1\": strconv.ParseUint: parsing \"-1\": invalid syntax";
  EXPECT_EQ(message("resourceVersion=-1"), "invalid resource version: " + revision);
  EXPECT_EQ(message("watch=1&resourceVersion=-1"), revision);
  EXPECT_THAT(message("resourceVersion=0&resourceVersionMatch=Exact"),
              HasSubstr("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
  EXPECT_THAT(message("resourceVersion=1&resourceVersionMatch=Sometimes"),
              HasSubstr("supported values: \"Exact\", \"NotOlderThan\", \"\""));
  EXPECT_THAT(message("watch=1&resourceVersion=1&resourceVersionMatch=NotOlderThan"),
              HasSubstr("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
}

TEST(P0_19, ANegativeLimitIsNoneAndRevisionZeroHasNoPages) {
  const auto negative = list_options("limit=-1");
  ASSERT_TRUE(negative.ok());
  EXPECT_EQ(negative->page_size(), 0u);
  EXPECT_EQ(list_options("limit=1&resourceVersion=0")->page_size(), 0u);
  EXPECT_EQ(list_options("limit=1&resourceVersion=0&continue=x")->page_size(), 1u);
  EXPECT_EQ(list_options("limit=1")->page_size(), 1u);
}

TEST(P0_20, WhatReflectorsSendIsUnderstood) {
  const auto streaming = list_options(
      "watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=&"
      "timeoutSeconds=333");
  ASSERT_TRUE(streaming.ok()) << streaming.failure().message;
  EXPECT_EQ(streaming->send_initial_events, true);
  EXPECT_TRUE(streaming->allow_bookmarks);
  EXPECT_FALSE(streaming->resource_version.has_value());
  EXPECT_EQ(streaming->timeout, std::chrono::seconds(333));
  const auto list = list_options("limit=500&resourceVersion=0");
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->limit, 500u);
  EXPECT_EQ(list->resource_version, 0u);
}

TEST(P0_21, FieldSelectorsOfTheTableAreKnownAndOthersNot) {
  using namespace kube::resources;
  EXPECT_TRUE(list_options("fieldSelector=metadata.name%3Dx,metadata.namespace!%3Dy").ok());
  EXPECT_TRUE(list_options("fieldSelector=spec.nodeName%3Dx,status.phase!%3DRunning", kPods).ok());
  EXPECT_TRUE(list_options("fieldSelector=type%3Dkubernetes.io/tls", kSecrets).ok());
  EXPECT_TRUE(list_options("fieldSelector=spec.type%3DClusterIP", kServices).ok());
  EXPECT_TRUE(list_options("fieldSelector=involvedObject.uid%3Dx,reason%3Dy", kEvents).ok());
  EXPECT_TRUE(list_options("fieldSelector=metadata.namespace%3D", kIngressClasses).ok());
  const auto node = list_options("fieldSelector=metadata.namespace%3Dx", kNodes);
  ASSERT_FALSE(node.ok());
  EXPECT_EQ(node.failure().message, "field label not supported: metadata.namespace");
  const auto map = list_options("fieldSelector=data.k%3Dv", kConfigMaps);
  ASSERT_FALSE(map.ok());
  EXPECT_EQ(map.failure().message,
            "\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
  const auto ingress = list_options("fieldSelector=spec.ingressClassName%3Dx");
  ASSERT_FALSE(ingress.ok());
  EXPECT_EQ(ingress.failure().message,
            "\"spec.ingressClassName\" is not a known field selector: only "
            "\"metadata.name\", \"metadata.namespace\"");
}

Outcome<WriteOptions> write_options(std::string_view query, Verb verb = Verb::kCreate) {
  const auto info = read_request_info("POST", "/api/v1/namespaces/n/pods?" + std::string(query));
  EXPECT_TRUE(info.ok());
  return read_write_options(*info, verb, "tester/1.0 (linux)");
}

TEST(P0_26, WriteOptionsAreChecked) {
  const auto dry = write_options("dryRun=All&dryRun=All&fieldManager=kubectl&fieldValidation=Strict");
  ASSERT_TRUE(dry.ok());
  EXPECT_EQ(dry->dry_run, DryRun::kAll);
  EXPECT_EQ(dry->field_validation, FieldValidation::kStrict);
  EXPECT_EQ(dry->manager, "kubectl");
  EXPECT_EQ(write_options("")->field_validation, FieldValidation::kWarn);
  EXPECT_EQ(write_options("")->manager, "tester") << "what the user agent begins with";
  const Refusal refusals[] = {
      {"dryRun=Some", 422, {"dryRun: FieldValueNotSupported"}},
      {"fieldValidation=Hard", 422, {"fieldValidation: FieldValueNotSupported"}},
      {"fieldManager=a%07b", 422, {"fieldManager: FieldValueInvalid"}},
  };
  for (const Refusal& refusal : refusals) {
    const auto options = write_options(refusal.query);
    ASSERT_FALSE(options.ok()) << refusal.query;
    EXPECT_EQ(options.failure().code, refusal.code);
    EXPECT_EQ(causes_of(options.failure()), refusal.causes);
    EXPECT_EQ(options.failure().details.kind, "CreateOptions");
  }
  const auto longest = write_options("fieldManager=" + std::string(128, 'm'));
  EXPECT_TRUE(longest.ok());
  EXPECT_FALSE(write_options("fieldManager=" + std::string(129, 'm')).ok());
}

// Expected: answers of kube-apiserver 1.35.4.
TEST(P0_26, RefusedWriteOptionsHaveTheWordsOfAServer) {
  const auto message = [](std::string_view query) {
    const auto options = write_options(query);
    EXPECT_FALSE(options.ok()) << query;
    return options ? std::string() : options.failure().message;
  };
  const std::string start = "CreateOptions.meta.k8s.io \"\" is invalid: ";
  EXPECT_EQ(message("dryRun="), start + R"(dryRun: Unsupported value: [""]: supported values: "All")");
  EXPECT_EQ(message("dryRun=All&dryRun=x"),
            start + R"(dryRun: Unsupported value: ["All","x"]: supported values: "All")");
  EXPECT_EQ(message("fieldManager=a%09b%0ac"),
            start + R"([fieldManager: Invalid value: "a\tb\nc": invalid character U+0009 (at position 1), )"
                    R"(fieldManager: Invalid value: "a\tb\nc": invalid character U+000A (at position 3)])");
  EXPECT_EQ(
      message("fieldValidation=Sometimes&dryRun=Some"),
      start + R"([dryRun: Unsupported value: ["Some"]: supported values: "All", )"
              R"(fieldValidation: Unsupported value: "Sometimes": supported values: "", "Ignore", "Strict", "Warn"])");
}

TEST(P0_23, ForceIsForApplyPatchesOnly) {
  const auto options = write_options("force=true", Verb::kPatch);
  ASSERT_FALSE(options.ok());
  EXPECT_THAT(causes_of(options.failure()), ElementsAre("force: FieldValueForbidden"));
  EXPECT_EQ(options.failure().details.kind, "PatchOptions");
}

Outcome<DeleteOptions> delete_options(std::string_view query, std::string_view body) {
  const auto info = read_request_info("DELETE", "/api/v1/namespaces/n/pods/p?" + std::string(query));
  EXPECT_TRUE(info.ok());
  return read_delete_options(*info, body.empty() ? kube::Json() : parse_must(body));
}

TEST(P0_04, DeleteOptionsComeInTheBodyOrTheQuery) {
  EXPECT_EQ(delete_options("", "")->propagation, Propagation::kBackground);
  EXPECT_EQ(delete_options("propagationPolicy=Foreground", "")->propagation, Propagation::kForeground);
  EXPECT_EQ(delete_options("", R"({"propagationPolicy":"Orphan"})")->propagation, Propagation::kOrphan);
  EXPECT_EQ(delete_options("", R"({"orphanDependents":true})")->propagation, Propagation::kOrphan);
  const auto options = delete_options("", R"({"preconditions":{"uid":"u","resourceVersion":"7"},"dryRun":["All"]})");
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->uid, "u");
  EXPECT_EQ(options->resource_version, "7");
  EXPECT_EQ(options->dry_run, DryRun::kAll);
}

TEST(P0_04, DeleteOptionsAreChecked) {
  const auto causes = [](std::string_view query, std::string_view body) {
    const auto options = delete_options(query, body);
    EXPECT_FALSE(options.ok());
    if (options) return std::vector<std::string>();
    EXPECT_EQ(options.failure().code, 422);
    EXPECT_EQ(options.failure().details.kind, "DeleteOptions");
    return causes_of(options.failure());
  };
  EXPECT_THAT(causes("propagationPolicy=Sideways", ""), ElementsAre("propagationPolicy: FieldValueNotSupported"));
  EXPECT_THAT(causes("dryRun=Some", ""), ElementsAre("dryRun: FieldValueNotSupported"));
  EXPECT_THAT(causes("dryRun=", ""), ElementsAre("dryRun: FieldValueNotSupported"));
  EXPECT_THAT(causes("", R"({"gracePeriodSeconds":-1})"), ElementsAre("gracePeriodSeconds: FieldValueInvalid"));
  EXPECT_THAT(causes("", R"({"orphanDependents":false,"propagationPolicy":"Orphan"})"),
              ElementsAre("propagationPolicy: FieldValueInvalid"));
  const auto no_number = delete_options("gracePeriodSeconds=x", "");
  ASSERT_FALSE(no_number.ok());
  EXPECT_EQ(no_number.failure().code, 400);
  EXPECT_EQ(no_number.failure().message, "strconv.ParseInt: parsing \"x\": invalid syntax");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
