#include "fakeapiserver/built_in_resources.hpp"

#include "fakeapiserver/autoscaler_forms.hpp"
#include "fakeapiserver/event_forms.hpp"

#include <utility>

namespace gauntlet::fakeapiserver {
namespace {

using kube::ResourceType;
using kube::Scope;

ResourceRow make_row(ResourceType type, std::string_view singular, std::vector<std::string_view> short_names,
                     const KindRules& rules) {
  ResourceRow row(std::move(type));
  row.singular = singular;
  row.short_names = std::move(short_names);
  row.verbs = all_verbs();
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

  auto& endpoints = add(make_row(kEndpoints, "endpoints", {"ep"}, endpoints_rules()));
  endpoints.create_on_update = CreateOnUpdate::kAllowed;
  endpoints.deprecation =
      Deprecation{33, "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"};
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

// Events under the names of their own group; the order of the selectable fields is that of the stored kind.
ResourceRow shown_events_row() {
  ResourceRow row =
      make_row({{"events.k8s.io", "v1"}, "events", "Event", Scope::kNamespaced}, "event", {"ev"}, event_rules());
  row.create_on_update = CreateOnUpdate::kAllowed;
  row.schema = Schema::built_in().find("io.k8s.api.events.v1", "Event");
  row.selectable = {{"regarding.kind", ""},
                    {"regarding.namespace", ""},
                    {"regarding.name", ""},
                    {"regarding.uid", ""},
                    {"regarding.apiVersion", ""},
                    {"regarding.resourceVersion", ""},
                    {"regarding.fieldPath", ""},
                    {"reason", ""},
                    {"reportingController", ""},
                    {"source", ""},
                    {"type", ""}};
  row.shown_as = ShownForm{to_core_event, from_core_event};
  return row;
}

// HorizontalPodAutoscalers as they were before they knew more than the use of processors.
ResourceRow shown_autoscalers_row() {
  ResourceRow row =
      make_row({{"autoscaling", "v1"}, "horizontalpodautoscalers", "HorizontalPodAutoscaler", Scope::kNamespaced},
               "horizontalpodautoscaler", {"hpa"}, plain_rules());
  row.schema = Schema::built_in().find("io.k8s.api.autoscaling.v1", "HorizontalPodAutoscaler");
  row.status = StatusSubresource::kServed;
  row.categories = {"all"};
  row.shown_as = ShownForm{to_autoscaler_v2, from_autoscaler_v2};
  return row;
}

// Kept and never acted upon.
std::vector<ResourceRow> inert_rows() {
  struct Kind {
    ResourceType type;
    std::string_view singular;
    std::string_view short_name;
    StatusSubresource status = StatusSubresource::kServed;
    GenerationRule generation = GenerationRule::kSpec;
  };
  const kube::GroupVersion rbac{"rbac.authorization.k8s.io", "v1"};
  const Kind kinds[] = {
      {{{"autoscaling", "v2"}, "horizontalpodautoscalers", "HorizontalPodAutoscaler", Scope::kNamespaced},
       "horizontalpodautoscaler",
       "hpa",
       StatusSubresource::kServed,
       GenerationRule::kNone},
      {{{"", "v1"}, "limitranges", "LimitRange", Scope::kNamespaced},
       "limitrange",
       "limits",
       StatusSubresource::kNone,
       GenerationRule::kNone},
      {{{"", "v1"}, "resourcequotas", "ResourceQuota", Scope::kNamespaced},
       "resourcequota",
       "quota",
       StatusSubresource::kServed,
       GenerationRule::kNone},
      {{{"batch", "v1"}, "jobs", "Job", Scope::kNamespaced}, "job", ""},
      {{{"policy", "v1"}, "poddisruptionbudgets", "PodDisruptionBudget", Scope::kNamespaced},
       "poddisruptionbudget",
       "pdb"},
      {{rbac, "clusterrolebindings", "ClusterRoleBinding", Scope::kCluster}, "clusterrolebinding", ""},
      {{rbac, "clusterroles", "ClusterRole", Scope::kCluster}, "clusterrole", ""},
      {{rbac, "rolebindings", "RoleBinding", Scope::kNamespaced}, "rolebinding", ""},
      {{rbac, "roles", "Role", Scope::kNamespaced}, "role", ""},
  };
  std::vector<ResourceRow> rows;
  for (const Kind& kind : kinds) {
    const bool is_rbac = kind.type.group_version == rbac;
    std::vector<std::string_view> short_names;
    if (!kind.short_name.empty()) short_names.push_back(kind.short_name);
    rows.push_back(make_row(kind.type, kind.singular, short_names, is_rbac ? path_named_rules() : plain_rules()));
    if (is_rbac) continue;
    if (kind.type.kind == "HorizontalPodAutoscaler" || kind.type.kind == "Job") rows.back().categories = {"all"};
    rows.back().status = kind.status;
    rows.back().generation = kind.generation;
  }
  return rows;
}

ResourceRow definitions_row() {
  ResourceRow row = make_row(kCustomResourceDefinitions, "customresourcedefinition", {"crd", "crds"},
                             custom_resource_definition_rules());
  row.categories = {"api-extensions"};
  row.status = StatusSubresource::kServed;
  row.generation = GenerationRule::kSpec;
  return row;
}

}  // namespace

const ResourceType kCustomResourceDefinitions{
    {"apiextensions.k8s.io", "v1"}, "customresourcedefinitions", "CustomResourceDefinition", Scope::kCluster};

const std::vector<Verb>& all_verbs() {
  static const std::vector<Verb> verbs = {Verb::kCreate, Verb::kDelete, Verb::kDeleteCollection, Verb::kGet,
                                          Verb::kList,   Verb::kPatch,  Verb::kUpdate,           Verb::kWatch};
  return verbs;
}

std::vector<ResourceRow> built_in_resources() {
  std::vector<ResourceRow> all = core_rows();
  const auto append = [&all](std::vector<ResourceRow> rows) {
    for (ResourceRow& row : rows) all.push_back(std::move(row));
  };
  append(group_rows());
  append(review_rows());
  append(inert_rows());
  all.push_back(definitions_row());
  all.push_back(shown_events_row());
  all.push_back(shown_autoscalers_row());
  return all;
}

}  // namespace gauntlet::fakeapiserver
