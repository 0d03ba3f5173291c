#include "harness/cli/api_use.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::cli {
namespace {

using fakeapiserver::AuditRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

AuditRecord record(const std::string& verb, const std::string& path, int code) {
  AuditRecord record;
  record.user = "controller-0";
  record.verb = verb;
  record.path = path;
  record.code = code;
  return record;
}

AuditRecord of_resource(const std::string& verb, const std::string& resource, const std::string& name, int code) {
  AuditRecord about = record(verb, "/apis/x/v1/" + resource, code);
  about.resource = resource;
  about.name = name;
  if (code >= 400) about.reason = "NotFound";
  return about;
}

ApiUse summarize(const std::vector<AuditRecord>& records) {
  return summarize_requests(records, {"gauntlet"});
}

std::vector<std::string> requests(const std::vector<RefusedRequest>& refused) {
  std::vector<std::string> texts;
  for (const RefusedRequest& one : refused) {
    texts.push_back(std::to_string(one.code) + " " + one.request + " x" + std::to_string(one.count));
  }
  return texts;
}

TEST(ApiUse, CountsVerbsPerResource) {
  AuditRecord watch = of_resource("watch", "pods", "", 200);
  AuditRecord status = of_resource("update", "ingresses.networking.k8s.io", "web", 200);
  status.subresource = "status";
  const ApiUse use = summarize({of_resource("list", "pods", "", 200), watch, watch, status});
  EXPECT_EQ(use.requests, 4);
  ASSERT_EQ(use.resources.size(), 2U);
  EXPECT_EQ(use.resources[0].resource, "ingresses.networking.k8s.io/status");
  EXPECT_THAT(use.resources[0].verbs, ElementsAre(Pair("update", 1)));
  EXPECT_EQ(use.resources[1].resource, "pods");
  EXPECT_THAT(use.resources[1].verbs, ElementsAre(Pair("list", 1), Pair("watch", 2)));
}

TEST(ApiUse, KnowsAWatchThatBeginsWithAList) {
  AuditRecord watch = of_resource("watch", "pods", "", 200);
  watch.query = "allowWatchBookmarks=true&sendInitialEvents=true&watch=true";
  EXPECT_THAT(summarize({watch}).resources.front().verbs, ElementsAre(Pair("watch-list", 1)));
}

TEST(ApiUse, KeepsContentTypesOfBothDirections) {
  AuditRecord create = of_resource("create", "leases.coordination.k8s.io", "", 201);
  create.content_type = "application/json";
  create.accept = "application/vnd.kubernetes.protobuf,application/json";
  const ApiUse use = summarize({create, create});
  EXPECT_THAT(use.resources.front().sent, ElementsAre("application/json"));
  EXPECT_THAT(use.resources.front().accepted, ElementsAre("application/vnd.kubernetes.protobuf,application/json"));
}

TEST(ApiUse, LeavesOutWhatWeAskedOurselves) {
  AuditRecord ours = record("get", "/version", 200);
  ours.user = "gauntlet";
  AuditRecord stranger = record("get", "/version", 401);
  stranger.user.clear();
  const ApiUse use = summarize({ours, stranger});
  EXPECT_EQ(use.requests, 1);
  EXPECT_THAT(requests(use.refused), ElementsAre("401 GET /version x1"));
}

TEST(ApiUse, ListsWhatIsNotServed) {
  AuditRecord kind = of_resource("list", "routegroups.zalando.org", "", 404);
  AuditRecord by_name = of_resource("get", "widgets.example.com", "one", 404);
  AuditRecord group = record("get", "/apis/zalando.org/v1", 404);
  AuditRecord body = of_resource("update", "leases.coordination.k8s.io", "me", 415);
  body.content_type = "application/x-new";
  AuditRecord log = of_resource("get", "pods", "web", 404);
  log.subresource = "log";
  const ApiUse use = summarize({kind, kind, by_name, group, body, log});
  EXPECT_THAT(requests(use.not_served),
              ElementsAre("404 GET /apis/x/v1/pods x1", "404 GET /apis/x/v1/routegroups.zalando.org x2",
                          "404 GET /apis/x/v1/widgets.example.com x1", "404 GET /apis/zalando.org/v1 x1",
                          "415 PUT /apis/x/v1/leases.coordination.k8s.io x1"));
  EXPECT_EQ(use.not_served.back().sent, "application/x-new");
  EXPECT_THAT(use.refused, IsEmpty());
}

TEST(ApiUse, AnObjectThatIsNotThereIsNoFault) {
  const ApiUse use = summarize({of_resource("get", "leases.coordination.k8s.io", "leader", 404),
                                of_resource("list", "widgets.example.com", "", 200),
                                of_resource("get", "widgets.example.com", "one", 404)});
  EXPECT_THAT(requests(use.absent), ElementsAre("404 GET /apis/x/v1/leases.coordination.k8s.io x1",
                                                "404 GET /apis/x/v1/widgets.example.com x1"));
  EXPECT_THAT(use.not_served, IsEmpty());
}

TEST(ApiUse, ListsWhatWasRefused) {
  const ApiUse use = summarize({of_resource("update", "leases.coordination.k8s.io", "me", 409)});
  EXPECT_THAT(requests(use.refused), ElementsAre("409 PUT /apis/x/v1/leases.coordination.k8s.io x1"));
}

}  // namespace
}  // namespace gauntlet::cli
