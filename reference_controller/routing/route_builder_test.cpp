#include "reference_controller/routing/route_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gauntlet::reference {
namespace {

using base::NamespacedName;

// Services with one port, 80, named "web", and one endpoint each.
class Services final : public ServiceSource {
 public:
  void add(const std::string& namespace_, const std::string& name, const std::string& address,
           const std::string& cluster_ip = "") {
    kube::Service service;
    service.name = {namespace_, name};
    service.cluster_ip = cluster_ip;
    kube::ServicePort port;
    port.name = "web";
    port.port = 80;
    service.ports = {port};
    services_[service.name] = service;

    kube::EndpointSlice slice;
    slice.address_type = "IPv4";
    slice.ports = {{"web", "TCP", 8080}};
    kube::SliceEndpoint endpoint;
    endpoint.addresses = {address};
    slice.endpoints = {endpoint};
    slices_[service.name] = {std::make_shared<const kube::EndpointSlice>(slice)};
  }
  const kube::Service* find_service(const NamespacedName& name) const override {
    const auto found = services_.find(name);
    return found == services_.end() ? nullptr : &found->second;
  }
  std::span<const SlicePtr> slices_of(const NamespacedName& service) const override {
    const auto found = slices_.find(service);
    return found == slices_.end() ? std::span<const SlicePtr>() : std::span<const SlicePtr>(found->second);
  }

 private:
  std::map<NamespacedName, kube::Service> services_;
  std::map<NamespacedName, std::vector<SlicePtr>> slices_;
};

kube::IngressBackend to(const std::string& service, const std::string& port = "") {
  kube::IngressBackend backend;
  backend.service = {service, port, port.empty() ? 80 : 0};
  return backend;
}

kube::IngressBackend to_resource() {
  kube::IngressBackend backend;
  backend.is_resource = true;
  return backend;
}

kube::IngressRule rule(const std::string& host, std::vector<kube::HttpIngressPath> paths) {
  return {host, std::move(paths)};
}

constexpr auto kExact = kube::PathType::kExact;
constexpr auto kPrefix = kube::PathType::kPrefix;
constexpr auto kImplementation = kube::PathType::kImplementationSpecific;

class RouteBuilderTest : public testing::Test {
 protected:
  RouteBuilderTest() {
    for (const char* const name : {"a", "b", "c", "d"}) {
      services_.add("default", name, std::string("10.0.0.") + std::to_string(name[0] - 'a' + 1));
    }
  }

  kube::Ingress& add_ingress(const std::string& name, const std::string& created = "2026-01-01T00:00:00Z") {
    kube::Ingress& ingress = ingresses_.emplace_back();
    ingress.name = {"default", name};
    ingress.creation_timestamp = created;
    return ingress;
  }
  void build(Upstream upstream = Upstream::kEndpoints) {
    std::vector<const kube::Ingress*> served;
    for (const kube::Ingress& ingress : ingresses_) served.push_back(&ingress);
    std::sort(served.begin(), served.end(), [](const auto* a, const auto* b) { return is_older(*a, *b); });
    table_ = build_route_table(served, services_, upstream);
  }
  // The name of the backend, or "none".
  std::string find(const std::string& host, const std::string& path) const {
    const BackendId id = table_->find(*RequestHost::parse(host), path);
    return id == kNoBackend ? "none" : table_->backend(id).name;
  }
  const Backend& backend(const std::string& host, const std::string& path) const {
    return table_->backend(table_->find(*RequestHost::parse(host), path));
  }

