// PodIdentity: who a fake pod is, in its answers and in what it captures.
#pragma once

#include <string>

namespace gauntlet::cluster {

struct PodIdentity {
  std::string namespace_;
  std::string backend;  // name of the Deployment; of the pod itself where it has none
  int index = 0;        // among the pods of the Deployment
  std::string name;
};

}  // namespace gauntlet::cluster
