// Every kind that is served, against the pairs of .pb and .json that the Go modules k8s.io/api and
// k8s.io/apiextensions-apiserver ship: the same object in both encodings, written by Go. tests/golden_protobuf.py
// fetches them and sets GAUNTLET_K8S_API_TESTDATA to their folders, with a colon in between.
#include "fakeapiserver/protobuf/envelope.hpp"
#include "fakeapiserver/protobuf/message_decoder.hpp"
#include "fakeapiserver/resource_registry.hpp"
#include "fakeapiserver/schema/decoder.hpp"
#include "foundation/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver::protobuf {
namespace {

using kube::Json;
using ::testing::IsEmpty;

struct GoldenKind {
  std::string file;  // "networking.k8s.io.v1.Ingress"
  const StructType* type;
};

std::vector<GoldenKind> golden_kinds() {
  std::vector<GoldenKind> kinds;
  const ResourceRegistry registry;
  for (const auto& row : registry.rows()) {
    const kube::GroupVersion& version = row->type.group_version;
    const std::string group = version.group.empty() ? "core" : version.group;
    kinds.push_back({group + "." + version.version + "." + std::string(row->type.kind), row->schema});
  }
  const Schema& schema = Schema::built_in();
  for (const char* kind : {"CreateOptions", "DeleteOptions", "PatchOptions", "Status", "UpdateOptions"}) {
    kinds.push_back({std::string("core.v1.") + kind, schema.find("io.k8s.apimachinery.pkg.apis.meta.v1", kind)});
  }
  kinds.push_back({"autoscaling.v1.Scale", schema.find("io.k8s.api.autoscaling.v1", "Scale")});
  kinds.push_back({"policy.v1.Eviction", schema.find("io.k8s.api.policy.v1", "Eviction")});
  kinds.push_back(
      {"authentication.k8s.io.v1.TokenRequest", schema.find("io.k8s.api.authentication.v1", "TokenRequest")});
  return kinds;
}

// Without its ending; empty: in none of the folders.
std::string find_golden(std::string_view folders, const std::string& name) {
  for (std::string_view folder : base::split(folders, ':')) {
    const std::string path = std::string(folder) + "/" + name;
    if (std::filesystem::exists(path + ".pb")) return path;
  }
  return "";
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(P0_03, GoldenMessagesAreTheirJson) {
  const char* folders = std::getenv("GAUNTLET_K8S_API_TESTDATA");
  if (!folders) GTEST_SKIP() << "GAUNTLET_K8S_API_TESTDATA is not set; tests/golden_protobuf.py sets it";
  for (const GoldenKind& kind : golden_kinds()) {
    SCOPED_TRACE(kind.file);
    const std::string path = find_golden(folders, kind.file);
    const std::string body = contents(path + ".pb");
    const auto envelope = read_envelope(body);
    ASSERT_TRUE(envelope.ok()) << envelope.error().message();
    auto object = decode_message(*kind.type, envelope->message);
    ASSERT_TRUE(object.ok()) << object.error().message();
    (*object)["kind"] = envelope->kind;
    (*object)["apiVersion"] = envelope->api_version;
    Json expected = Json::parse(contents(path + ".json"));
    EXPECT_EQ(Json::diff(expected, *object), Json::array()) << "what changes the .json into what was decoded";
    // And the tables hold for JSON: nothing is unknown, nothing is left out.
    std::vector<std::string> unknown_fields;
    const Json before = expected;
    ASSERT_TRUE(decode_object(*kind.type, expected, unknown_fields).ok());
    EXPECT_THAT(unknown_fields, IsEmpty());
    EXPECT_EQ(expected, before);
  }
}

}  // namespace
}  // namespace gauntlet::fakeapiserver::protobuf
