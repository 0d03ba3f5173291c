// What the profiles of this repository put into the cluster is accepted by the API server.
#include "fakeapiserver/api_server.hpp"
#include "harness/launch/launch_test.hpp"

#include <filesystem>

namespace gauntlet::launch {
namespace {

class ShippedObjectsTest : public LaunchTest {
 protected:
  // A script in the place of the controller.
  net::Awaitable<Started> start_with_objects_of(ControllerProfile shipped, InstanceOptions instance) {
    ControllerProfile profile = script("echo up; exec sleep 1000");
    profile.ports = std::move(shipped.ports);
    profile.objects = std::move(shipped.objects);
    const auto deadline = soon();
    auto started = co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    co_return started;
  }
};

TEST_F(ShippedObjectsTest, AreAccepted) {
  int with_objects = 0;
  run([&]() -> net::Awaitable<void> {
    for (const auto& entry : std::filesystem::directory_iterator(GAUNTLET_PROFILES)) {
      const std::string file = entry.path().string();
      auto reading = read_profile(file, "", {}, "2000-01-01");
      if (!reading.profile || reading.profile->objects.empty()) continue;
      ++with_objects;
      fakeapiserver::ApiServer server(executor(), fakeapiserver::ApiServerOptions());
      EXPECT_TRUE(server.start().ok());
      InstanceOptions instance = options();
      instance.access = server.access_for("controller-0");
      instance.own_access = server.access_for("gauntlet");
      auto started = co_await start_with_objects_of(std::move(*reading.profile), std::move(instance));
      EXPECT_TRUE(started.ok()) << file << ": " << (started ? "" : started.error().to_string());
      if (started) co_await (*started)->stop();
      const auto deadline = soon();
      co_await server.stop(deadline);
    }
  });
  EXPECT_GE(with_objects, 5);
}

}  // namespace
}  // namespace gauntlet::launch
