// NamespaceController: empties namespaces that are on their way out, says in their conditions what holds them, and
// removes them once nothing is left in them. Runs to quiescence before the write that set it off is answered.
#pragma once

#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/controllers/namespace_conditions.hpp"

#include <set>
#include <string>

namespace gauntlet::fakeapiserver {

class NamespaceController {
 public:
  // Listens to `plane`, which must outlive it.
  explicit NamespaceController(ControlPlane& plane);
  NamespaceController(const NamespaceController&) = delete;
  NamespaceController& operator=(const NamespaceController&) = delete;

  // Deletes the content of namespaces that are on their way out, and those that are empty.
  void run();

 private:
  // What is left.
  NamespaceContent remove_content(const std::string& namespace_);
  void report(const std::string& namespace_, const NamespaceContent& left);
  void finish(const std::string& namespace_);

  ControlPlane& plane_;
  KindId namespaces_;
  std::set<std::string> terminating_;
};

}  // namespace gauntlet::fakeapiserver
