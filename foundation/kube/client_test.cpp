#include "foundation/kube/client.hpp"

#include "foundation/kube/scripted_server.hpp"
#include "foundation/net/certificate_authority.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using base::Reason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using resources::kIngresses;
constexpr std::string_view kIngressText =
    R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web","namespace":"shop"}})";

Object ingress() {
  return *Object::parse(kIngressText);
}

TEST_F(ClientTest, SendsWhatApiServersWantToSee) {
  answer(200, std::string(kIngressText));
  const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
  ASSERT_TRUE(object.ok()) << object.error().to_string();
  EXPECT_EQ(object->name(), "web");
  ASSERT_EQ(handler_.requests.size(), 1U);
  const http::Request& request = handler_.requests[0];
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web");
  EXPECT_EQ(request.headers.find("Host"), access_.endpoint.to_string());
  EXPECT_EQ(request.headers.find("User-Agent"), "gauntlet-test/1");
  EXPECT_EQ(request.headers.find("Authorization"), "Bearer secret");
  EXPECT_EQ(request.headers.find("Accept"), "application/json");
  EXPECT_FALSE(request.headers.contains("Content-Type"));
}

TEST_F(ClientTest, HasAVerbForEachMethod) {
  for (int i = 0; i < 8; ++i) answer(i == 0 ? 201 : 200, std::string(kIngressText));
  EXPECT_TRUE(run(client().create(kIngresses, ingress(), soon())).ok());
  EXPECT_TRUE(run(client().update(kIngresses, ingress(), soon())).ok());
  EXPECT_TRUE(run(client().update_status(kIngresses, ingress(), soon())).ok());
  EXPECT_TRUE(run(client().patch(kIngresses, {"shop", "web"}, PatchType::kMerge, Json{{"a", nullptr}}, soon())).ok());
  EXPECT_TRUE(run(client().patch(kIngresses, {"shop", "web"}, PatchType::kJson, Json::array(), soon())).ok());
  EXPECT_TRUE(run(client().remove(kIngresses, {"shop", "web"}, soon())).ok());
  EXPECT_TRUE(run(client().remove_collection(kIngresses, "shop", soon())).ok());
  EXPECT_TRUE(run(client().get(resources::kNamespaces, {"", "shop"}, soon())).ok());

  std::vector<std::string> seen;
  for (const http::Request& request : handler_.requests) {
    seen.push_back(request.method + " " + request.target + " " +
                   std::string(request.headers.find("Content-Type").value_or("-")) + " " + request.body);
  }
  const std::string all = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses";
  const std::string text = ingress().to_text();
  EXPECT_THAT(seen,
              ElementsAre("POST " + all + " application/json " + text, "PUT " + all + "/web application/json " + text,
                          "PUT " + all + "/web/status application/json " + text,
                          "PATCH " + all + "/web application/merge-patch+json {\"a\":null}",
                          "PATCH " + all + "/web application/json-patch+json []", "DELETE " + all + "/web - ",
                          "DELETE " + all + " - ", "GET /api/v1/namespaces/shop - "));
}

TEST_F(ClientTest, PutsObjectsWithoutNamespaceWhereItsAccessSays) {
  access_.namespace_ = "home";
  answer(200, "{}");
  EXPECT_TRUE(run(client().get(kIngresses, {"", "web"}, soon())).ok());
  EXPECT_EQ(handler_.requests[0].target, "/apis/networking.k8s.io/v1/namespaces/home/ingresses/web");
}

TEST_F(ClientTest, FillsInTheKindOfListedItems) {
  answer(200, R"({"apiVersion":"networking.k8s.io/v1","kind":"IngressList","metadata":{"resourceVersion":"12"},
                  "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})");
  ListOptions options;
  options.label_selector = "app in (a,b)";
  options.resource_version = "0";
  const auto list = run(client().list(kIngresses, options, soon()));
  ASSERT_TRUE(list.ok()) << list.error().to_string();
  EXPECT_EQ(list->resource_version, "12");
  ASSERT_EQ(list->items.size(), 2U);
  EXPECT_EQ(list->items[1].name(), "b");
  EXPECT_EQ(list->items[1].kind(), "Ingress");
  EXPECT_EQ(list->items[1].api_version(), "networking.k8s.io/v1");
  EXPECT_EQ(handler_.requests[0].target,
            "/apis/networking.k8s.io/v1/ingresses?labelSelector=app%20in%20%28a%2Cb%29&resourceVersion=0");

  answer(200, R"({"kind":"IngressList","items":null})");
  EXPECT_TRUE(run(client().list(kIngresses, {}, soon())).ok());
  for (const char* body :
       {"[]", "{}", R"({"kind":"IngressList","items":{}})", R"({"kind":"IngressList","items":[1]})"}) {
    answer(200, body);
    EXPECT_EQ(run(client().list(kIngresses, {}, soon())).error().reason(), Reason::kMalformed) << body;
  }
}

