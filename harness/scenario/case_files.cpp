#include "harness/scenario/case_files.hpp"

#include <algorithm>
#include <filesystem>

namespace gauntlet::scenario {

namespace {

namespace fs = std::filesystem;

std::string tidy(const fs::path& path) {
  return path.lexically_normal().generic_string();
}

// Files and folders of that kind hold what cases share.
bool is_set_apart(const fs::path& path) {
  return path.filename().generic_string().front() == '_';
}

void find_in_folder(const std::string& folder, std::vector<CaseFile>& files, Diagnostics& diagnostics) {
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (is_set_apart(it->path())) {
      it.disable_recursion_pending();
    } else if (it->path().extension() == ".yaml" && it->is_regular_file(ignored)) {
      files.push_back({tidy(it->path()), CaseFile::Origin::kFound});
    }
  }
  if (error) diagnostics.error("E001", {{folder, 0, 0}, 1}, "cannot read the folder: " + error.message());
}

}  // namespace

std::vector<CaseFile> find_case_files(const std::vector<std::string>& paths, const std::string& features_file,
                                      Diagnostics& diagnostics) {
  std::vector<CaseFile> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      find_in_folder(path, files, diagnostics);
    } else if (fs::exists(path, error)) {
      files.push_back({tidy(path), CaseFile::Origin::kNamed});
    } else {
      diagnostics.error("E001", {{path, 0, 0}, 1}, "there is no such file or folder");
    }
  }
  const auto by_path = [](const CaseFile& a, const CaseFile& b) { return a.path < b.path; };
  std::stable_sort(files.begin(), files.end(), by_path);
  const auto same_path = [](const CaseFile& a, const CaseFile& b) { return a.path == b.path; };
  files.erase(std::unique(files.begin(), files.end(), same_path), files.end());
  const auto is_features = [&](const CaseFile& file) {
    std::error_code error;
    return file.origin == CaseFile::Origin::kFound && fs::equivalent(file.path, features_file, error);
  };
  files.erase(std::remove_if(files.begin(), files.end(), is_features), files.end());
  return files;
}

bool is_at_home(const std::string& path, const std::string& id) {
  std::string home = "/" + id;
  std::replace(home.begin(), home.end(), '.', '/');
  home += ".yaml";
  std::error_code error;
  const std::string absolute = fs::absolute(path, error).lexically_normal().generic_string();
  return absolute.size() >= home.size() && absolute.substr(absolute.size() - home.size()) == home;
}

}  // namespace gauntlet::scenario
