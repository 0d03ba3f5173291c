#include "harness/cli/doctor_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

DoctorReport healthy() {
  DoctorReport report;
  report.controller = "edge";
  report.project = "Edge";
  report.version = "1.2.3";
  report.mode = "default";
  report.profile_file = "profiles/edge.yaml";
  report.ready = 250ms;
  report.first_route = 1500ms;
  report.change = 12ms;
  report.address = "127.0.0.10";
  report.claims_address = true;
  report.api.requests = 3;
  report.api.resources = {{"ingresses.networking.k8s.io", {{"watch-list", 1}}, {}, {"application/json"}},
                          {"leases.coordination.k8s.io", {{"create", 1}, {"get", 1}}, {"application/json"}, {}}};
  return report;
}

TEST(DoctorReport, SaysWhatItSaw) {
  EXPECT_EQ(to_text(healthy()),
            "Edge 1.2.3 (mode default, profiles/edge.yaml)\n"
            "ready        250 ms after its start\n"
            "first route  1.50 s after its start\n"
            "change       12 ms until a new Ingress is served and a deleted one is not\n"
            "address      127.0.0.10 in the status of its Ingress\n"
            "requests     3 to the API server\n"
            "\n"
            "asked for:\n"
            "  RESOURCE                     VERBS            SENDS             ACCEPTS\n"
            "  ingresses.networking.k8s.io  watch-list 1     -                 application/json\n"
            "  leases.coordination.k8s.io   create 1, get 1  application/json  -\n"
            "\n"
            "asked for and not served: nothing\n");
}

TEST(DoctorReport, ListsWhatWasNotServedAndWhatWasRefused) {
  DoctorReport report = healthy();
  report.api.not_served = {{404, "GET /apis/zalando.org/v1", "", 1}, {415, "PUT /api/v1/x", "application/x-new", 7}};
  report.api.refused = {{409, "PUT /api/v1/y", "", 2}};
  report.api.absent = {{404, "GET /api/v1/z", "", 1}};
  EXPECT_THAT(to_text(report), HasSubstr("\nasked for and not served:\n"
                                         "  404  GET /apis/zalando.org/v1                     once\n"
                                         "  415  PUT /api/v1/x             application/x-new  7 times\n"
                                         "refused:\n"
                                         "  409  PUT /api/v1/y    2 times\n"
                                         "not there:\n"
                                         "  404  GET /api/v1/z    once\n"));
}

TEST(DoctorReport, QuotesAControllerThatIsNotReady) {
  DoctorReport report = healthy();
  report.ready.reset();
  report.first_route.reset();
  report.problem = "it ended";
  report.log_tail = "one\ntwo \x1b[31m\n";
  EXPECT_THAT(to_text(report), HasSubstr("\nready        no\nfirst route  no\nrequests     3 to the API server\n"
                                         "problem      it ended\n  | one\n  | two "));
  EXPECT_THAT(to_text(report), Not(HasSubstr("\x1b")));
}

TEST(DoctorReport, AnAddressThatIsMissingIsSaid) {
  DoctorReport report = healthy();
  report.address.clear();
  EXPECT_THAT(to_text(report), HasSubstr("address      none in the status of its Ingress, though the profile claims"));
  report.claims_address = false;
  EXPECT_THAT(to_text(report), HasSubstr("the profile does not claim status-address\n"));
}

TEST(DoctorReport, ExitsAsItsFindingsAre) {
  DoctorReport report = healthy();
  EXPECT_EQ(exit_code_of(report), ExitCode::kOk);
  report.first_route.reset();
  EXPECT_EQ(exit_code_of(report), ExitCode::kFail);
  report.ready.reset();
  EXPECT_EQ(exit_code_of(report), ExitCode::kError);
}

TEST(DoctorReport, IsOneObjectOfJson) {
  DoctorReport report = healthy();
  report.change.reset();
  report.api.not_served = {{415, "PUT /api/v1/x", "application/x-new", 7}};
  const auto json = nlohmann::json::parse(to_json_text(report), nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["version"], "1.2.3");
  EXPECT_EQ(json["readyMs"], 250.0);
  EXPECT_EQ(json["firstRouteMs"], 1500.0);
  EXPECT_TRUE(json["changeMs"].is_null());
  EXPECT_TRUE(json["problem"].is_null());
  EXPECT_EQ(json["resources"][0]["verbs"]["watch-list"], 1);
  EXPECT_EQ(json["notServed"][0]["contentType"], "application/x-new");
  EXPECT_EQ(json["notServed"][0]["count"], 7);
}

}  // namespace
}  // namespace gauntlet::cli
