// Names that lead nowhere, verbs and manifests; the other codes are in case_errors_test.cpp.
#include "harness/scenario/case_sample.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

TEST(CaseNameErrors, E011NamesOfTheCast) {
  EXPECT_EQ(problems_of(kHeader + R"(certs:
  ca: {ca: true}
  c1: {issuer: cc, names: [x.test]}
steps:
  - send:
      - GET http://b.a.test/         -> 200 from svc-aa
      - GET https://b.a.test/ -> 200 from svc-b/2 cert c2
      - GET https://b.a.test/ -> 200 from svc-b cert ca
  - backend: {svc-c: {pods: 2}, svc-b/7: unready}
  - cert: {tls: nothing}
)" + kIngress),
            R"(case.yaml:10:16: error: no authority is called 'cc' [E011]
   10 |   c1: {issuer: cc, names: [x.test]}
      |                ^~ did you mean 'ca'?
case.yaml:13:50: error: no backend or Deployment is called 'svc-aa' [E011]
   13 |       - GET http://b.a.test/         -> 200 from svc-aa
      |                                                  ^~~~~~ did you mean 'svc-a'?
case.yaml:14:43: error: 'svc-b' has no pod 2 [E011]
   14 |       - GET https://b.a.test/ -> 200 from svc-b/2 cert c2
      |                                           ^~~~~~~ pods are counted from 0
case.yaml:14:56: error: no certificate is called 'c2' [E011]
   14 |       - GET https://b.a.test/ -> 200 from svc-b/2 cert c2
      |                                                        ^~ did you mean 'c1'?
case.yaml:15:54: error: 'ca' is an authority, not a certificate [E011]
   15 |       - GET https://b.a.test/ -> 200 from svc-b cert ca
      |                                                      ^~ did you mean 'c1'?
case.yaml:16:15: error: no backend or Deployment is called 'svc-c' [E011]
   16 |   - backend: {svc-c: {pods: 2}, svc-b/7: unready}
      |               ^~~~~ did you mean 'svc-a'?
case.yaml:16:33: error: 'svc-b' has no pod 7 [E011]
   16 |   - backend: {svc-c: {pods: 2}, svc-b/7: unready}
      |                                 ^~~~~~~ pods are counted from 0
case.yaml:17:17: error: no certificate is called 'nothing' [E011]
   17 |   - cert: {tls: nothing}
      |                 ^~~~~~~
)");
}

TEST(CaseNameErrors, E012Variables) {
  EXPECT_EQ(problems_of(kHeader + R"(vars: {host: b.a.test, bad: '200 from svc-x', class: x}
send:
  - GET http://${hots}/ -> 200 from svc-a
  - GET http://${host}/ -> ${bad}
  - GET http://${row}/ -> 200
)" + R"(---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: ${class.1}
  rules:
    - host: b.a.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc-b, port: {number: 80}}}}]}
)"),
            R"(case.yaml:8:47: error: 'class' is a built-in variable [E003]
    8 | vars: {host: b.a.test, bad: '200 from svc-x', class: x}
      |                                               ^~~~~
case.yaml:10:16: error: no variable is called 'hots' [E012]
   10 |   - GET http://${hots}/ -> 200 from svc-a
      |                ^~~~~~~ did you mean 'host'?
case.yaml:11:28: error: no backend or Deployment is called 'svc-x' [E011]
   11 |   - GET http://${host}/ -> ${bad}
      |                            ^~~~~~ did you mean 'svc-a'? it comes from ${bad} (line 8)
case.yaml:12:16: error: no variable is called 'row' [E012]
   12 |   - GET http://${row}/ -> 200
      |                ^~~~~~ only a case with a 'matrix' has it
case.yaml:18:21: error: no variable is called 'class.1' [E012]
   18 |   ingressClassName: ${class.1}
      |                     ^~~~~~~~~~ 'controllers: {instances: 2}' in the header brings it
)");
}

TEST(CaseNameErrors, E014LevelsAndFeatures) {
  EXPECT_EQ(problems_of(std::string(R"(gauntlet: v1
id: a.b
title: T
level: observed
features: [tsl, unheard-of]
backends: {svc-a: 1}
)") + kSend + kIngress),
            R"(case.yaml:4:8: error: there is no level 'observed' [E014]
    4 | level: observed
      |        ^~~~~~~~ did you mean 'observe'?
case.yaml:5:12: error: there is no feature 'tsl' [E014]
    5 | features: [tsl, unheard-of]
      |            ^~~ did you mean 'tls'?
case.yaml:5:17: error: there is no feature 'unheard-of' [E014]
    5 | features: [tsl, unheard-of]
      |                 ^~~~~~~~~~
)");
}

TEST(CaseNameErrors, E015Verbs) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - send:
      - GET http://b.a.test/ -> 200 from svc-a
    objects: {Ingress/web: {spec.x: 1}}
  - name: nothing
  - {}
  - sned:
      - GET http://b.a.test/ -> 200 from svc-a
)" + kIngress),
            R"(case.yaml:11:5: error: a second verb ('objects') in one step [E015]
   11 |     objects: {Ingress/web: {spec.x: 1}}
      |     ^~~~~~~ begin a step of its own with '- '