  Services services_;
  std::vector<kube::Ingress> ingresses_;
  std::shared_ptr<const RouteTable> table_;
};

TEST_F(RouteBuilderTest, RulesLeadToTheEndpointsOfTheirService) {
  add_ingress("one").rules = {rule("foo.test", {{"/a", kPrefix, to("a")}, {"/b", kExact, to("b", "web")}})};
  build();
  EXPECT_EQ(find("foo.test", "/a/x"), "default/a:80");
  EXPECT_EQ(find("foo.test", "/b"), "default/b:web");
  EXPECT_EQ(find("foo.test", "/b/x"), "none");
  EXPECT_EQ(find("bar.test", "/a"), "none");
  EXPECT_EQ(backend("foo.test", "/b").endpoints, (std::vector<net::Endpoint>{{"10.0.0.2", 8080}}));
}

TEST_F(RouteBuilderTest, ServicesAreThoseOfTheIngressesNamespace) {
  services_.add("other", "x", "10.0.0.9");
  add_ingress("one").rules = {rule("foo.test", {{"/", kPrefix, to("x")}})};
  build();
  EXPECT_TRUE(backend("foo.test", "/").endpoints.empty());
}

TEST_F(RouteBuilderTest, MissingServicesAndPortsHaveNoEndpointsAndDoNotFallThrough) {
  add_ingress("one").rules = {
      rule("foo.test",
           {{"/", kPrefix, to("a")}, {"/missing", kPrefix, to("missing")}, {"/port", kPrefix, to("b", "nope")}})};
  build();
  EXPECT_EQ(find("foo.test", "/missing/x"), "default/missing:80");
  EXPECT_TRUE(backend("foo.test", "/missing/x").endpoints.empty());
  EXPECT_TRUE(backend("foo.test", "/port").endpoints.empty());
  EXPECT_EQ(find("foo.test", "/other"), "default/a:80");
}

TEST_F(RouteBuilderTest, HostsMergeOverIngressesAndTheOldestWins) {
  add_ingress("young", "2026-01-02T00:00:00Z").rules = {
      rule("foo.test", {{"/", kPrefix, to("b")}, {"/only-young", kPrefix, to("c")}})};
  add_ingress("old", "2026-01-01T00:00:00Z").rules = {rule("foo.test", {{"/", kPrefix, to("a")}})};
  build();
  EXPECT_EQ(find("foo.test", "/"), "default/a:80");
  EXPECT_EQ(find("foo.test", "/only-young"), "default/c:80");
}

TEST_F(RouteBuilderTest, OfTheSameAgeTheNameDecides) {
  add_ingress("z").rules = {rule("foo.test", {{"/", kPrefix, to("b")}})};
  add_ingress("a").rules = {rule("foo.test", {{"/", kPrefix, to("a")}})};
  build();
  EXPECT_EQ(find("foo.test", "/"), "default/a:80");
}

TEST_F(RouteBuilderTest, ImplementationSpecificIsAPrefixAndWithoutPathTheRoot) {
  add_ingress("one").rules = {rule("foo.test", {{"/foo", kImplementation, to("a")}}),
                              rule("bar.test", {{"", kImplementation, to("b")}})};
  build();
  EXPECT_EQ(find("foo.test", "/foo/x"), "default/a:80");
  EXPECT_EQ(find("foo.test", "/foobar"), "none");
  EXPECT_EQ(find("bar.test", "/x"), "default/b:80");
}

TEST_F(RouteBuilderTest, DefaultBackendOfTheOldestTakesWhatNoRuleMatches) {
  kube::Ingress& young = add_ingress("young", "2026-01-02T00:00:00Z");
  young.default_backend = to("c");
  kube::Ingress& old = add_ingress("old", "2026-01-01T00:00:00Z");
  old.default_backend = to("d");
  old.rules = {rule("foo.test", {{"/a", kPrefix, to("a")}})};
  build();
  EXPECT_EQ(find("foo.test", "/a"), "default/a:80");
  EXPECT_EQ(find("foo.test", "/b"), "default/d:80");
  EXPECT_EQ(find("bar.test", "/"), "default/d:80");
}

TEST_F(RouteBuilderTest, RuleWithoutPathsSendsItsHostToTheDefaultBackend) {
  kube::Ingress& ingress = add_ingress("one");
  ingress.default_backend = to("d");
  ingress.rules = {rule("foo.test", {})};
  build();
  EXPECT_EQ(find("foo.test", "/x"), "default/d:80");
}

TEST_F(RouteBuilderTest, ResourceBackendsAreDeadEnds) {
  kube::Ingress& ingress = add_ingress("one");
  ingress.default_backend = to_resource();
  ingress.rules = {rule("foo.test", {{"/", kPrefix, to("a")}, {"/r", kPrefix, to_resource()}})};
  build();
  EXPECT_EQ(backend("foo.test", "/r/x").kind, Backend::Kind::kResource);
  EXPECT_EQ(backend("other.test", "/").kind, Backend::Kind::kResource);
  EXPECT_EQ(backend("foo.test", "/").kind, Backend::Kind::kService);
}

TEST_F(RouteBuilderTest, OneServicePortIsOneBackend) {
  add_ingress("one").rules = {rule("foo.test", {{"/a", kPrefix, to("a")}, {"/b", kPrefix, to("a")}}),
                              rule("bar.test", {{"/", kPrefix, to("a")}})};
  build();
  EXPECT_EQ(table_->backend_count(), 1u);
  EXPECT_EQ(table_->route_count(), 3u);
}

TEST_F(RouteBuilderTest, RequestsMayGoToTheClusterIpInstead) {
  services_.add("default", "with", "10.0.0.8", "10.96.0.8");
  services_.add("default", "headless", "10.0.0.9", "None");
  add_ingress("one").rules = {rule("foo.test", {{"/with", kPrefix, to("with", "web")},
                                                {"/port", kPrefix, to("with", "nope")},
                                                {"/headless", kPrefix, to("headless")}})};
  build(Upstream::kService);
  EXPECT_EQ(backend("foo.test", "/with").endpoints, (std::vector<net::Endpoint>{{"10.96.0.8", 80}}));
  EXPECT_TRUE(backend("foo.test", "/port").endpoints.empty());
  EXPECT_EQ(backend("foo.test", "/headless").endpoints, (std::vector<net::Endpoint>{{"10.0.0.9", 8080}}));
  build(Upstream::kEndpoints);
  EXPECT_EQ(backend("foo.test", "/with").endpoints, (std::vector<net::Endpoint>{{"10.0.0.8", 8080}}));
}

}  // namespace
}  // namespace gauntlet::reference
