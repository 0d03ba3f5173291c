// What is wrong in a profile is said with its position and what to do, all of it at once.
#include "harness/launch/profile_sample.hpp"

namespace gauntlet::launch {
namespace {

using Texts = std::vector<std::string>;

class ProfileProblemsTest : public ProfileTest {
 protected:
  // kSmallest with one text replaced by another.
  std::string changed(const std::string& from, const std::string& to) {
    std::string text = kSmallest;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
  }
};

TEST_F(ProfileProblemsTest, UnknownKeys) {
  EXPECT_EQ(problems(std::string(kSmallest) + "anwsers: {no-route: [404]}\n"),
            Texts{"7:1: unknown key 'anwsers' in the profile (did you mean 'answers'?)"});
  EXPECT_EQ(problems(std::string(kSmallest) + "command: [edge]\n"),
            Texts{"7:1: unknown key 'command' in the profile (it belongs under 'start')"});
  EXPECT_EQ(problems(std::string(kSmallest) + "colour: red\n"), Texts{"7:1: unknown key 'colour' in the profile"});
  EXPECT_EQ(problems(std::string(kSmallest) + "log+: {}\n"),
            Texts{"7:1: unknown key 'log+' in the profile (a '+' that appends can stand in 'modes' only)"});
}

TEST_F(ProfileProblemsTest, MissingKeys) {
  EXPECT_EQ(problems("gauntlet-profile: v1\n"),
            (Texts{"1:1: the profile needs 'class'", "1:1: the profile needs 'features'",
                   "1:1: the profile needs 'implementation'",
                   "1:1: the profile needs 'start', or 'attach' where somebody else runs the controller"}));
  EXPECT_EQ(problems(changed("{organization: acme, project: edge}", "{}")),
            (Texts{"2:17: 'implementation' needs 'organization'", "2:17: 'implementation' needs 'project'"}));
  EXPECT_EQ(problems(changed("supported: [tls], un", "un")),
            (Texts{"6:1: 'features' needs 'supported'",
                   "6:1: neither claimed nor denied: tls (each feature has to stand under 'supported' or "
                   "'unsupported')"}));
}

TEST_F(ProfileProblemsTest, StartBesideAttach) {
  EXPECT_EQ(problems(std::string(kSmallest) + "attach: {kubeconfig-to: kc.yaml, http: 127.0.0.1:80}\n"),
            Texts{"7:1: 'attach' cannot stand beside 'start'"});
}

TEST_F(ProfileProblemsTest, AnotherVersion) {
  EXPECT_EQ(problems(changed("v1", "v2")),
            Texts{"1:19: this is no profile of version v1 (write 'gauntlet-profile: v1')"});
}

TEST_F(ProfileProblemsTest, Variables) {
  EXPECT_EQ(problems(changed("'--http=${listen.http}'", "'${listen.http}', '--k=${kubeconfg}'")),
            Texts{"4:37: there is no variable ${kubeconfg} (did you mean 'kubeconfig'?)"});
  EXPECT_EQ(problems(changed("'--http=${listen.http}'", "'${listen.http}', '${listen.A}'")),
            Texts{"4:37: there is no variable ${listen.A} (a listener is ${listen.NAME} or ${listen.NAME.port}, its "
                  "name of a-z, 0-9 and '-')"});
  EXPECT_EQ(problems(changed("'--http=${listen.http}'", "'${listen.http}', 'x${'")),
            Texts{"4:37: a '${' that is not closed; a literal one is written '$${'"});
}

TEST_F(ProfileProblemsTest, NobodyListens) {
  EXPECT_EQ(problems(changed("${listen.http}", "8080")),
            Texts{"4:12: nothing tells the controller where to listen for HTTP (use ${listen.http}, or say in "
                  "'ports' where it listens whatever it is told)"});
  EXPECT_EQ(problems(changed("${listen.http}", "${listen.http.port}")), Texts{});
}

TEST_F(ProfileProblemsTest, Types) {
  EXPECT_EQ(problems(changed("[edge, '--http=${listen.http}']", "edge")), Texts{"4:12: 'command' has to be a list"});
  EXPECT_EQ(problems(changed("{organization: acme, project: edge}", "acme")),
            Texts{"2:17: 'implementation' has to be a map"});
  EXPECT_EQ(problems(changed("organization: acme", "organization: [a]")),
            Texts{"2:32: 'organization' has to be a text"});
  EXPECT_EQ(problems(changed("organization: acme", "organization: ''")), Texts{"2:32: 'organization' is empty"});
  EXPECT_EQ(problems("- a\n"), Texts{"1:1: a profile is one YAML document, a map"});
}

TEST_F(ProfileProblemsTest, Start) {
  EXPECT_EQ(problems(changed("class:",
                             "  ready: {http: 'https://x/', within: 5}\n"
                             "  stop: {signal: SIGTERM}\n"
                             "  replicas: 0\n"
                             "  memory: 2G\n"
                             "class:")),
            (Texts{"5:17: 'http' has to begin with http://", "5:39: 'within' has to be a duration: 250ms, 3s, 2m or 1h",
                   "6:18: 'signal' has to be TERM, INT, QUIT, HUP or KILL",
                   "7:13: 'replicas' has to be a number from 1 to 16",
                   "8:11: 'memory' has to be a size of memory: 512Mi or 2Gi"}));
  for (const char* size : {"2", "Gi", "-1Gi", "0Mi", "1.5Gi", "99999999Gi", "[]"}) {
    EXPECT_EQ(problems(changed("class:", "  memory: " + std::string(size) + "\nclass:")).size(), 1U) << size;
  }
}

TEST_F(ProfileProblemsTest, Surroundings) {
  EXPECT_EQ(problems(changed("class:",
                             "  container: []\n"
                             "  ports: {http: 0, A: 80}\n"
                             "  files: {/etc/passwd: x, '${folder}/${x}': '${y}'}\n"
                             "  mounts: {etc: '${folder}/etc'}\n"
                             "  prepare: [[cp, '${z}'], [], cp]\n"
                             "  dns: yes\n"
                             "class:")),
            (Texts{"5:14: 'container' has to be a text", "6:17: 'http' has to be a number from 1 to 65535",
                   "6:20: no listener can be called 'A' (use a-z, 0-9 and '-')",
                   "7:11: a path in 'files' has to begin with ${folder}/", "7:27: there is no variable ${x}",
                   "7:45: there is no variable ${y}", "8:12: a path in 'mounts' has to begin with /",
                   "9:18: there is no variable ${z}",
                   "9:27: an item of 'prepare' has to be a list: a program and its arguments",
                   "9:31: an item of 'prepare' has to be a list: a program and its arguments",
                   "10:8: 'dns' has to be true or false"}));
}

TEST_F(ProfileProblemsTest, Companions) {
  EXPECT_EQ(problems(changed("class:",
                             "  companions:\n"
                             "    - {command: [envoy, '${x}'], ready: {}}\n"
                             "    - {env: {A: '${y}'}}\n"
                             "    - envoy\n"
                             "class:")),
            (Texts{"6:25: there is no variable ${x}",
                   "6:34: unknown key 'ready' in an item of 'start.companions' (it belongs under 'start')",
                   "7:7: an item of 'start.companions' needs 'command'", "7:17: there is no variable ${y}",
                   "8:7: an item of 'companions' has to be a map with 'command'"}));
}

TEST_F(ProfileProblemsTest, Objects) {
  EXPECT_EQ(problems(changed("class:",
                             "  objects:\n"
                             "    - {apiVersion: v1, kind: Pot, metadata: {name: a}}\n"
                             "    - {apiVersion: v1, kind: ConfigMap, data: {a: '${x}'}}\n"
                             "    - text\n"
                             "class:")),
            (Texts{"6:7: there is no kind 'Pot' in 'v1'", "7:7: the object needs metadata.name",
                   "7:51: there is no variable ${x}", "8:7: an item of 'objects' has to be a Kubernetes object"}));
}

TEST_F(ProfileProblemsTest, OwnVariables) {
  EXPECT_EQ(problems(std::string("variables: {source: /src, class: x, Up: y, list: []}\n") +
                     changed("edge, '--http", "'${source}/edge', '${sourec}', '--http")),
            (Texts{"1:27: no variable can be called 'class' (a-z, 0-9 and '-', and none of those that every profile "
                   "has)",
                   "1:37: no variable can be called 'Up' (a-z, 0-9 and '-', and none of those that every profile has)",
                   "1:50: 'variables.list' has to be a text",
                   "5:31: there is no variable ${sourec} (did you mean 'source'?)"}));
}

TEST_F(ProfileProblemsTest, Attach) {
  const std::string start = "start:\n  command: [edge, '--http=${listen.http}']\n";
  EXPECT_EQ(
      problems(changed(start, "attach: {kubeconfig-to: kc, http: localhost, ready: {log: up}}\n\n")),
      (Texts{"3:35: 'http' has to be ADDRESS:PORT", "3:59: 'log' cannot stand here: its log is not ours to read"}));
  EXPECT_EQ(problems(changed(start, "attach: {kubeconfig-to: kc}\n\n")), Texts{"3:9: 'attach' needs 'http'"});
}

TEST_F(ProfileProblemsTest, Patterns) {
  EXPECT_EQ(problems(changed("project: edge", "project: edge, version: {run: [edge], match: 'v'}")),
            Texts{"2:83: 'match' needs a group, '(...)', around what is wanted"});
  EXPECT_EQ(problems(std::string(kSmallest) + "log: {mask: ['(']}\n"),
            Texts{"7:14: an item of 'mask' is not a regular expression"});
}

TEST_F(ProfileProblemsTest, Answers) {
  EXPECT_EQ(problems(std::string(kSmallest) + "answers: {no-route: [], no-endpoints: [503, 42]}\n"),
            (Texts{"7:21: 'no-route' needs at least one status code",
                   "7:45: an item of 'no-endpoints' has to be a status code, 100 to 599"}));
}

TEST_F(ProfileProblemsTest, Propagation) {
  EXPECT_EQ(problems(std::string(kSmallest) + "timeouts: {propagate: 31s}\n"),
            Texts{"7:23: 'propagate' is 30s at most"});
}

TEST_F(ProfileProblemsTest, EachFeatureInExactlyOneList) {
  EXPECT_EQ(problems(changed("unsupported: [status]", "unsupported: [tls]")),
            (Texts{"6:1: 'tls' stands in both lists (a feature is claimed or not)",
                   "6:1: neither claimed nor denied: status (each feature has to stand under 'supported' or "
                   "'unsupported')"}));
  EXPECT_EQ(problems(changed("[tls]", "[tls, tls]")), Texts{"6:29: 'tls' stands here twice"});
}

TEST_F(ProfileProblemsTest, UnknownFeatures) {
  EXPECT_EQ(problems(changed("[tls]", "[tls, statsu]")),
            Texts{"6:29: there is no feature 'statsu' (did you mean 'status'?)"});
  EXPECT_EQ(problems(changed("[tls]", "[tls, quic]")),
            Texts{"6:29: there is no feature 'quic' (cases/features.yaml has them all)"});
}

TEST_F(ProfileProblemsTest, FeaturesAreNotHeldAgainstAnEmptyList) {
  features_.clear();
  EXPECT_EQ(problems(changed("[tls]", "[quic]")), Texts{});
}

TEST_F(ProfileProblemsTest, DaysThatHavePassed) {
  EXPECT_EQ(problems(std::string(kSmallest) + "skip:\n"
                                              "  - {case: a.b, reason: r, until: 2026-06-14}\n"
                                              "  - {case: a.c, reason: r, until: 2026-06-15}\n"),
            Texts{"8:35: the last day of this entry, 2026-06-14, has passed (run the case: remove the entry if it "
                  "passes, else set a new day)"});
}

TEST_F(ProfileProblemsTest, ListedCases) {
  EXPECT_EQ(problems(std::string(kSmallest) + "known-failures:\n"
                                              "  - {case: a.b, until: 2026-13-01}\n"
                                              "  - {case: a.b, reason: '', until: 2026-02-29}\n"
                                              "  - a.b\n"),
            (Texts{"8:5: 'known-failures' needs 'reason'", "8:24: 'until' has to be a day: YYYY-MM-DD",
                   "9:25: 'reason' is empty", "9:36: 'until' has to be a day: YYYY-MM-DD",
                   "10:5: an item of 'known-failures' has to be a map"}));
  EXPECT_EQ(problems(std::string(kSmallest) + "known-failures:\n"
                                              "  - {case: a.b, reason: r, until: 2026-12-31, varies: often}\n"
                                              "skip:\n"
                                              "  - {case: a.c, reason: r, until: 2026-12-31, varies: true}\n"),
            (Texts{"8:55: 'varies' has to be true or false",
                   "10:47: unknown key 'varies' in 'skip' (it belongs under 'known-failures')"}));
}

TEST_F(ProfileProblemsTest, Lease) {
  EXPECT_EQ(problems(std::string(kSmallest) + "lease: edge-leader\n"), Texts{"7:8: 'lease' has to be NAMESPACE/NAME"});
}

TEST_F(ProfileProblemsTest, SyntaxAndDoubleKeys) {
  EXPECT_EQ(problems("a: [b\n").size(), 1U);
  EXPECT_EQ(problems(std::string(kSmallest) + "class: {name: b, controller: b/b}\n"),
            Texts{"7:1: the key \"class\" is there already"});
}

TEST_F(ProfileProblemsTest, NoFile) {
  const ProfileReading reading = read_profile(folder_.path() + "/absent.yaml", "", features_, "2026-06-15");
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].message, "cannot read " + folder_.path() + "/absent.yaml");
  EXPECT_FALSE(reading.profile);
}

TEST_F(ProfileProblemsTest, ShowTheLinesOfTheFile) {
  const ProfileReading reading = read(std::string(kSmallest) + "colour: red\r\n");
  ASSERT_EQ(reading.source_lines.size(), 7U);
  EXPECT_EQ(reading.source_lines[6], "colour: red");
  EXPECT_FALSE(reading.profile);
}

}  // namespace
}  // namespace gauntlet::launch
