// ProfileValues: typed values of a profile's nodes. What is wrong becomes a problem with its position, and reading goes
// on. Each read() leaves `into` alone where the key is absent or wrong.
#pragma once

#include "foundation/kube/yaml_reader.hpp"
#include "harness/launch/controller_profile.hpp"
#include "harness/launch/profile_vocabulary.hpp"

namespace gauntlet::launch {

enum class Variables { kNone, kAllowed };

class ProfileValues {
 public:
  explicit ProfileValues(std::vector<ProfileProblem>& problems) : problems_(problems) {}

  // nullptr where the key is absent, or no map; keys that `section` does not know are problems.
  const kube::YamlNode* section(const kube::YamlNode& parent, std::string_view key, ProfileSection section);
  void check_keys(const kube::YamlNode& map, ProfileSection section);
  // A problem at `parent` for each that is missing.
  void require(const kube::YamlNode& parent, kube::Mark at, std::initializer_list<std::string_view> keys,
               ProfileSection section);

  void read(const kube::YamlNode& parent, std::string_view key, std::string& into, Variables variables);
  void read(const kube::YamlNode& parent, std::string_view key, std::vector<std::string>& into, Variables variables);
  void read(const kube::YamlNode& parent, std::string_view key, std::map<std::string, std::string>& into,
            Variables variables);
  // Keys are paths that begin with `root`, in which variables may stand as well.
  void read_paths(const kube::YamlNode& parent, std::string_view key, std::string_view root,
                  std::map<std::string, std::string>& into);
  void read_commands(const kube::YamlNode& parent, std::string_view key, std::vector<std::vector<std::string>>& into);
  void read_flag(const kube::YamlNode& parent, std::string_view key, bool& into);
  void read_duration(const kube::YamlNode& parent, std::string_view key, base::Duration& into);
  // Bytes as Kubernetes writes them: 512Mi, 2Gi.
  void read_memory(const kube::YamlNode& parent, std::string_view key, std::uint64_t& into);
  void read_integer(const kube::YamlNode& parent, std::string_view key, int least, int most, int& into);
  void read_codes(const kube::YamlNode& parent, std::string_view key, std::vector<int>& into);
  // A regular expression (ECMAScript) with at least so many groups.
  void read_pattern(const kube::YamlNode& parent, std::string_view key, unsigned groups, std::string& into);
  void read_patterns(const kube::YamlNode& parent, std::string_view key, std::vector<std::string>& into);
  // The scalar's text; nullopt and a problem if it is none, or empty.
  std::optional<std::string> text(const kube::YamlNode& node, std::string_view what);

  // The items of a list; nullptr where the key is absent, or no list.
  const std::vector<kube::YamlNode>* list(const kube::YamlNode& parent, std::string_view key);
  // Of all scalars of a tree.
  void check_variables(const kube::YamlNode& node);
  void set_own_variables(std::vector<std::string_view> names) { own_variables_ = std::move(names); }

  void problem(kube::Mark at, std::string message, std::string hint = {});

 private:
  void check_variables(const std::string& text, kube::Mark at);
  std::optional<std::string> pattern(const kube::YamlNode& node, unsigned groups, std::string_view what);

  std::vector<ProfileProblem>& problems_;
  std::vector<std::string_view> own_variables_;
};

}  // namespace gauntlet::launch
