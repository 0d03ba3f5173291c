#include "harness/launch/profile_start.hpp"

#include "foundation/kube/resource.hpp"
#include "foundation/net/endpoint.hpp"
#include "harness/launch/profile_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

namespace gauntlet::launch {

namespace {

using kube::YamlNode;
using Type = YamlNode::Type;

constexpr int kMostInstances = 16;
constexpr int kHighestPort = 65535;

struct SignalName {
  std::string_view name;
  int number;
};
constexpr SignalName kSignals[] = {
    {"TERM", SIGTERM}, {"INT", SIGINT}, {"QUIT", SIGQUIT}, {"HUP", SIGHUP}, {"KILL", SIGKILL}};

// One of `start` or `attach` of one profile.
class StartReader {
 public:
  StartReader(ProfileValues& values, ControllerProfile& profile) : values_(values), profile_(profile) {}

  void read_start(const YamlNode& start);
  void read_attach(const YamlNode& attach);

 private:
  void read_command(const YamlNode& start);
  void read_ports(const YamlNode& start);
  void read_companions(const YamlNode& start);
  void read_objects(const YamlNode& start);
  void read_object(const YamlNode& object);
  void read_ready(const YamlNode& parent);
  void read_stop(const YamlNode& start);
  void read_endpoint(const YamlNode& attach, std::string_view key, std::string& into);
  bool knows_listener(std::string_view name) const;

