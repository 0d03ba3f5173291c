// The table of the API's Ingress rules: networking.k8s.io/v1 validation, with the fields of its causes.
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kIngressClasses;
using kube::resources::kIngresses;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// An Ingress that is right, as JSON; `patch` (merge patch on the spec's first path) makes it wrong.
Json ingress_with_path(std::string_view path_json) {
  Json ingress = parse_must(R"({"metadata":{"name":"web"},"spec":{"rules":[{"http":{"paths":[]}}]}})");
  ingress["spec"]["rules"][0]["http"]["paths"].push_back(parse_must(path_json));
  return ingress;
}

Json ingress_with_spec(std::string_view spec_json) {
  Json ingress = parse_must(R"({"metadata":{"name":"web"}})");
  ingress["spec"] = parse_must(spec_json);
  return ingress;
}

std::vector<std::string> causes_of_creating(const Json& ingress) {
  TestPlane plane;
  const auto written = plane.try_create(kIngresses, "default", kube::to_text(ingress));
  return written ? std::vector<std::string>() : causes_of(written.failure());
}

constexpr const char* kBackend = R"("backend":{"service":{"name":"s","port":{"number":80}}})";

std::string path_of_type(std::string_view type, std::string_view path) {
  return R"({"pathType":")" + std::string(type) + R"(","path":")" + std::string(path) + R"(",)" + kBackend + "}";
}

TEST(P0_28, WhatTheDocumentationShowsIsAccepted) {
  EXPECT_THAT(causes_of_creating(ingress_with_path(path_of_type("Prefix", "/"))), IsEmpty());
  EXPECT_THAT(
      causes_of_creating(ingress_with_spec(R"({"defaultBackend":{"service":{"name":"s","port":{"name":"http"}}}})")),
      IsEmpty());
  EXPECT_THAT(causes_of_creating(ingress_with_spec(R"({"rules":[{"host":"foo.bar.com"}]})")), IsEmpty())
      << "a rule without http is legal";
  EXPECT_THAT(causes_of_creating(ingress_with_spec(
                  R"({"ingressClassName":"c","tls":[{"hosts":["*.foo.com"],"secretName":"t"},{}],
                      "rules":[{"host":"*.foo.com"},{"host":"*.foo.com"}]})")),
              IsEmpty())
      << "the same host twice is legal";
}

