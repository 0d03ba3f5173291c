#include "harness/scenario/evidence.hpp"

#include "foundation/kube/ingress.hpp"
#include "foundation/kube/service.hpp"
#include "harness/scenario/case_objects.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLogLines = 20;
constexpr std::size_t kMostRules = 40;
constexpr std::size_t kMostSlices = 20;
constexpr base::Duration kPatience = 2s;

double seconds_between(base::TimePoint from, base::TimePoint to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string_view name_of(kube::PathType type) {
  switch (type) {
    case kube::PathType::kExact:
      return "Exact";
    case kube::PathType::kPrefix:
      return "Prefix";
    case kube::PathType::kImplementationSpecific:
      return "ImplementationSpecific";
  }
  return "";
}

std::string text_of(const kube::IngressBackend& backend) {
  if (!backend.service) return "a resource backend";
  return fmt::format(
      "{}:{}", backend.service->name,
      backend.service->port_name.empty() ? std::to_string(backend.service->port_number) : backend.service->port_name);
}

void describe_rules(const kube::Ingress& ingress, std::vector<std::string>& lines) {
  std::size_t shown = 0;
  for (const kube::IngressRule& rule : ingress.rules) {
    const std::string host = rule.host.empty() ? "(any host)" : rule.host;
    for (const kube::HttpIngressPath& path : rule.paths) {
      if (++shown > kMostRules) continue;
      lines.push_back(fmt::format("  {}  {} {} -> {}", host, name_of(path.path_type),
                                  path.path.empty() ? "(no path)" : path.path, text_of(path.backend)));
    }
  }
  if (shown > kMostRules) lines.push_back(fmt::format("  and {} paths more", shown - kMostRules));
  if (ingress.default_backend) {
    lines.push_back(fmt::format("  defaultBackend -> {}", text_of(*ingress.default_backend)));
  }
  for (const kube::IngressTls& tls : ingress.tls) {
    lines.push_back(fmt::format("  tls {} -> Secret {}", fmt::join(tls.hosts, ","), tls.secret_name));
  }
}

std::string class_of(const kube::Ingress& ingress) {
  if (ingress.class_name) return "class " + *ingress.class_name;
  if (ingress.class_annotation) return "class annotation " + *ingress.class_annotation;
  return "no class";
}

std::string addresses_of(const kube::EndpointSlice& slice) {
  std::vector<std::string> ready;
  std::size_t others = 0;
  for (const kube::SliceEndpoint& endpoint : slice.endpoints) {
    if (!endpoint.ready || endpoint.addresses.empty()) {
      ++others;
    } else if (ready.size() < 5) {
      ready.push_back(endpoint.addresses.front());
    }
  }
  const std::size_t ready_count = slice.endpoints.size() - others;
  std::string text = fmt::format("{} ready", ready_count);
  if (!ready.empty()) text += fmt::format(" ({}{})", fmt::join(ready, ", "), ready_count > 5 ? ", ..." : "");
  if (others > 0) text += fmt::format(", {} not ready", others);
  return text;
}

// ", cases/path/x.yaml:14" where the case has it as a manifest.
std::string source_of(const Scenario& scenario, const kube::Object& object) {
  for (const Manifest& manifest : scenario.manifests) {
    const bool same =
        manifest.object.kind() == "Ingress" && manifest.object.namespaced_name() == object.namespaced_name();
    if (same) return fmt::format(", {}:{}", manifest.position.file, manifest.position.line);
  }
  return {};
}

}  // namespace

net::Awaitable<Evidence> gather_evidence(kube::Client& client, World& world, std::string controller_user,
                                         const Scenario& scenario, const launch::ControllerProcess* process,
                                         std::string instance_name, base::TimePoint case_started) {
  Evidence evidence;
  const base::Deadline deadline = base::Deadline::after(kPatience);
  for (const std::string& name : namespaces_of(scenario)) {
    kube::ListOptions options;
    options.namespace_ = name;
    kube::ListOptions slice_options = options;
    const auto ingresses = co_await client.list(kube::resources::kIngresses, std::move(options), deadline);
    if (ingresses) {
      for (const kube::Object& object : ingresses->items) {
        std::string version(object.resource_version());
        const auto times = co_await world.write_times(version, controller_user);
        std::string line = fmt::format("Ingress/{}, version {}", object.name(), version);
        if (times) {
          line += fmt::format(", committed {:+.3f} s", seconds_between(case_started, times->committed));
          line += times->delivered ? fmt::format(", sent to {}'s watch {:+.3f} s", instance_name,
                                                 seconds_between(case_started, *times->delivered))
                                   : fmt::format(", never sent to {}'s watch", instance_name);
        }
        const auto ingress = kube::read_ingress(object);
        if (!ingress) {
          evidence.held.push_back(line + ", unreadable: " + ingress.error().to_string());
          continue;
        }
        evidence.held.push_back(line + ", " + class_of(*ingress) + source_of(scenario, object));
        describe_rules(*ingress, evidence.held);
      }
    }
    const auto slices = co_await client.list(kube::resources::kEndpointSlices, std::move(slice_options), deadline);
    if (slices) {
      std::size_t shown = 0;
      for (const kube::Object& object : slices->items) {
        const auto slice = kube::read_endpoint_slice(object);
        if (!slice || ++shown > kMostSlices) continue;
        evidence.held.push_back(fmt::format("EndpointSlice/{}, version {}: {}", object.name(),
                                            object.resource_version(), addresses_of(*slice)));
      }
      if (shown > kMostSlices) evidence.held.push_back(fmt::format("and {} slices more", shown - kMostSlices));
    }
  }
  if (process != nullptr) {
    const std::vector<launch::LogLine> tail = process->log_tail(kLogLines);
    for (const launch::LogLine& line : tail) evidence.log.push_back(line.text);
    evidence.log_source = tail.empty() ? fmt::format("{}, nothing written", instance_name)
                                       : fmt::format("{}, lines {} to {} of {}", instance_name, tail.front().number,
                                                     tail.back().number, process->log_line_count());
    if (!process->running()) evidence.log_source += fmt::format(", ended: {}", process->exit_description());
  }
  co_return evidence;
}

}  // namespace gauntlet::scenario
