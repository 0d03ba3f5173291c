#include "foundation/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace gauntlet::base {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return Error(Reason::kInvalid, "odd");
  return n / 2;
}

TEST(Result, HoldsAValueOrAnError) {
  EXPECT_EQ(*half(4), 2);
  const auto odd = half(3);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().reason(), Reason::kInvalid);
}

TEST(Result, CarriesMoveOnlyValues) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  ASSERT_TRUE(made);
  const std::unique_ptr<int> taken = std::move(made).value();
  EXPECT_EQ(*taken, 7);
}

TEST(Result, OfVoidIsOkUnlessGivenAnError) {
  EXPECT_TRUE(Result<void>());
  EXPECT_FALSE(Result<void>(Error(Reason::kTimeout, "late")));
}

TEST(Error, KeepsThePeersWordsApartAndAddsContextInFront) {
  const Error inner(Reason::kRefused, "cannot connect", "go away");
  const Error outer = inner.with_context("listing Ingresses");
  EXPECT_EQ(outer.message(), "listing Ingresses: cannot connect");
  EXPECT_EQ(outer.peer_words(), "go away");
  EXPECT_EQ(outer.to_string(), "listing Ingresses: cannot connect (it said \"go away\")");
}

}  // namespace
}  // namespace gauntlet::base
