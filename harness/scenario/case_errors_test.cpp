// One test per code; the texts are what a person sees, to the blank.
#include "harness/scenario/case_sample.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

TEST(CaseErrors, E001Syntax) {
  EXPECT_EQ(problems_of(kHeader + R"(send: [
)" + kIngress),
            R"(case.yaml:9:1: error: expected ',' or ']' [E001]
    9 | ---
      | ^~~
)");
}

TEST(CaseErrors, E001FileThatIsNotThere) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - apply: {file: nowhere.yaml}
)"),
            R"(case.yaml:9:19: error: cannot read 'nowhere.yaml' [E001]
    9 |   - apply: {file: nowhere.yaml}
      |                   ^~~~~~~~~~~~ it is looked for beside this file
)");
}

TEST(CaseErrors, E002DuplicateKey) {
  EXPECT_EQ(problems_of(kHeader + R"(title: again
)" + kSend + kIngress),
            R"(case.yaml:8:1: error: the key "title" is there already [E002]
    8 | title: again
      | ^~~~~
)");
}

TEST(CaseErrors, E003UnknownKey) {
  EXPECT_EQ(problems_of(std::string(R"(gauntlet: v1
id: a.b
title: T
level: core
backend: {svc-a: 1, svc-b: 1}
)") + kSend + kIngress),
            R"(case.yaml:5:1: error: unknown key 'backend' in the case header [E003]
    5 | backend: {svc-a: 1, svc-b: 1}
      | ^~~~~~~ did you mean 'backends'?
)");
}

TEST(CaseErrors, E003KeyOfAnotherPlace) {
  EXPECT_EQ(problems_of(kHeader + R"(instances: 2
expect: 3
statsu: 2
)" + kSend + kIngress),
            R"(case.yaml:8:1: error: 'instances' cannot stand here [E003]
    8 | instances: 2
      | ^~~~~~~~~ it belongs under 'controllers'
case.yaml:9:1: error: 'expect' cannot stand here [E003]
    9 | expect: 3
      | ^~~~~~ it belongs in a check of 'send' (line 11)
case.yaml:10:1: error: unknown key 'statsu' in the case header [E003]
   10 | statsu: 2
      | ^~~~~~ did you mean 'status'? it belongs under 'expect' (line 9)
)");
}

TEST(CaseErrors, E003KeyOfTheMapBeside) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - load:
      rate: 3
    budget: {errors: 1%}
)" + kIngress),
            R"(case.yaml:9:5: error: 'load' is not supported by this version [E003]
    9 |   - load:
      |     ^~~~
case.yaml:11:5: error: 'budget' cannot stand here [E003]
   11 |     budget: {errors: 1%}
      |     ^~~~~~ it belongs under 'load' (line 9)
)");
}

TEST(CaseErrors, E003TimingBesideAChange) {
  EXPECT_EQ(problems_of(kHeader + R"(steps:
  - patch: {Ingress/web: {spec.x: 1}}
    within: 3s
)" + kIngress),
            R"(case.yaml:10:5: error: 'within' cannot stand beside 'patch' [E003]
   10 |     within: 3s
      |     ^~~~~~ it belongs to 'send' or 'objects'
)");
}

