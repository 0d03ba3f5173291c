// ControllerProfile: how to start a controller and what it claims; read from profiles/NAME.yaml with positions
// (ux.md 3.5).
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/result.hpp"
#include "foundation/kube/yaml_reader.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::launch {

struct ListedCase {
  std::string pattern;  // a case id, '*' allowed
  std::string reason;
  std::string issue;
  std::string until;    // YYYY-MM-DD
  bool varies = false;  // a failure that is not there in every run
};

// A process that runs beside the controller and belongs to it (Contour's Envoy).
struct Companion {
  std::vector<std::string> command;                // with ${...}
  std::map<std::string, std::string> environment;  // besides the controller's
  std::string container;                           // image; empty: a program of this machine
};

struct ControllerProfile {
  std::string key;  // file name without .yaml
  std::string file;
  std::string digest;  // sha256 of the file, hex
  std::string mode = "default";
  std::string organization;
  std::string project;
  std::string url;
  std::vector<std::string> contact;
  std::vector<std::string> version_command;  // prints the version
  std::string version_pattern;               // regular expression, group 1

  // How it is started; texts with ${...}.
  std::map<std::string, std::optional<std::string>> variables;  // of the user; without a value it has to be given
  std::vector<std::string> command;
  std::map<std::string, std::string> environment;
  std::string container;                          // image in which `command` runs; empty: a program of this machine
  std::string directory;                          // where it runs; empty: the instance's folder
  std::map<std::string, int> ports;               // of listeners that take no other
  std::map<std::string, std::string> files;       // path to text
  std::map<std::string, std::string> mounts;      // path as it sees it to the path of what stands there
  std::vector<std::vector<std::string>> prepare;  // run to their ends before it is started
  std::vector<Companion> companions;
  std::vector<kube::YamlNode> objects;  // created before it is started
  bool cluster_dns = false;             // it looks up names of Services
  std::string ready_url;                // ready when it answers 200
  std::string ready_log;     // and: when a log line matches this regular expression; neither: when HTTP is listened on
  bool ready_route = false;  // and: when a route to a pod works; whoever has pods looks after that
  base::Duration ready_within = std::chrono::seconds(20);
  int stop_signal = 15;
  base::Duration stop_within = std::chrono::seconds(10);
  std::uint64_t memory = std::uint64_t{4} << 30;  // most bytes that its processes may hold together
  int instances = 1;                              // highest number it can be started with

  // Or: somebody else runs it.
  std::string attach_kubeconfig_to;  // where it looks for its kubeconfig; empty: we start it
  std::string attach_http;           // ADDRESS:PORT
  std::string attach_https;          // empty: none

  std::string class_name;
  std::string class_controller;
  std::string lease;                               // NAMESPACE/NAME of its leader election
  std::map<std::string, std::string> annotations;  // of every Ingress that it is given
  std::vector<int> no_route = {404};
  std::vector<int> no_endpoints = {503};
  base::Duration propagate = std::chrono::seconds(5);

  std::vector<std::string> features_supported;
  std::vector<std::string> features_unsupported;
  std::map<std::string, std::string> feature_sources;  // where it is written that it is so, or not
  std::vector<ListedCase> known_failures;
  std::vector<ListedCase> skip;
  std::string log_level_pattern;       // group 1: the level of a log line
  std::vector<std::string> log_masks;  // what is never shown

  bool is_attached() const { return !attach_kubeconfig_to.empty(); }
  // Whether two instances would be in each other's way, even of different clusters.
  bool is_alone() const { return is_attached() || !ports.empty() || cluster_dns; }
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

// Gives one of the profile's own variables its value. kNotFound: it has none of that name.
base::Result<void> set_variable(ControllerProfile& profile, const std::string& name, const std::string& value);

// "reference" -> the first of DIRS/reference.yaml that exists; a path stays a path. kNotFound lists what there is.
base::Result<std::string> find_profile(const std::string& name, const std::vector<std::string>& folders);

}  // namespace gauntlet::launch
