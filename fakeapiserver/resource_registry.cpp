#include "fakeapiserver/resource_registry.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>

namespace gauntlet::fakeapiserver {
namespace {

using kube::ResourceType;
using kube::Scope;

const std::vector<Verb> kAllVerbs = {Verb::kCreate, Verb::kDelete, Verb::kDeleteCollection, Verb::kGet,
                                     Verb::kList,   Verb::kPatch,  Verb::kUpdate,           Verb::kWatch};

ResourceRow make_row(ResourceType type, std::string_view singular, std::vector<std::string_view> short_names,
                     const KindRules& rules) {
  ResourceRow row(std::move(type));
  row.singular = singular;
  row.short_names = std::move(short_names);
  row.verbs = kAllVerbs;
  row.rules = &rules;
  return row;
}

// clang-format off
std::vector<ResourceRow> core_rows() {
  using namespace kube::resources;
  std::vector<ResourceRow> rows;
  const auto add = [&rows](ResourceRow row) -> ResourceRow& { rows.push_back(std::move(row)); return rows.back(); };

  auto& namespaces = add(make_row(kNamespaces, "namespace", {"ns"}, namespace_rules()));
  namespaces.status = StatusSubresource::kServed;
  std::erase(namespaces.verbs, Verb::kDeleteCollection);
  namespaces.selectable = {{"status.phase", "/status/phase"}};

  auto& nodes = add(make_row(kNodes, "node", {"no"}, plain_rules()));
  nodes.status = StatusSubresource::kServed;
  nodes.selectable = {{"spec.unschedulable", "/spec/unschedulable"}};

  auto& pods = add(make_row(kPods, "pod", {"po"}, pod_rules()));
  pods.status = StatusSubresource::kServed;
  pods.generation = GenerationRule::kSpec;
  pods.delete_answer = DeleteAnswer::kObject;
  pods.categories = {"all"};
  pods.selectable = {{"spec.nodeName", "/spec/nodeName"}, {"spec.restartPolicy", "/spec/restartPolicy"},
                     {"spec.schedulerName", "/spec/schedulerName"},
                     {"spec.serviceAccountName", "/spec/serviceAccountName"},
                     {"spec.hostNetwork", "/spec/hostNetwork"}, {"status.phase", "/status/phase"},
                     {"status.podIP", "/status/podIP"}, {"status.podIPs", "/status/podIPs/0/ip"},
                     {"status.nominatedNodeName", "/status/nominatedNodeName"}};

  auto& services = add(make_row(kServices, "service", {"svc"}, service_rules()));
  services.status = StatusSubresource::kServed;
  services.create_on_update = CreateOnUpdate::kAllowed;
  services.delete_answer = DeleteAnswer::kObject;
  services.categories = {"all"};
  services.selectable = {{"spec.clusterIP", "/spec/clusterIP"}, {"spec.type", "/spec/type"}};

  add(make_row(kEndpoints, "endpoints", {"ep"}, endpoints_rules())).create_on_update = CreateOnUpdate::kAllowed;
  add(make_row(kConfigMaps, "configmap", {"cm"}, config_map_rules()));
  add(make_row(kSecrets, "secret", {}, secret_rules())).selectable = {{"type", "/type"}};
  add(make_row(kServiceAccounts, "serviceaccount", {"sa"}, plain_rules())).delete_answer = DeleteAnswer::kObject;

  auto& events = add(make_row(kEvents, "event", {"ev"}, event_rules()));
  events.create_on_update = CreateOnUpdate::kAllowed;
  events.selectable = {{"involvedObject.kind", "/involvedObject/kind"},
                       {"involvedObject.namespace", "/involvedObject/namespace"},
                       {"involvedObject.name", "/involvedObject/name"},
                       {"involvedObject.uid", "/involvedObject/uid"},
                       {"involvedObject.apiVersion", "/involvedObject/apiVersion"},
                       {"involvedObject.resourceVersion", "/involvedObject/resourceVersion"},
                       {"involvedObject.fieldPath", "/involvedObject/fieldPath"},
                       {"reason", "/reason"}, {"reportingComponent", "/reportingComponent"},
                       {"source", "/source/component"}, {"type", "/type"}};
  return rows;
}

std::vector<ResourceRow> group_rows() {
  using namespace kube::resources;
  static const ResourceType kNetworkPolicies{{"networking.k8s.io", "v1"}, "networkpolicies", "NetworkPolicy", Scope::kNamespaced};
  static const ResourceType kDaemonSets{{"apps", "v1"}, "daemonsets", "DaemonSet", Scope::kNamespaced};
  std::vector<ResourceRow> rows;
  const auto add = [&rows](ResourceRow row) -> ResourceRow& { rows.push_back(std::move(row)); return rows.back(); };

  auto& ingresses = add(make_row(kIngresses, "ingress", {"ing"}, ingress_rules()));
  ingresses.status = StatusSubresource::kServed;
  ingresses.generation = GenerationRule::kSpec;
  add(make_row(kIngressClasses, "ingressclass", {}, ingress_class_rules())).generation = GenerationRule::kSpec;
  add(make_row(kNetworkPolicies, "networkpolicy", {"netpol"}, plain_rules())).generation = GenerationRule::kSpec;

  add(make_row(kEndpointSlices, "endpointslice", {}, endpoint_slice_rules())).generation = GenerationRule::kContentAndLabels;

  auto& leases = add(make_row(kLeases, "lease", {}, lease_rules()));
  leases.create_on_update = CreateOnUpdate::kAllowed;
  leases.unconditional_update = UnconditionalUpdate::kForbidden;

  const auto add_workload = [&](const ResourceType& type, std::string_view singular, std::string_view short_name, const KindRules& rules) {
    auto& row = add(make_row(type, singular, {short_name}, rules));
    row.status = StatusSubresource::kServed;
    row.generation = GenerationRule::kSpec;
    row.categories = {"all"};
    if (type.kind != "DaemonSet") row.scale = ScaleSubresource::kServed;
  };
  add_workload(kDeployments, "deployment", "deploy", deployment_rules());
  add_workload(kReplicaSets, "replicaset", "rs", replica_set_rules());
  add_workload(kDaemonSets, "daemonset", "ds", daemon_set_rules());
  return rows;
}
// clang-format on

std::vector<ResourceRow> review_rows() {
  const kube::GroupVersion authorization{"authorization.k8s.io", "v1"};
  const kube::GroupVersion authentication{"authentication.k8s.io", "v1"};
  const std::pair<ResourceType, std::string_view> kinds[] = {
      {{authentication, "selfsubjectreviews", "SelfSubjectReview", Scope::kCluster}, "selfsubjectreview"},
      {{authentication, "tokenreviews", "TokenReview", Scope::kCluster}, "tokenreview"},
      {{authorization, "localsubjectaccessreviews", "LocalSubjectAccessReview", Scope::kNamespaced},
       "localsubjectaccessreview"},
      {{authorization, "selfsubjectaccessreviews", "SelfSubjectAccessReview", Scope::kCluster},
       "selfsubjectaccessreview"},
      {{authorization, "selfsubjectrulesreviews", "SelfSubjectRulesReview", Scope::kCluster}, "selfsubjectrulesreview"},
      {{authorization, "subjectaccessreviews", "SubjectAccessReview", Scope::kCluster}, "subjectaccessreview"},
  };
  std::vector<ResourceRow> rows;
  for (const auto& [type, singular] : kinds) {
    rows.push_back(make_row(type, singular, {}, plain_rules()));
    rows.back().verbs = {Verb::kCreate};
    rows.back().storage = Storage::kReviewed;
  }
  return rows;
}

// The value of a field as selectors compare it; empty where there is none.
std::string field_text(const kube::Json& object, std::string_view pointer) {
  const kube::Json::json_pointer where{std::string(pointer)};
  if (!object.contains(where)) return "";
  const kube::Json& value = object[where];
  return value.is_string() ? value.get_ref<const std::string&>() : kube::to_text(value);
}

}  // namespace

bool ResourceRow::serves(Verb verb) const {
  return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

ResourceRegistry::ResourceRegistry() {
  const auto append = [this](std::vector<ResourceRow> rows) {
    for (ResourceRow& row : rows) {
      row.id = rows_.size();
      row.schema = Schema::built_in().find("", row.type.kind);
      assert(row.schema && "a kind without a schema");
      rows_.push_back(std::make_unique<const ResourceRow>(std::move(row)));
    }
  };
  append(core_rows());
  append(group_rows());
  append(review_rows());
}

const ResourceRow* ResourceRegistry::find(const kube::GroupVersion& group_version, std::string_view plural) const {
  for (const auto& row : rows_) {
    if (row->type.plural == plural && row->type.group_version == group_version) return row.get();
  }
  return nullptr;
}

const ResourceRow* ResourceRegistry::find_by_kind(std::string_view api_version, std::string_view kind) const {
  for (const auto& row : rows_) {
    if (row->type.kind == kind && row->type.group_version.to_string() == api_version) return row.get();
  }
  return nullptr;
}

bool ResourceRegistry::serves(const kube::GroupVersion& group_version) const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [&](const auto& row) { return row->type.group_version == group_version; });
}

