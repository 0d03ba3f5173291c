#include "harness/cluster/workload_views.hpp"

#include "harness/cluster/generated_name.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::cluster {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr const char* kHashLabel = "pod-template-hash";

int read_replicas(const Json& spec) {
  const Json& replicas = member(spec, "replicas");
  return replicas.is_number_integer() ? replicas.get<int>() : 1;
}

bool read_terminating(const Json& metadata) {
  return !string_member(metadata, "deletionTimestamp").empty();
}

Json make_reference(const char* kind, std::string_view name, std::string_view uid) {
  return {{"apiVersion", "apps/v1"},   {"kind", kind}, {"name", name}, {"uid", uid}, {"controller", true},
          {"blockOwnerDeletion", true}};
}

Json object_or_empty(const Json& json) {
  return json.is_object() ? json : Json::object();
}

}  // namespace

DeploymentView::DeploymentView(const kube::Object& its_object)
    : object(its_object), name(its_object.namespaced_name()), uid(its_object.uid()) {
  const Json& spec = member(object.json(), "spec");
  replicas = read_replicas(spec);
  const Json& its_generation = member(member(object.json(), "metadata"), "generation");
  if (its_generation.is_number_integer()) generation = its_generation.get<std::int64_t>();
  is_terminating = read_terminating(member(object.json(), "metadata"));
  template_hash = safe_encode(hash_of(kube::to_text(member(spec, "template"))));
}

ReplicaSetView::ReplicaSetView(const kube::Object& its_object)
    : object(its_object), name(its_object.namespaced_name()), uid(its_object.uid()) {
  const Json& metadata = member(object.json(), "metadata");
  replicas = read_replicas(member(object.json(), "spec"));
  is_terminating = read_terminating(metadata);
  owner = read_controller_owner(metadata);
  template_hash = string_member(member(metadata, "labels"), kHashLabel);
}

kube::Object make_replica_set(const DeploymentView& deployment) {
  const Json& spec = member(deployment.object.json(), "spec");
  Json pod_template = object_or_empty(member(spec, "template"));
  pod_template["metadata"]["labels"][kHashLabel] = deployment.template_hash;
  Json selector = object_or_empty(member(spec, "selector"));
  selector["matchLabels"][kHashLabel] = deployment.template_hash;
  const Json reference = make_reference("Deployment", deployment.name.name, deployment.uid);
  Json set_spec = {{"replicas", deployment.replicas}, {"selector", std::move(selector)}};
  const Json labels = pod_template["metadata"]["labels"];
  set_spec["template"] = std::move(pod_template);
  return kube::Object::from_json(
      {{"apiVersion", "apps/v1"},
       {"kind", "ReplicaSet"},
       {"metadata",
        {{"name", fmt::format("{}-{}", deployment.name.name, deployment.template_hash)},
         {"namespace", deployment.name.namespace_},
         {"labels", labels},
         {"annotations", {{"deployment.kubernetes.io/desired-replicas", std::to_string(deployment.replicas)}}},
         {"ownerReferences", Json::array({reference})}}},
       {"spec", std::move(set_spec)}});
}

kube::Object make_pod(const ReplicaSetView& set, int index, int made, const std::string& node_name) {
  const Json& pod_template = member(member(set.object.json(), "spec"), "template");
  const Json& template_metadata = member(pod_template, "metadata");
  Json annotations = object_or_empty(member(template_metadata, "annotations"));
  annotations[kPodIndexAnnotation] = std::to_string(index);
  Json spec = object_or_empty(member(pod_template, "spec"));
  spec["nodeName"] = node_name;
  const std::string prefix = set.name.name + "-";
  const std::string seed = fmt::format("{} {} {}", set.name.to_string(), index, made);
  const Json reference = make_reference("ReplicaSet", set.name.name, set.uid);
  return kube::Object::from_json({{"apiVersion", "v1"},
                                  {"kind", "Pod"},
                                  {"metadata",
                                   {{"name", make_generated_name(prefix, seed)},
                                    {"generateName", prefix},
                                    {"namespace", set.name.namespace_},
                                    {"labels", object_or_empty(member(template_metadata, "labels"))},
                                    {"annotations", std::move(annotations)},
                                    {"ownerReferences", Json::array({reference})}}},
                                  {"spec", std::move(spec)}});
}

}  // namespace gauntlet::cluster
