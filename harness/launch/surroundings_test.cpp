// What a profile puts around a controller: prepared folders, companions, paths of its own, names of Services,
// containers.
#include "fakeapiserver/api_server.hpp"
#include "foundation/net/datagram_socket.hpp"
#include "harness/launch/command_run.hpp"
#include "harness/launch/launch_test.hpp"
#include "harness/launch/mount_script.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace gauntlet::launch {
namespace {

using namespace std::chrono_literals;
using base::Reason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Texts = std::vector<std::string>;

class SurroundingsTest : public LaunchTest {
 protected:
  // A script in a folder of programs that comes first in the controller's PATH.
  void add_program(const std::string& name, const std::string& text) {
    const std::string file = folder_.write("programs/" + name, "#!/bin/sh\n" + text + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }
  ControllerProfile with_programs(ControllerProfile profile) const {
    profile.environment["PATH"] = folder_.path() + "/programs:/usr/bin:/bin";
    return profile;
  }
  bool has_mount_namespaces() {
    bool has = false;
    run([&]() -> net::Awaitable<void> {
      net::ChildProcessOptions options;
      options.command = try_own_mounts();
      options.environment["PATH"] = "/usr/bin:/bin";
      const auto deadline = soon();
      const auto tried = co_await run_command(executor(), std::move(options), deadline);
      has = tried && tried->succeeded();
    });
    return has;
  }
  Texts log_of(ControllerProfile profile) {
    Texts lines;
    run([&]() -> net::Awaitable<void> {
      auto process = co_await must_start(std::move(profile));
      if (!process) co_return;
      lines = texts(*process);
      co_await process->stop();
    });
    return lines;
  }
  base::Error error_of(ControllerProfile profile) {
    base::Error error(Reason::kUnknown, "");
    run([&]() -> net::Awaitable<void> { error = co_await must_fail(std::move(profile)); });
    return error;
  }
};

TEST_F(SurroundingsTest, FilesAndFoldersAreThereBeforeTheStart) {
  ControllerProfile profile = script("pwd; cat edge.conf; cat ../etc/made; echo up; exec sleep 1000");
  profile.directory = "${folder}/conf";
  profile.files = {{"${folder}/conf/edge.conf", "listen ${listen.http.port};\n"}};
  profile.prepare = {{"mkdir", "${folder}/etc"}, {"/bin/sh", "-c", "echo made > ../etc/made; echo said"}};
  profile.ports = {{"http", 8080}};
  EXPECT_EQ(log_of(std::move(profile)),
            (Texts{"said", folder_.path() + "/instance/conf", "listen 8080;", "made", "up"}));
}

TEST_F(SurroundingsTest, PreparationMayFail) {
  ControllerProfile profile = script("");
  profile.prepare = {{"/bin/sh", "-c", "echo no template >&2; exit 4"}};
  const base::Error error = error_of(std::move(profile));
  EXPECT_EQ(error.reason(), Reason::kSystem);
  EXPECT_EQ(error.message(),
            "profiles/fake.yaml: '/bin/sh -c echo no template >&2; exit 4' (start.prepare) ended with exit code 4");
  EXPECT_EQ(error.peer_words(), "no template\n");
}

TEST_F(SurroundingsTest, PreparationNeedsItsProgram) {
  ControllerProfile profile = script("");
  profile.prepare = {{"no-such-tool"}};
  const base::Error error = error_of(std::move(profile));
  EXPECT_EQ(error.reason(), Reason::kNotFound);
  EXPECT_THAT(error.message(), HasSubstr("the program 'no-such-tool' (start.prepare) was not found"));
}

TEST_F(SurroundingsTest, PreparationMayNeverEnd) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("");
    profile.prepare = {{"sleep", "1000"}};
    InstanceOptions instance = options();
    const auto deadline = base::Deadline::after(100ms);
    const auto started =
        co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    EXPECT_FALSE(started.ok());
    if (started) co_return;
    EXPECT_EQ(started.error().reason(), Reason::kTimeout);
    EXPECT_EQ(started.error().message(), "profiles/fake.yaml: 'sleep' (start.prepare) does not end");
  });
}

