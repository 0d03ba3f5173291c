// api_server: what the fake API server costs its clients, over TLS on loopback, with few objects in it and with many:
// creates, the way of a write to a watch, lists, and one write to a thousand watches. Prints Markdown; api_server.py
// measures the start beside it.
#include "fakeapiserver/api_server.hpp"

#include "bench/bench_program.hpp"
#include "foundation/http/client_connection.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/net/dialer.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/task_group.hpp"
#include "foundation/net/tls_stream.hpp"
#include "foundation/net/wait_event.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace gauntlet;  // NOLINT: a program of one file
using bench::milliseconds_between;
using bench::milliseconds_since;
using bench::must;
using kube::Json;
using kube::resources::kIngresses;
using net::Awaitable;

constexpr int kClients = 8;
constexpr int kFewObjects = 1'000;
constexpr int kManyObjects = 10'000;
constexpr int kWrites = 1'000;
constexpr int kWatchers = 1'000;
constexpr int kFanOuts = 50;
constexpr int kLists = 20;
const std::string kAllIngresses = "/apis/networking.k8s.io/v1/ingresses";

base::Deadline soon() {
  return base::Deadline::after(std::chrono::seconds(60));
}

double resident_mebibytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0;
  double resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Sorted figures of one thing.
class Figures {
 public:
  void add(double value) { values_.push_back(value); }
  double median() { return at(0.5); }
  double at(double part) {
    std::sort(values_.begin(), values_.end());
    return values_[static_cast<std::size_t>(part * static_cast<double>(values_.size() - 1))];
  }

 private:
  std::vector<double> values_;
};

Json make_ingress(int number) {
  const Json backend = {{"service", {{"name", "web"}, {"port", {{"number", 80}}}}}};
  const Json path = {{"path", "/"}, {"pathType", "Prefix"}, {"backend", backend}};
  const Json rule = {{"host", fmt::format("shop-{}.bench.test", number)}, {"http", {{"paths", Json::array({path})}}}};
  return {{"apiVersion", "networking.k8s.io/v1"},
          {"kind", "Ingress"},
          {"metadata", {{"name", fmt::format("shop-{:05}", number)}, {"namespace", "default"}}},
          {"spec", {{"ingressClassName", "bench"}, {"rules", Json::array({rule})}}}};
}

// A watch of all Ingresses that looks at nothing but the ends of lines.
class LineWatch {
 public:
  LineWatch(net::Executor executor, const kube::ClusterAccess& access) : access_(access), wake_(std::move(executor)) {}

  Awaitable<void> open(std::string revision) {
    const auto deadline = soon();
    net::DialOptions options(access_.endpoint);
    auto dialed = co_await net::dial(std::move(options), deadline);
    must(dialed);
    net::TlsClientOptions tls;
    tls.server_name = access_.server_name;
    tls.trusted_pem = access_.ca_pem;
    auto secured = co_await net::tls_connect(std::move(*dialed), std::move(tls), deadline);
    must(secured);
    connection_ = std::make_unique<http::ClientConnection>(std::move(*secured));
    http::Request request;
    request.target = kAllIngresses + "?watch=1&resourceVersion=" + revision;
    request.headers.set("Host", access_.endpoint.to_string());
    request.headers.set("Authorization", "Bearer " + access_.bearer_token);
    const auto head = co_await connection_->begin(request, deadline);
    must(head);
  }
  // Until the stream ends.
  Awaitable<void> follow() {
    for (;;) {
      const auto never = base::Deadline::never();
      const auto piece = co_await connection_->read_body(never);
      if (!piece || piece->empty()) co_return;
      lines_ += static_cast<int>(std::count(piece->begin(), piece->end(), '\n'));
      last_ = base::SystemClock().now();
      wake_.set();
    }
  }
  Awaitable<void> wait_for(int lines) {
    const auto deadline = soon();
    while (lines_ < lines) {
      wake_.reset();
      const auto waited = co_await wake_.wait(deadline);
      must(waited);
    }
  }
  base::TimePoint last() const { return last_; }
  void close() { connection_->close(); }

 private:
  const kube::ClusterAccess& access_;
  net::WaitEvent wake_;
  std::unique_ptr<http::ClientConnection> connection_;
  int lines_ = 0;
  base::TimePoint last_;
};

class Bench {
 public:
  Bench() {
    api_loop_.start("api");
    api_loop_.run_and_wait([this] {
      must(api_.start());
      access_ = api_.access_for("bench");
    });
    for (int i = 0; i < kClients; ++i) {
      clients_.push_back(std::make_unique<kube::Client>(loop_.executor(), access_, "bench/1"));
    }
  }
  ~Bench() {
    clients_.clear();
    api_loop_.run_and_wait_for([this] { return api_.stop(base::Deadline::at({})); });
  }

  // Creates Ingresses until there are `count`; how many in a second.
  double fill_up(int count, int clients) {
    const int begin_with = filled_;
    const auto begin = base::SystemClock().now();
    loop_.run_until_done(create_all(count, clients));
    return 1000.0 * (count - begin_with) / milliseconds_since(begin);
  }
  // Milliseconds from before a write was sent until a watch had its event.
  Figures measure_delays() {
    Figures figures;
    loop_.run_until_done(change_and_watch(1, kWrites, figures));
    return figures;
  }
  // ... until the last of many had it.
  Figures measure_fan_out(int watchers) {
    Figures figures;
    loop_.run_until_done(change_and_watch(watchers, kFanOuts, figures));
    return figures;
  }
  Figures measure_lists(const std::string& target, std::size_t& bytes) {
    Figures figures;
    loop_.run_until_done(list(target, figures, bytes));
    return figures;
  }

