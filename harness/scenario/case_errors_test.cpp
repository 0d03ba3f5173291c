// A test or more for each code; the texts are what a person sees, to the blank. E011 to E020 are in
// case_name_errors_test.cpp, what needs several files in case_folder_test.cpp.
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

}  // namespace
}  // namespace gauntlet::scenario
