#include "foundation/kube/ingress.hpp"

#include "foundation/kube/object_of_text_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using ::testing::ElementsAre;

std::string error_of(std::string_view spec) {
  const auto ingress = read_ingress(object_of(R"({"metadata":{"name":"web"},"spec":)" + std::string(spec) + "}"));
  if (ingress.ok()) return "accepted";
  EXPECT_EQ(ingress.error().reason(), base::Reason::kInvalid);
  return ingress.error().message();
}

std::string error_of_path(const std::string& path) {
  return error_of(R"({"rules":[{"host":"a.b","http":{"paths":[)" + path + "]}}]}");
}

TEST(ReadIngress, TakesEveryFieldThatRoutingNeeds) {
  const auto ingress = read_ingress(object_of(R"({
    "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
    "metadata": {"name": "web", "namespace": "shop", "uid": "u-1", "creationTimestamp": "2026-01-02T03:04:05Z",
      "annotations": {"kubernetes.io/ingress.class": "old"}},
    "spec": {
      "ingressClassName": "new",
      "defaultBackend": {"resource": {"apiGroup": "k8s.example.com", "kind": "Bucket", "name": "static"}},
      "tls": [{"hosts": ["a.example.com", "*.example.com"], "secretName": "cert"}, {}],
      "rules": [
        {"host": "*.example.com", "http": {"paths": [
          {"path": "/a", "pathType": "Exact", "backend": {"service": {"name": "s1", "port": {"number": 8080}}}},
          {"path": "/b", "pathType": "Prefix", "backend": {"service": {"name": "s2", "port": {"name": "http"}}}},
          {"pathType": "ImplementationSpecific", "backend": {"service": {"name": "s3", "port": {"number": 1}}}}]}},
        {}]}})"));
  ASSERT_TRUE(ingress.ok()) << ingress.error().to_string();
  EXPECT_EQ(ingress->name.to_string(), "shop/web");
  EXPECT_EQ(ingress->uid, "u-1");
  EXPECT_EQ(ingress->creation_timestamp, "2026-01-02T03:04:05Z");
  EXPECT_EQ(ingress->class_name, "new");
  EXPECT_EQ(ingress->class_annotation, "old");
  ASSERT_TRUE(ingress->default_backend);
  EXPECT_TRUE(ingress->default_backend->is_resource);
  EXPECT_FALSE(ingress->default_backend->service);
  ASSERT_EQ(ingress->tls.size(), 2U);
  EXPECT_THAT(ingress->tls[0].hosts, ElementsAre("a.example.com", "*.example.com"));
  EXPECT_EQ(ingress->tls[0].secret_name, "cert");
  ASSERT_EQ(ingress->rules.size(), 2U);
  EXPECT_EQ(ingress->rules[0].host, "*.example.com");
  EXPECT_TRUE(ingress->rules[1].paths.empty());
  const auto& paths = ingress->rules[0].paths;
  ASSERT_EQ(paths.size(), 3U);
  EXPECT_EQ(paths[0].path, "/a");
  EXPECT_EQ(paths[0].path_type, PathType::kExact);
  EXPECT_EQ(paths[0].backend.service->name, "s1");
  EXPECT_EQ(paths[0].backend.service->port_number, 8080);
  EXPECT_EQ(paths[1].path_type, PathType::kPrefix);
  EXPECT_EQ(paths[1].backend.service->port_name, "http");
  EXPECT_EQ(paths[1].backend.service->port_number, 0);
  EXPECT_EQ(paths[2].path, "");
  EXPECT_EQ(paths[2].path_type, PathType::kImplementationSpecific);
}

TEST(ReadIngress, TellsAnAbsentClassFromAnEmptyOne) {
  const auto none = read_ingress(object_of(R"({"metadata":{"name":"web"}})"));
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(none->class_name);
  EXPECT_FALSE(none->class_annotation);
  EXPECT_FALSE(none->default_backend);
  const auto empty = read_ingress(object_of(
      R"({"metadata":{"name":"web","annotations":{"kubernetes.io/ingress.class":""}},"spec":{"ingressClassName":""}})"));
  ASSERT_TRUE(empty.ok());
  EXPECT_EQ(empty->class_name, "");
  EXPECT_EQ(empty->class_annotation, "");
}

