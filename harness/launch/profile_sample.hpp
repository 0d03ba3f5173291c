// ProfileSample: profiles written by tests into a folder of their own. Tests only; internal.
#pragma once

#include "harness/launch/controller_profile.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace gauntlet::launch {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gauntlet-launch-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file.string();
  }
  std::string read(const std::string& name) const {
    std::ifstream stream(std::filesystem::path(path_) / name);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  }

 private:
  std::string path_;
};

class ProfileTest : public ::testing::Test {
 protected:
  static constexpr const char* kSmallest =
      "gauntlet-profile: v1\n"                                  // 1
      "implementation: {organization: acme, project: edge}\n"   // 2
      "start:\n"                                                // 3
      "  command: [edge, '--http=${listen.http}']\n"            // 4
      "class: {name: edge, controller: acme.test/edge}\n"       // 5
      "features: {supported: [tls], unsupported: [status]}\n";  // 6

  ProfileReading read(const std::string& text, const std::string& mode = "") {
    return read_profile(folder_.write("edge.yaml", text), mode, features_, "2026-06-15");
  }
  // "line:column: message (hint)" of each problem.
  std::vector<std::string> problems(const std::string& text, const std::string& mode = "") {
    std::vector<std::string> lines;
    for (const ProfileProblem& problem : read(text, mode).problems) {
      lines.push_back(std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " + problem.message +
                      (problem.hint.empty() ? "" : " (" + problem.hint + ")"));
    }
    return lines;
  }
  ControllerProfile must_read(const std::string& text, const std::string& mode = "") {
    const ProfileReading reading = read(text, mode);
    for (const ProfileProblem& problem : reading.problems) ADD_FAILURE() << problem.line << ": " << problem.message;
    return reading.profile.value_or(ControllerProfile());
  }

  TemporaryFolder folder_;
  std::vector<std::string> features_ = {"tls", "status"};
};

}  // namespace gauntlet::launch
