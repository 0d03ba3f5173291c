#include "harness/launch/controller_profile.hpp"

#include "harness/launch/profile_sample.hpp"

#include <csignal>

namespace gauntlet::launch {
namespace {

using namespace std::chrono_literals;

constexpr const char* kWhole = R"(gauntlet-profile: v1
implementation:
  organization: acme
  project: edge
  url: https://edge.test/
  contact: ["@acme/edge"]
  version: {run: [edge, version], match: 'Version:\s+(\S+)'}
start:
  command:
    - edge
    - --http=${listen.http}
    - --workers=2
  env: {KUBECONFIG: "${kubeconfig}", LEVEL: debug}
  ready: {http: "http://${listen.ping}/ping", log: 'listening', within: 30s}
  stop: {signal: INT, within: 3s}
  replicas: 2
  memory: 512Mi
class: {name: edge, controller: acme.test/edge}
answers:
  no-route: [404, 421]
  no-endpoints: [502]
lease: kube-system/edge-leader
features:
  supported:
    - tls: https://edge.test/docs/tls
  unsupported: [status]
timeouts: {propagate: 8s}
known-failures:
  - {case: "tls.sni.*", reason: "rotation needs a restart", issue: "https://edge.test/1", until: 2026-06-15}
  - {case: "tls.race", reason: "which one is first changes", until: 2026-06-15, varies: true}
skip:
  - {case: "faults.api.*", reason: "no permission here", until: 2027-03-31}
log: {level-hint: 'level=(\w+)', mask: ['token=\S+']}
)";

class ControllerProfileTest : public ProfileTest {};

TEST_F(ControllerProfileTest, HoldsWhatTheFileSays) {
  const ControllerProfile profile = must_read(kWhole);
  EXPECT_EQ(profile.key, "edge");
  EXPECT_EQ(profile.file, folder_.path() + "/edge.yaml");
  EXPECT_EQ(profile.organization, "acme");
  EXPECT_EQ(profile.project, "edge");
  EXPECT_EQ(profile.url, "https://edge.test/");
  EXPECT_EQ(profile.contact, std::vector<std::string>{"@acme/edge"});
  EXPECT_EQ(profile.version_command, (std::vector<std::string>{"edge", "version"}));
  EXPECT_EQ(profile.version_pattern, "Version:\\s+(\\S+)");
  EXPECT_EQ(profile.command, (std::vector<std::string>{"edge", "--http=${listen.http}", "--workers=2"}));
  EXPECT_EQ(profile.environment,
            (std::map<std::string, std::string>{{"KUBECONFIG", "${kubeconfig}"}, {"LEVEL", "debug"}}));
  EXPECT_EQ(profile.ready_url, "http://${listen.ping}/ping");
  EXPECT_EQ(profile.ready_log, "listening");
  EXPECT_EQ(profile.ready_within, 30s);
  EXPECT_EQ(profile.stop_signal, SIGINT);
  EXPECT_EQ(profile.stop_within, 3s);
  EXPECT_EQ(profile.instances, 2);
  EXPECT_EQ(profile.memory, 512U << 20);
  EXPECT_EQ(profile.class_name, "edge");
  EXPECT_EQ(profile.class_controller, "acme.test/edge");
  EXPECT_EQ(profile.no_route, (std::vector<int>{404, 421}));
  EXPECT_EQ(profile.no_endpoints, std::vector<int>{502});
  EXPECT_EQ(profile.lease, "kube-system/edge-leader");
  EXPECT_EQ(profile.features_supported, std::vector<std::string>{"tls"});
  EXPECT_EQ(profile.feature_sources.at("tls"), "https://edge.test/docs/tls");
  EXPECT_EQ(profile.features_unsupported, std::vector<std::string>{"status"});
  EXPECT_EQ(profile.propagate, 8s);
  EXPECT_EQ(profile.log_level_pattern, "level=(\\w+)");
  EXPECT_EQ(profile.log_masks, std::vector<std::string>{"token=\\S+"});
  EXPECT_EQ(profile.mode, "default");
}

TEST_F(ControllerProfileTest, HoldsTheListedCases) {
  const ControllerProfile profile = must_read(kWhole);
  ASSERT_EQ(profile.known_failures.size(), 2U);
  EXPECT_EQ(profile.known_failures[0].pattern, "tls.sni.*");
  EXPECT_EQ(profile.known_failures[0].reason, "rotation needs a restart");
  EXPECT_EQ(profile.known_failures[0].issue, "https://edge.test/1");
  EXPECT_EQ(profile.known_failures[0].until, "2026-06-15");
  EXPECT_FALSE(profile.known_failures[0].varies);
  EXPECT_TRUE(profile.known_failures[1].varies);
  ASSERT_EQ(profile.skip.size(), 1U);
  EXPECT_EQ(profile.skip[0].pattern, "faults.api.*");
}

TEST_F(ControllerProfileTest, HoldsTheSurroundingsOfTheController) {
  const ControllerProfile profile = must_read(R"(gauntlet-profile: v1
implementation: {organization: acme, project: edge}
variables: {source: /src/edge, tag: v1, token: null}
start:
  command: ["${source}/edge"]
  container: acme/edge:${tag}
  directory: ${source}
  ports: {http: 80, https: 443}
  files: {"${folder}/edge.conf": "listen ${listen.http}\n"}
  mounts: {/etc/edge: "${folder}/etc"}
  prepare: [[cp, -r, "${source}/etc", "${folder}/etc"]]
  objects:
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: edge, namespace: edge-system}, data: {port: "${listen.http.port}"}}
  dns: true
  ready: {route: true}
  companions:
    - {command: [envoy, -c, "${folder}/envoy.yaml"], env: {A: b}, container: envoy:v1}
class: {name: edge, controller: acme.test/edge}
annotations: {edge.test/redirect: "false"}
features: {supported: [tls], unsupported: [status]}
)");
  EXPECT_EQ(profile.variables, (std::map<std::string, std::optional<std::string>>{
                                   {"source", "/src/edge"}, {"tag", "v1"}, {"token", std::nullopt}}));
  EXPECT_EQ(profile.container, "acme/edge:${tag}");
  EXPECT_EQ(profile.directory, "${source}");
  EXPECT_EQ(profile.ports, (std::map<std::string, int>{{"http", 80}, {"https", 443}}));
  EXPECT_EQ(profile.files.at("${folder}/edge.conf"), "listen ${listen.http}\n");
  EXPECT_EQ(profile.mounts.at("/etc/edge"), "${folder}/etc");
  EXPECT_EQ(profile.prepare, (std::vector<std::vector<std::string>>{{"cp", "-r", "${source}/etc", "${folder}/etc"}}));
  ASSERT_EQ(profile.objects.size(), 1U);
  EXPECT_EQ(profile.objects[0].find("kind")->scalar, "ConfigMap");
  EXPECT_TRUE(profile.cluster_dns);
  EXPECT_TRUE(profile.ready_route);
  ASSERT_EQ(profile.companions.size(), 1U);
  EXPECT_EQ(profile.companions[0].command, (std::vector<std::string>{"envoy", "-c", "${folder}/envoy.yaml"}));
  EXPECT_EQ(profile.companions[0].environment.at("A"), "b");
  EXPECT_EQ(profile.companions[0].container, "envoy:v1");
  EXPECT_EQ(profile.annotations.at("edge.test/redirect"), "false");
  EXPECT_TRUE(profile.is_alone());
  EXPECT_FALSE(profile.is_attached());
}

