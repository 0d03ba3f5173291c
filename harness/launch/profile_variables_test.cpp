#include "harness/launch/profile_variables.hpp"

#include <gtest/gtest.h>

namespace gauntlet::launch {
namespace {

using Texts = std::vector<std::string>;

TEST(ProfileVariables, AreFoundInTheOrderOfWriting) {
  EXPECT_EQ(*variables_in("a${x}b${y.z}${x}"), (Texts{"x", "y.z", "x"}));
  EXPECT_EQ(*variables_in("no $x, no {y}, no $${z}"), Texts{});
  EXPECT_EQ(variables_in("${open").error().reason(), base::Reason::kMalformed);
}

TEST(ProfileVariables, AreReplaced) {
  const std::map<std::string, std::string> values = {{"x", "1"}, {"y.z", "${x}"}};
  EXPECT_EQ(*expand("a${x}b${y.z}c", values), "a1b${x}c");
  EXPECT_EQ(*expand("", values), "");
  EXPECT_EQ(*expand("$${x} $x $$ ${x}$", values), "${x} $x $$ 1$");
  EXPECT_EQ(*expand("$$${x}", values), "$${x}");
}

TEST(ProfileVariables, NeedAValue) {
  const auto expanded = expand("a${x}", {});
  ASSERT_FALSE(expanded.ok());
  EXPECT_EQ(expanded.error().reason(), base::Reason::kInvalid);
  EXPECT_EQ(expanded.error().message(), "the variable ${x} has no value");
}

TEST(ProfileVariables, ListenersHaveAnyName) {
  EXPECT_EQ(listen_name_of("listen.http"), "http");
  EXPECT_EQ(listen_name_of("listen.xds-2.port"), "xds-2");
  EXPECT_EQ(listen_name_of("listen."), std::nullopt);
  EXPECT_EQ(listen_name_of("listen.a.b"), std::nullopt);
  EXPECT_EQ(listen_name_of("class"), std::nullopt);
}

TEST(ProfileVariables, AProfileHasItsOwn) {
  EXPECT_EQ(unknown_variable_hint("source", {"source"}), std::nullopt);
  EXPECT_EQ(unknown_variable_hint("sourcE", {"source"}), "did you mean 'source'?");
  EXPECT_TRUE(is_variable_name("source-2"));
  for (const char* name : {"", "Source", "a.b", "class", "folder"}) EXPECT_FALSE(is_variable_name(name)) << name;
}

TEST(ProfileVariables, KnownOnesNeedNoHint) {
  for (const char* name : {"kubeconfig", "api.url", "api.token", "api.ca", "class", "class.controller", "address",
                           "listen.http", "listen.any-name", "listen.any-name.port", "folder"}) {
    EXPECT_EQ(unknown_variable_hint(name, {}), std::nullopt) << name;
  }
  EXPECT_EQ(unknown_variable_hint("adress", {}), "did you mean 'address'?");
  EXPECT_EQ(unknown_variable_hint("nothing-like-it", {}), "");
}

}  // namespace
}  // namespace gauntlet::launch
