#include "harness/cluster/work_queue.hpp"

#include <gtest/gtest.h>

namespace gauntlet::cluster {
namespace {

Job job(JobKind kind, const std::string& name, const std::string& namespace_ = "shop") {
  return {kind, {namespace_, name}};
}

// "Deployment shop/web", or "nothing".
std::string take_text(WorkQueue& queue) {
  const auto taken = queue.take();
  return taken ? std::string(to_string(taken->kind)) + " " + taken->name.to_string() : "nothing";
}

TEST(WorkQueue, NamesEachThingOnce) {
  WorkQueue queue;
  queue.add(job(JobKind::kPod, "a"));
  queue.add(job(JobKind::kPod, "a"));
  EXPECT_EQ(take_text(queue), "Pod shop/a");
  EXPECT_EQ(take_text(queue), "nothing");
}

TEST(WorkQueue, NeverGivesOutTwoJobsOfOneThing) {
  WorkQueue queue;
  queue.add(job(JobKind::kPod, "a"));
  EXPECT_EQ(take_text(queue), "Pod shop/a");
  queue.add(job(JobKind::kPod, "a"));
  EXPECT_EQ(take_text(queue), "nothing");
  queue.done(job(JobKind::kPod, "a"));
  EXPECT_FALSE(queue.is_idle("shop"));
  EXPECT_EQ(take_text(queue), "Pod shop/a");
  queue.done(job(JobKind::kPod, "a"));
  EXPECT_TRUE(queue.is_idle("shop"));
}

TEST(WorkQueue, KeepsToTheOrderOfKindsWithinANamespace) {
  WorkQueue queue;
  queue.add(job(JobKind::kStatus, "web"));
  queue.add(job(JobKind::kSlices, "web"));
  queue.add(job(JobKind::kEndpoints, "web"));
  queue.add(job(JobKind::kDeployment, "web"));
  queue.add(job(JobKind::kSlices, "other", "elsewhere"));
  EXPECT_EQ(take_text(queue), "EndpointSlices of Service elsewhere/other");
  EXPECT_EQ(take_text(queue), "Deployment shop/web");
  EXPECT_EQ(take_text(queue), "nothing");  // the slices wait for the Deployment
  queue.add(job(JobKind::kPod, "a"));
  queue.done(job(JobKind::kDeployment, "web"));
  EXPECT_EQ(take_text(queue), "Pod shop/a");
  EXPECT_EQ(take_text(queue), "nothing");
  queue.done(job(JobKind::kPod, "a"));
  EXPECT_EQ(take_text(queue), "EndpointSlices of Service shop/web");
  EXPECT_EQ(take_text(queue), "Endpoints of Service shop/web");
  EXPECT_EQ(take_text(queue), "status of Deployment shop/web");
}

TEST(WorkQueue, NamespacesTakeTurns) {
  WorkQueue queue;
  for (const char* const name : {"a", "b"}) {
    queue.add(job(JobKind::kPod, name, "one"));
    queue.add(job(JobKind::kPod, name, "two"));
  }
  EXPECT_EQ(take_text(queue), "Pod one/a");
  EXPECT_EQ(take_text(queue), "Pod two/a");
  EXPECT_EQ(take_text(queue), "Pod one/b");
  EXPECT_EQ(take_text(queue), "Pod two/b");
}

TEST(WorkQueue, WhatIsPostponedHoldsUpNothingButIdleness) {
  WorkQueue queue;
  queue.add(job(JobKind::kPod, "a"));
  queue.add(job(JobKind::kSlices, "web"));
  EXPECT_EQ(take_text(queue), "Pod shop/a");
  queue.postpone(job(JobKind::kPod, "a"));
  EXPECT_EQ(take_text(queue), "EndpointSlices of Service shop/web");
  queue.done(job(JobKind::kSlices, "web"));
  EXPECT_FALSE(queue.is_idle("shop"));
  EXPECT_EQ(queue.find_unfinished("shop"), job(JobKind::kPod, "a"));
  queue.add(job(JobKind::kPod, "a"));
  EXPECT_EQ(take_text(queue), "Pod shop/a");
  queue.done(job(JobKind::kPod, "a"));
  EXPECT_TRUE(queue.is_idle("shop"));
  EXPECT_EQ(queue.find_unfinished("shop"), std::nullopt);
}

TEST(WorkQueue, TellsWhenThereMayBeSomethingToTake) {
  int told = 0;
  WorkQueue queue([&told] { ++told; });
  queue.add(job(JobKind::kDeployment, "web"));
  EXPECT_EQ(told, 1);
  queue.add(job(JobKind::kPod, "a"));
  EXPECT_EQ(take_text(queue), "Deployment shop/web");
  told = 0;
  queue.done(job(JobKind::kDeployment, "web"));
  EXPECT_EQ(told, 1);  // the pod's turn has come
}

}  // namespace
}  // namespace gauntlet::cluster
