// What a profile puts into the cluster before its controller starts, and that the API server accepts what the profiles
// of this repository do.
#include "fakeapiserver/api_server.hpp"
#include "fakeapiserver/faults.hpp"
#include "foundation/kube/client.hpp"
#include "harness/launch/launch_test.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace gauntlet::launch {
namespace {

class SeedObjectsTest : public LaunchTest {
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

TEST_F(SeedObjectsTest, AreThereBeforeTheStart) {
  run([&]() -> net::Awaitable<void> {
    fakeapiserver::ApiServer server(executor(), fakeapiserver::ApiServerOptions());
    fakeapiserver::Fault overtaken;  // somebody else wrote the Service between its creation and its status
    overtaken.verb = fakeapiserver::Verb::kUpdate;
    overtaken.resource = "services";
    overtaken.code = 409;
    server.faults().add(overtaken);
    const auto listening = server.start();
    EXPECT_TRUE(listening.ok());
    const std::string yaml = R"(
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: edge, namespace: edge-system}
  data: {port: "${listen.http.port}", class: "${class}"}
- apiVersion: v1
  kind: Service
  metadata: {name: publish, namespace: edge-system}
  spec: {type: LoadBalancer, ports: [{port: 80}]}
  status: {loadBalancer: {ingress: [{ip: "${address}"}]}}
)";
    ControllerProfile profile = script("echo up; exec sleep 1000");
    profile.objects = kube::read_yaml(yaml).documents.front().items;
    const auto deadline = soon();
    kube::Client client(executor(), server.access_for("test"), "test");
    for (int round = 0; round < 2; ++round) {
      InstanceOptions instance = options();
      instance.access = server.access_for("controller-0");
      instance.own_access = server.access_for("gauntlet");
      ControllerProfile copy = profile;
      auto started = co_await ControllerProcess::start(executor(), std::move(copy), std::move(instance), deadline);
      if (!started) ADD_FAILURE() << started.error().to_string();
      if (!started) break;
      base::NamespacedName map_name{"edge-system", "edge"};
      const auto map = co_await client.get(kube::resources::kConfigMaps, std::move(map_name), deadline);
      const std::string port = std::to_string((*started)->http_endpoint().port);
      EXPECT_EQ(map->json()["data"]["port"], port);
      EXPECT_EQ(map->json()["data"]["class"], "fake");
      base::NamespacedName service_name{"edge-system", "publish"};
      const auto service = co_await client.get(kube::resources::kServices, std::move(service_name), deadline);
      EXPECT_EQ(service->json()["status"]["loadBalancer"]["ingress"][0]["ip"], "127.77.3.4");
      co_await (*started)->stop();
    }
    co_await server.stop(deadline);
  });
}

TEST_F(SeedObjectsTest, OneThatIsRefusedIsNamed) {
  run([&]() -> net::Awaitable<void> {
    fakeapiserver::ApiServer server(executor(), fakeapiserver::ApiServerOptions());
    const auto listening = server.start();
    EXPECT_TRUE(listening.ok());
    ControllerProfile profile = script("echo up; exec sleep 1000");
    profile.objects = kube::read_yaml("[{apiVersion: v1, kind: ConfigMap, metadata: {name: UP, namespace: a}}]")
                          .documents.front()
                          .items;
    InstanceOptions instance = options();
    instance.access = server.access_for("controller-0");
    const auto deadline = soon();
    const auto started =
        co_await ControllerProcess::start(executor(), std::move(profile), std::move(instance), deadline);
    EXPECT_FALSE(started.ok());
    const std::string message = started ? std::string() : started.error().message();
    EXPECT_THAT(message, ::testing::StartsWith("making ConfigMap a/UP: "));
    co_await server.stop(deadline);
  });
}

TEST_F(SeedObjectsTest, OfShippedProfilesAreAccepted) {
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