TEST_F(ControllerProfileTest, TakesValuesForItsOwnVariablesOnly) {
  ControllerProfile profile;
  profile.file = "profiles/edge.yaml";
  EXPECT_EQ(set_variable(profile, "tag", "v1").error().message(),
            "profiles/edge.yaml has no variable 'tag'; it has none");
  profile.variables = {{"source", std::nullopt}, {"tag", "v1"}};
  EXPECT_TRUE(set_variable(profile, "source", "/src").ok());
  EXPECT_EQ(profile.variables.at("source"), "/src");
  const auto unknown = set_variable(profile, "tga", "v2");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().reason(), base::Reason::kNotFound);
  EXPECT_EQ(unknown.error().message(),
            "profiles/edge.yaml has no variable 'tga'; did you mean 'tag'?; it has: source, tag");
}

TEST_F(ControllerProfileTest, MayBeOfAControllerThatSomebodyElseRuns) {
  const ControllerProfile profile = must_read(R"(gauntlet-profile: v1
implementation: {organization: acme, project: edge}
attach:
  kubeconfig-to: ./kc.yaml
  http: 127.0.0.1:8080
  https: 127.0.0.1:8443
  ready: {http: "http://127.0.0.1:8081/ready", within: 2m}
class: {name: edge, controller: acme.test/edge}
features: {supported: [tls], unsupported: [status]}
)");
  EXPECT_TRUE(profile.is_attached());
  EXPECT_TRUE(profile.is_alone());
  EXPECT_EQ(profile.attach_kubeconfig_to, "./kc.yaml");
  EXPECT_EQ(profile.attach_http, "127.0.0.1:8080");
  EXPECT_EQ(profile.attach_https, "127.0.0.1:8443");
  EXPECT_EQ(profile.ready_url, "http://127.0.0.1:8081/ready");
  EXPECT_EQ(profile.ready_within, 2min);
}

TEST_F(ControllerProfileTest, HasDefaults) {
  const ControllerProfile profile = must_read(kSmallest);
  EXPECT_EQ(profile.ready_within, 20s);
  EXPECT_EQ(profile.stop_signal, SIGTERM);
  EXPECT_EQ(profile.stop_within, 10s);
  EXPECT_EQ(profile.instances, 1);
  EXPECT_EQ(profile.memory, 4ULL << 30);
  EXPECT_EQ(profile.no_route, std::vector<int>{404});
  EXPECT_EQ(profile.no_endpoints, std::vector<int>{503});
  EXPECT_EQ(profile.propagate, 5s);
  EXPECT_FALSE(profile.is_alone());
  EXPECT_FALSE(profile.cluster_dns);
  EXPECT_FALSE(profile.ready_route);
}

// The digest is what sha256sum(1) says of this text.
TEST_F(ControllerProfileTest, HasTheDigestOfItsFile) {
  const std::string text =
      "gauntlet-profile: v1\n"
      "implementation: {organization: o, project: p}\n"
      "attach: {kubeconfig-to: kc, http: \"127.0.0.1:80\"}\n"
      "class: {name: c, controller: c/c}\n"
      "features: {supported: [tls, status]}\n";
  EXPECT_EQ(must_read(text).digest, "9c881c10911a937fb58b30db18834928da2a57475a5dea994cd6aeedfd9feed4");
}

TEST_F(ControllerProfileTest, TakesNumbersAndBooleansOfACommandAsTheyAreWritten) {
  std::string text = kSmallest;
  text.replace(text.find("[edge,"), 6, "[edge, --n, 08, true,");
  EXPECT_EQ(must_read(text).command, (std::vector<std::string>{"edge", "--n", "08", "true", "--http=${listen.http}"}));
}

}  // namespace
}  // namespace gauntlet::launch
