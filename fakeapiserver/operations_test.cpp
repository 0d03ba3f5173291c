// What whoever runs the server sees of it: metrics, the request log as a file, compression, the switches of features.
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/faults.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>
#include <zlib.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(P1_15, MetricsCountRequestsAndObjects) {
  TestServer api;
  api.post(kMaps, R"({"metadata":{"name":"a"}})");
  api.get(kMaps + "/b");
  TestWatch watch = api.watch(kMaps + "?watch=1");
  ASSERT_EQ(watch.next_text().substr(0, 7), "ADDED a");
  const Reply reply = api.get("/metrics");
  EXPECT_EQ(reply.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(reply.text, HasSubstr("# TYPE apiserver_request_total counter"));
  EXPECT_THAT(reply.text,
              HasSubstr("apiserver_request_total{code=\"201\",resource=\"configmaps\",subresource=\"\",verb="
                        "\"CREATE\"} 1"));
  EXPECT_THAT(reply.text, HasSubstr("apiserver_request_total{code=\"404\""));
  EXPECT_THAT(reply.text,
              HasSubstr("apiserver_request_duration_seconds_count{resource=\"configmaps\",verb=\"CREATE\"} 1"));
  EXPECT_THAT(reply.text, HasSubstr("apiserver_storage_objects{resource=\"configmaps\"} 1"));
  EXPECT_THAT(reply.text, HasSubstr("apiserver_storage_objects{resource=\"namespaces\"} 4"));
  EXPECT_THAT(reply.text, HasSubstr("apiserver_longrunning_requests{resource=\"configmaps\",verb=\"WATCH\"} 1"));
}

class TemporaryFile {
 public:
  TemporaryFile() : path_(std::filesystem::temp_directory_path() / ("audit-" + std::to_string(::getpid()) + ".jsonl")) {
    std::filesystem::remove(path_);
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }
  std::vector<Json> lines() const {
    std::vector<Json> all;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) all.push_back(Json::parse(line));
    return all;
  }

 private:
  std::filesystem::path path_;
};

