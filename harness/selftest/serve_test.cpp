// `gauntlet serve` as a user meets it.
#include "foundation/kube/client.hpp"
#include "foundation/kube/kubeconfig.hpp"
#include "foundation/net/acceptor.hpp"
#include "harness/selftest/program_fixture.hpp"
#include "harness/traffic/round_trip.hpp"

#include <csignal>
#include <filesystem>
#include <regex>

namespace gauntlet::selftest {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr std::string_view kManifests = R"(apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  ingressClassName: reference
  rules:
    - host: shop.test
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
          - {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: echo, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
)";

class Serve : public ProgramTest {
 protected:
  std::string first_group(const std::string& text, const std::string& pattern) {
    std::smatch found;
    return std::regex_search(text, found, std::regex(pattern)) ? found[1].str() : std::string();
  }
  traffic::RoundTrip get(const std::string& endpoint, const std::string& host) {
    traffic::RoundTrip trip;
    const auto to = net::Endpoint::parse(endpoint);
    EXPECT_TRUE(to) << endpoint;
    if (!to) return trip;
    traffic::RoundTripRequest request;
    request.to = *to;
    request.request.method = "GET";
    request.request.target = "/";
    request.request.headers.add("Host", host);
    net::EventLoop loop;
    const auto send = [&]() -> net::Awaitable<void> {
      const base::Deadline deadline = base::Deadline::after(std::chrono::seconds(30));
      trip = co_await traffic::send_request(std::move(request), deadline);
    };
    loop.run_until_done(send());
    return trip;
  }
};

TEST_F(Serve, KeepsAClusterUpForAController) {
  folder_.write("m.yaml", kManifests);
  Program cluster(gauntlet({"serve", "-f", "m.yaml", "--port", "0"}), folder_.path());
  ASSERT_TRUE(cluster.wait_for_output("Ctrl-C ends it")) << cluster.wait().err;
  EXPECT_THAT(cluster.out(), ContainsRegex("1 Ingress, 1 Service, 2 pods echoing on 127\\.[0-9]+\\.0\\.0/16\n"));
  EXPECT_THAT(cluster.out(), HasSubstr("the Service shop/cart, which is not there"));
  const std::string start = first_group(cluster.out(), "\n  gauntlet-reference (--kubeconfig [^ \n]+)");
  EXPECT_EQ(start, "--kubeconfig gauntlet-serve/kubeconfig.yaml");
  const auto access = kube::read_kubeconfig_file(folder_.path("gauntlet-serve/kubeconfig.yaml"));
  ASSERT_TRUE(access) << access.error().to_string();
  EXPECT_THAT(cluster.out(), HasSubstr("API at https://" + access->endpoint.to_string() + "\n"));
  ::kill(cluster.pid(), SIGTERM);
  EXPECT_EQ(cluster.wait().exit_code, 0);
}

// As client-go's rest.InClusterConfig: nothing but three files and two variables.
TEST_F(Serve, GivesWhatAPodFinds) {
  Program cluster(gauntlet({"serve", "--port", "0"}), folder_.path());
  ASSERT_TRUE(cluster.wait_for_output("Ctrl-C ends it")) << cluster.wait().err;
  kube::ClusterAccess access;
  access.endpoint.address = first_group(cluster.out(), "\n  export KUBERNETES_SERVICE_HOST=([0-9.]+) ");
  access.endpoint.port =
      static_cast<std::uint16_t>(std::stoi("0" + first_group(cluster.out(), " KUBERNETES_SERVICE_PORT=([0-9]+) ")));
  access.server_name = access.endpoint.address;
  access.ca_pem = cli::TemporaryFolder::read(folder_.path("gauntlet-serve/service-account/ca.crt"));
  access.bearer_token = cli::TemporaryFolder::read(folder_.path("gauntlet-serve/service-account/token"));
  EXPECT_EQ(cli::TemporaryFolder::read(folder_.path("gauntlet-serve/service-account/namespace")), "default");
  net::EventLoop loop;
  const auto list = [&]() -> net::Awaitable<void> {
    kube::Client client(loop.executor(), access, "pod");
    kube::ListOptions of_namespaces;
    const base::Deadline deadline = base::Deadline::after(std::chrono::seconds(30));
    const auto listed = co_await client.list(kube::resources::kNamespaces, std::move(of_namespaces), deadline);
    EXPECT_TRUE(listed.ok()) << listed.error().to_string();
  };
  loop.run_until_done(list());
  ::kill(cluster.pid(), SIGTERM);
  EXPECT_EQ(cluster.wait().exit_code, 0);
}

TEST_F(Serve, AnotherKubeconfigHoldsAClientCertificate) {
  Program cluster(gauntlet({"serve", "--port", "0"}), folder_.path());
  ASSERT_TRUE(cluster.wait_for_output("Ctrl-C ends it")) << cluster.wait().err;
  const std::string kubeconfig = cli::TemporaryFolder::read(folder_.path("gauntlet-serve/kubeconfig-certificate.yaml"));
  EXPECT_THAT(kubeconfig, ContainsRegex("\n    client-certificate-data: [A-Za-z0-9+/=]+\n"));
  EXPECT_THAT(kubeconfig, ContainsRegex("\n    client-key-data: [A-Za-z0-9+/=]+\n"));
  EXPECT_THAT(kubeconfig, ::testing::Not(HasSubstr("token:")));
  ::kill(cluster.pid(), SIGTERM);
  EXPECT_EQ(cluster.wait().exit_code, 0);
}

TEST_F(Serve, StartsAControllerAsWell) {
  folder_.write("m.yaml", kManifests);
  Program cluster(gauntlet({"serve", "-f", "m.yaml", "--port", "0", "-c", "reference"}), folder_.path());
  ASSERT_TRUE(cluster.wait_for_output("Ctrl-C ends it")) << cluster.wait().err;
  const std::string endpoint = first_group(cluster.out(), "reference ready, class reference: http://([0-9.:]+)");
  traffic::RoundTrip trip;
  // The controller is ready, and still may not have read the Ingress.
  EXPECT_TRUE(eventually([&] {
    trip = get(endpoint, "shop.test");
    return trip.response.status == 200;
  }));
  EXPECT_THAT(trip.response.body, HasSubstr("\"backend\":\"web\""));
  ::kill(cluster.pid(), SIGINT);
  EXPECT_EQ(cluster.wait().exit_code, 0);
}

int count_threads(pid_t pid) {
  std::error_code gone;
  int count = 0;
  for (auto thread = std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task", gone);
       !gone && thread != std::filesystem::directory_iterator(); thread.increment(gone)) {
    ++count;
  }
  return count;
}

// The loop, the API server and the cluster come one after the other: with each the start has come a step further.
TEST_F(Serve, ASignalInTheMiddleOfTheStartEndsItQuietly) {
  for (const int number : {SIGTERM, SIGINT}) {
    for (int threads = 2; threads <= 4; ++threads) {
      Program cluster(gauntlet({"serve", "--port", "0"}), folder_.path());
      const base::Deadline deadline = base::Deadline::after(std::chrono::seconds(30));
      while (count_threads(cluster.pid()) < threads && !deadline.has_passed(base::SystemClock().now())) {
      }
      ::kill(cluster.pid(), number);
      const ProgramEnd end = cluster.wait();
      EXPECT_EQ(end.exit_code, 0) << end.how << " with " << threads << " threads";
      EXPECT_EQ(end.err, "");
    }
  }
}

TEST_F(Serve, APortInUseIsNamed) {
  net::EventLoop loop;
  const auto taken = net::Acceptor::listen(loop.executor(), {"127.0.0.1", 0});
  ASSERT_TRUE(taken);
  const std::string port = std::to_string((*taken)->local_endpoint().port);
  const ProgramEnd end = run({"serve", "--port", port});
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("127.0.0.1:" + port));
  EXPECT_THAT(end.err, HasSubstr("--port 0 takes a free one"));
}

TEST_F(Serve, AManifestThatTheApiRefusesIsNamed) {
  const std::string file =
      folder_.write("m.yaml", changed(std::string(kManifests), "pathType: Prefix", "pathType: Prefiks"));
  const ProgramEnd end = run({"serve", "-f", file, "--port", "0"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err, HasSubstr(file + ": Ingress shop/web: "));
  EXPECT_THAT(end.err, HasSubstr("Prefiks"));
}

TEST_F(Serve, ManifestsThatCannotBeReadStartNothing) {
  const std::string file = folder_.write("m.yaml", "kind: Ingress\n");
  const ProgramEnd end = run({"serve", "-f", file, "-f", "missing.yaml"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err, HasSubstr(file + ":1:1: apiVersion: required"));
  EXPECT_THAT(end.err, HasSubstr("missing.yaml: cannot read the file"));
  EXPECT_EQ(end.out, "");
}

}  // namespace
}  // namespace gauntlet::selftest
