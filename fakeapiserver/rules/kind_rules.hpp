// KindRules: what the API does with the objects of one kind besides storing them. Every function is pure and may be
// null. Objects have passed the schema: what is there has the right type.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "fakeapiserver/rules/names.hpp"
#include "foundation/kube/object.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// Every update looks at the metadata first; then the kind does so again, and its complaints come twice.
enum class MetadataOnUpdate { kChange, kWhole, kBoth };

struct KindRules {
  // State that belongs to the server at creation (status is reset before, where the kind has one).
  void (*prepare_create)(kube::Json& object) = nullptr;
  // Of what a client left out; at creation and update.
  void (*set_defaults)(kube::Json& object) = nullptr;
  // Of the status that is written; the rest of the object is still as the client sent it.
  void (*set_status_defaults)(kube::Json& object) = nullptr;
  void (*validate)(const kube::Json& object, FieldErrors& errors) = nullptr;
  // Null: as at creation.
  void (*validate_update)(const kube::Json& object, const kube::Json& old, FieldErrors& errors) = nullptr;
  void (*validate_status)(const kube::Json& object, const kube::Json& old, FieldErrors& errors) = nullptr;
  // Sent as Warning headers at creation and update.
  void (*collect_warnings)(const kube::Json& object, std::vector<std::string>& warnings) = nullptr;
  Complaints (*check_name)(std::string_view name) = check_dns1123_subdomain;
  MetadataOnUpdate metadata_on_update = MetadataOnUpdate::kChange;
};

const KindRules& ingress_rules();
const KindRules& ingress_class_rules();
const KindRules& service_rules();
const KindRules& endpoint_slice_rules();
const KindRules& endpoints_rules();
const KindRules& config_map_rules();
const KindRules& secret_rules();
const KindRules& lease_rules();
const KindRules& namespace_rules();
const KindRules& pod_rules();
const KindRules& event_rules();
const KindRules& deployment_rules();
const KindRules& replica_set_rules();
const KindRules& daemon_set_rules();
const KindRules& custom_resource_definition_rules();
// Kinds whose names need only fit into a URL: those of rbac.authorization.k8s.io.
const KindRules& path_named_rules();
// Kinds about whose content nothing is asked.
const KindRules& plain_rules();

}  // namespace gauntlet::fakeapiserver
