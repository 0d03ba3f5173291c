// Internal, tests only: a FakeCluster against a fake API server that has a thread of its own, with a client beside it.
#pragma once

#include "fakeapiserver/api_server.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/kube/service.hpp"
#include "foundation/net/dialer.hpp"
#include "foundation/net/loop_test.hpp"
#include "harness/cluster/fake_cluster.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace gauntlet::cluster {

// A Deployment of echo pods, as cases have them.
inline kube::Json make_test_deployment(const std::string& name, int replicas, kube::Json ports = kube::Json::array()) {
  const kube::Json labels = {{"app", name}};
  const kube::Json container = {{"name", "echo"}, {"image", "echo"}, {"ports", std::move(ports)}};
  return {{"apiVersion", "apps/v1"},
          {"kind", "Deployment"},
          {"metadata", {{"name", name}}},
          {"spec",
           {{"replicas", replicas},
            {"selector", {{"matchLabels", labels}}},
            {"template",
             {{"metadata", {{"labels", labels}}}, {"spec", {{"containers", kube::Json::array({container})}}}}}}}};
}

inline kube::Json make_test_service(const std::string& name, kube::Json spec = kube::Json::object()) {
  if (!spec.contains("selector")) spec["selector"] = {{"app", name}};
  if (!spec.contains("ports"))
    spec["ports"] = kube::Json::array({{{"name", "http"}, {"port", 8000}, {"targetPort", 8080}}});
  return {{"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", {{"name", name}}}, {"spec", std::move(spec)}};
}

class FakeClusterTest : public net::LoopTest {
 protected:
  static constexpr const char* kNamespace = "shop";

