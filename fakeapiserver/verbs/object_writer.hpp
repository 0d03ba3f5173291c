// The stages of a write that create, update and patch share (the API's order: decoding, admission, server-owned fields,
// defaulting, validation, storage).
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/outcome.hpp"
#include "fakeapiserver/request_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// A body, checked against the kind's schema; fields that it does not have are left out and added to `unknown_fields`.
// 400 where apiVersion or kind are not the endpoint's, or a value has the wrong type. Missing ones are filled in.
Outcome<kube::Json> decode_as(const ResourceRow& row, kube::Json body, std::vector<std::string>& unknown_fields);

// The row that stores the objects of `row`, and an object of `row` as that row has it.
const ResourceRow& stored_row(const ControlPlane& plane, const ResourceRow& row);
kube::Json to_stored_form(const ControlPlane& plane, const ResourceRow& row, kube::Json object);

struct Written {
  VersionPtr version;
  bool created = false;
  std::vector<std::string> warnings;
};

// Which part of an object a write is about (its subresource).
enum class WriteTarget { kMain, kStatus, kFinalize };

Outcome<Written> create_object(ControlPlane& plane, const ResourceRow& row, std::string_view namespace_,
                               kube::Json object, const WriteOptions& options);
// `object` is what the object is to become, its name and namespace those of `name`.
Outcome<Written> update_object(ControlPlane& plane, const ResourceRow& row, const VersionPtr& current,
                               WriteTarget target, kube::Json object, const WriteOptions& options);

}  // namespace gauntlet::fakeapiserver
