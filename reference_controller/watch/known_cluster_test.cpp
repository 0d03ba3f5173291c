#include "reference_controller/watch/known_cluster_test.hpp"

#include "foundation/kube/yaml_reader.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::reference {

std::vector<kube::Object> KnownCluster::read(const std::string& yaml) {
  const kube::YamlStream stream = kube::read_yaml(yaml);
  for (const kube::YamlError& error : stream.errors) ADD_FAILURE() << error.message << "\n" << yaml;
  std::vector<kube::Object> objects;
  for (const kube::YamlNode& document : stream.documents) {
    objects.push_back(kube::Object::from_json(kube::to_json(document)));
  }
  return objects;
}

}  // namespace gauntlet::reference
