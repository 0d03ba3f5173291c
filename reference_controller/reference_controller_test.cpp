#include "reference_controller/reference_controller.hpp"

#include "reference_controller/reference_fixture_test.hpp"

#include <gmock/gmock.h>

#include <random>
#include <set>
#include <thread>

namespace gauntlet::reference {
namespace {

using net::Awaitable;

TEST_F(ReferenceTest, ServesWhatTheClusterHoldsAndFollowsIt) {
  apply(ingress("first", "first.test", "a"));
  start();
  // Ready means that what was there is served.
  EXPECT_EQ(served("first.test"), "200 a");
  EXPECT_EQ(served("second.test"), "404");

  apply(ingress("second", "second.test", "b"));
  EXPECT_TRUE(eventually([this] { return served("second.test") == "200 b"; }));
  apply(ingress("first", "first.test", "b"));
  EXPECT_TRUE(eventually([this] { return served("first.test") == "200 b"; }));
  remove(kube::resources::kIngresses, "first");
  EXPECT_TRUE(eventually([this] { return served("first.test") == "404"; }));
  EXPECT_EQ(served("second.test"), "200 b");
}

TEST_F(ReferenceTest, FollowsClassesAndEndpoints) {
  apply(ingress("i", "h.test", "a", "late"));
  start();
  EXPECT_EQ(served("h.test"), "404");
  apply(
      "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: late}\n"
      "spec: {controller: gauntlet.test/reference}\n");
  EXPECT_TRUE(eventually([this] { return served("h.test") == "200 a"; }));
  remove(kube::resources::kEndpointSlices, "a-1");
  EXPECT_TRUE(eventually([this] { return served("h.test") == "503"; }));
  remove(kube::resources::kIngressClasses, "late");
  EXPECT_TRUE(eventually([this] { return served("h.test") == "404"; }));
}

TEST_F(ReferenceTest, CertificatesAreLoadedLive) {
  apply(ingress("i", "h.test", "a"));
  start();
  const std::string fallback = fingerprint_for("h.test");
  EXPECT_EQ(fingerprint_for("other.test"), fallback);
  const std::string first = apply_secret("i");
  EXPECT_TRUE(eventually([&] { return fingerprint_for("h.test") == first; }));
  const std::string second = apply_secret("i");
  EXPECT_TRUE(eventually([&] { return fingerprint_for("h.test") == second; }));
  EXPECT_EQ(fingerprint_for("other.test"), fallback);
}

TEST_F(ReferenceTest, SaysHowItIs) {
  start();
  EXPECT_EQ(health("/healthz").status, 200);
  EXPECT_EQ(health("/livez?verbose").status, 200);
  EXPECT_EQ(health("/readyz").status, 200);
  EXPECT_EQ(health("/other").status, 404);
}

TEST_F(ReferenceTest, CountsWhatItDoes) {
  apply(ingress("i", "h.test", "a"));
  start([](ReferenceControllerOptions& options) { options.proxy_threads = 2; });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(served("h.test"), "200 a");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(served("other.test"), "404");
  loop_.run_and_wait([this] { api_->drop_watches(); });
  const auto says = [this](const std::string& line) {
    return health("/metrics").body.find("\n" + line + "\n") != std::string::npos;
  };
  EXPECT_TRUE(eventually(
      [&] { return says("gauntlet_reference_watch_restarts_total{resource=\"ingresses.networking.k8s.io\"} 1"); }));
  EXPECT_TRUE(says("gauntlet_reference_requests_total{outcome=\"proxied\"} 20"));
  EXPECT_TRUE(says("gauntlet_reference_requests_total{outcome=\"no_route\"} 3"));
  EXPECT_TRUE(says("gauntlet_reference_routes 1"));
  EXPECT_FALSE(says("gauntlet_reference_reconcile_duration_seconds_count 0"));
}

TEST_F(ReferenceTest, IsNotReadyBeforeItKnowsTheCluster) {
  apply(ingress("i", "h.test", "a"));
  loop_.run_and_wait([this] {
    fakeapiserver::Fault fault;
    fault.resource = "secrets";
    fault.times = 1000;
    api_->faults().add(fault);
  });
  controller_ = make_controller();
  ASSERT_TRUE(controller_->start().ok());
  EXPECT_TRUE(eventually([this] { return requests_for("list", "secrets") >= 2; }));
  EXPECT_EQ(health("/healthz").status, 200);
  EXPECT_EQ(health("/readyz").status, 503);
  EXPECT_EQ(served("h.test"), "404") << "a half-known cluster is not served";
  loop_.run_and_wait([this] { api_->faults().clear(); });
  EXPECT_TRUE(eventually([this] { return health("/readyz").status == 200; }));
  EXPECT_EQ(served("h.test"), "200 a");
}

// Revisions begin anew: the copy is replaced, not added to.
TEST_F(ReferenceTest, SurvivesAServerThatLosesItsMemory) {
  apply(ingress("old", "old.test", "a"));
  const net::Endpoint plain = api_->endpoint(fakeapiserver::Transport::kPlain);
  start([&](ReferenceControllerOptions& options) {
    options.controller.access = kube::ClusterAccess();
    options.controller.access.endpoint = plain;
    options.controller.access.tls = false;
  });
  EXPECT_EQ(served("old.test"), "200 a");
  for (int i = 0; i < 50; ++i) apply(ingress("old", "old.test", i % 2 == 0 ? "b" : "a"));
  stop_api_server();
  EXPECT_EQ(served("old.test"), "200 a") << "what was known is served while the server is away";
  start_api_server(plain);
  fill_cluster();
  apply(ingress("new", "new.test", "b"));
  EXPECT_TRUE(eventually([this] { return served("new.test") == "200 b"; }));
  EXPECT_TRUE(eventually([this] { return served("old.test") == "404"; }));
}

// Objects come and go while watches are cut and history is forgotten; what is served in the end is what there is.
TEST_F(ReferenceTest, NoEventIsLostHoweverWatchesEnd) {
  start();
  std::mt19937 random(20260101);  // NOLINT: the same sequence each time
  std::set<std::string> present;
  for (int i = 0; i < 150; ++i) {
    const std::string name = "i" + std::to_string(random() % 20);
    if (present.contains(name) && random() % 2 == 0) {
      remove(kube::resources::kIngresses, name);
      present.erase(name);
    } else {
      apply(ingress(name, name + ".test", random() % 2 == 0 ? "a" : "b"));
      present.insert(name);
    }
    if (i % 10 == 5) loop_.run_and_wait([this] { api_->drop_watches(); });
    if (i % 30 == 17) {
      loop_.run_and_wait([this] {
        api_->compact_history();
        api_->drop_watches();
      });
    }
  }
  apply(ingress("last", "last.test", "a"));
  ASSERT_TRUE(eventually([this] { return served("last.test") == "200 a"; }));
  for (int i = 0; i < 20; ++i) {
    const std::string name = "i" + std::to_string(i);
    EXPECT_EQ(get(name + ".test").status, present.contains(name) ? 200 : 404) << name;
  }
}

TEST_F(ReferenceTest, SeveralProxyThreadsShareThePorts) {
  apply(ingress("i", "h.test", "a"));
  start([](ReferenceControllerOptions& options) { options.proxy_threads = 3; });
  for (int i = 0; i < 50; ++i) ASSERT_EQ(served("h.test"), "200 a");
  // Every one of them follows changes.
  apply(ingress("i", "h.test", "b"));
  ASSERT_TRUE(eventually([this] {
    int changed = 0;
    while (changed < 50 && served("h.test") == "200 b") ++changed;
    return changed == 50;
  }));
}

TEST_F(ReferenceTest, ATakenPortIsAnError) {
  start();
  for (const int threads : {1, 3}) {
    const auto second = make_controller([&](ReferenceControllerOptions& options) {
      options.listen_http = http();
      options.proxy_threads = threads;
    });
    const auto started = second->start();
    ASSERT_FALSE(started.ok()) << threads;
    EXPECT_EQ(started.error().reason(), base::Reason::kAlreadyExists);
    EXPECT_THAT(started.error().to_string(), testing::HasSubstr(http().to_string()));
  }
}

// ---- the end ----

class DrainTest : public ReferenceTest {
 protected:
  void start_with_drain(base::Duration drain) {
    apply(ingress("i", "h.test", "a"));
    start([drain](ReferenceControllerOptions& options) {
      options.drain = drain;
      options.grace = std::chrono::seconds(1);
    });
    slow_ = std::thread([this] { seen_ = get("h.test", "/slow"); });
    run([this] { return backends_.front()->wait_for_slow_request(); });
  }
  ~DrainTest() override {
    if (slow_.joinable()) slow_.join();
  }

