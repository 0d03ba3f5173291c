#include "harness/scenario/case_reader.hpp"

#include "harness/scenario/case_sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The only scenario of a text without problems.
Scenario scenario_of(const std::string& text) {
  EXPECT_EQ(problems_of(text), "");
  CaseSet set = read_sample(text);
  EXPECT_THAT(set.scenarios, SizeIs(1));
  return set.scenarios.empty() ? Scenario() : std::move(set.scenarios.front());
}

template <typename Action>
const Action& action_of(const Scenario& scenario, std::size_t step) {
  static const Action kNone;
  EXPECT_LT(step, scenario.steps.size());
  if (step >= scenario.steps.size()) return kNone;
  const auto* action = std::get_if<Action>(&scenario.steps[step].action);
  EXPECT_NE(action, nullptr);
  return action == nullptr ? kNone : *action;
}

TEST(CaseReader, ReadsASmallCase) {
  const Scenario scenario = scenario_of(kHeader + kSend + kIngress);
  EXPECT_EQ(scenario.id, "a.b");
  EXPECT_EQ(scenario.full_id(), "a.b");
  EXPECT_EQ(scenario.title, "T");
  EXPECT_EQ(scenario.level, result::Level::kCore);
  EXPECT_THAT(scenario.features, ElementsAre("tls"));
  EXPECT_THAT(scenario.spec, ElementsAre("https://example.test/"));
  EXPECT_EQ(scenario.position, (Position{"case.yaml", 2, 5}));
  EXPECT_EQ(scenario.namespace_, "a-b");
  EXPECT_EQ(scenario.isolation, Isolation::kPack);
  ASSERT_THAT(scenario.backends, SizeIs(2));
  EXPECT_EQ(scenario.backends[1].name, "svc-b");
  EXPECT_EQ(scenario.backends[1].pods, 2);
  EXPECT_EQ(scenario.backends[1].port, 80);
  EXPECT_EQ(scenario.backends[1].namespace_, "a-b");
  ASSERT_THAT(scenario.manifests, SizeIs(1));
  EXPECT_EQ(scenario.manifests[0].object.namespace_(), "a-b");
  EXPECT_EQ(scenario.manifests[0].object.json()["spec"]["ingressClassName"], "gauntlet");
  EXPECT_EQ(scenario.manifests[0].position.line, 11);
  const SendStep& send = action_of<SendStep>(scenario, 0);
  ASSERT_THAT(send.checks, SizeIs(1));
  EXPECT_EQ(send.checks[0].position, (Position{"case.yaml", 9, 5}));
  EXPECT_EQ(send.checks[0].expectation_position, (Position{"case.yaml", 9, 29}));
  EXPECT_EQ(send.timing.within, 5s);  // the first send of a case waits
}

TEST(CaseReader, ReadsTheTimingOfSteps) {
  const Scenario scenario = scenario_of(kHeader + R"(timeouts: {propagate: 3s, slow: 20s}
steps:
  - name: first
    send:
      - GET http://b.a.test/ -> 200 from svc-a
  - patch:
      Ingress/web:
        spec.ingressClassName: other
        spec.tls: [{hosts: [x.a.test]}]
        spec.rules[0].http: null
  - send:
      - GET http://b.a.test/ -> 200 from svc-b
    within: slow
    for: 2s
    every: 10ms
    settle: 1
    meanwhile: [200 from svc-a, no-route]
  - send:
      - GET http://b.a.test/ -> 200 from svc-b
  - send:
      - GET http://b.a.test/ -> 200 from svc-b
    within: now
)" + kIngress);
  EXPECT_EQ(scenario.steps[0].name, "first");
  EXPECT_EQ(action_of<SendStep>(scenario, 0).timing.within, 3s);
  const PatchStep& patch = action_of<PatchStep>(scenario, 1);
  ASSERT_THAT(patch.changes, SizeIs(1));
  EXPECT_EQ(patch.changes[0].object.name, "web");
  EXPECT_THAT(patch.changes[0].values,
              ElementsAre(std::pair<std::string, std::string>("spec.ingressClassName", "\"other\""),
                          std::pair<std::string, std::string>("spec.tls", R"([{"hosts":["x.a.test"]}])"),
                          std::pair<std::string, std::string>("spec.rules[0].http", "null")));
  const Timing& timing = action_of<SendStep>(scenario, 2).timing;
  EXPECT_EQ(timing.within, 20s);
  EXPECT_EQ(timing.hold, 2s);
  EXPECT_EQ(timing.every, 10ms);
  EXPECT_EQ(timing.settle, 1);
  ASSERT_THAT(timing.meanwhile, SizeIs(2));
  EXPECT_EQ(timing.meanwhile[1].status, StatusWord::kNoRoute);
  EXPECT_EQ(action_of<SendStep>(scenario, 3).timing.within, std::nullopt);
  EXPECT_TRUE(action_of<SendStep>(scenario, 4).timing.within_now);
}

