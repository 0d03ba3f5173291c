// What a profile says of its controller, kept by `gauntlet run`.
#include "harness/selftest/program_fixture.hpp"

namespace gauntlet::selftest {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr const char* kReady = R"(  ready: {http: "http://${listen.health}/readyz", within: 10s})";

class Profile : public ProgramTest {};

TEST_F(Profile, ReadyCanMeanTheFirstRoute) {
  const std::string profile =
      write_profile("route.yaml", kReady, R"(  ready: {http: "http://${listen.health}/readyz", route: true})");
  const ProgramEnd end = run({"run", "-c", profile, write_case("b"), "-o", "out"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_TRUE(result_in("out").controllers.front().ready_ms);
}

TEST_F(Profile, AControllerThatIsReadyAndServesNothingIsOurError) {
  const std::string text = changed(cli::TemporaryFolder::read(shipped("profiles/reference.yaml")), kReady,
                                   R"(  ready: {http: "http://${listen.health}/readyz", route: true, within: 1s})");
  const std::string profile = folder_.write(
      "blind.yaml", changed(text, "--controller-name=${class.controller}", "--controller-name=example.com/else"));
  const ProgramEnd end = run({"run", "-c", profile, write_case("b"), "-o", "out"});
  EXPECT_EQ(end.exit_code, 3) << end.out;
  EXPECT_THAT(end.out, ContainsRegex("stopped early: no controller: .*blind.yaml: the controller says that it is ready "
                                     "and serves no route: a new Ingress is not served: 404"));
  EXPECT_THAT(end.out, HasSubstr("\n| "));  // its log
}

TEST_F(Profile, ItsAnnotationsAreOnEveryIngress) {
  const std::string profile =
      write_profile("annotated.yaml", "class: {", "annotations: {a.test/plain: \"true\"}\nclass: {");
  const std::string steps = R"(steps:
  - objects:
      Ingress/web:
        metadata.annotations["a.test/plain"]: "true"
  - send:
      - GET http://two-paths.selftest.test/a -> 200 from a
---)";
  std::string text = cli::TemporaryFolder::read(write_case("b"));
  text.replace(text.find("send:"), text.find("---") + 3 - text.find("send:"), steps);
  const ProgramEnd end = run({"run", "-c", profile, folder_.write("two-paths.yaml", text), "-o", "out"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

// Its ports are fixed: two at a time would be in each other's way, also where a case wants a controller of its own.
TEST_F(Profile, AControllerWithFixedPortsRunsOnceAtATime) {
  const std::string profile = write_profile("fixed.yaml", "  replicas: 8\n", "  ports: {http: 28480}\n");
  const std::string first = write_case("b");
  std::string text = changed(cli::TemporaryFolder::read(first), "level: vendor\n", "level: vendor\nboot: cold\n");
  text = changed(std::move(text), "selftest.two-paths", "selftest.cold-start");
  const std::string second = folder_.write("cold-start.yaml", text);
  const ProgramEnd end = run({"run", "-c", profile, first, second, "-o", "out", "-j", "2"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("\n2 passed, 0 failed, 0 skipped\n"));
}

}  // namespace
}  // namespace gauntlet::selftest
