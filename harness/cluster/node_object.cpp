#include "harness/cluster/node_object.hpp"

#include "harness/cluster/status_conditions.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::cluster {

using kube::Json;

kube::Object make_node(const NodeIdentity& node, const std::string& now) {
  const Json resources = {{"cpu", "8"}, {"memory", "16Gi"}, {"pods", "10000"}};
  Json status = {{"addresses", Json::array({{{"type", "InternalIP"}, {"address", node.address}},
                                            {{"type", "Hostname"}, {"address", node.name}}})},
                 {"capacity", resources},
                 {"allocatable", resources},
                 {"nodeInfo",
                  {{"operatingSystem", "linux"},
                   {"architecture", "amd64"},
                   {"kubeletVersion", "v1.35.0"},
                   {"kubeProxyVersion", ""},
                   {"containerRuntimeVersion", "gauntlet://1"},
                   {"kernelVersion", ""},
                   {"osImage", "Gauntlet"},
                   {"machineID", ""},
                   {"systemUUID", ""},
                   {"bootID", ""}}}};
  set_condition(status, {"Ready", true, "KubeletReady", "kubelet is posting ready status"}, now);
  return kube::Object::from_json(
      {{"apiVersion", "v1"},
       {"kind", "Node"},
       {"metadata",
        {{"name", node.name},
         {"labels",
          {{"kubernetes.io/hostname", node.name}, {"kubernetes.io/os", "linux"}, {"kubernetes.io/arch", "amd64"}}}}},
       {"spec", Json::object()},
       {"status", std::move(status)}});
}

}  // namespace gauntlet::cluster