TEST(P0_33, TheRequestLogIsWrittenAsAuditEvents) {
  const TemporaryFile file;
  ApiServerOptions options = unfurnished();
  options.audit_path = file.path();
  {
    TestServer api(options);
    api.post(kMaps, R"({"metadata":{"name":"a"}})");
    api.merge(kMaps + "/a?fieldManager=m", R"({"data":{"k":"secret value"}})");
    api.get("/version");
  }
  const auto lines = file.lines();
  ASSERT_EQ(lines.size(), 3u);
  const Json& patch = lines[1];
  EXPECT_EQ(patch["kind"], "Event");
  EXPECT_EQ(patch["apiVersion"], "audit.k8s.io/v1");
  EXPECT_EQ(patch["stage"], "ResponseComplete");
  EXPECT_EQ(patch["verb"], "patch");
  EXPECT_EQ(patch["requestURI"], kMaps + "/a?fieldManager=m");
  EXPECT_EQ(patch["user"]["username"], "tester");
  EXPECT_EQ(patch["objectRef"]["resource"], "configmaps");
  EXPECT_EQ(patch["objectRef"]["namespace"], "default");
  EXPECT_EQ(patch["objectRef"]["name"], "a");
  EXPECT_FALSE(patch["objectRef"]["resourceVersion"].get<std::string>().empty());
  EXPECT_EQ(patch["responseStatus"]["code"], 200);
  EXPECT_THAT(patch["requestReceivedTimestamp"].get<std::string>(),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z"));
  EXPECT_EQ(patch["gauntlet"]["contentType"], "application/merge-patch+json");
  EXPECT_THAT(kube::to_text(patch), ::testing::Not(HasSubstr("secret value"))) << "bodies are never logged";
  EXPECT_FALSE(lines[2].contains("objectRef"));
}

// "2 events to 105, timeout" of the watch that ends next, which is written a moment after the client has seen the end.
class NextWatchRecord {
 public:
  explicit NextWatchRecord(TestServer& api) : api_(api), before_(count()) {}
  std::string text() {
    const base::Deadline deadline = soon();
    while (count() == before_ && !deadline.has_passed(base::SystemClock().now())) {
    }
    std::string text;
    api_.on_server([&](ApiServer& server) {
      const AuditRecord& record = server.audit().records().back();
      text = std::to_string(record.events) + " events to " + std::to_string(record.revision) + ", " +
             record.watch_ended + (record.injected ? ", by a fault" : "");
    });
    return text;
  }

 private:
  std::size_t count() {
    std::size_t watches = 0;
    api_.on_server([&](ApiServer& server) {
      for (const AuditRecord& record : server.audit().records()) watches += record.verb == "watch" ? 1 : 0;
    });
    return watches;
  }
  TestServer& api_;
  std::size_t before_;
};

TEST(P0_33, WatchesSayWhatTheySentAndHowTheyEnded) {
  TestServer api;
  const std::string a = api.post(kMaps, R"({"metadata":{"name":"a"}})").revision();
  const std::string b = api.post(kMaps, R"({"metadata":{"name":"b"}})").revision();
  const auto end_of = [&](const std::string& query) {
    NextWatchRecord record(api);
    TestWatch watch = api.watch(kMaps + query);
    while (watch.next()) {
    }
    return record.text();
  };
  EXPECT_EQ(end_of("?watch=1&timeoutSeconds=1"), "2 events to " + b + ", timeout");
  Fault fault;
  fault.effect = FaultEffect::kWatchError;
  fault.code = 410;
  fault.after_events = 2;
  api.on_server([&](ApiServer& server) { server.faults().add(fault); });
  EXPECT_EQ(end_of("?watch=1"), "2 events to " + b + ", injected, by a fault");
  NextWatchRecord record(api);
  TestWatch dropped = api.watch(kMaps + "?watch=1&resourceVersion=" + a);
  ASSERT_EQ(dropped.next_text(), "ADDED b@" + b);
  api.on_server([](ApiServer& server) { server.drop_watches(); });
  EXPECT_EQ(dropped.next_text(), "cut");
  EXPECT_EQ(record.text(), "1 events to " + b + ", dropped");
  api.on_server([](ApiServer& server) { server.compact_history(); });
  EXPECT_EQ(end_of("?watch=1&resourceVersion=" + a), "0 events to 0, expired");
}

// A fault that was waiting for more events than came has hit nobody.
TEST(P0_33, AWatchThatEndedBeforeItsFaultIsNotInjected) {
  TestServer api;
  Fault fault;
  fault.effect = FaultEffect::kWatchCut;
  fault.after_events = 1;
  api.on_server([&](ApiServer& server) { server.faults().add(fault); });
  NextWatchRecord record(api);
  TestWatch watch = api.watch(kMaps + "?watch=1&timeoutSeconds=1");
  EXPECT_EQ(watch.next_text(), "end");
  EXPECT_EQ(record.text(), "0 events to 0, timeout");
  EXPECT_THAT(api.get("/metrics").text, ::testing::Not(HasSubstr("gauntlet_apiserver_injected_faults_total{")));
  TestWatch next = api.watch(kMaps + "?watch=1");
  api.post(kMaps, R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(next.next_text().substr(0, 7), "ADDED a");
  EXPECT_EQ(next.next_text(), "cut") << "and waits for the next watch";
}

TEST(P0_33, ALogThatCannotBeWrittenIsAnErrorOfTheStart) {
  net::EventLoop loop;
  ApiServerOptions options;
  options.audit_path = "/no/such/folder/audit.jsonl";
  ApiServer server(loop.executor(), options);
  const auto started = server.start();
  ASSERT_FALSE(started.ok());
  EXPECT_THAT(started.error().to_string(), HasSubstr("/no/such/folder/audit.jsonl"));
}

std::string gunzip(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(4 * 1024 * 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(text.size() - stream.avail_out);
  inflateEnd(&stream);
  return text;
}

TEST(Gzip, LargeAnswersAreCompressedForThoseWhoTakeIt) {
  TestServer api;
  api.post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":")" + std::string(200'000, 'x') + "\"}}");
  const Reply plain = api.get(kMaps);
  EXPECT_EQ(plain.header("Content-Encoding"), "");
  http::Request request;
  request.target = kMaps;
  request.headers.set("Accept-Encoding", "gzip");
  const Reply compressed = api.send(request);
  EXPECT_EQ(compressed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(compressed.header("Vary"), "Accept-Encoding");
  EXPECT_LT(compressed.text.size(), plain.text.size() / 10);
  EXPECT_EQ(gunzip(compressed.text), plain.text);
  request.target = "/version";
  EXPECT_EQ(api.send(request).header("Content-Encoding"), "") << "small answers stay as they are";
  request.target = kMaps;
  request.headers.set("Accept-Encoding", "gzip;q=0");
  EXPECT_EQ(api.send(request).header("Content-Encoding"), "");
}

const std::string kBriefStreamingList =
    "?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1";

TEST(P0_13, WatchListSwitchedOffIsRefused) {
  ApiServerOptions options = unfurnished();
  options.features.watch_list = WatchListSupport::kOff;
  TestServer api(options);
  const Reply refused = api.get(kMaps + kBriefStreamingList);
  EXPECT_EQ(refused.code, 422);
  EXPECT_EQ(refused.json()["details"]["causes"][0]["field"], "sendInitialEvents");
  EXPECT_EQ(refused.json()["details"]["causes"][0]["reason"], "FieldValueForbidden");
  EXPECT_EQ(api.get(kMaps).code, 200);
}

TEST(P1_17, AServerThatKnowsNothingOfWatchListNeverMarksTheEnd) {
  ApiServerOptions options = unfurnished();
  options.features.watch_list = WatchListSupport::kSilent;
  TestServer api(options);
  const std::string a = api.post(kMaps, R"({"metadata":{"name":"a"}})").revision();
  TestWatch watch = api.watch(kMaps + kBriefStreamingList);
  EXPECT_EQ(watch.next_text(), "ADDED a@" + a);
  EXPECT_EQ(watch.next_text(), "BOOKMARK @" + a) << "at the end of the stream, without the annotation";
  EXPECT_EQ(watch.next_text(), "end");
}

constexpr std::string_view kSlice = R"({"metadata":{"name":"a"},"addressType":"IPv4","ports":[],
    "endpoints":[{"addresses":["192.0.2.1"]},{"addresses":["127.0.0.1"]}]})";