const ResourceRow& ResourceRegistry::row(const kube::ResourceType& type) const {
  const ResourceRow* found = find(type.group_version, type.plural);
  assert(found && "a kind that is not served");
  return *found;
}

std::vector<kube::GroupVersion> ResourceRegistry::group_versions() const {
  std::vector<kube::GroupVersion> all;
  for (const auto& row : rows_) {
    if (std::find(all.begin(), all.end(), row->type.group_version) == all.end()) all.push_back(row->type.group_version);
  }
  return all;
}

std::vector<TextHead> ResourceRegistry::heads() const {
  std::vector<TextHead> all;
  for (const auto& row : rows_) all.push_back(row->head);
  return all;
}

ObjectIndex make_index(const ResourceRow& row, const kube::Json& object) {
  ObjectIndex index;
  const kube::Json& metadata = kube::member(object, "metadata");
  index.name = {std::string(kube::string_member(metadata, "namespace")),
                std::string(kube::string_member(metadata, "name"))};
  index.uid = kube::string_member(metadata, "uid");
  index.labels = kube::read_labels(metadata);
  index.deleting = !kube::string_member(metadata, "deletionTimestamp").empty();
  for (const SelectableField& field : row.selectable) index.fields.push_back(field_text(object, field.pointer));
  for (const kube::Json& owner : kube::member(metadata, "ownerReferences")) {
    index.owner_uids.emplace_back(kube::string_member(owner, "uid"));
  }
  return index;
}

ObjectDraft make_draft(const ResourceRow& row, const kube::Json& object) {
  return {make_index(row, object), make_content(object)};
}

}  // namespace gauntlet::fakeapiserver
