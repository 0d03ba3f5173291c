#include "fakeapiserver/rules/set_default.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace gauntlet::fakeapiserver {

void set_default(kube::Json& object, const char* key, kube::Json value) {
  if (!object.contains(key)) object[key] = std::move(value);
}

}  // namespace gauntlet::fakeapiserver
