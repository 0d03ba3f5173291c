#include "harness/cli/data_folders.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace gauntlet::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFeatures = "features.yaml";

// The working directory, then what surrounds the program.
std::vector<fs::path> roots() {
  std::vector<fs::path> all = {fs::path()};
  std::error_code error;
  fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  while (!error && folder.has_relative_path()) {
    all.push_back(folder / "share" / "gauntlet");
    all.push_back(folder);
    folder = folder.parent_path();
  }
  return all;
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

}  // namespace

base::Result<DataFolders> find_data_folders() {
  DataFolders folders;
  std::string looked;
  for (const fs::path& root : roots()) {
    const fs::path cases = root / "cases";
    if (folders.cases.empty() && is_there(cases / kFeatures)) {
      folders.cases = cases.string();
      folders.features = (cases / kFeatures).string();
    }
    const fs::path profiles = root / "profiles";
    if (is_there(profiles)) folders.profiles.push_back(profiles.string());
    looked += fmt::format("{}{}", looked.empty() ? "" : ", ", cases.string());
  }
  if (!folders.cases.empty()) return folders;
  return base::Error(base::Reason::kNotFound,
                     fmt::format("there are no shipped cases with a {} in {}", kFeatures, looked));
}

std::string features_for(const std::vector<std::string>& paths, const DataFolders& folders) {
  for (const std::string& path : paths) {
    std::error_code error;
    fs::path folder = fs::absolute(path, error).lexically_normal();
    for (; folder.has_relative_path(); folder = folder.parent_path()) {
      if (is_there(folder / kFeatures)) return (folder / kFeatures).string();
    }
  }
  return folders.features;
}

}  // namespace gauntlet::cli
