#include "harness/cli/chosen_cases.hpp"

#include "harness/cli/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace gauntlet::cli {
namespace {

constexpr std::string_view kCase = R"(gauntlet: v1
id: path.ID
title: A prefix matches.
level: vendor
backends: {a: 1}
send:
  - GET http://ID.path.test/ -> 200 from a
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: ${class}
  rules:
    - host: ID.path.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}]}
)";

std::string case_text(const std::string& id) {
  std::string text(kCase);
  for (std::size_t at = text.find("ID"); at != std::string::npos; at = text.find("ID", at)) text.replace(at, 2, id);
  return text;
}

class ChosenCases : public ::testing::Test {
 protected:
  ChosenCases() {
    folder_.write("cases/features.yaml", "path-prefix: A prefix.\n");
    folder_.write("cases/path/one.yaml", case_text("one"));
    folder_.write("cases/path/two.yaml", case_text("two"));
    folders_.cases = folder_.path("cases");
    folders_.features = folder_.path("cases/features.yaml");
  }
  scenario::CaseSet read(std::vector<std::string> paths) {
    CaseChoice choice;
    choice.paths = std::move(paths);
    return read_chosen_cases(choice, folders_, scenario::placeholder_bindings());
  }

  TemporaryFolder folder_;
  DataFolders folders_;
};

TEST_F(ChosenCases, WithoutPathsTheShippedOnes) {
  const scenario::CaseSet cases = read({});
  EXPECT_FALSE(cases.has_errors()) << format_diagnostics(cases);
  EXPECT_EQ(cases.scenarios.size(), 2U);
}

TEST_F(ChosenCases, PatternsAreExpanded) {
  EXPECT_EQ(read({folder_.path("cases/path/o*.yaml")}).scenarios.size(), 1U);
  EXPECT_EQ(read({folder_.path("cases/path/*.yaml")}).scenarios.size(), 2U);
  EXPECT_TRUE(read({folder_.path("cases/path/x*.yaml")}).has_errors());
}

TEST_F(ChosenCases, TheNearestListOfFeaturesCounts) {
  EXPECT_EQ(features_for({folder_.path("cases/path/one.yaml")}, DataFolders()), folder_.path("cases/features.yaml"));
  EXPECT_EQ(features_for({"/nowhere/at/all"}, folders_), folders_.features);
}

TEST_F(ChosenCases, TheDigestTellsContentsApartAndNotPlaces) {
  const std::string before = digest_of(read({}));
  EXPECT_EQ(before.size(), 64U);
  const TemporaryFolder elsewhere;
  std::filesystem::copy(folder_.path("cases"), elsewhere.path("cases"), std::filesystem::copy_options::recursive);
  EXPECT_EQ(digest_of(read({elsewhere.path("cases")})), before);
  folder_.write("cases/path/two.yaml", case_text("two") + "# changed\n");
  EXPECT_NE(digest_of(read({})), before);
}

}  // namespace
}  // namespace gauntlet::cli