TEST(CaseReader, ReadsLongChecks) {
  const Scenario scenario = scenario_of(kHeader + R"(send:
  - request: POST http://b.a.test/up x3
    headers: {X-Test: 1, Content-Type: text/plain}
    body: hello
    expect:
      status: 2xx
      from: svc-a|svc-b/1
      headers: {X-Powered-By: <absent>, X-Id: '<re ^[0-9]+$>', X-Lit: <lit <x>>}
      saw: {method: POST, headers: {X-Forwarded-For: <any>}, body: hello}
    why: because
  - request: GET http://b.a.test/
    expect: {status: 200, from: svc-b, spread: all-pods}
)" + kIngress);
  const SendStep& send = action_of<SendStep>(scenario, 0);
  ASSERT_THAT(send.checks, SizeIs(2));
  const Check& check = send.checks[0];
  EXPECT_EQ(check.repeat, 3);
  EXPECT_THAT(check.headers, ElementsAre(std::pair<std::string, std::string>("X-Test", "1"),
                                         std::pair<std::string, std::string>("Content-Type", "text/plain")));
  EXPECT_EQ(check.body, "hello");
  EXPECT_EQ(check.why, "because");
  EXPECT_THAT(check.expect.code_classes, ElementsAre(2));
  ASSERT_THAT(check.expect.from, SizeIs(2));
  EXPECT_EQ(check.expect.from[1].pod, 1);
  ASSERT_THAT(check.expect.headers, SizeIs(3));
  EXPECT_EQ(check.expect.headers[0].matcher.kind, ValueMatcher::Kind::kAbsent);
  EXPECT_EQ(check.expect.headers[1].matcher.kind, ValueMatcher::Kind::kPattern);
  EXPECT_EQ(check.expect.headers[1].matcher.text, "^[0-9]+$");
  EXPECT_EQ(check.expect.headers[2].matcher.text, "<x>");
  ASSERT_THAT(check.expect.saw, SizeIs(3));
  EXPECT_EQ(check.expect.saw[1].name, "headers.X-Forwarded-For");
  EXPECT_EQ(check.expect.text,
            "2xx from svc-a|svc-b/1 with header X-Powered-By with header X-Id with header X-Lit saw method "
            "saw headers.X-Forwarded-For saw body");
  EXPECT_EQ(send.checks[1].repeat, 0);  // as many as spreading needs
  EXPECT_TRUE(send.checks[1].expect.spread_over_all_pods);
}

