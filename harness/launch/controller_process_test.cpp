#include "harness/launch/controller_process.hpp"

#include "foundation/net/acceptor.hpp"
#include "harness/launch/launch_test.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace gauntlet::launch {
namespace {

using namespace std::chrono_literals;
using ::testing::Test;
using Texts = std::vector<std::string>;

class ControllerProcessTest : public LaunchTest {};

TEST_F(ControllerProcessTest, IsReadyWhenTheUrlAnswersWith200) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = server("http", "503,500,200");
    profile.ready_url = "http://${listen.http}/ready";
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    EXPECT_TRUE(process->running());
    EXPECT_EQ(process->exit_description(), "");
    EXPECT_GT(process->time_to_ready(), 0s);
    EXPECT_EQ(process->address(), "127.77.3.4");
    EXPECT_EQ(process->http_endpoint().address, "127.77.3.4");
    EXPECT_NE(process->http_endpoint().port, 0);
    EXPECT_EQ(process->https_endpoint().port, 0);
    co_await process->stop();
    EXPECT_FALSE(process->running());
    EXPECT_EQ(process->exit_description(), "signal 15 (Terminated)");
    EXPECT_EQ(texts(*process), (Texts{"up", "answers 503", "answers 500", "answers 200"}));
  });
}

TEST_F(ControllerProcessTest, IsReadyWhenItsLogSaysSo) {
  run([&]() -> net::Awaitable<void> {
    auto process = co_await must_start(script("echo nearly up; echo up; exec sleep 1000"));
    if (!process) co_return;
    EXPECT_EQ(texts(*process), (Texts{"nearly up", "up"}));
    co_await process->stop();
  });
}

TEST_F(ControllerProcessTest, IsReadyWhenItListensWhereNothingElseIsSaid) {
  run([&]() -> net::Awaitable<void> {
    auto process = co_await must_start(server("http", "404"));
    if (!process) co_return;
    co_await wait_for_lines(*process, 1);
    EXPECT_EQ(texts(*process), Texts{"up"});
    co_await process->stop();
  });
}

TEST_F(ControllerProcessTest, GetsWhatTheVariablesStandFor) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("for word; do echo \"$word\"; done; echo up; exec sleep 1000");
    profile.command = {"/bin/sh",
                       "-c",
                       profile.command[2],
                       "fake",
                       "${listen.http}",
                       "${class}",
                       "${address}",
                       "${class.controller}",
                       "${api.url}",
                       "${api.token}",
                       "$${x}",
                       "${listen.http.port}"};
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    const std::string port = std::to_string(process->http_endpoint().port);
    EXPECT_EQ(texts(*process), (Texts{"127.77.3.4:" + port, "fake", "127.77.3.4", "fake.test/controller",
                                      "https://127.0.0.1:6443", "the-token", "${x}", port, "up"}));
    co_await process->stop();
  });
}

TEST_F(ControllerProcessTest, GetsAKubeconfigAndTheCa) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("cat \"$2\" \"$3\"; echo up; exec sleep 1000");
    profile.command.insert(profile.command.end(), {"${kubeconfig}", "${api.ca}"});
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    const Texts lines = texts(*process);
    EXPECT_NE(std::find(lines.begin(), lines.end(), "    server: https://127.0.0.1:6443"), lines.end());
    EXPECT_NE(std::find(lines.begin(), lines.end(), "the CA"), lines.end());
    co_await process->stop();
  });
}

TEST_F(ControllerProcessTest, HasACleanEnvironment) {
  ::setenv("KUBECONFIG", "/somebody/elses", 1);
  ::setenv("https_proxy", "http://127.0.0.1:9", 1);
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("env; pwd; echo up; exec sleep 1000");
    profile.environment = {{"LEVEL", "debug"}, {"CLASS", "${class}"}};
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    std::set<std::string> names;
    for (const std::string& line : texts(*process)) {
      if (const auto equals = line.find('='); equals != std::string::npos) names.insert(line.substr(0, equals));
    }
    names.erase("_");  // the shell's own
    names.erase("PWD");
    EXPECT_EQ(names, (std::set<std::string>{"CLASS", "GAUNTLET_INSTANCE", "HOME", "LEVEL", "PATH"}));
    const Texts lines = texts(*process);
    for (const std::string& expected : {std::string("LEVEL=debug"), std::string("CLASS=fake"),
                                        "HOME=" + folder_.path() + "/instance/home", folder_.path() + "/instance"}) {
      EXPECT_NE(std::find(lines.begin(), lines.end(), expected), lines.end()) << expected;
    }
    co_await process->stop();
  });
  ::unsetenv("KUBECONFIG");
  ::unsetenv("https_proxy");
}

