// LaunchTest: the fixture of tests that start small misbehaving controllers. Tests only; internal.
#pragma once

#include "foundation/net/event_loop.hpp"
#include "foundation/net/process_table.hpp"
#include "foundation/net/timer.hpp"
#include "harness/launch/controller_process.hpp"
#include "harness/launch/profile_sample.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <unistd.h>

namespace gauntlet::launch {

class LaunchTest : public ::testing::Test {
 protected:
  using Started = base::Result<std::unique_ptr<ControllerProcess>>;

  // The closure lives as long as the coroutine that it makes.
  void run(std::function<net::Awaitable<void>()> body) { loop_.run_until_done(body()); }
  net::Executor executor() { return loop_.executor(); }
  // No healthy test gets there.
  static base::Deadline soon() { return base::Deadline::after(std::chrono::seconds(20)); }

  // A controller that is a shell script; it is ready once it says "up".
  static ControllerProfile script(const std::string& text) {
    ControllerProfile profile;
    profile.key = "fake";
    profile.file = "profiles/fake.yaml";
    profile.command = {"/bin/sh", "-c", text, "fake", "${listen.http}"};
    profile.ready_log = "^up$";
    return profile;
  }
  // Answers its HTTP requests with these status codes, the last one for ever.
  static ControllerProfile server(const std::string& listener, const std::string& codes) {
    ControllerProfile profile = script("");
    profile.command = {"/usr/bin/python3", "-SE", "-u", "-c", kServer, "${listen." + listener + "}", codes};
    profile.ready_log.clear();
    return profile;
  }

  InstanceOptions options() const {
    InstanceOptions options;
    options.address = "127.77.3.4";
    options.class_name = "fake";
    options.class_controller = "fake.test/controller";
    options.access.endpoint = net::Endpoint{"127.0.0.1", 6443};
    options.access.ca_pem = "the CA\n";
    options.access.bearer_token = "the-token";
    options.folder = folder_.path() + "/instance";
    return options;
  }

  net::Awaitable<Started> start(ControllerProfile profile) {
    InstanceOptions instance = options();
    const auto deadline = soon();
    auto started = co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    co_return started;
  }
  net::Awaitable<std::unique_ptr<ControllerProcess>> must_start(ControllerProfile profile) {
    auto started = co_await start(std::move(profile));
    if (started) co_return std::move(*started);
    ADD_FAILURE() << started.error().to_string();
    co_return nullptr;
  }
  net::Awaitable<base::Error> must_fail(ControllerProfile profile) {
    auto started = co_await start(std::move(profile));
    if (!started) co_return started.error();
    ADD_FAILURE() << "it has started";
    co_await (*started)->stop();
    co_return base::Error(base::Reason::kUnknown, "");
  }

  static std::vector<std::string> texts(const ControllerProcess& process) {
    std::vector<std::string> texts;
    for (const LogLine& line : process.log_tail(1000)) texts.push_back(line.text);
    return texts;
  }
  // Until its log has so many lines.
  static net::Awaitable<void> wait_for_lines(const ControllerProcess& process, long long count) {
    const auto deadline = soon();
    while (process.log_line_count() < count && !deadline.has_passed(base::SystemClock().now())) {
      auto waited = co_await net::wait_for(std::chrono::milliseconds(1));
      base::ignore_failure(waited);
    }
    EXPECT_GE(process.log_line_count(), count);
  }
  static bool is_alive(const std::string& pid) {
    const auto process = net::find_process(std::stoi(pid));
    return process && !process->is_zombie;
  }

  static constexpr const char* kServer = R"(
import socket, sys
host, port = sys.argv[1].rsplit(':', 1)
codes = sys.argv[2].split(',')
listener = socket.create_server((host, int(port)))
print('up')
while True:
    client, _ = listener.accept()
    if client.recv(65536):
        print('answers', codes[0])
        client.sendall(('HTTP/1.1 %s X\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwait' % codes[0]).encode())
        if len(codes) > 1: codes.pop(0)
    client.close()
)";

  TemporaryFolder folder_;
  net::EventLoop loop_;
};

}  // namespace gauntlet::launch
