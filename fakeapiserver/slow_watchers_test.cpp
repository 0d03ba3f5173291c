// Watchers that do not read: each is cut, and meanwhile none of them costs more than what is just being written.
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/raw_connection_test.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace gauntlet::fakeapiserver {
namespace {

constexpr int kWatchers = 100;
constexpr int kChanges = 40;
constexpr std::size_t kBytesOfAChange = 200'000;
constexpr int kSmallBuffer = 4096;

// Counts watches that ended, by reason, and lets a test wait for them.
class WatchEnds {
 public:
  void note(const AuditRecord& record) {
    if (record.watch_ended.empty()) return;
    const std::lock_guard lock(mutex_);
    ++ended_;
    if (record.watch_ended == "slow") ++slow_;
    changed_.notify_all();
  }
  bool wait_for(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return ended_ >= count; });
  }
  int slow() {
    const std::lock_guard lock(mutex_);
    return slow_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int ended_ = 0;
  int slow_ = 0;
};

TEST(P0_17, AWatcherThatDoesNotReadIsCutAndCostsNothing) {
  WatchEnds ends;
  ApiServerOptions options = unfurnished();
  options.limits.write = std::chrono::milliseconds(500);
  TestServer api(options);
  net::Endpoint endpoint;
  api.on_server([&](ApiServer& server) {
    endpoint = server.endpoint(Transport::kPlain);
    server.audit().set_sink([&ends](const AuditRecord& record) { ends.note(record); });
  });
  api.post(kMaps, R"({"metadata":{"name":"a"}})");
  TestWatch reader = api.watch(kMaps + "?watch=1");
  ASSERT_TRUE(reader.next().has_value());
  std::vector<std::unique_ptr<RawConnection>> watchers;
  for (int i = 0; i < kWatchers; ++i) {
    watchers.push_back(std::make_unique<RawConnection>(endpoint, kSmallBuffer));
    watchers.back()->send("GET " + kMaps + "?watch=1 HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  const std::size_t before = resident_bytes();
  for (int i = 0; i < kChanges; ++i) {
    const std::string value = std::to_string(i) + std::string(kBytesOfAChange, 'x');
    const std::string revision = api.merge(kMaps + "/a", R"({"data":{"k":")" + value + "\"}}").revision();
    EXPECT_EQ(reader.next_text(), "MODIFIED a@" + revision) << "who reads is left alone";
  }
  const std::size_t grown = resident_bytes() - std::min(before, resident_bytes());
  EXPECT_TRUE(ends.wait_for(kWatchers));
  EXPECT_EQ(ends.slow(), kWatchers);
  // A queue for each of them would hold 800 MB.
  if (kMemoryCanBeMeasured) {
    EXPECT_LT(grown, std::size_t{100} * 1024 * 1024);
  }
  api.on_server([](ApiServer& server) { server.audit().set_sink(nullptr); });
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