TEST(CaseReader, ReadsTheCastAndItsChanges) {
  const Scenario scenario = scenario_of(R"(gauntlet: v1
id: a.b
title: T
level: extended
provisional: true
controllers: {instances: 2}
backends: {a: {pods: 3, port: 8080, namespace: "${ns}-x"}}
certs:
  ca: {ca: true}
  c1: {issuer: ca, names: [x.test, "*.x.test"], secret: tls, key: ed25519, valid: [-30d, -1d]}
steps:
  - backend: {a: {pods: 5}, a/4: unready, a/0: killed}
  - cert: {tls: c1}
  - delete: [Deployment/a-b-x/a, Service/a-b-x/a]
  - objects:
      Secret/tls:
        type: kubernetes.io/tls
        data["tls.crt"]: <changed>
        metadata.generation: 1
      Service/a-b-x/a: <absent>
    within: 1s
  - send:
      - GET https://x.test/ via=1 -> 200 from a/4 cert c1
)");
  EXPECT_TRUE(scenario.provisional);
  EXPECT_EQ(scenario.instances, 2);
  EXPECT_EQ(scenario.isolation, Isolation::kCase);
  EXPECT_EQ(scenario.backends[0].namespace_, "a-b-x");
  EXPECT_EQ(scenario.backends[0].port, 8080);
  ASSERT_THAT(scenario.certificates, SizeIs(2));
  EXPECT_TRUE(scenario.certificates[0].is_authority);
  const Certificate& leaf = scenario.certificates[1];
  EXPECT_THAT(leaf.names, ElementsAre("x.test", "*.x.test"));
  EXPECT_EQ(leaf.key, "ed25519");
  EXPECT_EQ(leaf.valid_from, -30 * 24h);
  EXPECT_EQ(leaf.valid_until, -24h);
  EXPECT_EQ(leaf.namespace_, "a-b");
  const BackendStep& backend = action_of<BackendStep>(scenario, 0);
  ASSERT_THAT(backend.changes, SizeIs(3));
  EXPECT_EQ(backend.changes[0].pods, 5);
  EXPECT_EQ(backend.changes[1].pod, 4);
  EXPECT_EQ(backend.changes[1].state, PodState::kUnready);
  EXPECT_EQ(backend.changes[2].state, PodState::kKilled);
  EXPECT_THAT(action_of<CertStep>(scenario, 1).secrets, ElementsAre(std::pair<std::string, std::string>("tls", "c1")));
  EXPECT_EQ(action_of<DeleteStep>(scenario, 2).objects[0].namespace_, "a-b-x");
  const ObjectsStep& objects = action_of<ObjectsStep>(scenario, 3);
  ASSERT_THAT(objects.expectations, SizeIs(2));
  ASSERT_THAT(objects.expectations[0].values, SizeIs(3));
  EXPECT_EQ(objects.expectations[0].values[0].matcher.json, "\"kubernetes.io/tls\"");
  EXPECT_EQ(objects.expectations[0].values[1].matcher.kind, ValueMatcher::Kind::kChanged);
  EXPECT_EQ(objects.expectations[0].values[2].matcher.json, "1");
  EXPECT_TRUE(objects.expectations[1].absent);
}

TEST(CaseReader, MakesACaseOfEachRow) {
  const std::string text = R"(gauntlet: v1
id: a.rows
title: T
level: observe
backends: {a: 1}
vars: {host: "h.${row}.test", port: 80}
matrix:
  - {as: one, rule: /foo, want: 200 from a}
  - {rule: "", want: no-route, port: "81"}
send:
  - GET http://${host}/ -> ${want}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: ${host}
      http:
        paths:
          - path: ${rule}
            pathType: Prefix
            backend:
              service:
                name: a
                port:
                  number: ${port}
)";
  EXPECT_EQ(problems_of(text), "");
  const CaseSet set = read_sample(text);
  ASSERT_THAT(set.scenarios, SizeIs(2));
  EXPECT_EQ(set.scenarios[0].full_id(), "a.rows[2]");
  EXPECT_EQ(set.scenarios[1].full_id(), "a.rows[one]");
  EXPECT_EQ(set.scenarios[1].namespace_, "a-rows-one");
  EXPECT_EQ(action_of<SendStep>(set.scenarios[0], 0).checks[0].text, "GET http://h.2.test/ -> no-route");
  const auto path_of = [](const Scenario& scenario) {
    return scenario.manifests[0].object.json()["spec"]["rules"][0]["http"]["paths"][0];
  };
  EXPECT_EQ(path_of(set.scenarios[1])["path"], "/foo");
  EXPECT_EQ(path_of(set.scenarios[0])["path"], "");
  // A variable without quotation marks that is a whole value keeps its type; a row's value wins over one for all rows.
  EXPECT_EQ(path_of(set.scenarios[1])["backend"]["service"]["port"]["number"], 80);
  EXPECT_EQ(path_of(set.scenarios[0])["backend"]["service"]["port"]["number"], "81");
}

