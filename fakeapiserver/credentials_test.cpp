// Who asks, over HTTP: tokens of service accounts, client certificates, impersonation.
#include "fakeapiserver/access_rules.hpp"
#include "fakeapiserver/api_service.hpp"
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/authentication.hpp"
#include "fakeapiserver/server_fixture_test.hpp"
#include "foundation/base/text.hpp"
#include "foundation/kube/base64.hpp"
#include "foundation/net/certificate_authority.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

const std::string kAccounts = "/api/v1/namespaces/default/serviceaccounts";
const std::string kToken = kAccounts + "/web/token";

Reply ask_with_token(TestServer& api, const std::string& token, const std::string& target = "/api/v1/nodes") {
  http::Request request;
  request.target = target;
  request.headers.set("Authorization", "Bearer " + token);
  return api.send(request);
}

Json who_am_i(TestServer& api, http::Headers headers = http::Headers()) {
  http::Request request;
  request.method = "POST";
  request.target = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  request.headers = std::move(headers);
  request.headers.set("Content-Type", "application/json");
  request.body = "{}";
  const Reply reply = api.send(request);
  return reply.code == 201 ? reply.json()["status"]["userInfo"] : Json(reply.code);
}

std::string make_token(TestServer& api, const std::string& body = "{}") {
  const Reply reply = api.post(kToken, body);
  EXPECT_EQ(reply.code, 201) << reply.text;
  return reply.code == 201 ? reply.json()["status"]["token"].get<std::string>() : std::string();
}

void create_account(TestServer& api) {
  ASSERT_EQ(api.post(kAccounts, R"({"metadata":{"name":"web"}})").code, 201);
}

// The claims of a JSON web token (RFC 7519 section 3).
Json claims_of(const std::string& token) {
  const auto parts = base::split(token, '.');
  EXPECT_EQ(parts.size(), 3u) << token;
  std::string payload(parts[1]);
  std::replace(payload.begin(), payload.end(), '-', '+');
  std::replace(payload.begin(), payload.end(), '_', '/');
  while (payload.size() % 4 != 0) payload += '=';
  const auto bytes = kube::base64_decode(payload);
  EXPECT_TRUE(bytes.ok());
  return bytes ? Json::parse(*bytes) : Json();
}

TEST(P0_31, ATokenOfAServiceAccountIsThatUser) {
  TestServer api;
  create_account(api);
  const Reply reply = api.post(kToken, R"({"spec":{"audiences":["a"],"expirationSeconds":1200}})");
  ASSERT_EQ(reply.code, 201) << reply.text;
  const Json answer = reply.json();
  EXPECT_EQ(answer["kind"], "TokenRequest");
  EXPECT_EQ(answer["apiVersion"], "authentication.k8s.io/v1");
  EXPECT_EQ(answer["spec"]["audiences"], Json::array({"a"}));
  const std::string token = answer["status"]["token"];
  const Json claims = claims_of(token);
  EXPECT_EQ(claims["sub"], "system:serviceaccount:default:web");
  EXPECT_EQ(claims["aud"], Json::array({"a"}));
  EXPECT_EQ(claims["exp"].get<std::int64_t>() - claims["iat"].get<std::int64_t>(), 1200);
  EXPECT_EQ(claims["kubernetes.io"]["serviceaccount"]["name"], "web");
  EXPECT_FALSE(answer["status"]["expirationTimestamp"].get<std::string>().empty());

  const Json user = who_am_i(api, {{"Authorization", "Bearer " + token}});
  EXPECT_EQ(user["username"], "system:serviceaccount:default:web");
  EXPECT_EQ(user["groups"],
            Json::array({"system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"}));
}

TEST(P0_31, ATokenEndsWithItsServiceAccount) {
  TestServer api;
  create_account(api);
  const std::string token = make_token(api);
  EXPECT_EQ(ask_with_token(api, token).code, 200);
  api.remove(kAccounts + "/web");
  EXPECT_EQ(ask_with_token(api, token).code, 401);
  create_account(api);
  EXPECT_EQ(ask_with_token(api, token).code, 401) << "another account of that name";
}

TEST(P0_31, ATokenEndsAtItsTime) {
  net::EventLoop loop;
  ApiService service(loop.executor(), "v1.35.0", ServerFeatures());
  service.note_address({"127.0.0.1", 6443}, "the certificate");
  const base::NamespacedName account{"default", "default"};
  const KindId accounts = service.plane.registry().row(kube::resources::kServiceAccounts).id;
  const std::string uid = service.plane.store().find(accounts, account)->index.uid;
  const base::WallTime now = service.clock.wall_time();
  service.users.add_bound_token("old", {account, uid, now - std::chrono::seconds(1)});
  service.users.add_bound_token("new", {account, uid, now + std::chrono::hours(1)});
  EXPECT_FALSE(is_still_good(service, *service.users.find("Bearer old")));
  EXPECT_TRUE(is_still_good(service, *service.users.find("Bearer new")));
}

TEST(P1_08, ATokenCanBeRevoked) {
  TestServer api;
  const std::string before = api.access().bearer_token;
  api.on_server([](ApiServer& server) { server.revoke_token("tester"); });
  EXPECT_EQ(api.get("/api/v1/nodes").code, 401);
  api.become("tester");
  EXPECT_NE(api.access().bearer_token, before);
  EXPECT_EQ(api.get("/api/v1/nodes").code, 200);
}

