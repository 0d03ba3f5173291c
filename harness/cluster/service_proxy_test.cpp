#include "harness/cluster/service_proxy.hpp"

#include "harness/cluster/object_samples_test.hpp"

#include <gmock/gmock.h>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> forwards_of(const ServiceView& service, const std::vector<PodView>& pods,
                                     const std::vector<SliceView>& slices = {}) {
  std::vector<const PodView*> pointers;
  for (const PodView& pod : pods) pointers.push_back(&pod);
  ServiceEndpoints endpoints{find_endpoint_groups(service, pointers), {}};
  for (const SliceView& slice : slices) endpoints.foreign_slices.push_back(&slice);
  std::vector<std::string> texts;
  for (const auto& [at, targets] : find_forwards(service, endpoints, "127.42.250.1")) {
    std::string text = at.to_string() + " ->";
    for (const net::Endpoint& target : targets) text += " " + target.to_string();
    texts.push_back(text);
  }
  return texts;
}

TEST(FindForwards, LeadsTheClusterIpToReadyPods) {
  EXPECT_THAT(forwards_of(make_web_service(),
                          {PodSample("a", "127.42.0.1").view(), PodSample("b", "127.42.0.2").unready().view(),
                           PodSample("c", "127.42.0.3").view()}),
              ElementsAre("127.96.0.11:80 -> 127.42.0.1:8080 127.42.0.3:8080"));
}

TEST(FindForwards, LeadsNodePortsAndTheLoadBalancerToo) {
  Json json = make_web_service().object.json();
  json["spec"]["type"] = "LoadBalancer";
  json["spec"]["ports"][0]["nodePort"] = 30080;
  json["status"]["loadBalancer"]["ingress"] = Json::array({{{"ip", "127.42.200.1"}}});
  const auto service = ServiceView::read(kube::Object::from_json(json));
  ASSERT_TRUE(service.ok());
  EXPECT_THAT(forwards_of(*service, {PodSample("a", "127.42.0.1").view()}),
              ElementsAre("127.42.200.1:80 -> 127.42.0.1:8080", "127.42.250.1:30080 -> 127.42.0.1:8080",
                          "127.96.0.11:80 -> 127.42.0.1:8080"));
}

TEST(FindForwards, NamedPortsLeadToWhatEachPodCallsSo) {
  const ServiceView service =
      make_service_view({{"clusterIP", "127.96.0.11"},
                         {"selector", {{"app", "web"}}},
                         {"ports", Json::array({{{"name", "main"}, {"port", 80}, {"targetPort", "http"}}})}});
  const auto port = [](int number) { return Json::array({{{"name", "http"}, {"containerPort", number}}}); };
  EXPECT_THAT(forwards_of(service, {PodSample("a", "127.42.0.1").ports(port(8081)).view(),
                                    PodSample("b", "127.42.0.2").ports(port(8082)).view()}),
              ElementsAre("127.96.0.11:80 -> 127.42.0.1:8081 127.42.0.2:8082"));
}

TEST(FindForwards, HeadlessServicesAndOtherProtocolsHaveNone) {
  EXPECT_THAT(forwards_of(make_service_view({{"clusterIP", "None"},
                                             {"selector", {{"app", "web"}}},
                                             {"ports", Json::array({{{"port", 80}}})}}),
                          {PodSample("a").view()}),
              IsEmpty());
  EXPECT_THAT(forwards_of(make_service_view({{"clusterIP", "127.96.0.11"},
                                             {"selector", {{"app", "web"}}},
                                             {"ports", Json::array({{{"port", 53}, {"protocol", "UDP"}}})}}),
                          {PodSample("a").view()}),
              IsEmpty());
}

Json endpoint_at(const std::string& address) {
  return {{"addresses", Json::array({address})}};
}

SliceView make_slice_view(Json endpoints, const std::string& address_type = "IPv4") {
  const Json ports = Json::array({{{"name", "metrics"}, {"port", 9}}, {{"name", "http"}, {"port", 9090}}});
  auto view = SliceView::read(kube::Object::from_json({{"apiVersion", "discovery.k8s.io/v1"},
                                                       {"kind", "EndpointSlice"},
                                                       {"metadata", {{"name", "s"}, {"namespace", "shop"}}},
                                                       {"addressType", address_type},
                                                       {"ports", ports},
                                                       {"endpoints", std::move(endpoints)}}));
  EXPECT_TRUE(view.ok());
  return std::move(*view);
}

TEST(FindForwards, LeadsToWhatOthersWroteIntoSlices) {
  const ServiceView service =
      make_service_view({{"type", "NodePort"},
                         {"clusterIP", "127.96.0.11"},
                         {"ports", Json::array({{{"name", "http"}, {"port", 80}, {"nodePort", 30080}}})}});
  Json endpoints = Json::array({endpoint_at("127.0.0.10"), endpoint_at("127.0.0.11"), endpoint_at("127.0.0.12")});
  endpoints[1]["conditions"] = {{"ready", false}};
  endpoints[2]["conditions"] = {{"ready", true}};
  EXPECT_THAT(forwards_of(service, {}, {make_slice_view(endpoints)}),
              ElementsAre("127.42.250.1:30080 -> 127.0.0.10:9090 127.0.0.12:9090",
                          "127.96.0.11:80 -> 127.0.0.10:9090 127.0.0.12:9090"));
}

// As kube-proxy does it: it looks at slices, not at who wrote them.
TEST(FindForwards, SlicesOfOthersComeBehindThePods) {
  EXPECT_THAT(forwards_of(make_web_service(), {PodSample("a", "127.42.0.1").view()},
                          {make_slice_view(Json::array({endpoint_at("127.0.0.10")})),
                           make_slice_view(Json::array({endpoint_at("127.0.0.10")})),
                           make_slice_view(Json::array({endpoint_at("example.com")}), "FQDN")}),
              ElementsAre("127.96.0.11:80 -> 127.42.0.1:8080 127.0.0.10:9090"));
}

TEST(FindForwards, TheAddressOfTheApiServiceIsThatOfAllClusters) {
  Json json =
      make_service_view({{"clusterIP", "127.96.0.1"}, {"ports", Json::array({{{"name", "http"}, {"port", 443}}})}})
          .object.json();
  json["metadata"]["name"] = "kubernetes";
  json["metadata"]["namespace"] = "default";
  const auto service = ServiceView::read(kube::Object::from_json(json));
  ASSERT_TRUE(service.ok());
  EXPECT_THAT(forwards_of(*service, {}, {make_slice_view(Json::array({endpoint_at("127.0.0.1")}))}), IsEmpty());
}

}  // namespace
}  // namespace gauntlet::cluster
