// Internal, tests only: TestPlane, a control plane without a network whose clock stands still, with short ways to
// write.
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/verbs/object_remover.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

inline kube::Json parse_must(std::string_view text) {
  auto json = kube::parse_json(text);
  EXPECT_TRUE(json.ok()) << text;
  return json ? std::move(*json) : kube::Json();
}

class TestPlane {
 public:
  TestPlane() : plane(clock) { create(kube::resources::kNamespaces, "", R"({"metadata":{"name":"default"}})"); }

  const ResourceRow& row(const kube::ResourceType& type) const { return plane.registry().row(type); }

  Outcome<Written> try_create(const kube::ResourceType& type, std::string_view namespace_, std::string_view text) {
    std::vector<std::string> unknown;
    auto object = decode_as(row(type), parse_must(text), unknown);
    if (!object) return object.failure();
    return create_object(plane, row(type), namespace_, std::move(*object), WriteOptions());
  }
  VersionPtr create(const kube::ResourceType& type, std::string_view namespace_, std::string_view text) {
    auto written = try_create(type, namespace_, text);
    EXPECT_TRUE(written.ok()) << (written ? "" : written.failure().message);
    return written ? written->version : nullptr;
  }
  VersionPtr find(const kube::ResourceType& type, std::string_view namespace_, std::string_view name) const {
    return plane.store().find(row(type).id, {std::string(namespace_), std::string(name)});
  }
  // The stored object as `next`, whatever revision it is at.
  Outcome<Written> try_update(const kube::ResourceType& type, const VersionPtr& current, kube::Json next,
                              WriteTarget target = WriteTarget::kMain) {
    std::vector<std::string> unknown;
    auto object = decode_as(row(type), std::move(next), unknown);
    if (!object) return object.failure();
    return update_object(plane, row(type), current, target, std::move(*object), WriteOptions());
  }
  Outcome<Removed> remove(const kube::ResourceType& type, const VersionPtr& current,
                          const DeleteOptions& options = DeleteOptions()) {
    return remove_object(plane, row(type), current, options);
  }

  base::ManualClock clock;
  ControlPlane plane;
};

// "field: reason" of each cause, in order; what a test of validation compares.
inline std::vector<std::string> causes_of(const kube::Status& status) {
  std::vector<std::string> all;
  for (const kube::StatusCause& cause : status.details.causes) all.push_back(cause.field + ": " + cause.reason);
  return all;
}

}  // namespace gauntlet::fakeapiserver
