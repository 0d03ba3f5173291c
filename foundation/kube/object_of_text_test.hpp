// Internal, tests only: objects from their JSON.
#pragma once

#include "foundation/kube/object.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace gauntlet::kube {

inline Object object_of(std::string_view text) {
  auto object = Object::parse(text);
  EXPECT_TRUE(object.ok()) << object.error().to_string();
  return object.ok() ? *object : Object::from_json(Json::object());
}

}  // namespace gauntlet::kube
