#include "harness/cli/manifest_files.hpp"

#include "harness/cli/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ManifestFiles, WhatOthersReferToComesFirst) {
  const TemporaryFolder folder;
  folder.write("m/b.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\n");
  folder.write("m/c.json", R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})");
  folder.write("m/notes.txt", "not a manifest");
  const ManifestReading reading = read_manifest_files({folder.path("m")});
  EXPECT_THAT(reading.problems, ElementsAre());
  ASSERT_EQ(reading.objects.size(), 2U);
  EXPECT_EQ(title_of(reading.objects[0].object), "Namespace shop");
  EXPECT_EQ(title_of(reading.objects[1].object), "Service shop/s");
  EXPECT_EQ(reading.objects[1].file, folder.path("m/b.yaml"));
}

TEST(ManifestFiles, EveryProblemHasItsOwnLineWithThePosition) {
  const TemporaryFolder folder;
  const std::string file =
      folder.write("x.yaml", "apiVersion: v1\nmetadata: {name: a}\n---\nkind: Service\napiVersion: v1\n");
  const ManifestReading reading = read_manifest_files({file, folder.path("missing.yaml")});
  ASSERT_EQ(reading.problems.size(), 3U);
  EXPECT_THAT(reading.problems[0], HasSubstr(file + ":1:1: kind: required"));
  EXPECT_THAT(reading.problems[1], HasSubstr(file + ":4:1: metadata: required"));
  EXPECT_EQ(reading.problems[2], folder.path("missing.yaml") + ": cannot read the file");
}

TEST(ManifestFiles, AnEmptyFolderIsAMistake) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_manifest_files({folder.path()}).problems, ElementsAre(HasSubstr("there are no manifests")));
}

}  // namespace
}  // namespace gauntlet::cli
