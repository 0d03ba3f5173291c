#include "fakeapiserver/rules/object_reference.hpp"

#include "fakeapiserver/rules/names.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {

void validate_typed_local_reference(const kube::Json& reference, const FieldPath& path, FieldErrors& errors) {
  if (reference.contains("apiGroup")) {
    const std::string_view group = kube::string_member(reference, "apiGroup");
    errors.invalid(path.child("apiGroup"), group, check_dns1123_subdomain(group));
  }
  for (const char* key : {"kind", "name"}) {
    const std::string_view value = kube::string_member(reference, key);
    if (value.empty()) {
      errors.required(path.child(key));
    } else {
      errors.invalid(path.child(key), value, check_path_segment(value));
    }
  }
}

}  // namespace gauntlet::fakeapiserver
