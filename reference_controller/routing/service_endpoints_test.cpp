#include "reference_controller/routing/service_endpoints.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace gauntlet::reference {
namespace {

kube::ServicePort port(const std::string& name, int number, const std::string& protocol = "TCP") {
  kube::ServicePort port;
  port.name = name;
  port.port = number;
  port.protocol = protocol;
  return port;
}

kube::SliceEndpoint endpoint(const std::string& address, bool ready = true) {
  kube::SliceEndpoint endpoint;
  endpoint.addresses = {address};
  endpoint.ready = ready;
  return endpoint;
}

SlicePtr slice(std::vector<kube::SliceEndpoint> endpoints, std::vector<kube::EndpointPort> ports,
               const std::string& address_type = "IPv4") {
  kube::EndpointSlice slice;
  slice.address_type = address_type;
  slice.endpoints = std::move(endpoints);
  slice.ports = std::move(ports);
  return std::make_shared<const kube::EndpointSlice>(std::move(slice));
}

using Endpoints = std::vector<net::Endpoint>;

TEST(FindPortTest, ByNumberOrByName) {
  kube::Service service;
  service.ports = {port("b", 80), port("a", 81)};
  EXPECT_EQ(find_port(service, {"svc", "", 80})->name, "b");
  EXPECT_EQ(find_port(service, {"svc", "a", 0})->port, 81);
  EXPECT_EQ(find_port(service, {"svc", "", 8080}), nullptr);
  EXPECT_EQ(find_port(service, {"svc", "c", 0}), nullptr);
}

TEST(FindPortTest, OfProtocolTcpOnly) {
  kube::Service service;
  service.ports = {port("udp", 80, "UDP"), port("tcp", 80)};
  EXPECT_EQ(find_port(service, {"svc", "", 80})->name, "tcp");
  EXPECT_EQ(find_port(service, {"svc", "udp", 0}), nullptr);
}

TEST(ReadyEndpointsTest, PortNumbersAreThoseOfTheSliceByTheNameOfTheServicesPort) {
  const std::vector<SlicePtr> slices = {
      slice({endpoint("10.0.0.1")}, {{"other", "TCP", 9999}, {"web", "TCP", 8080}}),
      slice({endpoint("10.0.0.2")}, {{"web", "TCP", 9090}}),
  };
  EXPECT_EQ(ready_endpoints(port("web", 80), slices), (Endpoints{{"10.0.0.1", 8080}, {"10.0.0.2", 9090}}));
}

TEST(ReadyEndpointsTest, AnUnnamedPortMatchesAnUnnamedOne) {
  const std::vector<SlicePtr> slices = {slice({endpoint("10.0.0.1")}, {{"", "TCP", 8080}})};
  EXPECT_EQ(ready_endpoints(port("", 80), slices), (Endpoints{{"10.0.0.1", 8080}}));
  EXPECT_TRUE(ready_endpoints(port("web", 80), slices).empty());
}

TEST(ReadyEndpointsTest, OnlyReadyOnes) {
  const std::vector<SlicePtr> slices = {
      slice({endpoint("10.0.0.1", false), endpoint("10.0.0.2")}, {{"web", "TCP", 80}})};
  EXPECT_EQ(ready_endpoints(port("web", 80), slices), (Endpoints{{"10.0.0.2", 80}}));
}

TEST(ReadyEndpointsTest, TheSameEndpointInTwoSlicesIsOne) {
  const std::vector<SlicePtr> slices = {slice({endpoint("10.0.0.1")}, {{"web", "TCP", 80}}),
                                        slice({endpoint("10.0.0.1")}, {{"web", "TCP", 80}}),
                                        slice({endpoint("10.0.0.1")}, {{"web", "TCP", 81}})};
  EXPECT_EQ(ready_endpoints(port("web", 80), slices), (Endpoints{{"10.0.0.1", 80}, {"10.0.0.1", 81}}));
}

TEST(ReadyEndpointsTest, WhatIsNoTcpAddressIsLeftOut) {
  const std::vector<SlicePtr> slices = {
      slice({endpoint("pod.test")}, {{"web", "TCP", 80}}, "FQDN"),
      slice({endpoint("2001:db8::1")}, {{"web", "TCP", 80}}, "IPv6"),
      slice({endpoint("10.0.0.1")}, {{"web", "UDP", 80}}),
      slice({endpoint("10.0.0.2")}, {{"web", "TCP", 0}}),
      slice({kube::SliceEndpoint()}, {{"web", "TCP", 80}}),
      slice({endpoint("10.0.0.3")}, {}),
  };
  EXPECT_EQ(ready_endpoints(port("web", 80), slices), (Endpoints{{"2001:db8::1", 80}}));
}

}  // namespace
}  // namespace gauntlet::reference