 private:
  Awaitable<void> create_all(int count, int clients) {
    net::TaskGroup group(loop_.executor());
    for (int i = 0; i < clients; ++i) group.spawn(create_some(*clients_[static_cast<std::size_t>(i)], count));
    co_await group.wait_until_empty();
    const auto at_once = base::Deadline::at({});
    co_await group.stop(at_once);
  }

  Awaitable<void> create_some(kube::Client& client, int count) {
    while (filled_ < count) {
      kube::Object object = kube::Object::from_json(make_ingress(filled_++));
      const auto deadline = soon();
      const auto created = co_await client.create(kIngresses, std::move(object), deadline);
      must(created);
    }
  }

  Awaitable<void> change_and_watch(int watchers, int writes, Figures& figures) {
    std::string revision;
    api_loop_.run_and_wait([&] { revision = api_.current_revision(); });
    net::TaskGroup group(loop_.executor());
    std::vector<std::unique_ptr<LineWatch>> watches;
    for (int i = 0; i < watchers; ++i) {
      watches.push_back(std::make_unique<LineWatch>(loop_.executor(), access_));
      co_await watches.back()->open(revision);
      group.spawn(watches.back()->follow());
    }
    for (int i = 1; i <= writes; ++i) {
      const auto begin = base::SystemClock().now();
      co_await change_one();
      base::TimePoint end = begin;
      for (const auto& watch : watches) {
        co_await watch->wait_for(i);
        end = std::max(end, watch->last());
      }
      figures.add(milliseconds_between(begin, end));
    }
    for (const auto& watch : watches) watch->close();
    const auto at_once = base::Deadline::at({});
    co_await group.stop(at_once);
  }

  Awaitable<void> change_one() {
    const base::NamespacedName name{"default", "shop-00000"};
    const Json annotations = {{"bench.test/change", std::to_string(++changes_)}};
    Json patch = {{"metadata", {{"annotations", annotations}}}};
    const auto deadline = soon();
    const auto changed =
        co_await clients_[0]->patch(kIngresses, name, kube::PatchType::kMerge, std::move(patch), deadline);
    must(changed);
  }

  Awaitable<void> list(std::string target, Figures& figures, std::size_t& bytes) {
    for (int i = 0; i < kLists; ++i) {
      const auto begin = base::SystemClock().now();
      const auto deadline = soon();
      const auto answer = co_await clients_[0]->get_raw(target, deadline);
      must(answer);
      bytes = answer->size();
      figures.add(milliseconds_since(begin));
    }
  }

  net::EventLoop api_loop_;
  net::EventLoop loop_;
  fakeapiserver::ApiServer api_{api_loop_.executor(), fakeapiserver::ApiServerOptions()};
  kube::ClusterAccess access_;
  std::vector<std::unique_ptr<kube::Client>> clients_;
  int filled_ = 0;
  int changes_ = 0;
};

struct Measured {
  int objects;
  Figures delays;
  Figures fan_outs;
};

// Client and server of every watch are in this process.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Measured measure(Bench& bench, int objects) {
  return {objects, bench.measure_delays(), bench.measure_fan_out(kWatchers)};
}

}  // namespace

int main() {
  allow_many_descriptors();
  std::vector<Measured> rows;
  {
    Bench small;
    small.fill_up(kFewObjects, kClients);
    rows.push_back(measure(small, kFewObjects));
  }
  Bench bench;
  const double one_by_one = bench.fill_up(kFewObjects, 1);
  const double side_by_side = bench.fill_up(kManyObjects, kClients);
  rows.push_back(measure(bench, kManyObjects));

  fmt::print("\n| creates of Ingresses | a second |\n|---|--:|\n");
  fmt::print("| one client, one after the other | {:.0f} |\n| {} clients side by side | {:.0f} |\n", one_by_one,
             kClients, side_by_side);
  fmt::print("\nResident with {} Ingresses, their history and the clients: {:.0f} MiB.\n", kManyObjects,
             resident_mebibytes());

  fmt::print(
      "\n| Ingresses there | write to one watch: median, 99 % (ms) | write to {} watches: median, worst (ms) |\n",
      kWatchers);
  fmt::print("|--:|--:|--:|\n");
  for (Measured& row : rows) {
    fmt::print("| {} | {:.2f}, {:.2f} | {:.1f}, {:.1f} |\n", row.objects, row.delays.median(), row.delays.at(0.99),
               row.fan_outs.median(), row.fan_outs.at(1));
  }

  fmt::print("\n| list | bytes | median, worst (ms) |\n|---|--:|--:|\n");
  for (const auto& [what, target] :
       std::map<std::string, std::string>{{"all " + std::to_string(kManyObjects) + " Ingresses", kAllIngresses},
                                          {"the first 500", kAllIngresses + "?limit=500"},
                                          {"by a label that none has", kAllIngresses + "?labelSelector=a%3Db"}}) {
    std::size_t bytes = 0;
    Figures figures = bench.measure_lists(target, bytes);
    fmt::print("| {} | {} | {:.2f}, {:.2f} |\n", what, bytes, figures.median(), figures.at(1));
  }
}
