// CustomKinds: serves what CustomResourceDefinitions define: makes rows of the registry out of their versions, writes
// their status, and takes them away with their objects. Runs to quiescence before the write that set it off is
// answered.
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/custom/custom_schema.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

class CustomKinds {
 public:
  // Listens to `plane`, which must outlive it.
  explicit CustomKinds(ControlPlane& plane);
  ~CustomKinds();
  CustomKinds(const CustomKinds&) = delete;
  CustomKinds& operator=(const CustomKinds&) = delete;

  void run();

 private:
  struct Definition;
  void establish(const std::string& name, const kube::Json& definition);
  void serve_version(Definition& definition, const kube::Json& spec, const kube::Json& version);
  void withdraw(Definition& definition);
  void remove_objects(const Definition& definition);
  void write_status(kube::Json definition);

  ControlPlane& plane_;
  KindId definitions_;
  std::deque<std::string> changed_;  // names
  std::map<std::string, std::unique_ptr<Definition>> served_;
  // What rows refer to, also after they are withdrawn: requests may be under way.
  std::vector<std::unique_ptr<CustomSchema>> schemas_;
  std::deque<std::string> texts_;
};

}  // namespace gauntlet::fakeapiserver
