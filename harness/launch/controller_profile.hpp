// ControllerProfile: how to start a controller and what it claims; read from profiles/NAME.yaml with positions
// (ux.md 3.5).
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::launch {

struct ListedCase {
  std::string pattern;  // a case id, '*' allowed
  std::string reason;
  std::string issue;
  std::string until;  // YYYY-MM-DD
};

struct ControllerProfile {
  std::string key;  // file name without .yaml
  std::string file;
  std::string digest;  // sha256 of the file, hex
  std::string organization;
  std::string project;
  std::string url;
  std::vector<std::string> contact;
  std::vector<std::string> version_command;  // prints the version
  std::string version_pattern;               // regular expression, group 1
  std::vector<std::string> command;          // with ${...}
  std::map<std::string, std::string> environment;
  std::string ready_url;  // with ${...}: ready when it answers 200
  std::string ready_log;  // and: when a log line matches this regular expression; neither: when HTTP is listened on
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
  std::map<std::string, std::string> feature_sources;  // where it is written that it is so, or not
  std::string lease;                                   // NAMESPACE/NAME of its leader election
  base::Duration propagate = std::chrono::seconds(5);
  std::vector<ListedCase> known_failures;
  std::vector<ListedCase> skip;
  std::string mode = "default";
  std::string attach_kubeconfig_to;    // somebody else runs it: where it looks for its kubeconfig; empty: we start it
  std::string log_level_pattern;       // group 1: the level of a log line
  std::vector<std::string> log_masks;  // what is never shown
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

// `mode` empty or "default": as written; otherwise that entry of `modes` is laid over it. The problems are those of all
// modes. `known_features`: what case files may claim; empty: not checked. `today`: YYYY-MM-DD, for entries whose
// `until` has passed.
ProfileReading read_profile(const std::string& file, const std::string& mode,
                            const std::vector<std::string>& known_features, const std::string& today);

// "reference" -> the first of DIRS/reference.yaml that exists; a path stays a path. kNotFound lists what there is.
base::Result<std::string> find_profile(const std::string& name, const std::vector<std::string>& folders);

}  // namespace gauntlet::launch
