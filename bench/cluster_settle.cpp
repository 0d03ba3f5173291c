// cluster_settle: how long a namespace takes from the first write until the fake cluster has settled it, against the
// fake API server: the two Deployments and Services of an ordinary case, again and again, and two hundred at once.
#include "bench/bench_program.hpp"
#include "fakeapiserver/api_server.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/net/event_loop.hpp"
#include "harness/cluster/fake_cluster.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace {

using namespace gauntlet;  // NOLINT: a program of one file
using bench::milliseconds_since;
using bench::must;
using kube::Json;
using net::Awaitable;

constexpr int kCases = 50;
constexpr int kBackendsOfACase = 2;
constexpr int kBackendsOfALargeCase = 200;

Json make_namespace(const std::string& name) {
  return {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}};
}

Json make_deployment(const std::string& namespace_, const std::string& name) {
  const Json labels = {{"app", name}};
  const Json container = {{"name", "echo"}, {"image", "echo"}};
  return {{"apiVersion", "apps/v1"},
          {"kind", "Deployment"},
          {"metadata", {{"name", name}, {"namespace", namespace_}}},
          {"spec",
           {{"replicas", 1},
            {"selector", {{"matchLabels", labels}}},
            {"template", {{"metadata", {{"labels", labels}}}, {"spec", {{"containers", Json::array({container})}}}}}}}};
}

Json make_service(const std::string& namespace_, const std::string& name) {
  const Json port = {{"name", "http"}, {"port", 8000}, {"targetPort", 8080}};
  return {{"apiVersion", "v1"},
          {"kind", "Service"},
          {"metadata", {{"name", name}, {"namespace", namespace_}}},
          {"spec", {{"selector", {{"app", name}}}, {"ports", Json::array({port})}}}};
}

class Bench {
 public:
  Bench() {
    api_loop_.start("api");
    api_loop_.run_and_wait([this] {
      must(api_.start());
      access_ = api_.access_for("bench");
    });
    cluster_loop_.start("cluster");
    cluster_ =
        std::make_unique<cluster::FakeCluster>(cluster_loop_.executor(), access_, cluster::FakeClusterOptions(), log_);
    cluster_loop_.run_and_wait_for([this]() -> Awaitable<void> {
      const auto deadline = base::Deadline::after(std::chrono::seconds(10));
      const auto started = co_await cluster_->start(deadline);
      must(started);
    });
    client_ = std::make_unique<kube::Client>(loop_.executor(), access_, "bench/1");
  }

  ~Bench() {
    const auto at_once = [] { return base::Deadline::at({}); };
    cluster_loop_.run_and_wait_for([&] { return cluster_->stop(at_once()); });
    api_loop_.run_and_wait_for([&] { return api_.stop(at_once()); });
  }

  // Milliseconds until the last write was answered, and until the namespace had settled.
  std::pair<double, double> make_case(const std::string& name, int backends) {
    std::pair<double, double> times;
    const auto begin = base::SystemClock().now();
    loop_.run_until_done(write_case(name, backends));
    times.first = milliseconds_since(begin);
    cluster_loop_.run_and_wait_for([&]() -> Awaitable<void> {
      const auto deadline = base::Deadline::after(std::chrono::seconds(60));
      const auto settled = co_await cluster_->wait_until_settled(name, deadline);
      must(settled);
    });
    times.second = milliseconds_since(begin);
    return times;
  }

  void delete_case(const std::string& name) { loop_.run_until_done(remove_namespace(name)); }

 private:
  Awaitable<void> create(Json json) {
    kube::Object object = kube::Object::from_json(std::move(json));
    const kube::ResourceType& type = *kube::find_resource_by_kind(object.kind());
    const auto deadline = base::Deadline::after(std::chrono::seconds(10));
    const auto created = co_await client_->create(type, std::move(object), deadline);
    must(created);
  }

  Awaitable<void> write_case(std::string name, int backends) {
    co_await create(make_namespace(name));
    for (int i = 0; i < backends; ++i) {
      const std::string backend = fmt::format("b{}", i);
      co_await create(make_deployment(name, backend));
      co_await create(make_service(name, backend));
    }
  }

  Awaitable<void> remove_namespace(std::string name) {
    const base::NamespacedName full{"", std::move(name)};
    const auto deadline = base::Deadline::after(std::chrono::seconds(10));
    const auto removed = co_await client_->remove(kube::resources::kNamespaces, full, deadline);
    must(removed);
  }

  net::EventLoop api_loop_;
  net::EventLoop cluster_loop_;
  net::EventLoop loop_;
  base::Log log_;
  fakeapiserver::ApiServer api_{api_loop_.executor(), fakeapiserver::ApiServerOptions()};
  kube::ClusterAccess access_;
  std::unique_ptr<cluster::FakeCluster> cluster_;
  std::unique_ptr<kube::Client> client_;
};

}  // namespace

int main() {
  Bench bench;
  std::vector<double> writing;
  std::vector<double> settling;
  for (int i = 0; i < kCases; ++i) {
    const std::string name = fmt::format("case-{}", i);
    const auto [written, settled] = bench.make_case(name, kBackendsOfACase);
    writing.push_back(written);
    settling.push_back(settled - written);
    bench.delete_case(name);
  }
  std::sort(writing.begin(), writing.end());
  std::sort(settling.begin(), settling.end());
  fmt::print(
      "{} Deployments and Services: written in {:.2f} ms, settled {:.2f} ms later (medians of {}; worst {:.2f})\n",
      kBackendsOfACase, writing[kCases / 2], settling[kCases / 2], kCases, settling.back());
  const auto [written, settled] = bench.make_case("large", kBackendsOfALargeCase);
  fmt::print("{} of each: written in {:.0f} ms, settled {:.0f} ms later\n", kBackendsOfALargeCase, written,
             settled - written);
}
