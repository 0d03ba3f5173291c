// The shipped profile of the reference controller starts it against a fake API server.
#include "fakeapiserver/api_server.hpp"
#include "harness/launch/launch_test.hpp"

#include <gmock/gmock.h>

namespace gauntlet::launch {
namespace {

class ReferenceStartTest : public LaunchTest {
 protected:
  static ControllerProfile reference() {
    const ProfileReading reading = read_profile(GAUNTLET_PROFILES "/reference.yaml", "", {}, "2000-01-01");
    EXPECT_TRUE(reading.profile);
    return reading.profile.value_or(ControllerProfile());
  }
};

TEST_F(ReferenceStartTest, BecomesReadyAndStopsInGoodOrder) {
  run([&]() -> net::Awaitable<void> {
    fakeapiserver::ApiServer server(executor(), fakeapiserver::ApiServerOptions());
    const auto listening = server.start();
    EXPECT_TRUE(listening.ok());
    ControllerProfile profile = reference();
    InstanceOptions instance = options();
    instance.access = server.access_for("controller-0");
    const auto deadline = soon();
    auto started = co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    if (!started) ADD_FAILURE() << started.error().to_string();
    if (started) {
      EXPECT_NE((*started)->http_endpoint().port, 0);
      EXPECT_NE((*started)->https_endpoint().port, 0);
      co_await (*started)->stop();
      EXPECT_EQ((*started)->exit_description(), "exit code 0");
    }
    co_await server.stop(deadline);
  });
}

TEST_F(ReferenceStartTest, TellsItsVersion) {
  run([&]() -> net::Awaitable<void> {
    const ControllerProfile profile = reference();
    const auto deadline = soon();
    const std::string version = co_await read_version(executor(), profile, deadline);
    EXPECT_THAT(version, ::testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  });
}

}  // namespace
}  // namespace gauntlet::launch
