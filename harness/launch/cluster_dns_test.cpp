#include "harness/launch/cluster_dns.hpp"

#include "fakeapiserver/api_server.hpp"
#include "harness/launch/launch_test.hpp"
#include "harness/launch/seed_objects.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace gauntlet::launch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ClusterDnsTest : public LaunchTest {
 protected:
  // The raw bytes of the answer to a question, asked as Go's resolver does.
  net::Awaitable<std::string> ask(std::string name, DnsType type) {
    auto socket = net::DatagramSocket::bind(executor(), net::Endpoint{"127.0.0.1", 0});
    std::string query("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12);
    for (std::size_t begin = 0; begin <= name.size();) {
      const std::size_t end = std::min(name.find('.', begin), name.size());
      query += static_cast<char>(end - begin);
      query += name.substr(begin, end - begin);
      begin = end + 1;
    }
    query += std::string("\0\0", 2) + static_cast<char>(type) + std::string("\0\1", 2);
    (*socket)->send(query, dns_->endpoint());
    const auto deadline = soon();
    auto answer = co_await (*socket)->receive(deadline);
    co_return answer ? answer->bytes : std::string();
  }
  // Response code, then the IPv4 addresses at the ends of the answers' records.
  net::Awaitable<std::vector<std::string>> resolve(std::string name, DnsType type = DnsType::kA) {
    const std::string answer = co_await ask(std::move(name), type);
    std::vector<std::string> result;
    if (answer.size() < 12) co_return result;
    result.push_back("code " + std::to_string(answer[3] & 0xf));
    const auto count = static_cast<std::size_t>(answer[7]);
    if (type != DnsType::kA || count == 0) co_return result;
    // All records have the same name, so the same length.
    const std::size_t question_end = answer.find(std::string("\0\0\1\0\1", 5), 12) + 5;
    const std::size_t length = (answer.size() - question_end) / count;
    for (std::size_t i = 1; i <= count; ++i) {
      const std::string last = answer.substr(question_end + i * length - 4, 4);
      std::string text;
      for (const char c : last) text += (text.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(c));
      result.push_back(text);
    }
    co_return result;
  }
  // Runs `body` with a resolver of a cluster that has the objects.
  void with_cluster(const std::string& yaml, const std::function<net::Awaitable<void>()>& body) {
    run([&]() -> net::Awaitable<void> {
      fakeapiserver::ApiServer server(executor(), fakeapiserver::ApiServerOptions());
      const auto listening = server.start();
      EXPECT_TRUE(listening.ok());
      const auto deadline = soon();
      {
        kube::Client client(executor(), server.access_for("test"), "test");
        auto objects = kube::read_manifests(yaml);
        EXPECT_TRUE(objects.ok());
        const auto seeded = co_await seed_objects(client, std::move(*objects), deadline);
        if (!seeded) ADD_FAILURE() << seeded.error().to_string();
      }
      dns_ = std::make_unique<ClusterDns>(executor(), server.access_for("dns"));
      const auto started = dns_->start(net::Endpoint{"127.0.0.1", 0});
      EXPECT_TRUE(started.ok());
      co_await body();
      co_await dns_->stop();
      dns_.reset();
      co_await server.stop(deadline);
    });
  }

  std::unique_ptr<ClusterDns> dns_;
};

TEST_F(ClusterDnsTest, AServiceIsItsClusterIp) {
  const char* const yaml = R"(
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 127.96.7.8, ports: [{port: 80}]}
)";
  with_cluster(yaml, [&]() -> net::Awaitable<void> {
    auto found = co_await resolve("web.shop.svc.cluster.local");
    EXPECT_THAT(found, ElementsAre("code 0", "127.96.7.8"));
    auto upper = co_await resolve("WEB.shop.SVC.cluster.local");
    EXPECT_THAT(upper, ElementsAre("code 0", "127.96.7.8"));
    auto without_ipv6 = co_await resolve("web.shop.svc.cluster.local", DnsType::kAaaa);
    EXPECT_THAT(without_ipv6, ElementsAre("code 0"));
    auto absent = co_await resolve("none.shop.svc.cluster.local");
    EXPECT_THAT(absent, ElementsAre("code 3"));
  });
}

TEST_F(ClusterDnsTest, AHeadlessServiceIsItsReadyEndpoints) {
  const char* const yaml = R"(
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: None, ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{port: 8080}]
endpoints:
  - {addresses: [127.42.0.1], conditions: {ready: true}}
  - {addresses: [127.42.0.2], conditions: {ready: false}}
  - {addresses: [127.42.0.3]}
)";
  with_cluster(yaml, [&]() -> net::Awaitable<void> {
    auto found = co_await resolve("web.shop.svc.cluster.local");
    EXPECT_THAT(found, ElementsAre("code 0", "127.42.0.1", "127.42.0.3"));
  });
}

TEST_F(ClusterDnsTest, AnExternalNameIsACname) {
  const char* const yaml = R"(
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: ExternalName, externalName: there.test}
)";
  with_cluster(yaml, [&]() -> net::Awaitable<void> {
    const std::string answer = co_await ask("web.shop.svc.cluster.local", DnsType::kA);
    const std::string expected("\0\5\0\1\0\0\0\0\0\x0c\5there\4test\0", 22);
    EXPECT_TRUE(answer.ends_with(expected));
  });
}

TEST_F(ClusterDnsTest, KnowsNoOtherNames) {
  with_cluster("", [&]() -> net::Awaitable<void> {
    for (const char* name :
         {"example.test", "a.b.c.svc.cluster.local", "svc.cluster.local", "shop.svc.cluster.local"}) {
      std::string asked = name;
      auto found = co_await resolve(std::move(asked));
      EXPECT_THAT(found, ElementsAre("code 3")) << name;
    }
  });
}

TEST_F(ClusterDnsTest, SaysThatItCannotAsk) {
  run([&]() -> net::Awaitable<void> {
    kube::ClusterAccess nowhere;
    nowhere.endpoint = net::Endpoint{"127.77.3.4", 9};
    nowhere.tls = false;
    dns_ = std::make_unique<ClusterDns>(executor(), nowhere);
    const auto started = dns_->start(net::Endpoint{"127.0.0.1", 0});
    EXPECT_TRUE(started.ok());
    auto found = co_await resolve("web.shop.svc.cluster.local");
    EXPECT_THAT(found, ElementsAre("code 2"));
    co_await dns_->stop();
    dns_.reset();
  });
}

TEST(ResolverConfiguration, IsAKubelets) {
  EXPECT_EQ(resolver_configuration("127.0.0.10", "shop"),
            "nameserver 127.0.0.10\n"
            "search shop.svc.cluster.local svc.cluster.local cluster.local\n"
            "options ndots:5\n");
}

}  // namespace
}  // namespace gauntlet::launch