TEST(CaseErrors, E003FirstKey) {
  EXPECT_EQ(problems_of(std::string(R"(send:
  - GET http://b.a.test/ -> any
)") + kHeader + kIngress),
            R"(case.yaml:3:1: error: 'gauntlet' is always the first key [E003]
    3 | gauntlet: v1
      | ^~~~~~~~
)");
}

TEST(CaseErrors, E003NoCase) {
  EXPECT_EQ(problems_of(std::string(R"(gaunlet: v1
id: a.b
)")),
            R"(case.yaml:1:1: error: this is not a case: its first key is not 'gauntlet' [E003]
    1 | gaunlet: v1
      | ^~~~~~~ did you mean 'gauntlet'?
)");
}

TEST(CaseErrors, E003SendAndSteps) {
  EXPECT_EQ(problems_of(kHeader + kSend + R"(steps:
  - wait: 1s
)" + kIngress),
            R"(case.yaml:8:1: error: 'send' cannot stand beside 'steps' [E003]
    8 | send:
      | ^~~~ make it a step: '- send:'
)");
}

TEST(CaseErrors, E004WrongTypes) {
  EXPECT_EQ(problems_of(std::string(R"(gauntlet: v2
id: Path
title: [T]
level: core
features: tls
backends: {svc-a: many, Svc: 1}
provisional: yes
tags:
)") + kSend + kIngress),
            R"(case.yaml:1:11: error: the format 'v2' is unknown [E004]
    1 | gauntlet: v2
      |           ^~ this version reads v1
case.yaml:2:5: error: an id is two or more words joined by dots, such as path.exact-match [E004]
    2 | id: Path
      |     ^~~~ small letters, digits and '-'
case.yaml:3:8: error: expected a title, got a list [E004]
    3 | title: [T]
      |        ^
case.yaml:5:11: error: expected a list of texts, got a text [E004]
    5 | features: tls
      |           ^~~
case.yaml:6:19: error: expected a whole number from 0 to 1000, got 'many' [E004]
    6 | backends: {svc-a: many, Svc: 1}
      |                   ^~~~
case.yaml:6:25: error: 'Svc' cannot name a Service [E004]
    6 | backends: {svc-a: many, Svc: 1}
      |                         ^~~ small letters, digits and '-', a letter first
case.yaml:7:14: error: expected true or false, got a text [E004]
    7 | provisional: yes
      |              ^~~
case.yaml:8:1: error: expected a list of texts, got nothing [E004]
    8 | tags:
      | ^~~~
)");
}

TEST(CaseErrors, E005Times) {
  EXPECT_EQ(problems_of(kHeader + R"(timeouts: {propagate: 5}
steps:
  - send:
      - GET http://b.a.test/ -> 200 from svc-a
    within: propagat
    for: 3 s
)" + kIngress),
            R"(case.yaml:8:23: error: '5' is not a duration [E005]
    8 | timeouts: {propagate: 5}
      |                       ^ such as 250ms, 3s or 2m
case.yaml:12:13: error: 'propagat' is neither a duration nor one of the timeouts [E005]
   12 |     within: propagat
      |             ^~~~~~~~ did you mean 'propagate'?
case.yaml:13:10: error: '3 s' is neither a duration nor one of the timeouts [E005]
   13 |     for: 3 s
      |          ^~~ such as 250ms, 3s or propagate
)");
}

TEST(CaseErrors, E007MissingKeys) {
  EXPECT_EQ(problems_of(std::string(R"(gauntlet: v1
backends: {svc-a: 1}
send:
  - request: GET http://b.a.test/
  - request: GET http://b.a.test/
    expect: {from: svc-a}
)") + kIngress),
            R"(case.yaml:1:1: error: a case needs 'id' [E007]
    1 | gauntlet: v1
      | ^~~~~~~~
case.yaml:1:1: error: a case needs 'level' [E007]
    1 | gauntlet: v1
      | ^~~~~~~~ core, extended, vendor or observe
case.yaml:4:5: error: a long check needs 'expect' [E007]
    4 |   - request: GET http://b.a.test/
      |     ^~~~~~~
case.yaml:6:13: error: 'expect' needs 'status' [E007]
    6 |     expect: {from: svc-a}
      |             ^ write 'status: any' if it is left open
)");
}

TEST(CaseErrors, E010CheckLines) {
  EXPECT_EQ(problems_of(kHeader + R"(send:
  - GET http://b.a.test/ -> 2000 from svc-a
  - 'GET http://b.a.test/ hst=x -> 200'
  - GET http://b.a.test/x: -> 200
  - GET http://b.a.test/   via=1 -> 200 from svc-a
  - GET https://b.a.test/ proto=h2 -> 200 from svc-a
  - GET https://b.a.test/ -> ?
  - request: GET http://b.a.test/
    expect: {status: 20, headers: {X: <nay>}, spread: all, cert: c1}
)" + kIngress),
            R"(case.yaml:9:29: error: '2000' is not an answer [E010]
    9 |   - GET http://b.a.test/ -> 2000 from svc-a
      |                             ^~~~ a status is 200, 2xx, 301|308, no-route, refused, reset, timeout, tls-error or any
case.yaml:10:27: error: 'hst=x' is not an option of a check [E010]
   10 |   - 'GET http://b.a.test/ hst=x -> 200'
      |                           ^~~~~ did you mean 'host'?
case.yaml:11:5: error: YAML reads this line as a map, because of its ': ' [E010]
   11 |   - GET http://b.a.test/x: -> 200
      |     ^~~~~~~~~~~~~~~~~~~~~ put the line in quotation marks
case.yaml:12:32: error: this case has 1 controller [E010]
   12 |   - GET http://b.a.test/   via=1 -> 200 from svc-a
      |                                ^ 'controllers: {instances: 2}' in the header brings more; they are counted from 0
case.yaml:13:33: error: 'proto=h2' is not supported by this version [E010]
   13 |   - GET https://b.a.test/ proto=h2 -> 200 from svc-a
      |                                 ^~
case.yaml:14:30: error: '?' is not filled in yet [E010]
   14 |   - GET https://b.a.test/ -> ?
      |                              ^ write the answer that the specification demands
case.yaml:16:5: error: an answer over http shows no certificate [E010]
   16 |     expect: {status: 20, headers: {X: <nay>}, spread: all, cert: c1}
      |     ^~~~~~ 'cert' needs https
case.yaml:16:22: error: '20' is not an answer [E010]
   16 |     expect: {status: 20, headers: {X: <nay>}, spread: all, cert: c1}
      |                      ^~ a status is 200, 2xx, 301|308, no-route, refused, reset, timeout, tls-error or any
case.yaml:16:39: error: '<nay>' is not a matcher [E010]
   16 |     expect: {status: 20, headers: {X: <nay>}, spread: all, cert: c1}
      |                                       ^~~~~ did you mean 'any'?
case.yaml:16:55: error: 'all' is not a way to spread [E010]
   16 |     expect: {status: 20, headers: {X: <nay>}, spread: all, cert: c1}
      |                                                       ^~~ all-pods
case.yaml:16:66: error: no certificate is called 'c1' [E011]
   16 |     expect: {status: 20, headers: {X: <nay>}, spread: all, cert: c1}
      |                                                                  ^~
)");
}

TEST(CaseErrors, E011NamesOfTheCast) {
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

TEST(CaseErrors, E012Variables) {
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

TEST(CaseErrors, E014LevelsAndFeatures) {
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

TEST(CaseErrors, E015Verbs) {
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
      |     ^~~~ one of apply, patch, delete, cert, backend, send, objects, wait
case.yaml:13:5: error: a step without a verb [E015]
   13 |   - {}
      |     ^ one of apply, patch, delete, cert, backend, send, objects, wait
case.yaml:14:5: error: unknown key 'sned' in a step [E003]
   14 |   - sned:
      |     ^~~~ did you mean 'send'?
)");
}

TEST(CaseErrors, E016Objects) {
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

TEST(CaseErrors, E020Manifests) {
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