TEST_F(SurroundingsTest, PortsMayBeFixed) {
  run([&]() -> net::Awaitable<void> {
    ControllerProfile profile = script("echo $1; echo up; exec sleep 1000");
    profile.ports = {{"http", 80}, {"https", 443}};
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    EXPECT_EQ(process->http_endpoint().to_string(), "127.77.3.4:80");
    EXPECT_EQ(process->https_endpoint().to_string(), "127.77.3.4:443");
    EXPECT_EQ(texts(*process).front(), "127.77.3.4:80");
    co_await process->stop();
  });
}

TEST_F(SurroundingsTest, VariablesOfTheProfileAreFilledIn) {
  ControllerProfile profile = script("echo $2 $3; echo up; exec sleep 1000");
  profile.variables = {{"tag", "v1"}, {"token", std::nullopt}};
  profile.command.insert(profile.command.end(), {"${tag}", "${token}"});
  EXPECT_EQ(error_of(profile).message(), "profiles/fake.yaml: the variable 'token' has no value: give --set token=...");
  ASSERT_TRUE(set_variable(profile, "token", "abc").ok());
  EXPECT_EQ(log_of(profile).front(), "v1 abc");
  ASSERT_TRUE(set_variable(profile, "tag", "v2").ok());
  EXPECT_EQ(log_of(profile).front(), "v2 abc");
}

TEST_F(SurroundingsTest, CompanionsLiveAndDieWithIt) {
  run([&]() -> net::Awaitable<void> {
    add_program("envoy", "echo \"$1 $MINE $LEVEL\"; trap 'echo bye; exit 0' TERM; while :; do sleep 0.01; done");
    ControllerProfile profile = with_programs(script("echo up; exec sleep 1000"));
    profile.environment["LEVEL"] = "debug";
    Companion companion;
    companion.command = {"envoy", "${listen.xds}"};
    companion.environment = {{"MINE", "${class}"}};
    profile.companions = {companion};
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    EXPECT_TRUE(process->running());
    co_await wait_for_lines(*process, 2);
    co_await process->stop();
    Texts of_companion;
    for (const LogLine& line : process->log_tail(10)) {
      if (line.channel == "envoy.stdout") of_companion.push_back(line.text);
    }
    EXPECT_THAT(of_companion, ElementsAre(::testing::MatchesRegex("127.77.3.4:[0-9]+ fake debug"), "bye"));
    EXPECT_EQ(process->exit_description(), "signal 15 (Terminated)");
  });
}

TEST_F(SurroundingsTest, TheEndOfACompanionIsTheEnd) {
  run([&]() -> net::Awaitable<void> {
    add_program("envoy", "mkfifo go; read word < go; exit 3");
    ControllerProfile profile =
        with_programs(script("while [ ! -p go ]; do sleep 0.01; done; echo up; exec sleep 1000"));
    profile.companions.emplace_back().command = {"envoy"};
    auto process = co_await must_start(std::move(profile));
    if (!process) co_return;
    EXPECT_TRUE(process->running());
    folder_.write("instance/go", "on\n");
    const auto deadline = soon();
    while (process->running() && !deadline.has_passed(base::SystemClock().now())) {
      auto waited = co_await net::wait_for(1ms);
      base::ignore_failure(waited);
    }
    EXPECT_EQ(process->exit_description(), "envoy: exit code 3");
    co_await process->stop();
  });
}

TEST_F(SurroundingsTest, ACompanionThatEndsEarlyIsNamed) {
  add_program("envoy", "echo no bootstrap >&2; exit 1");
  ControllerProfile profile = with_programs(script("exec sleep 1000"));
  profile.companions.emplace_back().command = {"envoy"};
  const base::Error error = error_of(std::move(profile));
  EXPECT_THAT(error.message(), HasSubstr("'envoy' ended before it was ready"));
  EXPECT_THAT(error.message(), ::testing::EndsWith(": exit code 1"));
  EXPECT_EQ(error.peer_words(), "no bootstrap");
}

