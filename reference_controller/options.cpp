#include "reference_controller/options.hpp"

#include "foundation/base/edit_distance.hpp"
#include "reference_controller/mutants.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reference {
namespace {

constexpr int kUsageError = 2;
constexpr const char* kVersion = "gauntlet-reference " GAUNTLET_VERSION "\n";

// As on the command line.
struct Texts {
  std::string kubeconfig;
  std::string ingress_class;
  std::string controller_name = "gauntlet.test/reference";
  std::string listen_http = "127.0.0.1:8080";
  std::string listen_https = "127.0.0.1:8443";
  std::string listen_health = "127.0.0.1:8081";
  std::string publish_address;
  Upstream upstream = Upstream::kEndpoints;
  int proxy_threads = 1;
  double drain_seconds = 10;
  base::LogLevel log_level = base::LogLevel::kInfo;
  std::string mutant;
};

// A check for CLI11: the empty text where the value is fine.
std::string check_endpoint(const std::string& text) {
  if (text == "off") return "";
  const auto endpoint = net::Endpoint::parse(text);
  return endpoint ? "" : fmt::format("\"{}\" is neither ADDRESS:PORT nor off", text);
}

std::string check_address(const std::string& text) {
  const bool is_ipv6 = text.find(':') != std::string::npos;
  const auto endpoint = net::Endpoint::parse(is_ipv6 ? "[" + text + "]:1" : text + ":1");
  return endpoint ? "" : fmt::format("\"{}\" is not an IP address", text);
}

void declare(CLI::App& app, Texts& texts) {
  const std::map<std::string, base::LogLevel> levels = {{"debug", base::LogLevel::kDebug},
                                                        {"info", base::LogLevel::kInfo},
                                                        {"warn", base::LogLevel::kWarn},
                                                        {"error", base::LogLevel::kError}};
  const std::map<std::string, Upstream> upstreams = {{"endpoints", Upstream::kEndpoints},
                                                     {"service", Upstream::kService}};
  app.add_option("--kubeconfig", texts.kubeconfig, "How to reach the API server")->envname("KUBECONFIG")->required();
  app.add_option("--ingress-class", texts.ingress_class,
                 "Serve this IngressClass only, and Ingresses that name it in the annotation "
                 "kubernetes.io/ingress.class; otherwise every class of --controller-name");
  app.add_option("--controller-name", texts.controller_name, "What spec.controller of our IngressClasses says")
      ->capture_default_str();
  app.add_option("--listen-http", texts.listen_http, "ADDRESS:PORT for HTTP, or off")
      ->check(check_endpoint, "")
      ->capture_default_str();
  app.add_option("--listen-https", texts.listen_https, "ADDRESS:PORT for HTTPS, or off")
      ->check(check_endpoint, "")
      ->capture_default_str();
  app.add_option("--listen-health", texts.listen_health, "ADDRESS:PORT for /healthz, /readyz and /metrics, or off")
      ->check(check_endpoint, "")
      ->capture_default_str();
  app.add_option("--publish-address", texts.publish_address,
                 "The IP address that goes into the status of served Ingresses; without it statuses are left alone")
      ->check(check_address, "");
  app.add_option("--upstream", texts.upstream,
                 "Where requests go: to the endpoints in the EndpointSlices, or to the ClusterIP of the service, where "
                 "kube-proxy chooses an endpoint for each connection")
      ->transform(CLI::CheckedTransformer(upstreams).description(""))
      ->type_name("endpoints|service")
      ->default_str("endpoints");
  app.add_option("--proxy-threads", texts.proxy_threads, "Loops that proxy, each on a thread of its own")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--drain", texts.drain_seconds, "Seconds that requests under way have after SIGTERM")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  app.add_option("--log-level", texts.log_level, "debug, info, warn or error")
      ->transform(CLI::CheckedTransformer(levels).description(""))
      ->default_str("info");
  app.set_version_flag("--version", kVersion);
#ifdef GAUNTLET_MUTANTS
  app.add_option("--mutate", texts.mutant, "Have this defect (for testing the suite)");
  app.add_flag_callback(
      "--list-mutants",
      [] {
        for (const MutantName& row : mutant_names()) fmt::print("{}\t{}\n", row.name, row.defect);
        throw CLI::Success();
      },
      "Print the names of the defects, and what they are");
#endif
}

std::optional<net::Endpoint> to_endpoint(const std::string& text) {
  if (text == "off") return std::nullopt;
  return *net::Endpoint::parse(text);
}

std::variant<ProgramOptions, EarlyExit> fail(std::string_view message) {
  fmt::print(stderr, "gauntlet-reference: {}\n", message);
  return EarlyExit{kUsageError};
}

std::variant<ProgramOptions, EarlyExit> to_options(const Texts& texts) {
  auto access = kube::read_kubeconfig_file(texts.kubeconfig);
  if (!access) return fail(access.error().with_context("--kubeconfig").to_string());
#ifdef GAUNTLET_MUTANTS
  if (!texts.mutant.empty() && !select_mutant(texts.mutant)) {
    std::vector<std::string_view> names;
    for (const MutantName& row : mutant_names()) names.push_back(row.name);
    const std::string_view meant = base::closest(texts.mutant, names);
    const std::string hint = meant.empty() ? "--list-mutants shows all" : fmt::format("did you mean \"{}\"?", meant);
    return fail(fmt::format("--mutate: there is no \"{}\"; {}", texts.mutant, hint));
  }
#endif
  ProgramOptions options;
  options.log_level = texts.log_level;
  ReferenceControllerOptions& controller = options.controller;
  controller.controller.access = std::move(*access);
  controller.controller.classes.controller_name = texts.controller_name;
  if (!texts.ingress_class.empty()) controller.controller.classes.ingress_class = texts.ingress_class;
  if (!texts.publish_address.empty()) controller.controller.publish_address = texts.publish_address;
  controller.controller.upstream = texts.upstream;
  controller.listen_http = to_endpoint(texts.listen_http);
  controller.listen_https = to_endpoint(texts.listen_https);
  controller.listen_health = to_endpoint(texts.listen_health);
  controller.proxy_threads = texts.proxy_threads;
  controller.drain = std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(texts.drain_seconds));
  return options;
}

}  // namespace

// CLI11 throws; nothing of it leaves this function.
std::variant<ProgramOptions, EarlyExit> read_command_line(int argc, const char* const* argv) {
  CLI::App app("An Ingress controller that does what the Ingress API says, no more and no less.", "gauntlet-reference");
  Texts texts;
  try {
    declare(app, texts);
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return EarlyExit{app.exit(asked)};
  } catch (const CLI::ParseError& mistake) {
    return fail(fmt::format("{} (--help shows the options)", mistake.what()));
  }
  return to_options(texts);
}

}  // namespace gauntlet::reference