TEST(P1_08, TheCertificateCanBeRenewed) {
  TestServer api;
  EXPECT_EQ(api.get("/api/v1/nodes").code, 200);
  const std::string before = api.certificate_shown();
  api.on_server([](ApiServer& server) { EXPECT_TRUE(server.renew_certificate().ok()); });
  EXPECT_EQ(api.get("/api/v1/nodes").code, 200) << "connections stay";
  api.reconnect();
  EXPECT_EQ(api.get("/api/v1/nodes").code, 200) << "of the same authority";
  EXPECT_NE(api.certificate_shown(), before);
}

TEST(P0_31, TokenRequestsAreValidated) {
  TestServer api;
  EXPECT_EQ(api.post(kToken, "{}").code, 404) << "no such account";
  create_account(api);
  const Reply shorter = api.post(kToken, R"({"spec":{"expirationSeconds":10}})");
  EXPECT_EQ(shorter.code, 422);
  EXPECT_EQ(shorter.json()["details"]["causes"][0]["field"], "spec.expirationSeconds");
  const std::string bound_to = R"({"spec":{"boundObjectRef":{"kind":")";
  EXPECT_EQ(api.post(kToken, bound_to + R"(Pod","name":"none"}}})").code, 404);
  EXPECT_EQ(api.post(kToken, bound_to + R"(Ingress","name":"none","apiVersion":"v1"}}})").message(),
            "cannot bind token to object of type /v1, Kind=Ingress");
  const Reply other = api.post(kToken, R"({"metadata":{"name":"other"},"spec":{}})");
  EXPECT_EQ(other.code, 422);
  EXPECT_EQ(other.json()["details"]["causes"][0]["field"], "metadata.name");
  EXPECT_EQ(api.post(kToken, "[]").code, 400);
  EXPECT_EQ(api.get(kToken).code, 405);
  EXPECT_EQ(api.post("/api/v1/namespaces/default/configmaps/a/token", "{}").code, 404);
  const Json usual = api.post(kToken, "{}").json();
  EXPECT_EQ(usual["spec"]["audiences"], Json::array({"https://kubernetes.default.svc.cluster.local"}));
  EXPECT_EQ(usual["spec"]["expirationSeconds"], 3600);
}

TEST(P0_01, DiscoveryNamesWhatSubresourcesTake) {
  TestServer api;
  const Json resources = api.get("/api/v1").json()["resources"];
  const auto found = std::find_if(resources.begin(), resources.end(),
                                  [](const Json& resource) { return resource["name"] == "serviceaccounts/token"; });
  ASSERT_NE(found, resources.end());
  EXPECT_EQ((*found)["kind"], "TokenRequest");
  EXPECT_EQ((*found)["group"], "authentication.k8s.io");
  EXPECT_EQ((*found)["verbs"], Json::array({"create"}));
}

TEST(P0_31, AClientCertificateNamesUserAndGroups) {
  TestServer api;
  kube::ClientCertificate certificate;
  api.on_server([&](ApiServer& server) {
    auto made = server.issue_client_certificate("ann", {"admins", "ops"});
    ASSERT_TRUE(made.ok()) << made.error().to_string();
    certificate = std::move(*made);
  });
  api.show_certificate(certificate);
  const Json user = who_am_i(api);
  EXPECT_EQ(user["username"], "ann");
  EXPECT_EQ(user["groups"], Json::array({"admins", "ops", "system:authenticated"}));
}

TEST(P0_31, ACertificateOfSomebodyElseIsRefused) {
  TestServer api;
  const auto authority = net::CertificateAuthority::create("gauntlet-ca");
  ASSERT_TRUE(authority.ok());
  net::CertificateRequest request;
  request.common_name = "ann";
  request.usage = net::CertificateRequest::Usage::kClient;
  const auto issued = authority->issue(request);
  ASSERT_TRUE(issued.ok());
  const std::string token = api.access().bearer_token;
  api.show_certificate({issued->certificate_pem, issued->key_pem});
  const Reply refused = api.get("/api/v1/nodes");
  EXPECT_EQ(refused.code, 401);
  EXPECT_EQ(refused.reason(), "Unauthorized");
  EXPECT_EQ(ask_with_token(api, token).code, 200) << "the token is good";
}

TEST(P0_31, AUserMayActAsAnother) {
  TestServer api;
  const Json user = who_am_i(api, {{"Impersonate-User", "ann"}, {"Impersonate-Group", "admins"}});
  EXPECT_EQ(user["username"], "ann");
  EXPECT_EQ(user["groups"], Json::array({"admins", "system:authenticated"}));
  api.on_server([](ApiServer& server) {
    EXPECT_EQ(server.audit().records().back().user, "tester");
    EXPECT_EQ(server.audit().records().back().impersonated_user, "ann");
    server.access_rules().deny({"ann", "list", "nodes", ""});
    server.access_rules().deny({"tester", "impersonate", "users", ""});
  });
  EXPECT_EQ(who_am_i(api, {{"Impersonate-User", "ann"}}), 403) << "not everybody may";
  EXPECT_EQ(who_am_i(api, {{"Impersonate-Group", "admins"}}), 500) << "of whom?";
  api.become("other");
  http::Request request;
  request.target = "/api/v1/nodes";
  request.headers.set("Impersonate-User", "ann");
  EXPECT_EQ(api.send(request).code, 403) << "the rules of the other user hold";
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
