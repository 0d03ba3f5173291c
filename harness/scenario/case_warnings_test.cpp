// One test per code; the texts are what a person sees, to the blank.
#include "harness/scenario/case_sample.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

TEST(CaseWarnings, W101SameAsBefore) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - send:
      - GET http://b.a.test/ -> 200 from svc-a
  - patch: {Ingress/web: {spec.ingressClassName: x}}
  - send:
      - GET http://b.a.test/ -> 200 from svc-a
    within: propagate
)" + kIngress),
            R"(case.yaml:13:9: warning: this check cannot tell the old state from the new one [W101]
   13 |       - GET http://b.a.test/ -> 200 from svc-a
      |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ same as line 10, before the patch in line 11
)");
}

// Other pods answer than before, though the words are the same.
TEST(CaseWarnings, W101IsNotForWhatCountsPods) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - send:
      - {request: GET http://b.a.test/, expect: {status: 200, from: svc-a, spread: all-pods}}
  - backend: {svc-a: {pods: 3}}
  - send:
      - {request: GET http://b.a.test/, expect: {status: 200, from: svc-a, spread: all-pods}}
    within: propagate
)" + kIngress),
            "");
}

TEST(CaseWarnings, W102Wait) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - wait: 1s
  - send:
      - GET http://b.a.test/ -> 200 from svc-a
)" + kIngress),
            R"(case.yaml:9:5: warning: a wait before a check takes its full time on every run [W102]
    9 |   - wait: 1s
      |     ^~~~ 'within' at the check waits no longer than it has to
)");
}

TEST(CaseWarnings, W103NotFound) {
  EXPECT_EQ(problems_of(kHeader + R"(send:
  - GET http://b.a.test/  -> 200 from svc-a
  - GET http://b.a.test/y -> 404
)" + kIngress),
            R"(case.yaml:10:30: warning: 404 does not say that no backend was reached [W103]
   10 |   - GET http://b.a.test/y -> 404
      |                              ^~~ 'no-route' does, with the code that the controller's profile names
)");
}

TEST(CaseWarnings, W104OldScalars) {
  EXPECT_EQ(problems_of(kHeader + kSend + R"(---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, annotations: {a: 0755, b: on, c: 1:30, d: 'off', e: onward}}
spec:
  ingressClassName: ${class}
  rules:
    - host: b.a.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc-b, port: {number: 80}}}}]}
)"),
            R"(case.yaml:13:40: warning: kubectl does not read 0755 as the text '0755' [W104]
   13 | metadata: {name: web, annotations: {a: 0755, b: on, c: 1:30, d: 'off', e: onward}}
      |                                        ^~~~ put it in quotation marks
case.yaml:13:49: warning: kubectl does not read on as the text 'on' [W104]
   13 | metadata: {name: web, annotations: {a: 0755, b: on, c: 1:30, d: 'off', e: onward}}
      |                                                 ^~ put it in quotation marks
case.yaml:13:56: warning: kubectl does not read 1:30 as the text '1:30' [W104]
   13 | metadata: {name: web, annotations: {a: 0755, b: on, c: 1:30, d: 'off', e: onward}}
      |                                                        ^~~~ put it in quotation marks
)");
}

TEST(CaseWarnings, W105IdleBackend) {
  EXPECT_EQ(problems_of(std::string(R"(gauntlet: v1
id: a.b
title: T
level: core
features: [tls]
spec: [https://example.test/]
backends: {svc-a: 1, svc-b: 2, idle: 1}
)") + kSend + kIngress),
            R"(case.yaml:7:32: warning: no check expects the backend 'idle', and no object names it [W105]
    7 | backends: {svc-a: 1, svc-b: 2, idle: 1}
      |                                ^~~~
)");
}

TEST(CaseWarnings, W106And108Header) {
  EXPECT_EQ(problems_of(std::string(R"(gauntlet: v1
id: a.b
level: core
features: [tls]
backends: {svc-a: 1, svc-b: 2}
)") + kSend + kIngress),
            R"(case.yaml:2:5: warning: a case without a title [W106]
    2 | id: a.b
      |     ^~~ one sentence that states the rule
case.yaml:2:5: warning: a core case without 'spec' [W108]
    2 | id: a.b
      |     ^~~ which sentence of which document demands it?
)");
}

TEST(CaseWarnings, W109Ceiling) {
  EXPECT_EQ(problems_of(kHeader + R"(timeouts: {propagate: 40s}
steps:
  - send:
      - GET http://b.a.test/ -> 200 from svc-a
    within: 31s
)" + kIngress),
            R"(case.yaml:8:11: warning: 'propagate' is above the ceiling of 30s [W109]
    8 | timeouts: {propagate: 40s}
      |           ^
case.yaml:10:5: warning: 'within' is above the ceiling of 30s [W109]
   10 |   - send:
      |     ^
)");
}

TEST(CaseWarnings, W110SinglePod) {
  EXPECT_EQ(problems_of(kHeader + R"(send:
  - GET http://b.a.test/  x5 -> 200 from svc-a
  - GET http://b.a.test/y x5 -> 200 from svc-b
)" + kIngress),
            R"(case.yaml:9:5: warning: 5 requests to a single pod show no more than one does [W110]
    9 |   - GET http://b.a.test/  x5 -> 200 from svc-a
      |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
)");
}

}  // namespace
}  // namespace gauntlet::scenario
