#include "foundation/kube/status.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using base::Reason;

TEST(Status, HasTheFormOfTheApi) {
  Status status;
  status.code = 422;
  status.reason = "Invalid";
  status.message = "Ingress.networking.k8s.io \"web\" is invalid: spec: Required value";
  status.details.name = "web";
  status.details.group = "networking.k8s.io";
  status.details.kind = "Ingress";
  status.details.causes.push_back({"FieldValueRequired", "Required value", "spec"});
  EXPECT_EQ(to_json(status), Json::parse(R"({
    "apiVersion": "v1", "kind": "Status", "metadata": {}, "status": "Failure", "code": 422, "reason": "Invalid",
    "message": "Ingress.networking.k8s.io \"web\" is invalid: spec: Required value",
    "details": {"name": "web", "group": "networking.k8s.io", "kind": "Ingress",
      "causes": [{"reason": "FieldValueRequired", "message": "Required value", "field": "spec"}]}})"));
}

// And the code of a success, as a kube-apiserver 1.35 does.
TEST(Status, LeavesOutWhatIsEmpty) {
  Status status;
  status.code = 200;
  status.success = true;
  EXPECT_EQ(to_json(status), Json::parse(R"({"apiVersion":"v1","kind":"Status","metadata":{},"status":"Success"})"));
  status.details.retry_after_seconds = 1;
  EXPECT_EQ(to_json(status)["details"], Json::parse(R"({"retryAfterSeconds":1})"));
}

TEST(ErrorFromAnswer, GoesByTheStatusReason) {
  const auto error =
      error_from_answer(409, R"({"kind":"Status","reason":"AlreadyExists","message":"pods \"a\" already exists"})");
  EXPECT_EQ(error.reason(), Reason::kAlreadyExists);
  EXPECT_EQ(error.message(), "the API server answered 409 AlreadyExists");
  EXPECT_EQ(error.peer_words(), "pods \"a\" already exists");
}

TEST(ErrorFromAnswer, GoesByTheCodeWhereThereIsNoReasonWeKnow) {
  EXPECT_EQ(error_from_answer(410, R"({"kind":"Status","reason":"Expired"})").reason(), Reason::kExpired);
  EXPECT_EQ(error_from_answer(410, R"({"kind":"Status"})").reason(), Reason::kGone);
  EXPECT_EQ(error_from_answer(403, R"({"kind":"Status","reason":"New"})").reason(), Reason::kForbidden);
  EXPECT_EQ(error_from_answer(409, "").reason(), Reason::kConflict);
  EXPECT_EQ(error_from_answer(504, "").reason(), Reason::kServiceUnavailable);
  EXPECT_EQ(error_from_answer(500, "").reason(), Reason::kInternal);
  EXPECT_EQ(error_from_answer(302, "").reason(), Reason::kUnknown);
}

TEST(ErrorFromAnswer, TakesAnyBody) {
  const auto text = error_from_answer(404, "404 page not found\n");
  EXPECT_EQ(text.reason(), Reason::kNotFound);
  EXPECT_EQ(text.message(), "the API server answered 404");
  EXPECT_EQ(text.peer_words(), "404 page not found");
  EXPECT_EQ(error_from_answer(503, R"(["a list"])").reason(), Reason::kServiceUnavailable);
  EXPECT_EQ(error_from_answer(502, std::string(100'000, 'x')).peer_words().size(), 512U);
}

}  // namespace
}  // namespace gauntlet::kube