TEST(ReadIngress, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(error_of("7"), "spec: Invalid type: want an object, got number");
  EXPECT_EQ(error_of(R"({"rules":{}})"), "spec.rules: Invalid type: want a list, got object");
  EXPECT_EQ(error_of(R"({"rules":[null,{"host":1}]})"), "spec.rules[1].host: Invalid type: want a string, got number");
  EXPECT_EQ(error_of(R"({"tls":[{"hosts":["a",2]}]})"),
            "spec.tls[0].hosts[1]: Invalid type: want a string, got number");
  EXPECT_EQ(error_of(R"({"defaultBackend":{}})"),
            "spec.defaultBackend: Required value: a service or a resource is needed");
  EXPECT_EQ(error_of_path(R"({"path":"/a"})"), "spec.rules[0].http.paths[0].pathType: Required value");
  EXPECT_EQ(error_of_path(R"({"path":"/a","pathType":"exact"})"),
            "spec.rules[0].http.paths[0].pathType: Unsupported value: \"exact\": supported values: \"Exact\", "
            "\"ImplementationSpecific\", \"Prefix\"");
  EXPECT_EQ(error_of_path(R"({"path":"a","pathType":"Exact"})"),
            "spec.rules[0].http.paths[0].path: Invalid value: \"a\": must be an absolute path");
  EXPECT_EQ(error_of_path(R"({"path":"/a","pathType":"Exact","backend":{"service":{"port":{"number":80}}}})"),
            "spec.rules[0].http.paths[0].backend.service.name: Required value");
  EXPECT_EQ(error_of_path(R"({"path":"/a","pathType":"Exact","backend":{"service":{"name":"s"}}})"),
            "spec.rules[0].http.paths[0].backend.service.port: Required value: port name or number is required");
  EXPECT_EQ(
      error_of_path(R"({"path":"/a","pathType":"Exact","backend":{"service":{"name":"s","port":{"number":65536}}}})"),
      "spec.rules[0].http.paths[0].backend.service.port.number: Invalid value: 65536: must be a number from 1 to "
      "65535");
  EXPECT_EQ(error_of_path(R"({"path":"/a","pathType":"Exact","backend":{"service":{"name":"s",
                              "port":{"number":-1}}}})"),
            "spec.rules[0].http.paths[0].backend.service.port.number: Invalid value: -1: must be a number from 1 to "
            "65535");
  EXPECT_EQ(error_of_path(R"({"path":"/a","pathType":"Exact","backend":{"resource":{},"service":{"name":"s",
                              "port":{"number":1}}}})"),
            "spec.rules[0].http.paths[0].backend: Invalid value: cannot set both resource and service backends");
}

TEST(ReadIngress, TakesNumbersMadeInOurOwnCode) {
  Json json = Json::object();
  json["spec"]["defaultBackend"]["service"] = {{"name", "s"}, {"port", {{"number", 80}}}};
  const auto ingress = read_ingress(Object::from_json(std::move(json)));
  ASSERT_TRUE(ingress.ok()) << ingress.error().to_string();
  EXPECT_EQ(ingress->default_backend->service->port_number, 80);
}

TEST(ReadIngressClass, KnowsTheDefault) {
  const auto ingress_class = read_ingress_class(object_of(R"({
    "metadata": {"name": "external-lb", "annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}},
    "spec": {"controller": "example.com/ingress-controller"}})"));
  ASSERT_TRUE(ingress_class.ok());
  EXPECT_EQ(ingress_class->name, "external-lb");
  EXPECT_EQ(ingress_class->controller, "example.com/ingress-controller");
  EXPECT_TRUE(ingress_class->is_default);
  EXPECT_FALSE(read_ingress_class(object_of(R"({"metadata":{"name":"x"}})"))->is_default);
  EXPECT_EQ(read_ingress_class(object_of(R"({"spec":{"controller":[]}})")).error().message(),
            "spec.controller: Invalid type: want a string, got array");
}

}  // namespace
}  // namespace gauntlet::kube
