// Users, faults, the revision log and the audit log: small books that the server keeps.
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/faults.hpp"
#include "fakeapiserver/revision_log.hpp"
#include "fakeapiserver/users.hpp"

#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using base::TimePoint;
using std::chrono::seconds;

TEST(P0_31, EachUserHasATokenOfHisOwn) {
  Users users;
  const std::string a = users.token_of("a");
  EXPECT_EQ(users.token_of("a"), a);
  EXPECT_NE(users.token_of("b"), a);
  ASSERT_NE(users.find("Bearer " + a), nullptr);
  EXPECT_EQ(users.find("Bearer " + a)->user.name, "a");
  EXPECT_EQ(users.find("bearer  " + a), users.find("Bearer " + a));
  EXPECT_EQ(users.find("Bearer nonsense"), nullptr);
  EXPECT_EQ(users.find("Basic " + a), nullptr);
  EXPECT_EQ(users.find(""), nullptr);
}

TEST(P0_31, NamesOfServiceAccountsSayTheirGroups) {
  const std::string all = "system:authenticated";
  EXPECT_EQ(user_named("system:serviceaccount:n:web").groups,
            (std::vector<std::string>{"system:serviceaccounts", "system:serviceaccounts:n", all}));
  EXPECT_EQ(user_named("system:serviceaccount:n").groups, std::vector<std::string>{all});
  EXPECT_EQ(user_named("tester").groups, std::vector<std::string>{all});
  EXPECT_EQ(user_named("system:anonymous").groups, std::vector<std::string>{"system:unauthenticated"});
}

TEST(P1_08, FaultsHitWhatTheyNameAsOftenAsTheySay) {
  FaultList faults;
  Fault fault;
  fault.user = "a";
  fault.verb = Verb::kUpdate;
  fault.resource = "ingresses";
  fault.code = 409;
  fault.times = 2;
  faults.add(fault);
  const auto info = read_request_info("PUT", "/apis/networking.k8s.io/v1/namespaces/n/ingresses/i/status");
  const auto other = read_request_info("GET", "/apis/networking.k8s.io/v1/namespaces/n/ingresses/i");
  ASSERT_TRUE(info.ok());
  EXPECT_FALSE(faults.take("b", "", *info).has_value());
  EXPECT_FALSE(faults.take("a", "", *other).has_value());
  ASSERT_TRUE(faults.take("a", "", *info).has_value());
  EXPECT_EQ(faults.take("a", "", *info)->code, 409);
  EXPECT_FALSE(faults.take("a", "", *info).has_value());
}

TEST(P1_08, FaultsCanBeginLaterAndBeAboutWatchesOrPrograms) {
  FaultList faults;
  Fault fault;
  fault.skip = 1;
  fault.user_agent = "controller";
  fault.effect = FaultEffect::kWatchError;
  faults.add(fault);
  const auto list = read_request_info("GET", "/api/v1/pods");
  const auto watch = read_request_info("GET", "/api/v1/pods?watch=1");
  ASSERT_TRUE(list.ok() && watch.ok());
  EXPECT_FALSE(faults.take("a", "controller/1", *list).has_value()) << "no watch";
  EXPECT_FALSE(faults.take("a", "kubectl/1", *watch).has_value()) << "another program";
  EXPECT_FALSE(faults.take("a", "controller/1", *watch).has_value()) << "the first goes through";
  EXPECT_TRUE(faults.take("a", "controller/1", *watch).has_value());
  EXPECT_FALSE(faults.take("a", "controller/1", *watch).has_value());
}

TEST(P1_08, FaultsThatHadNoEffectHitTheNext) {
  FaultList faults;
  Fault fault;
  fault.name = "cut";
  fault.effect = FaultEffect::kWatchCut;
  faults.add(fault);
  const auto watch = read_request_info("GET", "/api/v1/pods?watch=1");
  ASSERT_TRUE(watch.ok());
  auto taken = faults.take("a", "", *watch);
  ASSERT_TRUE(taken.has_value());
  EXPECT_FALSE(faults.take("a", "", *watch).has_value());
  faults.give_back(std::move(*taken));
  taken = faults.take("b", "", *watch);
  ASSERT_TRUE(taken.has_value());
  faults.remove("cut");
  faults.give_back(std::move(*taken));
  EXPECT_FALSE(faults.take("a", "", *watch).has_value()) << "healed meanwhile";
}

TEST(P1_08, FaultsEndByName) {
  FaultList faults;
  Fault fault;
  fault.times = 1000;
  for (const char* name : {"outage", "other", "outage"}) {
    fault.name = name;
    fault.code = fault.name == "other" ? 500 : 503;
    faults.add(fault);
  }
  const auto info = read_request_info("GET", "/api/v1/pods");
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(faults.take("a", "", *info)->code, 503);
  faults.remove("outage");
  EXPECT_EQ(faults.take("a", "", *info)->code, 500) << "the other one goes on";
  faults.remove("other");
  EXPECT_FALSE(faults.take("a", "", *info).has_value());
}

TEST(RevisionLog, KeepsTheFirstDeliveryToEachUser) {
  RevisionLog log;
  const auto a = log.id_of("a");
  log.note_commit(101, TimePoint(seconds(1)));
  log.note_commit(102, TimePoint(seconds(2)));
  log.note_delivery(101, a, TimePoint(seconds(3)));
  log.note_delivery(101, a, TimePoint(seconds(4)));
  log.note_delivery(999, a, TimePoint(seconds(4)));
  ASSERT_NE(log.find(101), nullptr);
  EXPECT_EQ(log.find(101)->committed, TimePoint(seconds(1)));
  ASSERT_EQ(log.find(101)->deliveries.size(), 1u);
  EXPECT_EQ(log.find(101)->deliveries[0].second, TimePoint(seconds(3)));
  EXPECT_TRUE(log.find(102)->deliveries.empty());
  EXPECT_EQ(log.find(100), nullptr);
  EXPECT_EQ(log.find(103), nullptr);
}

TEST(RevisionLog, BeginsAnewBehindAJump) {
  RevisionLog log;
  log.note_commit(101, TimePoint(seconds(1)));
  log.note_commit(1000, TimePoint(seconds(2)));
  log.note_commit(1001, TimePoint(seconds(3)));
  ASSERT_NE(log.find(1001), nullptr);
  EXPECT_EQ(log.find(1001)->committed, TimePoint(seconds(3)));
  EXPECT_EQ(log.find(102), nullptr);
}

TEST(RevisionLog, ForgetsTheOldest) {
  RevisionLog log;
  for (std::uint64_t revision = 101; revision <= 100'101; ++revision) log.note_commit(revision, TimePoint());
  EXPECT_EQ(log.find(101), nullptr);
  EXPECT_NE(log.find(102), nullptr);
  EXPECT_NE(log.find(100'101), nullptr);
}

TEST(P0_33, TheAuditLogKeepsTheNewestAndTellsItsSink) {
  AuditLog audit(2);
  int told = 0;
  audit.set_sink([&](const AuditRecord&) { ++told; });
  for (const char* name : {"a", "b", "c"}) {
    AuditRecord record;
    record.name = name;
    audit.record(record);
  }
  ASSERT_EQ(audit.records().size(), 2u);
  EXPECT_EQ(audit.records().front().name, "b");
  EXPECT_EQ(told, 3);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