TEST(P1_16, LoopbackEndpointsCanBeRefusedAsByAKubeApiserver) {
  const std::string slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
  const std::string endpoints = "/api/v1/namespaces/default/endpoints";
  const std::string subset = R"({"metadata":{"name":"a"},"subsets":[{"notReadyAddresses":[{"ip":"::1"}]}]})";
  TestServer usual;
  EXPECT_EQ(usual.post(slices, kSlice).code, 201);
  EXPECT_EQ(usual.post(endpoints, subset).code, 201);
  EXPECT_EQ(usual.get("/gauntlet/capabilities").json()["loopbackEndpoints"], true);
  ApiServerOptions options = unfurnished();
  options.features.loopback_endpoints = LoopbackEndpoints::kRefused;
  TestServer strict(options);
  const Reply refused = strict.post(slices, kSlice);
  EXPECT_EQ(refused.code, 422);
  const Json cause = refused.json()["details"]["causes"][0];
  EXPECT_EQ(cause["field"], "endpoints[1].addresses[0]");
  EXPECT_THAT(cause["message"].get<std::string>(),
              HasSubstr("may not be in the loopback range (127.0.0.0/8, ::1/128)"));
  EXPECT_EQ(strict.post(endpoints, subset).json()["details"]["causes"][0]["field"],
            "subsets[0].notReadyAddresses[0].ip");
  EXPECT_EQ(strict.get("/gauntlet/capabilities").json()["loopbackEndpoints"], false);
}

TEST(P1_17, VersionsCanBeImitated) {
  ApiServerOptions options = unfurnished();
  options.kubernetes_version = "v1.29.3";
  options.features.aggregated_discovery = AggregatedDiscovery::kOff;
  TestServer api(options);
  const Json version = api.get("/version").json();
  EXPECT_EQ(version["gitVersion"], "v1.29.3");
  EXPECT_EQ(version["major"], "1");
  EXPECT_EQ(version["minor"], "29");
  EXPECT_FALSE(version.contains("emulationMajor")) << "younger than that";
  const Json newest = TestServer().get("/version").json();
  EXPECT_EQ(newest["emulationMajor"], "1");
  EXPECT_EQ(newest["emulationMinor"], newest["minor"]);
  EXPECT_EQ(newest["minCompatibilityMajor"], "1");
  EXPECT_EQ(newest["minCompatibilityMinor"], "34");
  const Reply discovery = api.get("/apis",
                                  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                                  "application/json");
  EXPECT_EQ(discovery.json()["kind"], "APIGroupList");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
