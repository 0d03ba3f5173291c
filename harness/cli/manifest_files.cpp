#include "harness/cli/manifest_files.hpp"

#include "foundation/base/text.hpp"
#include "foundation/kube/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace gauntlet::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_in(const std::string& folder, std::vector<std::string>& problems) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string extension = it->path().extension().string();
    if (extension == ".yaml" || extension == ".yml" || extension == ".json") files.push_back(it->path().string());
  }
  if (error) problems.push_back(fmt::format("{}: {}", folder, error.message()));
  if (files.empty()) problems.push_back(fmt::format("{}: there are no manifests in this folder", folder));
  std::sort(files.begin(), files.end());
  return files;
}

void read_file(const std::string& path, ManifestReading& reading) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) {
    reading.problems.push_back(fmt::format("{}: cannot read the file", path));
    return;
  }
  auto objects = kube::read_manifests(text.str());
  if (!objects) {
    // "3:1: ...; 7:2: ..." as one line each.
    const std::string all = objects.error().message();
    for (std::size_t begin = 0; begin <= all.size();) {
      const std::size_t end = std::min(all.find("; ", begin), all.size());
      reading.problems.push_back(fmt::format("{}:{}", path, all.substr(begin, end - begin)));
      begin = end + 2;
    }
    return;
  }
  for (kube::Object& object : *objects) reading.objects.push_back({path, std::move(object)});
}

// What others refer to is there before them.
int rank(const kube::Object& object) {
  if (object.kind() == "Namespace") return 0;
  return object.kind() == "IngressClass" ? 1 : 2;
}

}  // namespace

ManifestReading read_manifest_files(const std::vector<std::string>& paths) {
  ManifestReading reading;
  for (const std::string& path : paths) {
    std::error_code error;
    const bool is_folder = fs::is_directory(path, error);
    const std::vector<std::string> files =
        is_folder ? files_in(path, reading.problems) : std::vector<std::string>{path};
    for (const std::string& file : files) read_file(file, reading);
  }
  std::stable_sort(reading.objects.begin(), reading.objects.end(),
                   [](const ManifestObject& a, const ManifestObject& b) { return rank(a.object) < rank(b.object); });
  return reading;
}

std::string title_of(const kube::Object& object) {
  const std::string_view namespace_ = object.namespace_();
  return fmt::format("{} {}{}{}", object.kind(), namespace_, namespace_.empty() ? "" : "/", object.name());
}

}  // namespace gauntlet::cli
