#include "reference_controller/reference_fixture_test.hpp"

#include "foundation/http/url.hpp"
#include "foundation/kube/base64.hpp"
#include "foundation/kube/yaml_reader.hpp"
#include "foundation/net/certificate_authority.hpp"
#include "foundation/net/dialer.hpp"
#include "foundation/net/timer.hpp"
#include "foundation/net/tls_stream.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::reference {

using base::Deadline;
using net::Awaitable;

net::Endpoint NamedBackend::listen() {
  auto acceptor = net::Acceptor::listen(executor_, {"127.0.0.1", 0});
  EXPECT_TRUE(acceptor.ok());
  const net::Endpoint address = (*acceptor)->local_endpoint();
  server_.serve(std::move(*acceptor));
  return address;
}

Awaitable<void> NamedBackend::stop() {
  released_.set();
  const auto at_once = Deadline::at({});
  co_await server_.stop(at_once);
}

Awaitable<void> NamedBackend::wait_for_slow_request() {
  const auto deadline = Deadline::after(std::chrono::seconds(20));
  const auto waited = co_await arrived_.wait(deadline);
  EXPECT_TRUE(waited.ok());
}

Awaitable<void> NamedBackend::handle(const http::Request& request, const http::RequestContext& /*context*/,
                                     http::ResponseWriter& writer) {
  if (http::split_target(request.target).path == "/slow") {
    arrived_.set();
    const auto deadline = Deadline::after(std::chrono::seconds(20));
    const auto waited = co_await released_.wait(deadline);
    base::ignore_failure(waited);
  }
  http::Response response;
  response.body = name_;
  const auto sent = co_await writer.send(std::move(response));
  base::ignore_failure(sent);
}

ReferenceTest::ReferenceTest() {
  loop_.start("cluster");
  start_api_server({"127.0.0.1", 0});
  for (const std::string name : {"a", "b"}) {
    loop_.run_and_wait([this, &name] {
      backends_.push_back(std::make_unique<NamedBackend>(loop_.executor(), name));
      backend_addresses_.emplace_back(name, backends_.back()->listen());
    });
  }
  fill_cluster();
}

ReferenceTest::~ReferenceTest() {
  if (controller_) controller_->stop();
  controller_.reset();
  for (const auto& backend : backends_) {
    run([&backend] { return backend->stop(); });
  }
  stop_api_server();
  loop_.run_and_wait([this] { backends_.clear(); });
}

void ReferenceTest::start_api_server(const net::Endpoint& plain) {
  loop_.run_and_wait([this, &plain] {
    fakeapiserver::ApiServerOptions options;
    options.plain_listen = plain;
    api_ = std::make_unique<fakeapiserver::ApiServer>(loop_.executor(), options);
    const auto started = api_->start();
    ASSERT_TRUE(started.ok()) << started.error().to_string();
    client_ = std::make_unique<kube::Client>(loop_.executor(), api_->access_for("test"), "gauntlet-test");
  });
}

void ReferenceTest::stop_api_server() {
  run([this]() -> Awaitable<void> {
    const auto at_once = Deadline::at({});
    client_.reset();
    co_await api_->stop(at_once);
    api_.reset();
  });
}

void ReferenceTest::fill_cluster() {
  apply(
      "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: ours}\n"
      "spec: {controller: gauntlet.test/reference}\n");
  for (const auto& [name, address] : backend_addresses_) {
    apply(
        fmt::format("apiVersion: v1\nkind: Service\nmetadata: {{name: {0}}}\nspec: {{ports: [{{port: 80}}]}}\n---\n"
                    "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\naddressType: IPv4\n"
                    "metadata: {{name: {0}-1, labels: {{kubernetes.io/service-name: {0}}}}}\n"
                    "ports: [{{port: {1}}}]\nendpoints: [{{addresses: [{2}]}}]\n",
                    name, address.port, address.address));
  }
}

std::unique_ptr<ReferenceController> ReferenceTest::make_controller(
    const std::function<void(ReferenceControllerOptions&)>& change) {
  ReferenceControllerOptions options;
  loop_.run_and_wait([&] { options.controller.access = api_->access_for("reference"); });
  options.controller.classes.controller_name = "gauntlet.test/reference";
  options.controller.publish_address = "192.0.2.1";
  options.listen_http = options.listen_https = options.listen_health = net::Endpoint{"127.0.0.1", 0};
  if (change) change(options);
  return std::make_unique<ReferenceController>(std::move(options), log_);
}

void ReferenceTest::start(const std::function<void(ReferenceControllerOptions&)>& change) {
  controller_ = make_controller(change);
  const auto started = controller_->start();
  ASSERT_TRUE(started.ok()) << started.error().to_string();
  ASSERT_TRUE(eventually([this] { return health("/readyz").status == 200; }));
}

