#include "reference_controller/status/ingress_status.hpp"

#include "reference_controller/mutants.hpp"
#include "reference_controller/reference_fixture_test.hpp"

#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

class IngressStatusTest : public ReferenceTest {
 protected:
  IngressStatusTest() {
    apply(
        "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: theirs}\n"
        "spec: {controller: example.com/other}\n");
    apply(ingress("foreign", "foreign.test", "a", "theirs"));
    apply(ingress("own", "own.test", "a"));
  }
  ~IngressStatusTest() override {
#ifdef GAUNTLET_MUTANTS
    select_mutant(Mutant::kNone);
#endif
  }

  bool is_published(const std::string& name) {
    return eventually([&] { return published_for(name) == "192.0.2.1"; });
  }
  int writes() {
    return requests_for("update", "ingresses", "status");
  }
  // Of the Ingresses, in the order of the attempts.
  std::vector<std::string> written_names() {
    std::vector<std::string> names;
    loop_.run_and_wait([&] {
      for (const fakeapiserver::AuditRecord& record : api_->audit().records()) {
        if (record.user == "reference" && record.subresource == "status") names.push_back(record.name);
      }
    });
    return names;
  }
  void fail(fakeapiserver::Verb verb, int code, int times) {
    loop_.run_and_wait([&] {
      fakeapiserver::Fault fault;
      fault.user = "reference";
      fault.verb = verb;
      fault.resource = "ingresses";
      fault.code = code;
      fault.times = times;
      api_->faults().add(fault);
    });
  }
};

TEST_F(IngressStatusTest, OwnIngressesAreGivenTheAddressOnceAndOthersNever) {
  start();
  EXPECT_TRUE(is_published("own"));
  apply(ingress("late", "late.test", "a"));
  EXPECT_TRUE(is_published("late"));
  apply(ingress("foreign", "changed.test", "a", "theirs"));
  apply(ingress("own", "changed.test", "a"));
  EXPECT_TRUE(eventually([this] { return served("changed.test") == "200 a"; }));
  EXPECT_EQ(published_for("foreign"), "");
  EXPECT_EQ(writes(), 2) << "what is right already is not written again";
}

TEST_F(IngressStatusTest, FollowsClasses) {
  start();
  EXPECT_TRUE(is_published("own"));
  apply(ingress("foreign", "foreign.test", "a", "ours"));
  EXPECT_TRUE(is_published("foreign"));
}

TEST_F(IngressStatusTest, WhatSomebodyElseWritesIsPutRight) {
  start();
  EXPECT_TRUE(is_published("own"));
  run([this]() -> net::Awaitable<void> {
    const auto deadline = soon();
    base::NamespacedName name{"default", "own"};
    auto current = co_await client_->get(kube::resources::kIngresses, std::move(name), deadline);
    EXPECT_TRUE(current.ok());
    auto cleared = kube::Object::parse(R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{)"
                                       R"("name":"own","namespace":"default","resourceVersion":")" +
                                       std::string(current->resource_version()) + R"("},"status":{}})");
    auto written = co_await client_->update_status(kube::resources::kIngresses, std::move(*cleared), deadline);
    EXPECT_TRUE(written.ok()) << written.error().to_string();
  });
  EXPECT_TRUE(is_published("own"));
}

TEST_F(IngressStatusTest, AFailedWriteIsTriedAgain) {
  fail(fakeapiserver::Verb::kUpdate, 409, 2);
  fail(fakeapiserver::Verb::kUpdate, 500, 1);
  fail(fakeapiserver::Verb::kGet, 503, 1);
  start();
  EXPECT_TRUE(is_published("own"));
}

TEST_F(IngressStatusTest, AFailedWriteHoldsUpNobody) {
  apply(ingress("other", "other.test", "a"));
  fail(fakeapiserver::Verb::kUpdate, 500, 1);
  start();
  EXPECT_TRUE(is_published("own"));
  EXPECT_TRUE(is_published("other"));
  const std::vector<std::string> names = written_names();
  ASSERT_EQ(names.size(), 3u);
  EXPECT_NE(names[0], names[1]) << "the other one comes before the second attempt";
  EXPECT_EQ(names[0], names[2]);
}

TEST_F(IngressStatusTest, WithoutAnAddressNothingIsWritten) {
  start([](ReferenceControllerOptions& options) { options.controller.publish_address.reset(); });
  apply(ingress("late", "late.test", "a"));
  EXPECT_TRUE(eventually([this] { return served("late.test") == "200 a"; }));
  EXPECT_EQ(writes(), 0);
}

TEST_F(IngressStatusTest, AnAddressOfVersion6) {
  start([](ReferenceControllerOptions& options) { options.controller.publish_address = "2001:db8::1"; });
  EXPECT_TRUE(eventually([this] { return published_for("own") == "2001:db8::1"; }));
}

#ifdef GAUNTLET_MUTANTS

TEST_F(IngressStatusTest, MutantThatWritesForOthers) {
  select_mutant(Mutant::kStatusForForeignClass);
  start();
  EXPECT_TRUE(is_published("foreign"));
}

TEST_F(IngressStatusTest, MutantThatDoesNotWrite) {
  select_mutant(Mutant::kStatusNotWritten);
  start();
  apply(ingress("late", "late.test", "a"));
  EXPECT_TRUE(eventually([this] { return served("late.test") == "200 a"; }));
  EXPECT_EQ(writes(), 0);
}

#endif

}  // namespace
}  // namespace gauntlet::reference
