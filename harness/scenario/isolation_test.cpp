#include "harness/scenario/isolation.hpp"

#include "harness/scenario/case_sample.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

Isolation isolation_of(const std::string& text) {
  const CaseSet set = read_sample(text);
  EXPECT_EQ(format_diagnostics(set).substr(0, 6), "1 case");
  return set.scenarios.empty() ? Isolation::kCase : set.scenarios.front().isolation;
}

std::string ingress(const std::string& spec) {
  return "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: more}\nspec: " + spec + "\n";
}

// A case that patches Ingress/web with `patch`.
std::string patched(const std::string& patch) {
  return kHeader + "steps:\n  - patch:\n      Ingress/web:\n        " + patch +
         "\n  - send:\n      - GET http://b.a.test/ -> 200 from svc-a\n" + kIngress;
}

const std::string kHttp =
    "http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc-b, port: {number: 80}}}}]}";
const std::string kBackend = "{service: {name: svc-b, port: {number: 80}}}";

TEST(Isolation, CasesWithHostsAndNamespacesOfTheirOwnArePacked) {
  EXPECT_EQ(isolation_of(kHeader + kSend + kIngress), Isolation::kPack);
  EXPECT_EQ(isolation_of(kHeader + kSend + kIngress + ingress("{rules: [{host: x.a.test, " + kHttp + "}]}")),
            Isolation::kPack);
  EXPECT_EQ(isolation_of(kHeader + kSend + kIngress +
                         "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: \"${ns}-more\"}\n"
                         "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: \"${ns}-more\"}\n"),
            Isolation::kPack);
  EXPECT_EQ(isolation_of(patched("spec.rules[0].host: y.a.test")), Isolation::kPack);
  EXPECT_EQ(isolation_of(patched("spec.defaultBackend: null")), Isolation::kPack);
}

TEST(Isolation, WhatReachesBeyondThemIsReset) {
  for (const std::string& spec :
       {"{defaultBackend: " + kBackend + "}", "{rules: [{" + kHttp + "}]}", "{rules: [{host: \"\", " + kHttp + "}]}",
        "{rules: [{host: x.a.test}, {" + kHttp + "}]}"}) {
    EXPECT_EQ(isolation_of(kHeader + kSend + kIngress + ingress(spec)), Isolation::kReset) << spec;
  }
  for (const std::string& manifest :
       {std::string("apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: x}\n"),
        std::string("apiVersion: v1\nkind: Node\nmetadata: {name: x}\n"),
        std::string("apiVersion: v1\nkind: Namespace\nmetadata: {name: elsewhere}\n"),
        std::string("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: elsewhere}\n")}) {
    EXPECT_EQ(isolation_of(kHeader + kSend + kIngress + "---\n" + manifest), Isolation::kReset) << manifest;
  }
  EXPECT_EQ(isolation_of(kHeader + "send:\n  - GET http://b.a.test/ via=each -> 200 from svc-a\n" + kIngress),
            Isolation::kReset);
  for (const std::string& patch : {"spec.defaultBackend: " + kBackend, std::string("spec.rules[0].host: null"),
                                   std::string("spec.rules[0].host: ''"), "spec.rules: [{" + kHttp + "}]",
                                   "spec.rules[1]: {" + kHttp + "}", "spec: {defaultBackend: " + kBackend + "}"}) {
    EXPECT_EQ(isolation_of(patched(patch)), Isolation::kReset) << patch;
  }
}

TEST(Isolation, SeveralControllersOrAColdStartHaveAWorldOfTheirOwn) {
  EXPECT_EQ(isolation_of(kHeader + "controllers: {instances: 2}\n" + kSend + kIngress), Isolation::kCase);
  EXPECT_EQ(isolation_of(kHeader + "boot: cold\n" + kSend + kIngress), Isolation::kCase);
  EXPECT_EQ(isolation_of(kHeader + "boot: live\n" + kSend + kIngress), Isolation::kPack);
}

TEST(Isolation, FaultsOfTheApiServerTakeAControllerOfTheirOwn) {
  const std::string send = "\n  - send:\n      - GET http://b.a.test/ -> 200 from svc-a\n";
  EXPECT_EQ(isolation_of(kHeader + "steps:\n  - fault: {api: {drop: watch}}" + send + kIngress), Isolation::kCase);
}

}  // namespace
}  // namespace gauntlet::scenario