void ReferenceTest::apply(const std::string& yaml) {
  auto objects = kube::read_manifests(yaml);
  ASSERT_TRUE(objects.ok()) << objects.error().to_string() << "\n" << yaml;
  for (const kube::Object& object : *objects) {
    const kube::ResourceType* const type = kube::find_resource_by_kind(object.api_version(), object.kind());
    ASSERT_NE(type, nullptr) << object.kind();
    run([&]() -> Awaitable<void> {
      const auto deadline = soon();
      auto created = co_await client_->create(*type, object, deadline);
      if (created) co_return;
      EXPECT_EQ(created.error().reason(), base::Reason::kAlreadyExists) << created.error().to_string();
      kube::Json json = object.json();
      if (type->scope == kube::Scope::kNamespaced) json["metadata"]["namespace"] = "default";
      auto replacement = kube::Object::from_json(std::move(json));
      auto updated = co_await client_->update(*type, std::move(replacement), deadline);
      EXPECT_TRUE(updated.ok()) << updated.error().to_string();
    });
  }
}

void ReferenceTest::remove(const kube::ResourceType& type, const std::string& name) {
  run([&]() -> Awaitable<void> {
    const auto deadline = soon();
    base::NamespacedName full{"default", name};
    const auto removed = co_await client_->remove(type, std::move(full), deadline);
    EXPECT_TRUE(removed.ok()) << removed.error().to_string();
  });
}

std::string ReferenceTest::ingress(const std::string& name, const std::string& host, const std::string& service,
                                   const std::string& class_name) {
  return fmt::format(
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {}}}\nspec:\n  ingressClassName: {}\n"
      "  tls: [{{hosts: [{}], secretName: {}}}]\n"
      "  rules: [{{host: {}, http: {{paths: [{{path: /, pathType: Prefix, "
      "backend: {{service: {{name: {}, port: {{number: 80}}}}}}}}]}}}}]\n",
      name, class_name, host, name, host, service);
}

std::string ReferenceTest::apply_secret(const std::string& name) {
  net::CertificateRequest request;
  request.dns_names = {name};
  const auto issued = net::make_self_signed(request);
  EXPECT_TRUE(issued.ok());
  apply(
      fmt::format("apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {{name: {}}}\n"
                  "data: {{tls.crt: {}, tls.key: {}}}\n",
                  name, kube::base64_encode(issued->certificate_pem), kube::base64_encode(issued->key_pem)));
  return issued->fingerprint;
}

int ReferenceTest::requests_for(const std::string& verb, const std::string& plural, const std::string& subresource) {
  int count = 0;
  loop_.run_and_wait([&] {
    for (const fakeapiserver::AuditRecord& record : api_->audit().records()) {
      count += record.user == "reference" && record.verb == verb && record.subresource == subresource &&
               record.resource.substr(0, record.resource.find('.')) == plural;
    }
  });
  return count;
}

std::string ReferenceTest::published_for(const std::string& name) {
  std::string addresses;
  run([&]() -> Awaitable<void> {
    const auto deadline = soon();
    base::NamespacedName full{"default", name};
    const auto found = co_await client_->get(kube::resources::kIngresses, std::move(full), deadline);
    EXPECT_TRUE(found.ok());
    if (!found) co_return;
    const kube::Json& balancer = kube::member(kube::member(found->json(), "status"), "loadBalancer");
    for (const kube::Json& entry : kube::member(balancer, "ingress")) addresses += kube::string_member(entry, "ip");
  });
  return addresses;
}

ReferenceTest::Seen ReferenceTest::ask(const net::Endpoint& at, const std::string& host, const std::string& path) {
  Seen seen;
  run([&]() -> Awaitable<void> {
    const auto deadline = soon();
    net::DialOptions options(at);
    auto dialed = co_await net::dial(std::move(options), deadline);
    if (!dialed) co_return;
    http::ClientConnection connection(std::move(*dialed));
    http::Request request;
    request.target = path;
    request.headers.set("Host", host);
    const auto answer = co_await connection.exchange(request, deadline);
    if (answer) seen = {answer->status, answer->body};
  });
  return seen;
}

std::string ReferenceTest::served(const std::string& host, const std::string& path) {
  const Seen seen = get(host, path);
  return seen.status == 200 ? "200 " + seen.body : std::to_string(seen.status);
}

std::string ReferenceTest::fingerprint_for(const std::string& server_name) {
  std::string fingerprint;
  run([&]() -> Awaitable<void> {
    const auto deadline = soon();
    net::DialOptions options(*controller_->addresses().https);
    auto dialed = co_await net::dial(std::move(options), deadline);
    if (!dialed) co_return;
    net::TlsClientOptions tls;
    tls.server_name = server_name;
    tls.verification = net::PeerVerification::kAcceptAny;
    const auto secured = co_await net::tls_connect(std::move(*dialed), std::move(tls), deadline);
    if (secured) fingerprint = (*secured)->session().peer_fingerprint;
  });
  return fingerprint;
}

bool ReferenceTest::eventually(const std::function<bool()>& condition) {
  const Deadline deadline = soon();
  net::EventLoop pacing;
  while (!condition()) {
    if (deadline.has_passed(base::SystemClock().now())) return false;
    pacing.run_until_done([]() -> Awaitable<void> {
      const auto waited = co_await net::wait_for(std::chrono::milliseconds(2));
      base::ignore_failure(waited);
    }());
  }
  return true;
}

}  // namespace gauntlet::reference
