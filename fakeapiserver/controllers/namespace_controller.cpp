#include "fakeapiserver/controllers/namespace_controller.hpp"

#include "fakeapiserver/verbs/object_remover.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace gauntlet::fakeapiserver {

NamespaceController::NamespaceController(ControlPlane& plane)
    : plane_(plane), namespaces_(plane.registry().row(kube::resources::kNamespaces).id) {
  plane_.add_listener([this](KindId kind, const Event& event) {
    if (kind != namespaces_) return;
    if (event.type == ChangeType::kDeleted) {
      terminating_.erase(event.object->index.name.name);
    } else if (event.object->index.deleting) {
      terminating_.insert(event.object->index.name.name);
    }
  });
}

void NamespaceController::run() {
  const std::vector<std::string> names(terminating_.begin(), terminating_.end());
  for (const std::string& name : names) {
    const NamespaceContent left = remove_content(name);
    if (left.empty()) {
      finish(name);
    } else {
      report(name, left);
    }
  }
}

NamespaceContent NamespaceController::remove_content(const std::string& namespace_) {
  NamespaceContent left;
  for (const auto& row : plane_.registry().rows()) {
    if (!row->is_namespaced() || row->shown_as) continue;
    std::vector<VersionPtr> content;
    plane_.store().visit(row->id, namespace_, nullptr, [&](const VersionPtr& object) {
      content.push_back(object);
      return true;
    });
    for (const VersionPtr& object : content) {
      if (!object->index.deleting) (void)remove_object(plane_, *row, object, DeleteOptions());
      const VersionPtr still_there = plane_.store().find(row->id, object->index.name);
      if (still_there) left.add(row->type, to_json(*still_there));
    }
  }
  return left;
}

void NamespaceController::report(const std::string& namespace_, const NamespaceContent& left) {
  const VersionPtr current = plane_.store().find(namespaces_, {"", namespace_});
  if (!current) return;
  kube::Json object = to_json(*current);
  set_namespace_conditions(object["status"], left, plane_.time_text());
  base::ignore_failure(plane_.store().update(namespaces_, make_draft(plane_.registry().row(namespaces_), object)));
}

void NamespaceController::finish(const std::string& namespace_) {
  const VersionPtr current = plane_.store().find(namespaces_, {"", namespace_});
  if (!current) return;
  kube::Json object = to_json(*current);
  kube::Json others = kube::member(object["spec"], "finalizers");
  if (others.is_array()) others.erase(std::remove(others.begin(), others.end(), "kubernetes"), others.end());
  if (others.empty()) {
    object["spec"].erase("finalizers");
  } else {
    object["spec"]["finalizers"] = others;
  }
  if (!others.empty() || !kube::member(object["metadata"], "finalizers").empty()) {
    base::ignore_failure(plane_.store().update(namespaces_, make_draft(plane_.registry().row(namespaces_), object)));
    return;
  }
  base::ignore_failure(plane_.store().remove(namespaces_, current->index.name));
}

}  // namespace gauntlet::fakeapiserver
