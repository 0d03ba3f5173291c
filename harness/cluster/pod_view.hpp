// PodView: a Pod as the controllers of a cluster look at it (core/v1 Pod).
#pragma once

#include "foundation/base/namespaced_name.hpp"
#include "foundation/kube/object.hpp"
#include "foundation/kube/selector.hpp"

#include <string>
#include <vector>

namespace gauntlet::cluster {

// Which of a Deployment's pods it is: 0, 1, 2 ...; ours, so that cases can name one.
inline constexpr const char* kPodIndexAnnotation = "gauntlet.test/pod-index";

// metadata.ownerReferences, the one with controller: true; empty if there is none.
struct Owner {
  std::string kind;
  std::string name;
  std::string uid;
  friend bool operator==(const Owner&, const Owner&) = default;
};
Owner read_controller_owner(const kube::Json& metadata);

struct ContainerPort {
  std::string name;
  std::string protocol = "TCP";
  int port = 0;
  friend bool operator==(const ContainerPort&, const ContainerPort&) = default;
};

struct PodView {
  explicit PodView(const kube::Object& its_object);

  kube::Object object;
  base::NamespacedName name;
  std::string uid;
  kube::Labels labels;
  Owner owner;
  int index = -1;  // -1: not made by us
  std::string node_name;
  std::string hostname;
  std::string subdomain;
  std::vector<ContainerPort> ports;  // of all containers
  int grace_seconds = 30;            // spec.terminationGracePeriodSeconds
  bool is_terminating = false;       // has a deletionTimestamp
  std::string ip;
  std::string phase;
  bool is_ready = false;

  // Ended for good: never in an endpoint.
  bool is_finished() const { return phase == "Succeeded" || phase == "Failed"; }
};

}  // namespace gauntlet::cluster
