#include "harness/launch/launch_plan.hpp"

#include "foundation/base/sha256.hpp"
#include "harness/launch/cluster_dns.hpp"
#include "harness/launch/mount_script.hpp"
#include "harness/launch/profile_start.hpp"
#include "harness/launch/profile_variables.hpp"
#include "harness/launch/program_search.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

namespace gauntlet::launch {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Reason;
using base::Result;
using Words = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

constexpr const char* kNamespaceOfController = "gauntlet-system";
// Where a pod finds its service account (Kubernetes documentation, "Accessing the Kubernetes API from a Pod").
constexpr const char* kServiceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

Result<void> write_file(const fs::path& path, const std::string& text) {
  std::error_code failure;
  fs::create_directories(path.parent_path(), failure);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return Result<void>();
  return Error(Reason::kSystem, fmt::format("cannot write {}", path.string()));
}

std::set<std::string> listener_names(const ControllerProfile& profile) {
  std::set<std::string> names;
  for (const auto& [name, port] : profile.ports) names.insert(name);
  for (const std::string& text : templates_of(profile)) {
    const auto variables = variables_in(text);
    if (!variables) continue;
    for (const std::string& variable : *variables) {
      if (const auto name = listen_name_of(variable)) names.insert(*name);
    }
  }
  return names;
}

// Fills in one plan; the first error ends it.
class PlanMaker {
 public:
  PlanMaker(net::Executor executor, const ControllerProfile& profile, const InstanceOptions& options)
      : executor_(std::move(executor)), profile_(profile), options_(options) {}

  Result<LaunchPlan> make();

 private:
  Result<void> take_ports();
  Result<void> add_values();
  Result<void> add_own_variables();
  Result<void> write_files();
  Result<void> add_surroundings();
  Result<void> add_commands();
  Result<void> add_process(Words command, const Texts& environment, const std::string& container, std::string_view key);
  Result<void> put_into_container(PlannedProcess& process, std::string image);
  Result<void> put_on_machine(PlannedProcess& process, std::string_view key);
  Result<void> add_objects();
  Result<std::string> expanded(const std::string& text) { return expand(text, plan_.values); }
  Result<Words> expanded(const Words& texts);
  Result<Texts> expanded(const Texts& texts);
  Result<void> expand_scalars(kube::YamlNode& node);