  ProfileValues& values_;
  ControllerProfile& profile_;
};

void StartReader::read_start(const YamlNode& start) {
  read_command(start);
  values_.read(start, "env", profile_.environment, Variables::kAllowed);
  values_.read(start, "container", profile_.container, Variables::kAllowed);
  values_.read(start, "directory", profile_.directory, Variables::kAllowed);
  read_ports(start);
  values_.read_paths(start, "files", "${folder}/", profile_.files);
  values_.read_paths(start, "mounts", "/", profile_.mounts);
  values_.read_commands(start, "prepare", profile_.prepare);
  read_objects(start);
  values_.read_flag(start, "dns", profile_.cluster_dns);
  read_ready(start);
  read_companions(start);
  read_stop(start);
  values_.read_memory(start, "memory", profile_.memory);
  values_.read_integer(start, "replicas", 1, kMostInstances, profile_.instances);
  if (!profile_.command.empty() && !knows_listener("http")) {
    values_.problem(start.find("command")->mark, "nothing tells the controller where to listen for HTTP",
                    "use ${listen.http}, or say in 'ports' where it listens whatever it is told");
  }
}

void StartReader::read_command(const YamlNode& start) {
  values_.require(start, start.mark, {"command"}, ProfileSection::kStart);
  values_.read(start, "command", profile_.command, Variables::kAllowed);
  const YamlNode* command = start.find("command");
  if (command != nullptr && command->type == Type::kSequence && command->items.empty()) {
    values_.problem(command->mark, "'command' needs a program");
  }
}

void StartReader::read_ports(const YamlNode& start) {
  const YamlNode* ports = start.find("ports");
  if (ports == nullptr) return;
  if (ports->type != Type::kMapping) {
    values_.problem(ports->mark, "'ports' has to be a map of listeners to ports");
    return;
  }
  for (const YamlNode::Entry& entry : ports->entries) {
    if (!listen_name_of("listen." + entry.key)) {
      values_.problem(entry.key_mark, fmt::format("no listener can be called '{}'", entry.key), "use a-z, 0-9 and '-'");
    }
    values_.read_integer(*ports, entry.key, 1, kHighestPort, profile_.ports[entry.key]);
  }
}

void StartReader::read_companions(const YamlNode& start) {
  const auto* items = values_.list(start, "companions");
  if (items == nullptr) return;
  for (const YamlNode& item : *items) {
    if (item.type != Type::kMapping) {
      values_.problem(item.mark, "an item of 'companions' has to be a map with 'command'");
      continue;
    }
    values_.check_keys(item, ProfileSection::kCompanion);
    values_.require(item, item.mark, {"command"}, ProfileSection::kCompanion);
    Companion companion;
    values_.read(item, "command", companion.command, Variables::kAllowed);
    values_.read(item, "env", companion.environment, Variables::kAllowed);
    values_.read(item, "container", companion.container, Variables::kAllowed);
    if (!companion.command.empty()) profile_.companions.push_back(std::move(companion));
  }
}

void StartReader::read_objects(const YamlNode& start) {
  const auto* items = values_.list(start, "objects");
  if (items == nullptr) return;
  for (const YamlNode& item : *items) read_object(item);
}

void StartReader::read_object(const YamlNode& object) {
  if (object.type != Type::kMapping) {
    values_.problem(object.mark, "an item of 'objects' has to be a Kubernetes object");
    return;
  }
  const auto scalar = [](const YamlNode* node) { return node != nullptr ? node->scalar : std::string(); };
  const std::string api_version = scalar(object.find("apiVersion"));
  const std::string kind = scalar(object.find("kind"));
  const YamlNode* metadata = object.find("metadata");
  if (kube::find_resource_by_kind(api_version, kind) == nullptr) {
    values_.problem(object.mark, fmt::format("there is no kind '{}' in '{}'", kind, api_version));
  }
  if (metadata == nullptr || scalar(metadata->find("name")).empty()) {
    values_.problem(object.mark, "the object needs metadata.name");
  }
  values_.check_variables(object);
  profile_.objects.push_back(object);
}

void StartReader::read_ready(const YamlNode& parent) {
  const YamlNode* ready = values_.section(parent, "ready", ProfileSection::kReady);
  if (ready == nullptr) return;
  values_.read(*ready, "http", profile_.ready_url, Variables::kAllowed);
  if (!profile_.ready_url.empty() && !profile_.ready_url.starts_with("http://")) {
    values_.problem(ready->find("http")->mark, "'http' has to begin with http://");
  }
  values_.read_pattern(*ready, "log", 0, profile_.ready_log);
  values_.read_flag(*ready, "route", profile_.ready_route);
  values_.read_duration(*ready, "within", profile_.ready_within);
}

void StartReader::read_stop(const YamlNode& start) {
  const YamlNode* stop = values_.section(start, "stop", ProfileSection::kStop);
  if (stop == nullptr) return;
  values_.read_duration(*stop, "within", profile_.stop_within);
  const YamlNode* signal = stop->find("signal");
  if (signal == nullptr) return;
  const auto known = std::find_if(std::begin(kSignals), std::end(kSignals),
                                  [signal](const SignalName& row) { return row.name == signal->scalar; });
  if (known == std::end(kSignals)) {
    values_.problem(signal->mark, "'signal' has to be TERM, INT, QUIT, HUP or KILL");
  } else {
    profile_.stop_signal = known->number;
  }
}

void StartReader::read_attach(const YamlNode& attach) {
  values_.require(attach, attach.mark, {"kubeconfig-to", "http"}, ProfileSection::kAttach);
  values_.read(attach, "kubeconfig-to", profile_.attach_kubeconfig_to, Variables::kNone);
  read_endpoint(attach, "http", profile_.attach_http);
  read_endpoint(attach, "https", profile_.attach_https);
  read_ready(attach);
  if (!profile_.ready_log.empty()) {
    values_.problem(attach.find("ready")->find("log")->mark, "'log' cannot stand here: its log is not ours to read");
  }
}

void StartReader::read_endpoint(const YamlNode& attach, std::string_view key, std::string& into) {
  const YamlNode* node = attach.find(key);
  if (node == nullptr) return;
  const auto endpoint = net::Endpoint::parse(node->scalar);
  if (endpoint) {
    into = node->scalar;
  } else {
    values_.problem(node->mark, fmt::format("'{}' has to be ADDRESS:PORT", key));
  }
}

bool StartReader::knows_listener(std::string_view name) const {
  if (profile_.ports.contains(std::string(name))) return true;
  const std::vector<std::string> texts = templates_of(profile_);
  return std::any_of(texts.begin(), texts.end(), [name](const std::string& text) {
    const auto variables = variables_in(text);
    return variables && std::any_of(variables->begin(), variables->end(),
                                    [name](const std::string& variable) { return listen_name_of(variable) == name; });
  });
}

void add_scalars(const YamlNode& node, std::vector<std::string>& texts) {
  if (node.type == Type::kScalar) texts.push_back(node.scalar);
  for (const YamlNode& item : node.items) add_scalars(item, texts);
  for (const YamlNode::Entry& entry : node.entries) add_scalars(entry.value, texts);
}

}  // namespace

void read_start_section(const YamlNode& root, ProfileValues& values, ControllerProfile& profile) {
  const YamlNode* start = values.section(root, "start", ProfileSection::kStart);
  if (start != nullptr) StartReader(values, profile).read_start(*start);
}

void read_attach_section(const YamlNode& root, ProfileValues& values, ControllerProfile& profile) {
  const YamlNode* attach = values.section(root, "attach", ProfileSection::kAttach);
  if (attach != nullptr) StartReader(values, profile).read_attach(*attach);
}

std::vector<std::string> templates_of(const ControllerProfile& profile) {
  std::vector<std::string> texts = profile.command;
  const auto add_list = [&texts](const std::vector<std::string>& list) {
    texts.insert(texts.end(), list.begin(), list.end());
  };
  const auto add_map = [&texts](const std::map<std::string, std::string>& map) {
    for (const auto& [key, value] : map) texts.insert(texts.end(), {key, value});
  };
  texts.insert(texts.end(), {profile.container, profile.directory, profile.ready_url});
  for (const auto& command : profile.prepare) add_list(command);
  for (const auto* map : {&profile.environment, &profile.files, &profile.mounts}) add_map(*map);
  for (const Companion& companion : profile.companions) {
    add_list(companion.command);
    add_map(companion.environment);
    texts.push_back(companion.container);
  }
  for (const YamlNode& object : profile.objects) add_scalars(object, texts);
  return texts;
}

}  // namespace gauntlet::launch
