#include "harness/launch/program_search.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace gauntlet::launch {

namespace fs = std::filesystem;
using base::Error;
using base::Reason;

std::string folder_of_executable() {
  std::error_code failure;
  return fs::read_symlink("/proc/self/exe", failure).parent_path().string();
}

std::string search_path() {
  const char* const ours = std::getenv("PATH");
  return folder_of_executable() + (ours != nullptr && *ours != '\0' ? ":" + std::string(ours) : ":/usr/bin:/bin");
}

bool is_program(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0;
  for (const std::string_view folder : base::split(path, ':')) {
    const std::string candidate = std::string(folder) + "/" + name;
    std::error_code failure;
    if (::access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate, failure)) return true;
  }
  return false;
}

Error missing_program(const ControllerProfile& profile, const std::string& name, std::string_view key) {
  const bool is_path = name.find('/') != std::string::npos;
  return Error(Reason::kNotFound,
               fmt::format("{}: the program '{}' ({}) was not found; {}", profile.file, name, key,
                           is_path ? "put it there, or change the path in the profile"
                                   : "install it, add its folder to PATH, or write its path into the profile"));
}

}  // namespace gauntlet::launch
