#include "reference_controller/routing/class_filter.hpp"

#include <gtest/gtest.h>

#include <map>

namespace gauntlet::reference {
namespace {

class Classes final : public IngressClassSource {
 public:
  void set(const std::string& name, const std::string& controller) { classes_[name] = {name, controller, false}; }
  const kube::IngressClass* find_class(std::string_view name) const override {
    const auto found = classes_.find(std::string(name));
    return found == classes_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, kube::IngressClass> classes_;
};

kube::Ingress with_field(const std::string& name) {
  kube::Ingress ingress;
  ingress.class_name = name;
  return ingress;
}

kube::Ingress with_annotation(const std::string& name) {
  kube::Ingress ingress;
  ingress.class_annotation = name;
  return ingress;
}

class ClassFilterTest : public testing::Test {
 protected:
  ClassFilterTest() {
    classes_.set("ours", "gauntlet.test/reference");
    classes_.set("also-ours", "gauntlet.test/reference");
    classes_.set("theirs", "example.com/other");
  }
  bool serves(const kube::Ingress& ingress) const { return is_served(ingress, selection_, classes_); }

  Classes classes_;
  ClassSelection selection_{"gauntlet.test/reference", {}};
};

TEST_F(ClassFilterTest, EveryClassOfOurController) {
  EXPECT_TRUE(serves(with_field("ours")));
  EXPECT_TRUE(serves(with_field("also-ours")));
  EXPECT_FALSE(serves(with_field("theirs")));
  EXPECT_FALSE(serves(with_field("unknown")));
}

TEST_F(ClassFilterTest, OnlyTheChosenClass) {
  selection_.ingress_class = "ours";
  EXPECT_TRUE(serves(with_field("ours")));
  EXPECT_FALSE(serves(with_field("also-ours")));
}

TEST_F(ClassFilterTest, ChosenClassMustBeOurs) {
  selection_.ingress_class = "theirs";
  EXPECT_FALSE(serves(with_field("theirs")));
  selection_.ingress_class = "unknown";
  EXPECT_FALSE(serves(with_field("unknown")));
}

TEST_F(ClassFilterTest, WithoutClassNothingIsServed) {
  EXPECT_FALSE(serves(kube::Ingress()));
  selection_.ingress_class = "ours";
  EXPECT_FALSE(serves(kube::Ingress()));
}

TEST_F(ClassFilterTest, AnnotationCountsWhereTheFieldIsAbsent) {
  selection_.ingress_class = "ours";
  EXPECT_TRUE(serves(with_annotation("ours")));
  EXPECT_FALSE(serves(with_annotation("Ours")));
  EXPECT_FALSE(serves(with_annotation("theirs")));
  EXPECT_FALSE(serves(with_annotation("")));
  kube::Ingress both = with_annotation("ours");
  both.class_name = "theirs";
  EXPECT_FALSE(serves(both));
}

TEST_F(ClassFilterTest, AnnotationOfTheChosenClassNeedsNoObject) {
  selection_.ingress_class = "never-created";
  EXPECT_TRUE(serves(with_annotation("never-created")));
}

TEST_F(ClassFilterTest, WithoutChosenClassAnAnnotationMayNameAnyOfOurs) {
  EXPECT_TRUE(serves(with_annotation("also-ours")));
  EXPECT_FALSE(serves(with_annotation("theirs")));
  EXPECT_FALSE(serves(with_annotation("unknown")));
}

}  // namespace
}  // namespace gauntlet::reference