TEST_F(ClientTest, TurnsAnswersIntoErrors) {
  answer(409, R"({"kind":"Status","reason":"AlreadyExists","message":"ingresses \"web\" already exists"})");
  const auto created = run(client().create(kIngresses, ingress(), soon()));
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().reason(), Reason::kAlreadyExists);
  EXPECT_EQ(created.error().message(),
            "create ingresses.networking.k8s.io shop/web: the API server answered 409 AlreadyExists");
  EXPECT_EQ(created.error().peer_words(), "ingresses \"web\" already exists");

  answer(404, "404 page not found\n");
  EXPECT_EQ(run(client().remove(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kNotFound);
  answer(410, R"({"kind":"Status","reason":"Expired","message":"too old"})");
  EXPECT_EQ(run(client().list(kIngresses, {}, soon())).error().reason(), Reason::kExpired);
  answer(200, "<html>");
  EXPECT_EQ(run(client().get(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kMalformed);
}

TEST_F(ClientTest, GetsRawBodies) {
  answer(200, "ok");
  EXPECT_EQ(*run(client().get_raw("/readyz?verbose=1", soon())), "ok");
  EXPECT_EQ(handler_.requests[0].target, "/readyz?verbose=1");
  answer(500, "etcd failed");
  EXPECT_EQ(run(client().get_raw("/readyz", soon())).error().peer_words(), "etcd failed");
}

TEST_F(ClientTest, KeepsItsConnection) {
  for (int i = 0; i < 3; ++i) answer(i == 1 ? 404 : 200, "{}");
  for (int i = 0; i < 3; ++i) base::ignore_failure(run(client().get(kIngresses, {"shop", "web"}, soon())));
  ASSERT_EQ(handler_.clients.size(), 3U);
  EXPECT_EQ(handler_.clients[0], handler_.clients[1]);
  EXPECT_EQ(handler_.clients[0], handler_.clients[2]);
}

TEST_F(ClientTest, OutlivesARestartOfTheServer) {
  answer(200, "{}");
  EXPECT_TRUE(run(client().get(kIngresses, {"shop", "web"}, soon())).ok());
  stop_server();
  auto acceptor = net::Acceptor::listen(loop_.executor(), access_.endpoint);
  ASSERT_TRUE(acceptor.ok()) << acceptor.error().to_string();
  server_ = std::make_unique<http::Server>(loop_.executor(), handler_);
  server_->serve(std::move(*acceptor));
  answer(200, "{}");
  const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
  EXPECT_TRUE(object.ok()) << object.error().to_string();
}

TEST_F(ClientTest, SaysWhenNobodyListens) {
  stop_server();
  const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
  ASSERT_FALSE(object.ok());
  EXPECT_EQ(object.error().reason(), Reason::kRefused);
  EXPECT_THAT(object.error().message(), HasSubstr("get ingresses.networking.k8s.io shop/web: "));
}

TEST_F(ClientTest, GivesUpAtTheDeadline) {
  handler_.answers.push_back({200, "", {"{"}, Answer::Ending::kStayOpen});
  const auto object =
      run(client().get(kIngresses, {"shop", "web"}, base::Deadline::after(std::chrono::milliseconds(50))));
  ASSERT_FALSE(object.ok());
  EXPECT_EQ(object.error().reason(), Reason::kTimeout);
}

TEST_F(ClientTest, SpeaksTlsAndChecksTheCertificate) {
  const auto authority = net::CertificateAuthority::create("test authority");
  const auto other = net::CertificateAuthority::create("another authority");
  ASSERT_TRUE(authority.ok() && other.ok());
  net::CertificateRequest request;
  request.common_name = "kubernetes";
  request.dns_names = {"kubernetes.default"};
  request.ip_addresses = {"127.0.0.1"};
  const auto issued = authority->issue(request);
  ASSERT_TRUE(issued.ok()) << issued.error().to_string();
  auto identity = net::TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
  ASSERT_TRUE(identity.ok()) << identity.error().to_string();
  stop_server();
  serve(std::make_shared<net::FixedTlsIdentity>(*identity));

  access_.ca_pem = authority->certificate_pem();
  for (const char* name : {"127.0.0.1", "kubernetes.default"}) {
    access_.server_name = name;
    client_.reset();
    answer(200, "{}");
    const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
    EXPECT_TRUE(object.ok()) << name << ": " << object.error().to_string();
  }
  access_.server_name = "other.default";
  client_.reset();
  EXPECT_EQ(run(client().get(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kTls);
  access_.server_name = "127.0.0.1";
  access_.ca_pem = other->certificate_pem();
  client_.reset();
  EXPECT_EQ(run(client().get(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kTls);
}

}  // namespace
}  // namespace gauntlet::kube
