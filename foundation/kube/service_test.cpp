#include "foundation/kube/service.hpp"

#include "foundation/kube/object_of_text_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using ::testing::ElementsAre;

TEST(ReadService, TakesEveryFieldThatForwardingNeeds) {
  const auto service = read_service(object_of(R"({
    "metadata": {"name": "web", "namespace": "shop", "uid": "u-2"},
    "spec": {"type": "NodePort", "clusterIP": "127.96.0.10", "selector": {"app": "web"},
      "publishNotReadyAddresses": true,
      "ports": [{"name": "http", "port": 80, "targetPort": 8080, "nodePort": 30080},
                {"name": "dns", "protocol": "UDP", "port": 53, "targetPort": "dns-port"},
                {"port": 443}]}})"));
  ASSERT_TRUE(service.ok()) << service.error().to_string();
  EXPECT_EQ(service->name.to_string(), "shop/web");
  EXPECT_EQ(service->uid, "u-2");
  EXPECT_EQ(service->type, "NodePort");
  EXPECT_EQ(service->cluster_ip, "127.96.0.10");
  EXPECT_EQ(service->selector, (Labels{{"app", "web"}}));
  EXPECT_TRUE(service->publish_not_ready_addresses);
  ASSERT_EQ(service->ports.size(), 3U);
  EXPECT_EQ(service->ports[0].protocol, "TCP");
  EXPECT_EQ(service->ports[0].target_port, 8080);
  EXPECT_EQ(service->ports[0].node_port, 30080);
  EXPECT_EQ(service->ports[1].protocol, "UDP");
  EXPECT_EQ(service->ports[1].target_port, 0);
  EXPECT_EQ(service->ports[1].target_port_name, "dns-port");
  EXPECT_EQ(service->ports[2].target_port, 443) << "an absent targetPort is the port";
}

TEST(ReadService, HasTheDefaultsOfTheApi) {
  const auto service = read_service(object_of(R"({"metadata":{"name":"web"},"spec":{"externalName":"a.b"}})"));
  ASSERT_TRUE(service.ok());
  EXPECT_EQ(service->type, "ClusterIP");
  EXPECT_EQ(service->external_name, "a.b");
  EXPECT_TRUE(service->selector.empty());
  EXPECT_FALSE(service->publish_not_ready_addresses);
}

TEST(ReadService, NamesTheFieldThatIsWrong) {
  const auto message = [](std::string_view spec) {
    const auto service = read_service(object_of(R"({"spec":)" + std::string(spec) + "}"));
    return service.ok() ? std::string("accepted") : service.error().message();
  };
  EXPECT_EQ(message(R"({"ports":[{"port":80},{}]})"),
            "spec.ports[1].port: Required value: must be a number from 1 to 65535");
  EXPECT_EQ(message(R"({"ports":[{"port":"80"}]})"),
            "spec.ports[0].port: Invalid value: \"80\": must be a number from 1 to 65535");
  EXPECT_EQ(message(R"({"selector":{"app":1}})"), "spec.selector.app: Invalid type: want a string, got number");
  EXPECT_EQ(message(R"({"selector":"app"})"), "spec.selector: Invalid type: want an object, got string");
  EXPECT_EQ(message(R"({"publishNotReadyAddresses":"yes"})"),
            "spec.publishNotReadyAddresses: Invalid type: want a boolean, got string");
}

TEST(ReadEndpointSlice, TakesEndpointsAndPorts) {
  const auto slice = read_endpoint_slice(object_of(R"({
    "metadata": {"name": "web-abc", "namespace": "shop", "labels": {"kubernetes.io/service-name": "web"}},
    "addressType": "IPv4",
    "ports": [{"name": "http", "port": 8080}, {"protocol": "UDP", "port": null}],
    "endpoints": [{"addresses": ["127.1.0.1", "127.1.0.2"], "targetRef": {"kind": "Pod", "name": "web-1"}}]})"));
  ASSERT_TRUE(slice.ok()) << slice.error().to_string();
  EXPECT_EQ(slice->name.to_string(), "shop/web-abc");
  EXPECT_EQ(slice->service_name, "web");
  EXPECT_EQ(slice->address_type, "IPv4");
  ASSERT_EQ(slice->ports.size(), 2U);
  EXPECT_EQ(slice->ports[0].name, "http");
  EXPECT_EQ(slice->ports[0].protocol, "TCP");
  EXPECT_EQ(slice->ports[0].port, 8080);
  EXPECT_EQ(slice->ports[1].protocol, "UDP");
  ASSERT_EQ(slice->endpoints.size(), 1U);
  EXPECT_THAT(slice->endpoints[0].addresses, ElementsAre("127.1.0.1", "127.1.0.2"));
  EXPECT_EQ(slice->endpoints[0].target_name, "web-1");
}

struct ConditionsRow {
  const char* conditions;
  bool ready;
  bool serving;
  bool terminating;
};

// EndpointConditions of discovery.k8s.io/v1: what an absent condition means.
TEST(ReadEndpointSlice, ReadsAbsentConditionsAsTheApiSays) {
  const ConditionsRow rows[] = {
      {"null", true, true, false},
      {"{}", true, true, false},
      {R"({"ready":null,"serving":null,"terminating":null})", true, true, false},
      {R"({"ready":false})", false, false, false},
      {R"({"ready":true})", true, true, false},
      {R"({"ready":false,"serving":true,"terminating":true})", false, true, true},
      {R"({"serving":false})", true, false, false},
  };
  for (const ConditionsRow& row : rows) {
    const auto slice = read_endpoint_slice(
        object_of(R"({"endpoints":[{"addresses":["127.1.0.1"],"conditions":)" + std::string(row.conditions) + "}]}"));
    ASSERT_TRUE(slice.ok()) << row.conditions;
    EXPECT_EQ(slice->endpoints[0].ready, row.ready) << row.conditions;
    EXPECT_EQ(slice->endpoints[0].serving, row.serving) << row.conditions;
    EXPECT_EQ(slice->endpoints[0].terminating, row.terminating) << row.conditions;
  }
}

TEST(ReadEndpointSlice, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(read_endpoint_slice(object_of(R"({"endpoints":[{"addresses":["127.1.0.1"],"conditions":{"ready":1}}]})"))
                .error()
                .message(),
            "endpoints[0].conditions.ready: Invalid type: want a boolean, got number");
}

TEST(ReadTlsSecret, Decodes) {
  const auto secret = read_tls_secret(
      object_of(R"({"metadata":{"name":"cert","namespace":"shop"},"data":{"tls.crt":"Zm9v","tls.key":"YmFy"}})"));
  ASSERT_TRUE(secret.ok()) << secret.error().to_string();
  EXPECT_EQ(secret->name.to_string(), "shop/cert");
  EXPECT_EQ(secret->certificate_pem, "foo");
  EXPECT_EQ(secret->key_pem, "bar");
}

TEST(ReadTlsSecret, NeedsBothParts) {
  EXPECT_EQ(read_tls_secret(object_of(R"({"data":{"tls.crt":"Zm9v"}})")).error().message(),
            "data.tls.key: Required value");
  EXPECT_EQ(read_tls_secret(object_of("{}")).error().message(), "data.tls.crt: Required value");
  EXPECT_EQ(read_tls_secret(object_of(R"({"data":{"tls.crt":"Zm9v","tls.key":"%%"}})")).error().message(),
            "data.tls.key: Invalid value: not base64: a character that is none of its alphabet");
}

}  // namespace
}  // namespace gauntlet::kube
