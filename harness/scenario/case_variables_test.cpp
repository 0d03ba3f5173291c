#include "harness/scenario/case_variables.hpp"

#include <gtest/gtest.h>

namespace gauntlet::scenario {
namespace {

TEST(CaseVariables, NamespacesAreLabels) {
  EXPECT_EQ(namespace_for("path.exact-match", ""), "path-exact-match");
  EXPECT_EQ(namespace_for("path.doc-table", "slash"), "path-doc-table-slash");
  EXPECT_EQ(namespace_for("a.b-", ""), "a-b");
  EXPECT_EQ(namespace_for("-a.b", ""), "a-b");
}

TEST(CaseVariables, LongNamespacesAreCutAndStayApart) {
  const std::string id = "tls." + std::string(70, 'x');
  const std::string first = namespace_for(id, "one");
  const std::string second = namespace_for(id, "two");
  EXPECT_EQ(first.size(), 63u);
  EXPECT_NE(first, second);
  EXPECT_EQ(first.substr(0, 54), second.substr(0, 54));
  EXPECT_EQ(namespace_for(id, "one"), first);
  // 63 characters fit.
  EXPECT_EQ(namespace_for("a." + std::string(61, 'x'), ""), "a-" + std::string(61, 'x'));
}

// Only the runner knows them, so they get through the reading unchanged.
TEST(CaseVariables, PodAddressesStandForThemselves) {
  Backend backend;
  backend.name = "a";
  backend.pods = 2;
  Variables variables;
  set_pod_addresses({backend}, variables);
  const Expansion expansion = expand("${ip.a.1}", variables);
  EXPECT_EQ(expansion.text, "${ip.a.1}");
  EXPECT_TRUE(expansion.problems.empty());
  EXPECT_FALSE(expand("${ip.a.2}", variables).problems.empty());
}

}  // namespace
}  // namespace gauntlet::scenario
