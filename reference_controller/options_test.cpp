#include "reference_controller/options.hpp"

#include "reference_controller/mutants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <unistd.h>
#include <vector>

namespace gauntlet::reference {
namespace {

using testing::HasSubstr;

class OptionsTest : public testing::Test {
 protected:
  OptionsTest() : kubeconfig_(testing::TempDir() + "reference_options_" + std::to_string(::getpid()) + ".yaml") {
    kube::ClusterAccess access;
    access.endpoint = {"127.0.0.1", 6443};
    access.tls = false;
    std::ofstream(kubeconfig_) << kube::write_kubeconfig(access);
    ::unsetenv("KUBECONFIG");
  }
  ~OptionsTest() override {
    std::filesystem::remove(kubeconfig_);
#ifdef GAUNTLET_MUTANTS
    select_mutant(Mutant::kNone);
#endif
  }

  // What it says goes to output_.
  std::variant<ProgramOptions, EarlyExit> read(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "gauntlet-reference");
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    auto read = read_command_line(static_cast<int>(pointers.size()), pointers.data());
    output_ = testing::internal::GetCapturedStdout();
    errors_ = testing::internal::GetCapturedStderr();
    return read;
  }
  // With the kubeconfig.
  std::variant<ProgramOptions, EarlyExit> read_with(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--kubeconfig", kubeconfig_});
    return read(std::move(arguments));
  }
  // The exit code; -1: it would run.
  static int code_of(const std::variant<ProgramOptions, EarlyExit>& read) {
    const auto* const early = std::get_if<EarlyExit>(&read);
    return early == nullptr ? -1 : early->code;
  }

  std::string kubeconfig_;
  std::string output_;
  std::string errors_;
};

TEST_F(OptionsTest, AreReasonableByDefault) {
  const auto read = read_with({});
  ASSERT_EQ(code_of(read), -1) << errors_;
  const ReferenceControllerOptions& options = std::get<ProgramOptions>(read).controller;
  EXPECT_EQ(options.controller.access.endpoint, (net::Endpoint{"127.0.0.1", 6443}));
  EXPECT_EQ(options.controller.classes.controller_name, "gauntlet.test/reference");
  EXPECT_EQ(options.controller.classes.ingress_class, std::nullopt);
  EXPECT_EQ(options.controller.publish_address, std::nullopt);
  EXPECT_EQ(options.controller.upstream, Upstream::kEndpoints);
  EXPECT_TRUE(options.listen_http && options.listen_https && options.listen_health);
  EXPECT_EQ(options.proxy_threads, 1);
}

TEST_F(OptionsTest, SayWhatToDo) {
  const auto read =
      read_with({"--ingress-class", "mine", "--controller-name", "example.com/mine", "--listen-http", "127.0.0.2:80",
                 "--listen-https", "off", "--listen-health=[::1]:0", "--publish-address", "192.0.2.1", "--upstream",
                 "service", "--proxy-threads", "4", "--drain", "0.5", "--log-level", "debug"});
  ASSERT_EQ(code_of(read), -1) << errors_;
  const auto& program = std::get<ProgramOptions>(read);
  const ReferenceControllerOptions& options = program.controller;
  EXPECT_EQ(options.controller.classes.ingress_class, "mine");
  EXPECT_EQ(options.controller.classes.controller_name, "example.com/mine");
  EXPECT_EQ(options.listen_http, (net::Endpoint{"127.0.0.2", 80}));
  EXPECT_EQ(options.listen_https, std::nullopt);
  EXPECT_EQ(options.listen_health, (net::Endpoint{"::1", 0}));
  EXPECT_EQ(options.controller.publish_address, "192.0.2.1");
  EXPECT_EQ(options.controller.upstream, Upstream::kService);
  EXPECT_EQ(options.proxy_threads, 4);
  EXPECT_EQ(options.drain, std::chrono::milliseconds(500));
  EXPECT_EQ(program.log_level, base::LogLevel::kDebug);
}

TEST_F(OptionsTest, TheKubeconfigMayComeFromTheEnvironment) {
  ::setenv("KUBECONFIG", kubeconfig_.c_str(), 1);
  EXPECT_EQ(code_of(read({})), -1) << errors_;
  ::unsetenv("KUBECONFIG");
  EXPECT_EQ(code_of(read({})), 2);
  EXPECT_THAT(errors_, HasSubstr("--kubeconfig"));
}

struct Mistake {
  std::vector<std::string> arguments;
  std::string said;
};

class MistakeTest : public OptionsTest, public testing::WithParamInterface<Mistake> {};

TEST_P(MistakeTest, IsNamed) {
  EXPECT_EQ(code_of(read_with(GetParam().arguments)), 2);
  EXPECT_THAT(errors_, HasSubstr(GetParam().said));
  EXPECT_THAT(errors_, testing::StartsWith("gauntlet-reference: "));
  EXPECT_EQ(output_, "");
}

INSTANTIATE_TEST_SUITE_P(Rows, MistakeTest,
                         testing::Values(Mistake{{"--no-such-option"}, "--no-such-option"},
                                         Mistake{{"--listen-http", "80"}, "\"80\""},
                                         Mistake{{"--listen-https", "localhost:80"}, "ADDRESS:PORT"},
                                         Mistake{{"--publish-address", "example.com"}, "not an IP address"},
                                         Mistake{{"--upstream", "pods"}, "pods"},
                                         Mistake{{"--proxy-threads", "0"}, "--proxy-threads"},
                                         Mistake{{"--drain", "soon"}, "--drain"},
                                         Mistake{{"--log-level", "loud"}, "loud"}, Mistake{{"argument"}, "argument"}));

TEST_F(OptionsTest, AKubeconfigThatCannotBeReadIsNamed) {
  EXPECT_EQ(code_of(read({"--kubeconfig", "/no/such/file"})), 2);
  EXPECT_THAT(errors_, HasSubstr("/no/such/file"));
  std::ofstream(kubeconfig_) << "clusters: []\n";
  EXPECT_EQ(code_of(read_with({})), 2);
  EXPECT_THAT(errors_, HasSubstr("--kubeconfig"));
}

TEST_F(OptionsTest, HelpAndVersion) {
  EXPECT_EQ(code_of(read({"--help"})), 0);
  EXPECT_THAT(output_, HasSubstr("--publish-address"));
  EXPECT_EQ(code_of(read({"--version"})), 0);
  EXPECT_THAT(output_, testing::StartsWith("gauntlet-reference "));
}

#ifdef GAUNTLET_MUTANTS

TEST_F(OptionsTest, Mutants) {
  EXPECT_EQ(code_of(read_with({"--mutate", "class-ignored"})), -1);
  EXPECT_TRUE(mutant_active(Mutant::kClassIgnored));
  EXPECT_EQ(code_of(read_with({"--mutate", "class-ignord"})), 2);
  EXPECT_THAT(errors_, HasSubstr("there is no \"class-ignord\"; did you mean \"class-ignored\"?"));
  EXPECT_EQ(code_of(read({"--list-mutants"})), 0);
  for (const MutantName& row : mutant_names()) EXPECT_THAT(output_, HasSubstr(std::string(row.name) + "\t"));
}

#endif

}  // namespace
}  // namespace gauntlet::reference