TEST_F(SurroundingsTest, FixedPathsAreItsOwn) {
  if (!has_mount_namespaces()) GTEST_SKIP() << "this machine gives no mount namespaces";
  const std::string existing = folder_.path() + "/existing";
  folder_.write("existing/theirs", "theirs");
  folder_.write("file", "theirs");
  ControllerProfile profile = script("ls " + existing + "; cat " + folder_.path() + "/file; " +
                                     "cat /var/run/secrets/kubernetes.io/serviceaccount/token; echo; " +
                                     "echo API at $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT; " +
                                     "ls /etc/gauntlet-test/deep; echo new > /etc/gauntlet-test/deep/made; ls -d "
                                     "/etc/passwd; pwd; echo up; exec sleep 1000");
  profile.files = {{"${folder}/mine/ours", "ours"}, {"${folder}/one", "ours\n"}};
  profile.mounts = {{existing, "${folder}/mine"},
                    {folder_.path() + "/file", "${folder}/one"},
                    {"/etc/gauntlet-test/deep", "${folder}/deep"},
                    {"/var/run/secrets/kubernetes.io/serviceaccount", "${service-account}"}};
  EXPECT_EQ(log_of(std::move(profile)), (Texts{"ours", "ours", "the-token", "API at 127.0.0.1:6443", "/etc/passwd",
                                               folder_.path() + "/instance", "up"}));
  EXPECT_EQ(folder_.read("instance/deep/made"), "new\n");
  EXPECT_EQ(folder_.read("existing/theirs"), "theirs");
  EXPECT_EQ(folder_.read("file"), "theirs");
  EXPECT_FALSE(std::filesystem::exists("/etc/gauntlet-test"));
  EXPECT_FALSE(std::filesystem::exists("/var/run/secrets"));
}

TEST_F(SurroundingsTest, SaysThatThereAreNoMountNamespaces) {
  add_program("unshare", "echo 'unshare failed: Operation not permitted' >&2; exit 1");
  ControllerProfile profile = with_programs(script("echo up; exec sleep 1000"));
  profile.mounts = {{"/etc/edge", "${folder}/etc"}};
  const base::Error error = error_of(std::move(profile));
  EXPECT_EQ(error.reason(), Reason::kSystem);
  EXPECT_THAT(error.message(), HasSubstr("profiles/fake.yaml: the controller needs paths of its own (start.mounts)"));
  EXPECT_THAT(error.message(), HasSubstr("run as root, or allow user namespaces"));
  EXPECT_EQ(error.peer_words(), "unshare failed: Operation not permitted\n");
}

TEST_F(SurroundingsTest, RunsInAContainerWhereTheProfileWantsThat) {
  add_program("docker", R"(echo "docker" "$@" >> ../calls
[ "$1" = run ] || exit 0
shift
while [ $# -gt 0 ]; do
  case "$1" in
    --entrypoint) program=$2; shift 3; exec "$program" "$@";;
    --rm) shift;;
    *) shift 2;;
  esac
done)");
  ControllerProfile profile = with_programs(script("echo up; exec sleep 1000"));
  profile.container = "fake/image:v1";
  profile.environment["CLASS"] = "${class}";
  profile.mounts = {{"/etc/edge", "${folder}/etc"}};
  EXPECT_EQ(log_of(std::move(profile)), Texts{"up"});
  std::istringstream calls(folder_.read("calls"));
  std::string run_call;
  std::string rm_call;
  std::getline(calls, run_call);
  std::getline(calls, rm_call);
  const std::string instance = folder_.path() + "/instance";
  EXPECT_THAT(run_call, ::testing::MatchesRegex("docker run --rm --network host --name gauntlet-[0-9a-f]{12}-0 .*"));
  EXPECT_THAT(run_call, HasSubstr(" --volume " + instance + ":" + instance + " --workdir " + instance));
  EXPECT_THAT(run_call, HasSubstr(" --volume " + instance + "/etc:/etc/edge "));
  EXPECT_THAT(run_call, HasSubstr(" --env CLASS=fake "));
  EXPECT_THAT(run_call, ::testing::Not(HasSubstr("--env PATH")));
  EXPECT_THAT(run_call, HasSubstr(" --entrypoint /bin/sh fake/image:v1 -c "));
  EXPECT_THAT(rm_call, ::testing::MatchesRegex("docker rm --force gauntlet-[0-9a-f]{12}-0"));
}

TEST_F(SurroundingsTest, SaysThatThereIsNoContainerEngine) {
  ControllerProfile profile = script("");
  profile.container = "fake/image:v1";
  profile.environment["PATH"] = folder_.path();
  const base::Error error = error_of(std::move(profile));
  EXPECT_EQ(error.reason(), Reason::kNotFound);
  EXPECT_EQ(error.message(),
            "profiles/fake.yaml: the controller runs in a container (container), and there is no docker and no podman; "
            "install one of them, or take another mode");
}