TEST(CaseReader, BindsWhatAControllerBrings) {
  Bindings bindings;
  bindings.values = {{"class", "traefik"},
                     {"controller", "traefik.io/x"},
                     {"address", "127.9.9.9"},
                     {"run", "7"},
                     {"propagate", "9s"}};
  const std::string text = kHeader +
                           "tags: [\"${controller}\", \"${address}\", \"${run}\", \"${ns}\", \"${case}\", $$x]\n" +
                           kSend + kIngress;
  const CaseSet set = read_case_text("case.yaml", text, {}, bindings);
  ASSERT_THAT(set.diagnostics, IsEmpty());
  EXPECT_THAT(set.scenarios[0].tags, ElementsAre("traefik.io/x", "127.9.9.9", "7", "a-b", "a.b", "$x"));
  EXPECT_EQ(set.scenarios[0].manifests[0].object.json()["spec"]["ingressClassName"], "traefik");
  EXPECT_EQ(action_of<SendStep>(set.scenarios[0], 0).timing.within, 9s);
}

TEST(CaseReader, ShowsAtMostFiftyProblems) {
  std::string text = kHeader + "send:\n";
  for (int i = 0; i < 60; ++i) text += "  - GET http://b.a.test/ -> 999\n";
  const CaseSet set = read_sample(text + kIngress);
  EXPECT_THAT(set.diagnostics, SizeIs(60));
  EXPECT_TRUE(set.has_errors());
  const std::string shown = format_diagnostics(set);
  EXPECT_NE(shown.find("case.yaml:58:29: error"), std::string::npos);
  EXPECT_EQ(shown.find("case.yaml:59:29: error"), std::string::npos);
  EXPECT_NE(shown.find("... and 10 more\n\n1 file, 60 errors, 0 warnings.\n"), std::string::npos);
  EXPECT_EQ(format_diagnostics(read_sample(kHeader + kSend + kIngress)), "1 case in 1 file, no problems\n");
}

TEST(CaseReader, UnderlinesCharactersAndNotBytes) {
  EXPECT_EQ(problems_of(kHeader + "steps:\n  - {name: \"\xc3\xa9t\xc3\xa9\", wiat: 1s}\n" + kIngress),
            "case.yaml:9:21: error: unknown key 'wiat' in a step [E003]\n"
            "    9 |   - {name: \"\xc3\xa9t\xc3\xa9\", wiat: 1s}\n"
            "      |                   ^~~~ did you mean 'wait'?\n");
}

TEST(CaseReader, TakesFilesAsEditorsWriteThem) {
  std::string text = "\xEF\xBB\xBF" + kHeader + kSend + kIngress;
  EXPECT_EQ(problems_of(text), "");
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.insert(at, "\r");
  EXPECT_EQ(problems_of(text), "");
  EXPECT_EQ(problems_of("\xEF\xBB\xBFgaunlet: v1\r\n"),
            "case.yaml:1:1: error: this is not a case: its first key is not 'gauntlet' [E003]\n"
            "    1 | gaunlet: v1\n"
            "      | ^~~~~~~ did you mean 'gauntlet'?\n");
}

TEST(CaseReader, KnowsWhyVariablesBreakFlowMaps) {
  const std::string shown = problems_of(kHeader + "vars: {x: 80, y: ${ns}-b}\n" + kSend + kIngress);
  EXPECT_NE(shown.find("[E001]"), std::string::npos);
  EXPECT_NE(shown.find("within { } and [ ], ${name} stands in quotation marks"), std::string::npos);
}

TEST(CaseReader, HidesWhatWouldSteerATerminal) {
  const std::string shown = problems_of(kHeader + "\"\\e[31mx\": 1\n" + kSend + kIngress);
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_NE(shown.find("unknown key '?[31mx'"), std::string::npos);
}

}  // namespace
}  // namespace gauntlet::scenario
