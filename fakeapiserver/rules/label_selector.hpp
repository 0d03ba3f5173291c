// LabelSelector, the form that objects have in them (meta/v1). Pure.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/object.hpp"

namespace gauntlet::fakeapiserver {

void validate_label_selector(const kube::Json& selector, const FieldPath& path, FieldErrors& errors);
// Null is empty.
bool is_empty_selector(const kube::Json& selector);
// Whether Go could make no selector of it.
bool is_selector_broken(const kube::Json& selector);
bool selects(const kube::Json& selector, const kube::Json& labels);

}  // namespace gauntlet::fakeapiserver
