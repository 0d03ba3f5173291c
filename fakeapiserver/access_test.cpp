// Who may do what over HTTP: anonymous requests, denials, and the reviews that ask about both.
#include "fakeapiserver/access_rules.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

const std::string kAuthorization = "/apis/authorization.k8s.io/v1/";
const std::string kAuthentication = "/apis/authentication.k8s.io/v1/";

Reply get_as_nobody(TestServer& api, const std::string& target) {
  http::Request request;
  request.target = target;
  request.headers.set("Authorization", "");
  return api.send(request);
}

TEST(P0_31, WithoutCredentialsResourcesAreForbidden) {
  TestServer api;
  const Reply resource = get_as_nobody(api, "/api/v1/namespaces/default/pods");
  EXPECT_EQ(resource.code, 403);
  EXPECT_EQ(resource.message(),
            "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" in the "
            "namespace \"default\"");
  EXPECT_EQ(resource.header("X-Content-Type-Options"), "nosniff");
  const Reply path = get_as_nobody(api, "/apis");
  EXPECT_EQ(path.code, 403);
  EXPECT_EQ(path.message(), "forbidden: User \"system:anonymous\" cannot get path \"/apis\"");
  for (const char* open : {"/version", "/healthz", "/livez", "/readyz"}) {
    EXPECT_EQ(get_as_nobody(api, open).code, 200) << open;
  }
}

void deny(TestServer& api, const DenyRule& rule) {
  api.on_server([&](ApiServer& server) { server.access_rules().deny(rule); });
}

TEST(P1_18, WhatIsDeniedIsForbidden) {
  TestServer api;
  deny(api, {"tester", "update", "ingresses", ""});
  const Reply created = api.post(kIngresses, R"({"metadata":{"name":"web"},"spec":{"rules":[{}]}})");
  ASSERT_EQ(created.code, 201);
  const Reply refused = api.put(kIngresses + "/web/status", created.json());
  EXPECT_EQ(refused.code, 403);
  EXPECT_EQ(refused.reason(), "Forbidden");
  EXPECT_EQ(refused.message(),
            "ingresses.networking.k8s.io \"web\" is forbidden: User \"tester\" cannot update resource "
            "\"ingresses/status\" in API group \"networking.k8s.io\" in the namespace \"default\"");
  EXPECT_EQ(refused.json()["details"], Json({{"name", "web"}, {"group", "networking.k8s.io"}, {"kind", "ingresses"}}));
  api.become("other");
  EXPECT_EQ(api.put(kIngresses + "/web/status", created.json()).code, 200);
}

TEST(P1_18, DenialsAtTheScopeOfTheCluster) {
  TestServer api;
  deny(api, {"", "list", "nodes", ""});
  EXPECT_EQ(
      api.get("/api/v1/nodes").message(),
      "nodes is forbidden: User \"tester\" cannot list resource \"nodes\" in API group \"\" at the cluster scope");
}

TEST(P0_32, ReviewsSayWhatIsAllowed) {
  TestServer api;
  deny(api, {"tester", "list", "secrets", ""});
  const auto allowed = [&](const char* verb, const char* resource) {
    const Json review = {{"kind", "SelfSubjectAccessReview"},
                         {"apiVersion", "authorization.k8s.io/v1"},
                         {"spec", {{"resourceAttributes", {{"verb", verb}, {"resource", resource}}}}}};
    const Reply reply = api.post(kAuthorization + "selfsubjectaccessreviews", kube::to_text(review));
    EXPECT_EQ(reply.code, 201) << reply.text;
    EXPECT_EQ(reply.json()["spec"], review["spec"]) << "the question is repeated";
    return reply.json()["status"]["allowed"].get<bool>();
  };
  EXPECT_TRUE(allowed("list", "pods"));
  EXPECT_FALSE(allowed("list", "secrets"));
  EXPECT_TRUE(allowed("get", "secrets"));
  const Reply other = api.post(kAuthorization + "subjectaccessreviews",
                               R"({"spec":{"user":"x","resourceAttributes":{"verb":"list","resource":"secrets"}}})");
  EXPECT_EQ(other.json()["status"]["allowed"], true) << "the rule is about tester";
}

TEST(P0_32, ReviewsOfUsersAndTokens) {
  TestServer api;
  const Json self = api.post(kAuthentication + "selfsubjectreviews", "{}").json();
  EXPECT_EQ(self["status"]["userInfo"]["username"], "tester");
  EXPECT_EQ(self["status"]["userInfo"]["groups"], Json::array({"system:authenticated"}));
  const auto token = [&](const std::string& text) {
    return api.post(kAuthentication + "tokenreviews", R"({"spec":{"token":")" + text + R"("}})").json()["status"];
  };
  EXPECT_EQ(token(api.access().bearer_token)["authenticated"], true);
  EXPECT_EQ(token(api.access().bearer_token)["user"]["username"], "tester");
  EXPECT_FALSE(token("nonsense").value("authenticated", false));
  const Json rules = api.post(kAuthorization + "selfsubjectrulesreviews", R"({"spec":{"namespace":"default"}})").json();
  EXPECT_EQ(rules["status"]["resourceRules"][0]["verbs"], Json::array({"*"}));
  EXPECT_EQ(rules["status"]["incomplete"], false);
}

TEST(P0_32, ReviewsThatAskNothingAreRefused) {
  TestServer api;
  const auto message = [&](const std::string& target, std::string_view body, int code) {
    const Reply reply = api.post(target, body);
    EXPECT_EQ(reply.code, code) << body;
    return reply.message();
  };
  EXPECT_EQ(message(kAuthorization + "selfsubjectaccessreviews", R"({"spec":{}})", 422),
            R"(.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of )"
            "nonResourceAttributes or resourceAttributes must be specified");
  EXPECT_EQ(
      message(kAuthorization + "subjectaccessreviews", R"({"spec":{"resourceAttributes":{"verb":"get"}}})", 422),
      R"(.authorization.k8s.io "" is invalid: spec.user: Invalid value: "": at least one of user or group must be )"
      "specified");
  EXPECT_EQ(message(kAuthorization + "selfsubjectrulesreviews", R"({"spec":{}})", 400), "no namespace on request");
  EXPECT_EQ(message(kAuthentication + "tokenreviews", R"({"spec":{}})", 400),
            "token is required for TokenReview in authentication");
}

TEST(P0_32, ReviewsAreNotStored) {
  TestServer api;
  const std::string before = api.get("/api/v1/pods").json()["metadata"]["resourceVersion"];
  api.post(kAuthentication + "selfsubjectreviews", "{}");
  EXPECT_EQ(api.get("/api/v1/pods").json()["metadata"]["resourceVersion"], before);
  EXPECT_EQ(api.get(kAuthentication + "selfsubjectreviews").code, 405);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
