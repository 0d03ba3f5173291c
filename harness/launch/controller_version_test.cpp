#include "harness/launch/launch_test.hpp"

#include <gmock/gmock.h>

namespace gauntlet::launch {
namespace {

using namespace std::chrono_literals;

class ControllerVersionTest : public LaunchTest {
 protected:
  std::string version(std::vector<std::string> command, std::string pattern,
                      base::Deadline deadline = LaunchTest::soon()) {
    ControllerProfile profile = script("");
    profile.version_command = std::move(command);
    profile.version_pattern = std::move(pattern);
    std::string version;
    run([&]() -> net::Awaitable<void> { version = co_await read_version(executor(), profile, deadline); });
    return version;
  }
  std::string version_said_by(const std::string& text, const std::string& pattern) {
    return version({"/bin/sh", "-c", text}, pattern);
  }
};

TEST_F(ControllerVersionTest, IsTheFirstGroup) {
  EXPECT_EQ(version_said_by("echo 'Edge'; echo 'Version: 3.7.9, built today'", "Version:\\s+([0-9.]+)"), "3.7.9");
  EXPECT_EQ(version_said_by("echo 'v1.2' >&2", "v(\\S+)"), "1.2");
}

TEST_F(ControllerVersionTest, IsTheWholeOutputWithoutAPattern) {
  EXPECT_EQ(version_said_by("echo; echo '  edge 1.2  '; echo", ""), "edge 1.2");
}

TEST_F(ControllerVersionTest, IsUnknownForAReason) {
  EXPECT_EQ(version({}, ""), "unknown (the profile does not say how to read it)");
  EXPECT_EQ(version_said_by("echo no", "v(.)"), "unknown (the output of the version command does not match 'v(.)')");
  EXPECT_EQ(version_said_by("exit 2", ""), "unknown (the version command ended with exit code 2)");
  EXPECT_EQ(version_said_by("true", ""), "unknown (the version command printed nothing)");
  EXPECT_EQ(version({"/bin/sh", "-c", "exec sleep 1000"}, "", base::Deadline::after(20ms)),
            "unknown (the version command does not end)");
  EXPECT_EQ(version({"no-such-controller"}, ""),
            "unknown (profiles/fake.yaml: the program 'no-such-controller' (implementation.version.run) was not found; "
            "install it, add its folder to PATH, or write its path into the profile)");
}

}  // namespace
}  // namespace gauntlet::launch