case.yaml:12:5: error: a step without a verb [E015]
   12 |   - name: nothing
      |     ^~~~ one of apply, patch, delete, cert, backend, send, objects, wait, fault, heal
case.yaml:13:5: error: a step without a verb [E015]
   13 |   - {}
      |     ^ one of apply, patch, delete, cert, backend, send, objects, wait, fault, heal
case.yaml:14:5: error: unknown key 'sned' in a step [E003]
   14 |   - sned:
      |     ^~~~ did you mean 'send'?
)");
}

TEST(CaseNameErrors, E016Objects) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - patch: {Ingress/wbe: {spec.x: 1}, Ingres/web: {spec.x: 1}}
  - delete: [Ingress/nothing, web]
  - objects:
      Secret/x: <absent>
      IngressClass/${class}: {spec.controller: <any>}
      Ingress/web: {spec..x: 1, spec.y: <nay>}
)" + kIngress),
            R"(case.yaml:9:13: error: this case has no Ingress/wbe [E016]
    9 |   - patch: {Ingress/wbe: {spec.x: 1}, Ingres/web: {spec.x: 1}}
      |             ^~~~~~~~~~~ did you mean 'Ingress/web'?
case.yaml:9:39: error: there is no kind 'Ingres' [E016]
    9 |   - patch: {Ingress/wbe: {spec.x: 1}, Ingres/web: {spec.x: 1}}
      |                                       ^~~~~~~~~~ did you mean 'Ingress'?
case.yaml:10:14: error: this case has no Ingress/nothing [E016]
   10 |   - delete: [Ingress/nothing, web]
      |              ^~~~~~~~~~~~~~~ the only one is 'Ingress/web'
case.yaml:10:31: error: 'web' does not name an object [E016]
   10 |   - delete: [Ingress/nothing, web]
      |                               ^~~ Kind/name or Kind/namespace/name
case.yaml:12:7: error: this case has no Secret/x [E016]
   12 |       Secret/x: <absent>
      |       ^~~~~~~~
case.yaml:14:21: error: 'spec..x' is not a path: expected a name at character 6 [E010]
   14 |       Ingress/web: {spec..x: 1, spec.y: <nay>}
      |                     ^~~~~~~
case.yaml:14:41: error: '<nay>' is not a matcher [E010]
   14 |       Ingress/web: {spec..x: 1, spec.y: <nay>}
      |                                         ^~~~~ did you mean 'any'?
)");
}

TEST(CaseNameErrors, E020Manifests) {
  EXPECT_EQ(problems_of(kHeader + kSend + R"(---
kind: Ingress
---
apiVersion: v1
kind: Ingress
metadata: {name: x}
---
apiVersion: v1
kind: Servic
metadata: {name: x}
---
apiVersion: v1
kind: Service
metadata: {}
---
- x
---
gauntlet: v1
id: x.y
)" + kIngress + kIngress),
            R"(case.yaml:11:1: error: a manifest needs 'apiVersion' [E020]
   11 | kind: Ingress
      | ^~~~
case.yaml:13:13: error: there is no kind 'Ingress' in 'v1' [E020]
   13 | apiVersion: v1
      |             ^~ Ingress is served as networking.k8s.io/v1
case.yaml:18:7: error: there is no kind 'Servic' in 'v1' [E020]
   18 | kind: Servic
      |       ^~~~~~ did you mean 'Service'?
case.yaml:23:11: error: a manifest needs 'metadata.name' [E020]
   23 | metadata: {}
      |           ^
case.yaml:25:1: error: a manifest is a map with apiVersion and kind [E020]
   25 | - x
      | ^
case.yaml:27:11: error: a file holds one case [E020]
   27 | gauntlet: v1
      |           ^~ its header is the first document, the others are manifests
case.yaml:39:1: error: Ingress/web is there already [E020]
   39 | apiVersion: networking.k8s.io/v1
      | ^ line 30
)");
}

}  // namespace
}  // namespace gauntlet::scenario
