#include "harness/launch/launch_plan.hpp"

#include "foundation/base/text.hpp"
#include "foundation/net/acceptor.hpp"
#include "harness/launch/profile_variables.hpp"

#include <fmt/format.h>

#include <cstdlib>
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

Result<void> write_file(const fs::path& path, const std::string& text) {
  std::error_code failure;
  fs::create_directories(path.parent_path(), failure);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return Result<void>();
  return Error(Reason::kSystem, fmt::format("cannot write {}", path.string()));
}

std::string folder_of_executable() {
  std::error_code failure;
  return fs::read_symlink("/proc/self/exe", failure).parent_path().string();
}

// All texts of the profile that may hold variables.
std::vector<std::string> templates_of(const ControllerProfile& profile) {
  std::vector<std::string> texts = profile.command;
  for (const auto& [name, value] : profile.environment) texts.push_back(value);
  texts.push_back(profile.ready_url);
  return texts;
}

std::set<std::string> listener_names(const ControllerProfile& profile) {
  std::set<std::string> names;
  for (const std::string& text : templates_of(profile)) {
    const auto variables = variables_in(text);
    if (!variables) continue;
    for (const std::string& variable : *variables) {
      if (const auto name = listen_name_of(variable)) names.insert(*name);
    }
  }
  return names;
}

// All are held until all are known, so that they differ.
Result<std::map<std::string, net::Endpoint>> take_ports(net::Executor executor, const std::set<std::string>& names,
                                                        const std::string& address) {
  std::map<std::string, net::Endpoint> listeners;
  std::vector<std::unique_ptr<net::Acceptor>> held;
  for (const std::string& name : names) {
    auto acceptor = net::Acceptor::listen(executor, net::Endpoint{address, 0});
    if (!acceptor) return acceptor.error().with_context(fmt::format("taking a port for ${{listen.{}}}", name));
    listeners[name] = (*acceptor)->local_endpoint();
    held.push_back(std::move(*acceptor));
  }
  return listeners;
}

void add_values(LaunchPlan& plan, const InstanceOptions& options) {
  const kube::ClusterAccess& access = options.access;
  auto& values = plan.values;
  values["address"] = options.address;
  values["api.ca"] = plan.folder + "/ca.crt";
  values["api.host"] = access.endpoint.address;
  values["api.port"] = std::to_string(access.endpoint.port);
  values["api.token"] = access.bearer_token;
  values["api.url"] = (access.tls ? "https://" : "http://") + access.endpoint.to_string();
  values["bin"] = folder_of_executable();
  values["class"] = options.class_name;
  values["class.controller"] = options.class_controller;
  values["folder"] = plan.folder;
  values["index"] = std::to_string(options.index);
  values["kubeconfig"] = plan.folder + "/kubeconfig";
  for (const auto& [name, endpoint] : plan.listeners) {
    values["listen." + name] = endpoint.to_string();
    values["listen." + name + ".port"] = std::to_string(endpoint.port);
  }
}

Result<void> write_files(const LaunchPlan& plan, const InstanceOptions& options) {
  std::error_code failure;
  fs::create_directories(plan.folder + "/home", failure);
  if (failure) {
    return Error(Reason::kSystem, fmt::format("cannot make the folder {}: {}", plan.folder, failure.message()));
  }
  const auto kubeconfig = write_file(plan.values.at("kubeconfig"), kube::write_kubeconfig(options.access));
  if (!kubeconfig) return kubeconfig.error();
  return write_file(plan.values.at("api.ca"), options.access.ca_pem);
}

Result<void> expand_all(LaunchPlan& plan, const ControllerProfile& profile, const InstanceOptions& options) {
  for (const std::string& argument : profile.command) {
    auto expanded = expand(argument, plan.values);
    if (!expanded) return expanded.error();
    plan.command.push_back(std::move(*expanded));
  }
  plan.command.insert(plan.command.end(), options.extra_arguments.begin(), options.extra_arguments.end());
  plan.environment["PATH"] = search_path();
  plan.environment["HOME"] = plan.folder + "/home";
  for (const auto& [name, value] : profile.environment) {
    auto expanded = expand(value, plan.values);
    if (!expanded) return expanded.error();
    plan.environment[name] = std::move(*expanded);
  }
  auto url = expand(profile.ready_url, plan.values);
  if (!url) return url.error();
  plan.ready_url = std::move(*url);
  return Result<void>();
}

}  // namespace

net::Endpoint LaunchPlan::listener(const std::string& name) const {
  const auto found = listeners.find(name);
  return found == listeners.end() ? net::Endpoint{values.at("address"), 0} : found->second;
}

Result<LaunchPlan> make_plan(net::Executor executor, const ControllerProfile& profile, const InstanceOptions& options) {
  LaunchPlan plan;
  std::error_code failure;
  plan.folder = fs::absolute(options.folder, failure).lexically_normal().string();
  auto listeners = take_ports(executor, listener_names(profile), options.address);
  if (!listeners) return listeners.error().with_context(profile.file);
  plan.listeners = std::move(*listeners);
  add_values(plan, options);
  const auto written = write_files(plan, options);
  if (!written) return written.error();
  const auto expanded = expand_all(plan, profile, options);
  if (!expanded) return expanded.error().with_context(profile.file);
  return plan;
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
