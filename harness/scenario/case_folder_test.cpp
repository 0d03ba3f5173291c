// What needs files: folders, bases, manifests beside a case, and what is seen with several cases side by side.
#include "harness/scenario/case_sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace gauntlet::scenario {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace fs = std::filesystem;

class CaseFolder : public ::testing::Test {
 protected:
  CaseFolder()
      : root_(fs::temp_directory_path() / ("gauntlet-" + std::to_string(::getpid()) + "-" +
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~CaseFolder() override { fs::remove_all(root_); }

  std::string write(const std::string& name, const std::string& text) {
    const fs::path path = root_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }

  CaseSet read() const {
    return read_cases({root_.string()}, (root_ / "features.yaml").string(), placeholder_bindings());
  }

  // The messages with their codes, one a line.
  static std::string messages(const CaseSet& set) {
    std::string text;
    for (const Diagnostic& diagnostic : set.diagnostics) {
      text += fs::path(diagnostic.position.file).filename().string() + ": " + diagnostic.message + " [" +
              diagnostic.code + "]" + (diagnostic.hint.empty() ? "" : " " + diagnostic.hint) + "\n";
    }
    return text;
  }

  static std::string make_case(const std::string& id, const std::string& host) {
    return "gauntlet: v1\nid: " + id + "\ntitle: T\nlevel: extended\nbackends: {svc-b: 1}\nsend:\n  - GET http://" +
           host + "/ -> 200 from svc-b\n" + ingress(host);
  }

  static std::string ingress(const std::string& host) {
    return "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n  rules:\n    - host: "
           "\"" +
           host +
           "\"\n      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc-b, port: {number: "
           "80}}}}]}\n";
  }

  const fs::path root_;
};

TEST_F(CaseFolder, IsReadRecursivelyAndSorted) {
  write("features.yaml", "tls: x\n");
  write("b/two.yaml", make_case("b.two", "two.b.test"));
  write("a/deep/one.yaml", make_case("a.deep.one", "one.a.test"));
  write("a/_base.yaml", "no: case\n");
  write("a/README.md", "text");
  const CaseSet set = read();
  EXPECT_EQ(messages(set), "");
  ASSERT_THAT(set.scenarios, SizeIs(2));
  EXPECT_EQ(set.scenarios[0].id, "a.deep.one");
  EXPECT_EQ(set.file_count, 2);
  EXPECT_THAT(set.scenarios[1].position.file, HasSubstr("b/two.yaml"));
}

TEST_F(CaseFolder, E001PathsThatAreNotThere) {
  const CaseSet set = read_cases({(root_ / "nowhere.yaml").string()}, (root_ / "none.yaml").string(), Bindings());
  EXPECT_EQ(messages(set),
            "nowhere.yaml: there is no such file or folder [E001]\n"
            "none.yaml: cannot read the list of features [E001]\n");
  EXPECT_THAT(format_diagnostics(set), HasSubstr("nowhere.yaml: error: there is no such file or folder [E001]\n"));
}

TEST_F(CaseFolder, E003AFileThatIsNoCase) {
  write("features.yaml", "tls: x\n");
  write("a/stray.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n");
  EXPECT_EQ(messages(read()),
            "stray.yaml: this is not a case: its first key is not 'gauntlet' [E003] "
            "a case begins with 'gauntlet: v1'\n");
}

TEST_F(CaseFolder, E006TooLargeAndTooDeep) {
  write("features.yaml", "tls: x\n");
  write("a/large.yaml", "gauntlet: v1\n# " + std::string(5 * 1024 * 1024, 'x'));
  write("a/deep.yaml", "gauntlet: v1\nid: a.deep\nvars: " + std::string(100, '[') + std::string(100, ']') + "\n");
  const std::string shown = messages(read());
  EXPECT_THAT(shown, HasSubstr("large.yaml: too large"));
  EXPECT_THAT(shown, HasSubstr("deep.yaml: nested deeper than 64 [E006]"));
}

TEST_F(CaseFolder, E013IdsUsedTwice) {
  write("features.yaml", "tls: x\n");
  const std::string first = write("one/a/b.yaml", make_case("a.b", "one.test"));
  write("two/a/b.yaml", make_case("a.b", "two.test"));
  const CaseSet set = read();
  ASSERT_THAT(set.diagnostics, SizeIs(1));
  EXPECT_EQ(messages(set), "b.yaml: the id a.b is used twice [E013] the other is in " + first + ":2\n");
  EXPECT_EQ(set.diagnostics[0].position.line, 2);
}

TEST_F(CaseFolder, E013IdsOfOneNamespace) {
  write("features.yaml", "tls: x\n");
  write("a/b-c.yaml", make_case("a.b-c", "one.test"));
  write("a-b/c.yaml", make_case("a-b.c", "two.test"));
  EXPECT_THAT(messages(read()), HasSubstr("come to the same namespace [E013]"));
}

TEST_F(CaseFolder, E017HostsOfTwoCases) {
  write("features.yaml", "tls: x\n");
  const std::string first = write("a/one.yaml", make_case("a.one", "*.shared.test"));
  write("a/two.yaml", make_case("a.two", "x.shared.test"));
  write("a/three.yaml", make_case("a.three", "three.test"));
  const CaseSet set = read();
  EXPECT_EQ(messages(set), "two.yaml: the host 'x.shared.test' is used by the case a.one as well (" + first +
                               ":14) [E017] cases run together: end it in the case's own name\n");
}

TEST_F(CaseFolder, E017HostsThatACaseOnlyAsksFor) {
  write("features.yaml", "tls: x\n");
  write("a/one.yaml", make_case("a.one", "one.test"));
  const std::string asks =
      "gauntlet: v1\nid: a.zwo\ntitle: T\nlevel: extended\nsend:\n"
      "  - GET http://two.test/ host=ONE.test:80 -> no-route\n";
  write("a/zwo.yaml", asks);
  EXPECT_THAT(messages(read()), HasSubstr("zwo.yaml: the host 'one.test' is used by the case a.one as well"));
}

TEST_F(CaseFolder, HostsOfCasesThatRunAloneMayBeShared) {
  write("features.yaml", "tls: x\n");
  const std::string catch_all =
      "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: all}\nspec:\n"
      "  defaultBackend: {service: {name: svc-b, port: {number: 80}}}\n";
  write("a/one.yaml", make_case("a.one", "shared.test"));
  write("a/two.yaml", make_case("a.two", "shared.test") + catch_all);
  EXPECT_EQ(messages(read()), "");
}

TEST_F(CaseFolder, E017RowsOfOneCase) {
  write("features.yaml", "tls: x\n");
  write("a/rows.yaml",
        "gauntlet: v1\nid: a.rows\ntitle: T\nlevel: extended\nbackends: {svc-b: 1}\n"
        "matrix: [{as: x}, {as: y}]\nsend:\n  - GET http://one.test/ -> 200 from svc-b\n" +
            ingress("one.test"));
  EXPECT_EQ(messages(read()),
            "rows.yaml: the rows 'x' and 'y' share the host 'one.test' [E017] rows run together: put ${row} into it\n");
}

TEST_F(CaseFolder, E018IdsAndPaths) {
  write("features.yaml", "tls: x\n");
  const std::string path = write("a/wrong.yaml", make_case("a.right", "one.test"));
  EXPECT_EQ(messages(read()),
            "wrong.yaml: the id does not equal the path of the file [E018] its file would be a/right.yaml\n");
  // A file that is named may lie anywhere: a copy to try something out.
  EXPECT_EQ(messages(read_cases({path}, (root_ / "features.yaml").string(), placeholder_bindings())), "");
}

TEST_F(CaseFolder, ABaseBringsWhatTheCaseDoesNotHave) {
  write("features.yaml", "tls: x\n");
  write("_base/two.yaml",
        "gauntlet: v1\nlevel: vendor\nbackends: {svc-a: 1, svc-b: 2}\nvars: {x: base, y: base}\n"
        "steps:\n  - wait: 1s\n" +
            ingress("base.test") +
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept}\ndata: {x: \"${x}\", y: \"${y}\"}\n");
  write("a/one.yaml",
        "gauntlet: v1\nid: a.one\ntitle: T\nbase: ../_base/two.yaml\nbackends: {svc-b: 1}\nvars: {x: own}\n"
        "send:\n  - GET http://own.test/ x9 -> 200 from svc-a|svc-b\n" +
            ingress("own.test"));
  const CaseSet set = read();
  EXPECT_EQ(messages(set), "");
  ASSERT_THAT(set.scenarios, SizeIs(1));
  const Scenario& scenario = set.scenarios[0];
  EXPECT_EQ(scenario.level, result::Level::kVendor);
  ASSERT_THAT(scenario.backends, SizeIs(2));
  EXPECT_EQ(scenario.backends[0].name, "svc-b");
  EXPECT_EQ(scenario.backends[0].pods, 1);
  EXPECT_EQ(scenario.backends[1].name, "svc-a");
  ASSERT_THAT(scenario.manifests, SizeIs(2));
  EXPECT_EQ(scenario.manifests[0].object.json()["data"]["x"], "own");
  EXPECT_EQ(scenario.manifests[0].object.json()["data"]["y"], "base");
  EXPECT_THAT(scenario.manifests[0].position.file, HasSubstr("_base/two.yaml"));
  EXPECT_EQ(scenario.manifests[1].object.json()["spec"]["rules"][0]["host"], "own.test");
  ASSERT_THAT(scenario.steps, SizeIs(1));
  EXPECT_EQ(scenario.steps[0].verb, "send");
}

TEST_F(CaseFolder, ABaseHasNoBase) {
  write("features.yaml", "tls: x\n");
  write("_base/one.yaml", "gauntlet: v1\nbase: ../features.yaml\n");
  write("a/one.yaml",
        "gauntlet: v1\nid: a.one\ntitle: T\nlevel: vendor\nbase: ../_base/one.yaml\nsend:\n"
        "  - GET http://x.test/ -> any\n");
  EXPECT_EQ(messages(read()), "one.yaml: the base of a case has no base itself [E003]\n");
}

TEST_F(CaseFolder, ManifestsBesideACaseAreNoCase) {
  write("features.yaml", "tls: x\n");
  write("a/extra.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"${ns}\"}\n");
  write("a/one.yaml",
        "gauntlet: v1\nid: a.one\ntitle: T\nlevel: vendor\nsteps:\n  - apply: {file: extra.yaml}\n"
        "  - objects: {ConfigMap/a-one: {metadata.name: a-one}}\n");
  const CaseSet set = read();
  EXPECT_EQ(messages(set), "");
  ASSERT_THAT(set.scenarios, SizeIs(1));
  const auto& apply = std::get<ApplyStep>(set.scenarios[0].steps[0].action);
  ASSERT_THAT(apply.manifests, SizeIs(1));
  EXPECT_EQ(apply.manifests[0].object.name(), "a-one");
}

}  // namespace
}  // namespace gauntlet::scenario
