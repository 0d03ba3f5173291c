#include "harness/cluster/endpoint_groups.hpp"

#include "harness/cluster/object_samples_test.hpp"

namespace gauntlet::cluster {
namespace {

using kube::Json;

std::vector<EndpointGroup> groups_of(const ServiceView& service, const std::vector<PodView>& pods) {
  std::vector<const PodView*> pointers;
  for (const PodView& pod : pods) pointers.push_back(&pod);
  return find_endpoint_groups(service, pointers);
}

// "http=8080/TCP: 127.42.0.10 ready serving | 127.42.0.11 serving terminating; ..."
std::string text_of(const std::vector<EndpointGroup>& groups) {
  std::string text;
  for (const EndpointGroup& group : groups) {
    if (!text.empty()) text += "; ";
    for (const GroupPort& port : group.ports) {
      text += port.name + "=" + std::to_string(port.port) + "/" + port.protocol +
              (port.app_protocol.empty() ? "" : "/" + port.app_protocol) + " ";
    }
    text += ":";
    for (const GroupMember& endpoint : group.members) {
      text += " " + endpoint.address;
      if (endpoint.ready) text += "+ready";
      if (endpoint.serving) text += "+serving";
      if (endpoint.terminating) text += "+terminating";
      if (!endpoint.hostname.empty()) text += "+" + endpoint.hostname;
    }
  }
  return text;
}

TEST(EndpointGroups, TakesThePodsThatTheSelectorFinds) {
  PodSample other("other");
  other.json["metadata"]["labels"] = {{"app", "other"}};
  PodSample elsewhere("elsewhere");
  elsewhere.json["metadata"]["namespace"] = "elsewhere";
  const auto groups =
      groups_of(make_web_service(), {PodSample("a", "127.42.0.10").view(), other.view(), elsewhere.view()});
  EXPECT_EQ(text_of(groups), "http=8080/TCP : 127.42.0.10+ready+serving");
  EXPECT_EQ(groups[0].members[0].pod_name, "a");
  EXPECT_EQ(groups[0].members[0].pod_uid, "uid-a");
  EXPECT_EQ(groups[0].members[0].node_name, "node-1");
}

TEST(EndpointGroups, LeavesOutPodsWithoutAddressAndThoseThatHaveEnded) {
  PodSample done("done");
  done.json["status"]["phase"] = "Succeeded";
  PodSample failed("failed");
  failed.json["status"]["phase"] = "Failed";
  const auto groups = groups_of(make_web_service(), {PodSample("pending", "").view(), done.view(), failed.view()});
  EXPECT_EQ(text_of(groups), "");
}

// discovery/v1 EndpointConditions; KEP-1672.
TEST(EndpointGroups, TellsTheConditions) {
  const std::vector<PodView> pods = {PodSample("a", "127.42.0.1").view(), PodSample("b", "127.42.0.2").unready().view(),
                                     PodSample("c", "127.42.0.3").terminating().view(),
                                     PodSample("d", "127.42.0.4").unready().terminating().view()};
  EXPECT_EQ(text_of(groups_of(make_web_service(), pods)),
            "http=8080/TCP : 127.42.0.1+ready+serving 127.42.0.2 127.42.0.3+serving+terminating "
            "127.42.0.4+terminating");
}

TEST(EndpointGroups, PublishesPodsThatAreNotReadyWhereItIsAskedTo) {
  const ServiceView service = make_service_view(
      {{"selector", {{"app", "web"}}}, {"publishNotReadyAddresses", true}, {"ports", Json::array({{{"port", 80}}})}});
  const std::vector<PodView> pods = {PodSample("a", "127.42.0.1").unready().view(),
                                     PodSample("b", "127.42.0.2").terminating().view()};
  EXPECT_EQ(text_of(groups_of(service, pods)), "=80/TCP : 127.42.0.1+ready 127.42.0.2+ready+serving+terminating");
}

TEST(EndpointGroups, ResolvesNamedPortsInEachPod) {
  const ServiceView service = make_service_view(
      {{"selector", {{"app", "web"}}},
       {"ports", Json::array({{{"name", "main"}, {"port", 80}, {"targetPort", "http"}, {"appProtocol", "http"}},
                              {{"name", "admin"}, {"port", 81}, {"targetPort", "admin"}}})}});
  const auto ports = [](int http, int admin) {
    Json list = Json::array({{{"name", "http"}, {"containerPort", http}}});
    if (admin != 0) list.push_back({{"name", "admin"}, {"containerPort", admin}});
    return list;
  };
  const std::vector<PodView> pods = {PodSample("a", "127.42.0.1").ports(ports(8080, 9000)).view(),
                                     PodSample("b", "127.42.0.2").ports(ports(8081, 9000)).view(),
                                     PodSample("c", "127.42.0.3").ports(ports(8080, 0)).view(),
                                     PodSample("d", "127.42.0.4").ports(ports(8080, 9000)).view()};
  EXPECT_EQ(text_of(groups_of(service, pods)),
            "main=8080/TCP/http : 127.42.0.3+ready+serving; "
            "main=8080/TCP/http admin=9000/TCP : 127.42.0.1+ready+serving 127.42.0.4+ready+serving; "
            "main=8081/TCP/http admin=9000/TCP : 127.42.0.2+ready+serving");
}

TEST(EndpointGroups, ANamedPortNeedsTheSameProtocol) {
  const ServiceView service = make_service_view(
      {{"selector", {{"app", "web"}}},
       {"ports", Json::array({{{"name", "dns"}, {"port", 53}, {"protocol", "UDP"}, {"targetPort", "dns"}}})}});
  const PodView tcp =
      PodSample("a", "127.42.0.1").ports(Json::array({{{"name", "dns"}, {"containerPort", 53}}})).view();
  const PodView udp = PodSample("b", "127.42.0.2")
                          .ports(Json::array({{{"name", "dns"}, {"containerPort", 5353}, {"protocol", "UDP"}}}))
                          .view();
  EXPECT_EQ(text_of(groups_of(service, {tcp, udp})),
            ": 127.42.0.1+ready+serving; dns=5353/UDP : 127.42.0.2+ready+serving");
}

TEST(EndpointGroups, HeadlessServicesGiveHostNames) {
  const ServiceView service = make_service_view({{"clusterIP", "None"}, {"selector", {{"app", "web"}}}});
  PodSample named("a", "127.42.0.1");
  named.json["spec"]["hostname"] = "web-0";
  named.json["spec"]["subdomain"] = "web";
  PodSample of_another("b", "127.42.0.2");
  of_another.json["spec"]["hostname"] = "web-1";
  of_another.json["spec"]["subdomain"] = "other";
  EXPECT_EQ(text_of(groups_of(service, {named.view(), of_another.view()})),
            ": 127.42.0.1+ready+serving+web-0 127.42.0.2+ready+serving");
}

TEST(EndpointGroups, PodsComeInTheOrderOfTheirNumbers) {
  const std::vector<PodView> pods = {PodSample("x", "127.42.0.12").index(2).view(),
                                     PodSample("y", "127.42.0.10").index(0).view(),
                                     PodSample("z", "127.42.0.11").index(1).view()};
  EXPECT_EQ(text_of(groups_of(make_web_service(), pods)),
            "http=8080/TCP : 127.42.0.10+ready+serving 127.42.0.11+ready+serving 127.42.0.12+ready+serving");
}

TEST(EndpointGroups, WithoutSelectorOrWithAnExternalNameThereAreNone) {
  const std::vector<PodView> pods = {PodSample("a").view()};
  EXPECT_EQ(text_of(groups_of(make_service_view({{"ports", Json::array({{{"port", 80}}})}}), pods)), "");
  EXPECT_EQ(text_of(groups_of(
                make_service_view(
                    {{"type", "ExternalName"}, {"externalName", "example.test"}, {"selector", {{"app", "web"}}}}),
                pods)),
            "");
}

}  // namespace
}  // namespace gauntlet::cluster
