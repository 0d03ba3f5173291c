// ControllerProfile: how to start a controller and what it claims; read from profiles/NAME.yaml with positions (ux.md 3.5).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "foundation/base/clock.hpp"
#include "foundation/base/result.hpp"

namespace gauntlet::launch {

struct ListedCase {
  std::string pattern;  // a case id, '*' allowed
  std::string reason;
  std::string issue;
  std::string until;  // YYYY-MM-DD
};

struct ControllerProfile {
  std::string key;   // file name without .yaml
  std::string file;
  std::string digest;  // sha256 of the file, hex
  std::string organization;
  std::string project;
  std::string url;
  std::vector<std::string> version_command;  // prints the version
  std::string version_pattern;               // regular expression, group 1
  std::vector<std::string> command;          // with ${...}
  std::map<std::string, std::string> environment;
  std::string ready_url;   // with ${...}: ready when it answers 200
  std::string ready_log;   // or: ready when a log line matches this regular expression
  base::Duration ready_within = std::chrono::seconds(20);
  int stop_signal = 15;
  base::Duration stop_within = std::chrono::seconds(10);
  int instances = 1;  // highest number it can be started with
  std::string class_name;
  std::string class_controller;
  std::vector<int> no_route = {404};
  std::vector<int> no_endpoints = {503};
  std::vector<std::string> features_supported;
  std::vector<std::string> features_unsupported;
  base::Duration propagate = std::chrono::seconds(5);
  std::vector<ListedCase> known_failures;
  std::vector<ListedCase> skip;
  std::string mode = "default";
};

struct ProfileProblem {
  int line = 0;
  int column = 0;
  std::string message;
  std::string hint;
};

struct ProfileReading {
  std::optional<ControllerProfile> profile;
  std::vector<ProfileProblem> problems;  // all of them at once
  std::vector<std::string> source_lines;
};

// `mode` empty: as written; otherwise that entry of `modes` is laid over it. `known_features`: what case files may claim.
// `today`: YYYY-MM-DD, for entries whose `until` has passed.
ProfileReading read_profile(const std::string& file, const std::string& mode,
                            const std::vector<std::string>& known_features, const std::string& today);

// "reference" -> the first of DIRS/reference.yaml that exists; a path stays a path. kNotFound lists what there is.
base::Result<std::string> find_profile(const std::string& name, const std::vector<std::string>& folders);

}  // namespace gauntlet::launch