TEST(P0_28, PathTypesAndPaths) {
  const std::string at = "spec.rules[0].http.paths[0].";
  struct Row {
    std::string path;
    std::vector<std::string> causes;
  };
  const Row rows[] = {
      {std::string("{\"path\":\"/\",") + kBackend + "}", {at + "pathType: FieldValueRequired"}},
      {path_of_type("Regex", "/"), {at + "pathType: FieldValueNotSupported"}},
      {path_of_type("Exact", ""), {at + "path: FieldValueInvalid"}},
      {path_of_type("Exact", "foo"), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a//b"), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a/./b"), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a/../b"), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a%2fb"), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a%2Fb"), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a/.."), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a/."), {at + "path: FieldValueInvalid"}},
      {path_of_type("Prefix", "/a/"), {}},
      {path_of_type("Exact", "/a.b/..c"), {}},
      {path_of_type("ImplementationSpecific", ""), {}},
      {path_of_type("ImplementationSpecific", "/a//b"), {}},
      {path_of_type("ImplementationSpecific", "a"), {at + "path: FieldValueInvalid"}},
  };
  for (const Row& row : rows) EXPECT_EQ(causes_of_creating(ingress_with_path(row.path)), row.causes) << row.path;
}

TEST(P0_28, Backends) {
  const std::string at = "spec.rules[0].http.paths[0].backend";
  struct Row {
    const char* backend;
    std::vector<std::string> causes;
  };
  const Row rows[] = {
      {R"({})", {at + ": FieldValueInvalid"}},
      {R"({"service":{"name":"s","port":{"number":80}},"resource":{"kind":"K","name":"n"}})",
       {at + ": FieldValueInvalid"}},
      {R"({"service":{"port":{"number":80}}})", {at + ".service.name: FieldValueRequired"}},
      {R"({"service":{"name":"1a","port":{"number":80}}})", {at + ".service.name: FieldValueInvalid"}},
      {R"({"service":{"name":"s","port":{"number":80,"name":"http"}}})", {at + ": FieldValueInvalid"}},
      {R"({"service":{"name":"s","port":{}}})", {at + ": FieldValueRequired"}},
      {R"({"service":{"name":"s","port":{"number":65536}}})", {at + ".service.port.number: FieldValueInvalid"}},
      {R"({"service":{"name":"s","port":{"name":"UPPER"}}})",
       {at + ".service.port.name: FieldValueInvalid", at + ".service.port.name: FieldValueInvalid"}},
      {R"({"resource":{"apiGroup":"k8s.example.com","kind":"StorageBucket","name":"static-assets"}})", {}},
      {R"({"resource":{}})", {at + ".resource.kind: FieldValueRequired", at + ".resource.name: FieldValueRequired"}},
  };
  for (const Row& row : rows) {
    const std::string path = R"({"pathType":"Prefix","path":"/","backend":)" + std::string(row.backend) + "}";
    EXPECT_EQ(causes_of_creating(ingress_with_path(path)), row.causes) << row.backend;
  }
}

TEST(P0_28, SpecsHostsAndTls) {
  struct Row {
    const char* spec;
    std::vector<std::string> causes;
  };
  const Row rows[] = {
      {R"({})", {"spec: FieldValueInvalid"}},
      {R"({"rules":[{"host":"127.0.0.1"}]})", {"spec.rules[0].host: FieldValueInvalid"}},
      {R"({"rules":[{"host":"foo.*.com"}]})", {"spec.rules[0].host: FieldValueInvalid"}},
      {R"({"rules":[{"host":"*"}]})", {"spec.rules[0].host: FieldValueInvalid"}},
      {R"({"rules":[{"host":"Foo.com"}]})", {"spec.rules[0].host: FieldValueInvalid"}},
      {R"({"rules":[{"host":"foo.com:80"}]})", {"spec.rules[0].host: FieldValueInvalid"}},
      {R"({"rules":[{"http":{"paths":[]}}]})", {"spec.rules[0].http.paths: FieldValueRequired"}},
      {R"({"rules":[{}],"tls":[{"hosts":["a_b"]}]})", {"spec.tls[0].hosts[0]: FieldValueInvalid"}},
      {R"({"rules":[{}],"tls":[{"secretName":"A"}]})", {"spec.tls[0].secretName: FieldValueInvalid"}},
      {R"({"rules":[{}],"ingressClassName":"A"})", {"spec.ingressClassName: FieldValueInvalid"}},
      {R"({"defaultBackend":{}})", {"spec.defaultBackend: FieldValueInvalid"}},
  };
  for (const Row& row : rows) EXPECT_EQ(causes_of_creating(ingress_with_spec(row.spec)), row.causes) << row.spec;
}

TEST(P0_28, AllCausesAreListedInTheOrderFound) {
  EXPECT_THAT(causes_of_creating(ingress_with_spec(
                  R"({"defaultBackend":{},"rules":[{"host":"1.2.3.4"}],"tls":[{"secretName":"A"}]})")),
              ElementsAre("spec.defaultBackend: FieldValueInvalid", "spec.rules[0].host: FieldValueInvalid",
                          "spec.tls[0].secretName: FieldValueInvalid"));
}

TEST(P0_28, AnnotationAndClassNameMustAgreeAtCreation) {
  Json ingress = ingress_with_spec(R"({"rules":[{}],"ingressClassName":"a"})");
  ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"] = "b";
  EXPECT_THAT(causes_of_creating(ingress), ElementsAre("annotations.kubernetes.io/ingress.class: FieldValueInvalid"));
  ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"] = "a";
  EXPECT_THAT(causes_of_creating(ingress), IsEmpty());
}

TEST(P0_28, NothingIsDefaulted) {
  TestPlane plane;
  const Json spec = parse_must(R"({"rules":[{"host":"a.b"}]})");
  const VersionPtr stored =
      plane.create(kIngresses, "default", R"({"metadata":{"name":"w"},"spec":{"rules":[{"host":"a.b"}]}})");
  EXPECT_EQ(to_json(*stored)["spec"], spec);
}

TEST(P0_28, StatusAddressesAreChecked) {
  TestPlane plane;
  const VersionPtr stored = plane.create(kIngresses, "default", R"({"metadata":{"name":"w"},"spec":{"rules":[{}]}})");
  Json next = to_json(*stored);
  next["status"] = parse_must(
      R"({"loadBalancer":{"ingress":[{"ip":"a.b"},{"hostname":"UP"},{"hostname":"10.0.0.1"},{"ip":"10.0.0.1"}]}})");
  const auto written = plane.try_update(kIngresses, stored, next, WriteTarget::kStatus);
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(causes_of(written.failure()), ElementsAre("status.loadBalancer.ingress[0].ip: FieldValueInvalid",
                                                        "status.loadBalancer.ingress[1].hostname: FieldValueInvalid",
                                                        "status.loadBalancer.ingress[2].hostname: FieldValueInvalid"));
}

std::vector<std::string> causes_of_class(std::string_view spec) {
  TestPlane plane;
  const auto written =
      plane.try_create(kIngressClasses, "", R"({"metadata":{"name":"c"},"spec":)" + std::string(spec) + "}");
  return written ? std::vector<std::string>() : causes_of(written.failure());
}

TEST(P0_28, IngressClasses) {
  struct Row {
    std::string spec;
    std::vector<std::string> causes;
  };
  const Row rows[] = {
      {R"({"controller":"example.com/ingress"})", {}},
      {R"({})", {"spec.controller: FieldValueRequired"}},
      {R"({"controller":"ingress"})", {"spec.controller: FieldValueInvalid"}},
      {R"({"controller":"example.com/)" + std::string(239, 'x') + R"("})", {"spec.controller: FieldValueTooLong"}},
      {R"({"controller":"a.b/c","parameters":{}})",
       {"spec.parameters.kind: FieldValueRequired", "spec.parameters.name: FieldValueRequired"}},
      {R"({"controller":"a.b/c","parameters":{"kind":"K","name":"n","scope":"Namespace"}})",
       {"spec.parameters.namespace: FieldValueRequired"}},
      {R"({"controller":"a.b/c","parameters":{"kind":"K","name":"n","scope":"Namespace","namespace":"x"}})", {}},
      {R"({"controller":"a.b/c","parameters":{"kind":"K","name":"n","namespace":"x"}})",
       {"spec.parameters.namespace: FieldValueForbidden"}},
      {R"({"controller":"a.b/c","parameters":{"kind":"K","name":"n","scope":"World"}})",
       {"spec.parameters.scope: FieldValueNotSupported"}},
  };
  for (const Row& row : rows) EXPECT_EQ(causes_of_class(row.spec), row.causes) << row.spec;
}

TEST(P0_28, ParametersAreInTheClusterWhereNothingElseIsSaid) {
  TestPlane plane;
  const VersionPtr stored =
      plane.create(kIngressClasses, "",
                   R"({"metadata":{"name":"c"},"spec":{"controller":"a.b/c","parameters":{"kind":"K","name":"n"}}})");
  EXPECT_EQ(to_json(*stored)["spec"]["parameters"]["scope"], "Cluster");
}

TEST(P0_28, TheControllerOfAClassStays) {
  TestPlane plane;
  const VersionPtr stored =
      plane.create(kIngressClasses, "", R"({"metadata":{"name":"c"},"spec":{"controller":"a.b/c"}})");
  Json next = to_json(*stored);
  next["spec"]["controller"] = "a.b/d";
  const auto written = plane.try_update(kIngressClasses, stored, next);
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(causes_of(written.failure()), ElementsAre("spec.controller: FieldValueInvalid"));
}

constexpr const char* kDefaultClass =
    R"("annotations":{"ingressclass.kubernetes.io/is-default-class":"true"}},"spec":{"controller":"a.b/c"}})";

std::string class_given_to(TestPlane& plane, std::string_view ingress) {
  const VersionPtr stored = plane.create(kIngresses, "default", ingress);
  return std::string(kube::string_member(to_json(*stored)["spec"], "ingressClassName"));
}

// Since Kubernetes 1.26 several defaults are no error: the newest wins, of equally new ones the first by name.
TEST(P0_28, DefaultIngressClass) {
  TestPlane plane;
  const std::string plain = R"({"metadata":{"generateName":"w-"},"spec":{"rules":[{}]}})";
  EXPECT_EQ(class_given_to(plane, plain), "");
  plane.create(kIngressClasses, "", std::string(R"({"metadata":{"name":"b",)") + kDefaultClass);
  EXPECT_EQ(class_given_to(plane, plain), "b");
  plane.create(kIngressClasses, "", std::string(R"({"metadata":{"name":"a",)") + kDefaultClass);
  EXPECT_EQ(class_given_to(plane, plain), "a");
  plane.clock.advance(std::chrono::seconds(2));
  plane.create(kIngressClasses, "", std::string(R"({"metadata":{"name":"z",)") + kDefaultClass);
  EXPECT_EQ(class_given_to(plane, plain), "z");
  EXPECT_EQ(class_given_to(plane, R"({"metadata":{"name":"x","annotations":{"kubernetes.io/ingress.class":"q"}},
                                      "spec":{"rules":[{}]}})"),
            "");
}

TEST(P0_28, AnEmptyClassNameCountsAsGiven) {
  TestPlane plane;
  plane.create(kIngressClasses, "", std::string(R"({"metadata":{"name":"b",)") + kDefaultClass);
  const auto written = plane.try_create(kIngresses, "default",
                                        R"({"metadata":{"name":"w"},"spec":{"ingressClassName":"","rules":[{}]}})");
  ASSERT_FALSE(written.ok()) << "no default is filled in, and the empty name is no DNS subdomain";
  EXPECT_THAT(causes_of(written.failure()), ElementsAre("spec.ingressClassName: FieldValueInvalid"));
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
