#include "fakeapiserver/api_error.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kIngresses;
using kube::resources::kPods;

// Section 1.5 of the fidelity rules, field by field.
TEST(P0_09, NotFoundNamesTheResource) {
  EXPECT_EQ(kube::to_json(not_found(kIngresses, "web")),
            Json::parse(R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
              "message":"ingresses.networking.k8s.io \"web\" not found","reason":"NotFound",
              "details":{"name":"web","group":"networking.k8s.io","kind":"ingresses"},"code":404})"));
  EXPECT_EQ(kube::to_json(not_found(kPods, "p"))["details"], Json::parse(R"({"name":"p","kind":"pods"})"))
      << "the legacy group is left out";
}

TEST(P0_09, ConflictAndAlreadyExists) {
  const kube::Status stale = conflict(kIngresses, "web", kObjectModified);
  EXPECT_EQ(stale.code, 409);
  EXPECT_EQ(stale.reason, "Conflict");
  EXPECT_EQ(
      stale.message,
      "Operation cannot be fulfilled on ingresses.networking.k8s.io \"web\": the object has been modified; please "
      "apply your changes to the latest version and try again");
  const kube::Status twice = already_exists(kIngresses, "web");
  EXPECT_EQ(twice.code, 409);
  EXPECT_EQ(twice.reason, "AlreadyExists");
  EXPECT_EQ(twice.message, "ingresses.networking.k8s.io \"web\" already exists");
}

TEST(P0_28, InvalidNamesTheKindAndEveryCause) {
  FieldErrors one;
  one.required("spec.a", "say something");
  EXPECT_EQ(invalid("Ingress", "networking.k8s.io", "web", one).message,
            "Ingress.networking.k8s.io \"web\" is invalid: spec.a: Required value: say something");
  FieldErrors two = one;
  two.not_supported("spec.b", "x", {"A", "B"});
  const kube::Status status = invalid("Ingress", "networking.k8s.io", "web", two);
  EXPECT_EQ(status.message,
            "Ingress.networking.k8s.io \"web\" is invalid: [spec.a: Required value: say something, spec.b: Unsupported "
            "value: \"x\": supported values: \"A\", \"B\"]");
  EXPECT_EQ(status.code, 422);
  EXPECT_EQ(status.details.kind, "Ingress") << "the kind, not the resource";
  ASSERT_EQ(status.details.causes.size(), 2u);
  EXPECT_EQ(status.details.causes[1].field, "spec.b");
  EXPECT_EQ(status.details.causes[1].message, "Unsupported value: \"x\": supported values: \"A\", \"B\"");
}

TEST(FieldErrors, AreWordedByReason) {
  FieldErrors errors;
  errors.required("f");
  errors.invalid("f", "v", "why");
  errors.invalid_value("f", Json(7), "why");
  errors.duplicate("f", "v");
  errors.forbidden("f", "why");
  errors.too_long("f", 9);
  errors.too_many("f", 3, 2);
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"FieldValueRequired", "Required value"},
      {"FieldValueInvalid", "Invalid value: \"v\": why"},
      {"FieldValueInvalid", "Invalid value: 7: why"},
      {"FieldValueDuplicate", "Duplicate value: \"v\""},
      {"FieldValueForbidden", "Forbidden: why"},
      {"FieldValueTooLong", "Too long: may not be more than 9 bytes"},
      {"FieldValueTooMany", "Too many: 3: must have at most 2 items"},
  };
  ASSERT_EQ(errors.causes().size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(errors.causes()[i].reason, wanted[i].first);
    EXPECT_EQ(errors.causes()[i].message, wanted[i].second);
  }
}

TEST(P0_20, TheFutureIsATimeoutWithACause) {
  const kube::Status status = too_large_resource_version(9, 5);
  EXPECT_EQ(status.code, 504);
  EXPECT_EQ(status.reason, "Timeout");
  EXPECT_EQ(status.message, "Timeout: Too large resource version: 9, current: 5");
  ASSERT_EQ(status.details.causes.size(), 1u);
  EXPECT_EQ(status.details.causes[0].reason, "ResourceVersionTooLarge");
  EXPECT_EQ(status.details.retry_after_seconds, 1);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