TEST_F(ControllerProcessTest, FindsProgramsBesideOurOwnFirst) {
  run([&]() -> net::Awaitable<void> {
    auto process = co_await must_start(script("echo \"$PATH\"; echo up; exec sleep 1000"));
    if (!process) co_return;
    const std::string own = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    EXPECT_EQ(texts(*process).front(), own + ":" + std::getenv("PATH"));
    co_await process->stop();
  });
}

TEST_F(ControllerProcessTest, TakesAPortForEveryNamedListener) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("echo $1 $2 $3 $4; echo up; exec sleep 1000");
    profile.command.insert(profile.command.end(), {"${listen.https}", "${listen.ping}"});
    profile.environment = {{"XDS", "${listen.xds}"}};
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    std::istringstream words(texts(*process).front());
    std::set<std::string> endpoints;
    for (std::string word; words >> word;) {
      const auto endpoint = net::Endpoint::parse(word);
      EXPECT_TRUE(endpoint && endpoint->address == "127.77.3.4") << word;
      EXPECT_LT(endpoint ? endpoint->port : 0, 30'000) << "the kernel gives it to others, too";
      endpoints.insert(word);
    }
    EXPECT_EQ(endpoints.size(), 3U);
    EXPECT_TRUE(endpoints.contains(process->https_endpoint().to_string()));
    co_await process->stop();
  });
}

TEST_F(ControllerProcessTest, GetsTheExtraArgumentsLast) {
  run([&]() -> net::Awaitable<void> {
    InstanceOptions instance = options();
    instance.extra_arguments = {"--mutate=${class}"};
    const auto deadline = soon();
    ControllerProfile profile = script("echo $2; echo up; exec sleep 1000");
    auto started = co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    EXPECT_TRUE(started.ok());
    if (!started) co_return;
    EXPECT_EQ(texts(**started).front(), "--mutate=${class}");
    co_await (*started)->stop();
  });
}

TEST_F(ControllerProcessTest, KeepsTheLogInAFile) {
  run([&]() -> net::Awaitable<void> {
    auto process = co_await must_start(script("echo out; echo err >&2; echo up; exec sleep 1000"));
    if (!process) co_return;
    co_await wait_for_lines(*process, 3);
    co_await process->stop();
    std::istringstream file(folder_.read("instance/controller.log"));
    std::multiset<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.insert(line);
    EXPECT_EQ(lines, (std::multiset<std::string>{"err", "out", "up"}));
    const auto tail = process->log_tail(3);
    EXPECT_TRUE(std::any_of(tail.begin(), tail.end(),
                            [](const LogLine& line) { return line.channel == "stderr" && line.text == "err"; }));
  });
}

TEST_F(ControllerProcessTest, TellsThatItEnded) {
  run([&]() -> net::Awaitable<void> {
    auto process = co_await must_start(script("mkfifo go; echo up; read word < go; exit 3"));
    if (!process) co_return;
    folder_.write("instance/go", "on\n");
    const auto deadline = soon();
    while (process->running() && !deadline.has_passed(base::SystemClock().now())) {
      auto waited = co_await net::wait_for(1ms);
      base::ignore_failure(waited);
    }
    EXPECT_FALSE(process->running());
    EXPECT_EQ(process->exit_description(), "exit code 3");
    co_await process->stop();
    EXPECT_EQ(process->exit_description(), "exit code 3");
  });
}

TEST_F(ControllerProcessTest, MayBeDroppedWithoutAStop) {
  run([&]() -> net::Awaitable<void> {
    auto process = co_await must_start(script("setsid sleep 1000 & echo $$; echo $!; echo up; wait"));
    if (!process) co_return;
    const Texts lines = texts(*process);
    process.reset();
    EXPECT_FALSE(is_alive(lines[0]));
    const auto deadline = soon();
    while (is_alive(lines[1]) && !deadline.has_passed(base::SystemClock().now())) {
      auto waited = co_await net::wait_for(1ms);
      base::ignore_failure(waited);
    }
    EXPECT_FALSE(is_alive(lines[1]));
  });
}

}  // namespace
}  // namespace gauntlet::launch