  net::Executor executor_;
  const ControllerProfile& profile_;
  const InstanceOptions& options_;
  LaunchPlan plan_;
  Texts mounts_;
};

Result<LaunchPlan> PlanMaker::make() {
  std::error_code failure;
  plan_.folder = fs::absolute(options_.folder, failure).lexically_normal().string();
  using Step = Result<void> (PlanMaker::*)();
  for (const Step step :
       {&PlanMaker::take_ports, &PlanMaker::add_values, &PlanMaker::add_own_variables, &PlanMaker::write_files,
        &PlanMaker::add_surroundings, &PlanMaker::add_commands, &PlanMaker::add_objects}) {
    const auto done = (this->*step)();
    if (!done) return done.error();
  }
  return std::move(plan_);
}

Result<Words> PlanMaker::expanded(const Words& texts) {
  Words words;
  for (const std::string& text : texts) {
    auto word = expanded(text);
    if (!word) return word.error();
    words.push_back(std::move(*word));
  }
  return words;
}

Result<Texts> PlanMaker::expanded(const Texts& texts) {
  Texts result;
  for (const auto& [key, value] : texts) {
    auto name = expanded(key);
    auto text = expanded(value);
    if (!name) return name.error();
    if (!text) return text.error();
    result[std::move(*name)] = std::move(*text);
  }
  return result;
}

Result<void> PlanMaker::take_ports() {
  if (profile_.is_attached()) {
    plan_.listeners["http"] = *net::Endpoint::parse(profile_.attach_http);
    if (!profile_.attach_https.empty()) plan_.listeners["https"] = *net::Endpoint::parse(profile_.attach_https);
    return Result<void>();
  }
  for (const std::string& name : listener_names(profile_)) {
    if (const auto fixed = profile_.ports.find(name); fixed != profile_.ports.end()) {
      plan_.listeners[name] = net::Endpoint{options_.address, static_cast<std::uint16_t>(fixed->second)};
      continue;
    }
    auto port = ReservedPort::on(executor_, options_.address);
    if (!port) return port.error().with_context(fmt::format("taking a port for ${{listen.{}}}", name));
    plan_.listeners[name] = port->endpoint();
    plan_.ports.push_back(std::move(*port));
  }
  return Result<void>();
}

Result<void> PlanMaker::add_values() {
  const kube::ClusterAccess& access = options_.access;
  Texts& values = plan_.values;
  values["address"] = options_.address;
  values["service-account"] = plan_.folder + "/service-account";
  values["api.ca"] = plan_.folder + "/service-account/ca.crt";
  values["api.host"] = access.endpoint.address;
  values["api.port"] = std::to_string(access.endpoint.port);
  values["api.token"] = access.bearer_token;
  values["api.url"] = (access.tls ? "https://" : "http://") + access.endpoint.to_string();
  values["bin"] = folder_of_executable();
  values["class"] = options_.class_name;
  values["class.controller"] = options_.class_controller;
  values["folder"] = plan_.folder;
  values["index"] = std::to_string(options_.index);
  values["kubeconfig"] =
      profile_.is_attached() ? fs::absolute(profile_.attach_kubeconfig_to).string() : plan_.folder + "/kubeconfig";
  for (const auto& [name, endpoint] : plan_.listeners) {
    values["listen." + name] = endpoint.to_string();
    values["listen." + name + ".port"] = std::to_string(endpoint.port);
  }
  return Result<void>();
}

Result<void> PlanMaker::add_own_variables() {
  for (const auto& [name, value] : profile_.variables) {
    if (!value)
      return Error(Reason::kInvalid, fmt::format("the variable '{0}' has no value: give --set {0}=...", name));
    plan_.values[name] = *value;
  }
  return Result<void>();
}

Result<void> PlanMaker::write_files() {
  std::error_code failure;
  fs::create_directories(plan_.folder + "/home", failure);
  if (failure) {
    return Error(Reason::kSystem, fmt::format("cannot make the folder {}: {}", plan_.folder, failure.message()));
  }
  auto files = expanded(profile_.files);
  if (!files) return files.error();
  const std::string& account = plan_.values["service-account"];
  (*files)[plan_.values["kubeconfig"]] = kube::write_kubeconfig(options_.access);
  (*files)[account + "/ca.crt"] = options_.access.ca_pem;
  (*files)[account + "/token"] = options_.access.bearer_token;
  (*files)[account + "/namespace"] = kNamespaceOfController;
  if (profile_.cluster_dns) {
    (*files)[plan_.folder + "/resolv.conf"] = resolver_configuration(options_.address, kNamespaceOfController);
  }
  for (const auto& [path, text] : *files) {
    const auto written = write_file(path, text);
    if (!written) return written;
  }
  return Result<void>();
}

Result<void> PlanMaker::add_surroundings() {
  auto environment = expanded(profile_.environment);
  auto mounts = expanded(profile_.mounts);
  auto directory = expanded(profile_.directory);
  auto url = expanded(profile_.ready_url);
  if (!environment) return environment.error();
  if (!mounts) return mounts.error();
  if (!directory) return directory.error();
  if (!url) return url.error();
  plan_.environment = {{"PATH", search_path()}, {"HOME", plan_.folder + "/home"}};
  for (auto& [name, value] : *environment) plan_.environment[name] = std::move(value);
  mounts_ = std::move(*mounts);
  if (profile_.cluster_dns) mounts_["/etc/resolv.conf"] = plan_.folder + "/resolv.conf";
  // Who reads the files of a pod reads where the API server is out of a pod's environment.
  if (mounts_.contains(kServiceAccountPath)) {
    plan_.environment.try_emplace("KUBERNETES_SERVICE_HOST", plan_.values["api.host"]);
    plan_.environment.try_emplace("KUBERNETES_SERVICE_PORT", plan_.values["api.port"]);
    plan_.environment.try_emplace("KUBERNETES_SERVICE_PORT_HTTPS", plan_.values["api.port"]);
  }
  plan_.directory = directory->empty() ? plan_.folder : std::move(*directory);
  plan_.ready_url = std::move(*url);
  return Result<void>();
}

Result<void> PlanMaker::add_commands() {
  if (profile_.is_attached()) return Result<void>();
  for (const Words& command : profile_.prepare) {
    auto words = expanded(command);
    if (!words) return words.error();
    if (!is_program(words->front(), plan_.environment["PATH"])) {
      return missing_program(profile_, words->front(), "start.prepare");
    }
    plan_.prepare.push_back(std::move(*words));
  }
  auto command = expanded(profile_.command);
  if (!command) return command.error();
  command->insert(command->end(), options_.extra_arguments.begin(), options_.extra_arguments.end());
  auto added = add_process(std::move(*command), {}, profile_.container, "start.command");
  for (const Companion& companion : profile_.companions) {
    if (!added) break;
    auto words = expanded(companion.command);
    if (!words) return words.error();
    added = add_process(std::move(*words), companion.environment, companion.container, "start.companions");
  }
  return added;
}

Result<void> PlanMaker::add_process(Words command, const Texts& environment, const std::string& container,
                                    std::string_view key) {
  auto own_environment = expanded(environment);
  auto image = expanded(container);
  if (!own_environment) return own_environment.error();
  if (!image) return image.error();
  PlannedProcess process;
  process.name = fs::path(command.front()).filename().string();
  process.command = std::move(command);
  process.environment = plan_.environment;
  for (auto& [name, value] : *own_environment) process.environment[name] = std::move(value);
  process.environment[kInstanceVariable] = mark_of(plan_);
  const auto placed = image->empty() ? put_on_machine(process, key) : put_into_container(process, std::move(*image));
  if (placed) plan_.processes.push_back(std::move(process));
  return placed;
}

Result<void> PlanMaker::put_into_container(PlannedProcess& process, std::string image) {
  auto engine = find_container_engine(profile_, process.environment["PATH"]);
  if (!engine) return engine.error();
  ContainerRun run;
  run.engine = std::move(*engine);
  run.name = fmt::format("gauntlet-{}-{}", base::sha256_hex(mark_of(plan_)).substr(0, 12), plan_.processes.size());
  run.image = std::move(image);
  run.command = std::move(process.command);
  run.environment = process.environment;
  for (const char* of_this_machine : {"PATH", "HOME"}) run.environment.erase(of_this_machine);
  run.folder = plan_.folder;
  run.mounts = mounts_;
  run.directory = plan_.directory;
  process.command = run_command_of(run);
  process.container = std::move(run);
  return Result<void>();
}

Result<void> PlanMaker::put_on_machine(PlannedProcess& process, std::string_view key) {
  std::string& program = process.command.front();
  if (!is_program(program, process.environment["PATH"])) return missing_program(profile_, program, key);
  // It runs in another directory than we do.
  if (program.find('/') != std::string::npos) program = fs::absolute(program).string();
  if (mounts_.empty()) return Result<void>();
  const std::string script = plan_.folder + "/mounts.sh";
  process.command = in_own_mounts(script, process.command);
  plan_.has_own_mounts = true;
  return write_file(script, mount_script(mounts_));
}

Result<void> PlanMaker::expand_scalars(kube::YamlNode& node) {
  if (node.type == kube::YamlNode::Type::kScalar) {
    auto text = expanded(node.scalar);
    if (!text) return text.error();
    node.scalar = std::move(*text);
  }
  for (kube::YamlNode& item : node.items) {
    const auto done = expand_scalars(item);
    if (!done) return done;
  }
  for (kube::YamlNode::Entry& entry : node.entries) {
    const auto done = expand_scalars(entry.value);
    if (!done) return done;
  }
  return Result<void>();
}

Result<void> PlanMaker::add_objects() {
  for (kube::YamlNode object : profile_.objects) {
    const auto done = expand_scalars(object);
    if (!done) return done;
    plan_.objects.push_back(kube::Object::from_json(kube::to_json(object)));
  }
  return Result<void>();
}

}  // namespace

net::Endpoint LaunchPlan::listener(const std::string& name) const {
  const auto found = listeners.find(name);
  return found == listeners.end() ? net::Endpoint{values.at("address"), 0} : found->second;
}

std::string mark_of(const LaunchPlan& plan) {
  return fmt::format("{}#{}", plan.folder, ::getpid());
}

Result<LaunchPlan> make_plan(net::Executor executor, const ControllerProfile& profile, const InstanceOptions& options) {
  auto plan = PlanMaker(std::move(executor), profile, options).make();
  // A missing program says itself whose it is.
  if (!plan && plan.error().reason() != Reason::kNotFound) return plan.error().with_context(profile.file);
  return plan;
}

}  // namespace gauntlet::launch
