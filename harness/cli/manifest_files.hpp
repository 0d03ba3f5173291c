// Manifest files: what -f names, read into objects that remember where they came from.
#pragma once

#include "foundation/kube/object.hpp"

#include <string>
#include <vector>

namespace gauntlet::cli {

struct ManifestObject {
  std::string file;
  kube::Object object;
};

struct ManifestReading {
  std::vector<ManifestObject> objects;  // in the order of the files; Namespaces and IngressClasses first
  std::vector<std::string> problems;    // "file:line:column: ..."
};

// Files, or folders of *.yaml, *.yml and *.json, read recursively and in the order of their names.
ManifestReading read_manifest_files(const std::vector<std::string>& paths);

// "Ingress default/web".
std::string title_of(const kube::Object& object);

}  // namespace gauntlet::cli