TEST_F(SurroundingsTest, LooksUpNamesOfServices) {
  if (!has_mount_namespaces()) GTEST_SKIP() << "this machine gives no mount namespaces";
  if (!net::DatagramSocket::bind(executor(), net::Endpoint{"127.77.3.4", 53})) GTEST_SKIP() << "port 53 is not ours";
  run([&]() -> net::Awaitable<void> {
    fakeapiserver::ApiServer server(executor(), fakeapiserver::ApiServerOptions());
    const auto listening = server.start();
    EXPECT_TRUE(listening.ok());
    ControllerProfile profile =
        script("grep -c '' /etc/resolv.conf; getent ahostsv4 web.shop | head -1; echo up; exec sleep 1000");
    profile.cluster_dns = true;
    profile.objects = kube::read_yaml(
                          "[{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, "
                          "spec: {clusterIP: 127.96.7.8, ports: [{port: 80}]}}]")
                          .documents.front()
                          .items;
    InstanceOptions instance = options();
    instance.access = server.access_for("controller-0");
    const auto deadline = soon();
    auto started = co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    if (!started) ADD_FAILURE() << started.error().to_string();
    if (started) {
      EXPECT_THAT(texts(**started), ElementsAre("3", ::testing::MatchesRegex("127\\.96\\.7\\.8 .*"), "up"));
      co_await (*started)->stop();
    }
    co_await server.stop(deadline);
  });
}

TEST_F(SurroundingsTest, SaysThatTheResolverHasNoPort) {
  auto taken = net::DatagramSocket::bind(executor(), net::Endpoint{"127.77.3.4", 53});
  ControllerProfile profile = script("echo up; exec sleep 1000");
  profile.cluster_dns = true;
  const base::Error error = error_of(std::move(profile));
  EXPECT_THAT(error.message(),
              HasSubstr("profiles/fake.yaml: the controller looks up names of Services (start.dns), for "
                        "which the resolver needs port 53: binding UDP 127.77.3.4:53: "));
  EXPECT_THAT(error.message(), HasSubstr("run as root, or allow it"));
}

TEST_F(SurroundingsTest, SomebodyElseMayRunIt) {
  run([&]() -> net::Awaitable<void> {
    auto theirs = co_await must_start(server("http", "404"));
    if (!theirs) co_return;
    ControllerProfile profile = script("");
    profile.command.clear();
    profile.ready_log.clear();
    profile.attach_kubeconfig_to = folder_.path() + "/theirs/kubeconfig";
    profile.attach_http = theirs->http_endpoint().to_string();
    InstanceOptions instance = options();
    instance.folder = folder_.path() + "/attached";
    const auto deadline = soon();
    auto started = co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    if (!started) ADD_FAILURE() << started.error().to_string();
    if (started) {
      EXPECT_TRUE((*started)->running());
      EXPECT_EQ((*started)->http_endpoint(), theirs->http_endpoint());
      EXPECT_EQ((*started)->https_endpoint().port, 0);
      EXPECT_THAT(folder_.read("theirs/kubeconfig"), HasSubstr("server: https://127.0.0.1:6443"));
      co_await (*started)->stop();
    }
    EXPECT_TRUE(theirs->running());
    co_await theirs->stop();
  });
}

TEST_F(SurroundingsTest, SaysThatNobodyRunsIt) {
  ControllerProfile profile = script("");
  profile.command.clear();
  profile.ready_log.clear();
  profile.ready_within = 50ms;
  profile.attach_kubeconfig_to = folder_.path() + "/kubeconfig";
  profile.attach_http = "127.77.3.4:9";
  const base::Error error = error_of(std::move(profile));
  EXPECT_EQ(error.reason(), Reason::kTimeout);
  EXPECT_THAT(error.message(),
              ::testing::MatchesRegex("profiles/fake.yaml: the controller that somebody else runs was not ready within "
                                      "[0-9.]+s: .*127.77.3.4:9.*; its kubeconfig is " +
                                      folder_.path() + "/kubeconfig"));
}

}  // namespace
}  // namespace gauntlet::launch
