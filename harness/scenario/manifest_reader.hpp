// Manifests: ordinary Kubernetes objects in a case file. Only their shape is checked here; what the fields may hold is
// the API server's business when they are applied.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/value_reader.hpp"

#include <optional>
#include <vector>

namespace gauntlet::scenario {

// nullopt after E020. A namespaced object without a namespace gets the case's own. Notes the hosts of an Ingress in the
// draft, and warns of scalars that kubectl would read as something else (W104).
std::optional<Manifest> read_manifest(const Place& document, ValueReader& reader, CaseDraft& draft);

// Kind, namespace and name: what makes two manifests the same object.
bool is_same_object(const Manifest& a, const Manifest& b);

}  // namespace gauntlet::scenario