  FakeClusterTest() : api_(std::make_unique<fakeapiserver::ApiServer>(api_loop_.executor(), api_options())) {
    base::Result<void> started;
    api_loop_.start("api");
    api_loop_.run_and_wait([&] {
      started = api_->start();
      access_ = api_->access_for("gauntlet-cluster");
    });
    EXPECT_TRUE(started.ok());
    access_.namespace_ = kNamespace;
    client_ = std::make_unique<kube::Client>(executor(), access_, "test/1");
    cluster_ = std::make_unique<FakeCluster>(executor(), access_, cluster_options(), log_);
    run([this]() -> net::Awaitable<void> {
      kube::Json its_namespace = {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", kNamespace}}}};
      co_await create(std::move(its_namespace));
      const auto deadline = soon();
      const auto running = co_await cluster_->start(deadline);
      EXPECT_TRUE(running.ok()) << running.error().to_string();
    });
  }

  ~FakeClusterTest() override {
    run([this] { return stop_cluster(); });
    client_.reset();
    api_loop_.run_and_wait_for([this] { return api_->stop(base::Deadline::at({})); });
  }

  static fakeapiserver::ApiServerOptions api_options() { return {}; }
  static FakeClusterOptions cluster_options() {
    FakeClusterOptions options;
    options.second_octet = 88;
    return options;
  }

  net::Awaitable<void> stop_cluster() {
    if (cluster_ == nullptr) co_return;
    const auto deadline = base::Deadline::after(std::chrono::seconds(5));
    co_await cluster_->stop(deadline);
    cluster_.reset();
  }

  net::Awaitable<kube::Json> create(kube::Json json) {
    kube::Object object = kube::Object::from_json(std::move(json));
    const kube::ResourceType& type = *kube::find_resource_by_kind(object.kind());
    const auto deadline = soon();
    const auto created = co_await client_->create(type, std::move(object), deadline);
    if (!created) ADD_FAILURE() << created.error().to_string();
    co_return created ? created->json() : kube::Json();
  }

  net::Awaitable<kube::Json> patch(const kube::ResourceType& type, std::string name, kube::Json merge_patch) {
    const base::NamespacedName full{kNamespace, std::move(name)};
    const auto deadline = soon();
    const auto patched = co_await client_->patch(type, full, kube::PatchType::kMerge, std::move(merge_patch), deadline);
    if (!patched) ADD_FAILURE() << patched.error().to_string();
    co_return patched ? patched->json() : kube::Json();
  }

  net::Awaitable<void> scale(std::string deployment, int replicas) {
    kube::Json change = {{"spec", {{"replicas", replicas}}}};
    co_await patch(kube::resources::kDeployments, std::move(deployment), std::move(change));
  }

  net::Awaitable<kube::Json> get(const kube::ResourceType& type, std::string name) {
    const base::NamespacedName full{type.scope == kube::Scope::kCluster ? "" : kNamespace, std::move(name)};
    const auto deadline = soon();
    const auto found = co_await client_->get(type, full, deadline);
    if (!found) ADD_FAILURE() << found.error().to_string();
    co_return found ? found->json() : kube::Json();
  }

  net::Awaitable<void> remove(const kube::ResourceType& type, std::string name) {
    const base::NamespacedName full{type.scope == kube::Scope::kCluster ? "" : kNamespace, std::move(name)};
    const auto deadline = soon();
    const auto removed = co_await client_->remove(type, full, deadline);
    if (!removed) ADD_FAILURE() << removed.error().to_string();
  }

  net::Awaitable<std::vector<kube::Object>> list(const kube::ResourceType& type) {
    kube::ListOptions options;
    options.namespace_ = kNamespace;
    const auto deadline = soon();
    auto listed = co_await client_->list(type, std::move(options), deadline);
    if (!listed) ADD_FAILURE() << listed.error().to_string();
    co_return listed ? std::move(listed->items) : std::vector<kube::Object>();
  }

  net::Awaitable<void> settle() {
    const auto deadline = soon();
    const auto settled = co_await cluster_->wait_until_settled(kNamespace, deadline);
    EXPECT_TRUE(settled.ok()) << settled.error().to_string();
  }

  net::Awaitable<void> set_pod(std::string deployment, int index, PodState state) {
    const auto deadline = soon();
    const auto done = co_await cluster_->set_pod_state(kNamespace, std::move(deployment), index, state, deadline);
    EXPECT_TRUE(done.ok()) << done.error().to_string();
  }

  // The endpoints that a controller would use for a Service, with their port; not ready ones have a '-' in front.
  net::Awaitable<std::vector<std::string>> endpoints_of(std::string service) {
    std::vector<std::string> endpoints;
    const auto slices = co_await list(kube::resources::kEndpointSlices);
    for (const kube::Object& object : slices) {
      const auto slice = kube::read_endpoint_slice(object);
      if (!slice || slice->service_name != service) continue;
      for (const kube::SliceEndpoint& endpoint : slice->endpoints) {
        for (const kube::EndpointPort& port : slice->ports) {
          endpoints.push_back((endpoint.ready ? "" : "-") + endpoint.addresses.at(0) + ":" + std::to_string(port.port));
        }
      }
    }
    co_return endpoints;
  }

  // The whole answer to one GET, or why there is none.
  static net::Awaitable<std::string> fetch(net::Endpoint from, std::string id = "none") {
    const auto deadline = soon();
    net::DialOptions options(std::move(from));
    auto dialed = co_await net::dial(std::move(options), deadline);
    if (!dialed) co_return std::string(base::to_string(dialed.error().reason()));
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Gauntlet-Id: " + id + "\r\n\r\n";
    const auto written = co_await (*dialed)->write_all(request, deadline);
    if (!written) co_return std::string(base::to_string(written.error().reason()));
    std::string answer;
    char piece[4096];
    const std::span<char> room(piece);
    for (;;) {
      const auto read = co_await (*dialed)->read_some(room, deadline);
      if (!read && answer.empty()) co_return std::string(base::to_string(read.error().reason()));
      if (!read || *read == 0) co_return answer;
      answer.append(piece, *read);
    }
  }

  net::EventLoop api_loop_;
  base::Log log_;
  std::unique_ptr<fakeapiserver::ApiServer> api_;
  kube::ClusterAccess access_;
  std::unique_ptr<kube::Client> client_;
  std::unique_ptr<FakeCluster> cluster_;
};

inline net::Endpoint endpoint_of(const std::string& text) {
  const auto parsed = net::Endpoint::parse(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed ? *parsed : net::Endpoint();
}

}  // namespace gauntlet::cluster