  std::thread slow_;
  Seen seen_;
};

TEST_F(DrainTest, RequestsUnderWayAreAnswered) {
  start_with_drain(std::chrono::seconds(20));
  std::thread stopping([this] { stop_controller(); });
  EXPECT_TRUE(eventually([this] { return health("/readyz").status == 503; }));
  EXPECT_EQ(served("h.test"), "200 a") << "who connects just then is served";
  EXPECT_EQ(health("/healthz").status, 200) << "alive until the end";
  EXPECT_TRUE(eventually([this] { return get("h.test").status == 0; })) << "later nobody may connect";
  loop_.run_and_wait([this] { backends_.front()->release(); });
  stopping.join();
  slow_.join();
  EXPECT_EQ(seen_.status, 200);
  EXPECT_EQ(seen_.body, "a");
  EXPECT_EQ(health("/healthz").status, 0);
}

TEST_F(DrainTest, WhatTakesTooLongIsCut) {
  start_with_drain(std::chrono::milliseconds(100));
  stop_controller();
  slow_.join();
  EXPECT_EQ(seen_.status, 0);
}

TEST_F(DrainTest, WithoutRequestsItEndsSoon) {
  start([](ReferenceControllerOptions& options) { options.drain = std::chrono::hours(1); });
  stop_controller();
  EXPECT_EQ(get("h.test").status, 0);
}

}  // namespace
}  // namespace gauntlet::reference
