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
  ASSERT_EQ(profile.known_failures.size(), 1U);
  EXPECT_EQ(profile.known_failures[0].pattern, "tls.sni.*");
  EXPECT_EQ(profile.known_failures[0].reason, "rotation needs a restart");
  EXPECT_EQ(profile.known_failures[0].issue, "https://edge.test/1");
  EXPECT_EQ(profile.known_failures[0].until, "2026-06-15");
  ASSERT_EQ(profile.skip.size(), 1U);
  EXPECT_EQ(profile.skip[0].pattern, "faults.api.*");
}

TEST_F(ControllerProfileTest, HasDefaults) {
  const ControllerProfile profile = must_read(kSmallest);
  EXPECT_EQ(profile.ready_within, 20s);
  EXPECT_EQ(profile.stop_signal, SIGTERM);
  EXPECT_EQ(profile.stop_within, 10s);
  EXPECT_EQ(profile.instances, 1);
  EXPECT_EQ(profile.no_route, std::vector<int>{404});
  EXPECT_EQ(profile.no_endpoints, std::vector<int>{503});
  EXPECT_EQ(profile.propagate, 5s);
}

// The digest is what sha256sum(1) says of this text.
TEST_F(ControllerProfileTest, HasTheDigestOfItsFile) {
  const std::string text =
      "gauntlet-profile: v1\n"
      "implementation: {organization: o, project: p}\n"
      "attach: {kubeconfig-to: kc}\n"
      "class: {name: c, controller: c/c}\n"
      "features: {supported: [tls, status]}\n";
  EXPECT_EQ(must_read(text).digest, "a7bd67e9ee2227fba6ee005fa2114fa2e4191ce7482d64ff52c12e2636a08eed");
}

TEST_F(ControllerProfileTest, TakesNumbersAndBooleansOfACommandAsTheyAreWritten) {
  std::string text = kSmallest;
  text.replace(text.find("[edge,"), 6, "[edge, --n, 08, true,");
  EXPECT_EQ(must_read(text).command, (std::vector<std::string>{"edge", "--n", "08", "true", "--http=${listen.http}"}));
}

}  // namespace
}  // namespace gauntlet::launch
