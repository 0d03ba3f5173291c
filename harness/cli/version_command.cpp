#include "harness/cli/version_command.hpp"

#include "fakeapiserver/api_server.hpp"
#include "harness/cli/chosen_cases.hpp"
#include "harness/cli/data_folders.hpp"

#include <fmt/ostream.h>

namespace gauntlet::cli {

ExitCode print_version(const VersionOptions&, Console console) {
  fmt::print(console.out, "gauntlet {}\n", kToolVersion);
  fmt::print(console.out, "fake API server: Kubernetes {}\n", fakeapiserver::ApiServerOptions().kubernetes_version);
  const auto folders = find_data_folders();
  if (!folders) {
    fmt::print(console.out, "cases: not found ({})\n", folders.error().to_string());
    return ExitCode::kOk;
  }
  const scenario::CaseSet cases = read_chosen_cases(CaseChoice(), *folders, scenario::placeholder_bindings());
  fmt::print(console.out, "cases: {} in {}, digest {}\n", cases.scenarios.size(), folders->cases,
             digest_of(cases).substr(0, 12));
  return ExitCode::kOk;
}

ExitCode print_welcome(const WelcomeOptions&, Console console) {
  fmt::print(console.out, R"(gauntlet {}: conformance tests and a fake cluster for Kubernetes Ingress controllers

  gauntlet run -c reference           run the shipped cases against the reference controller
  gauntlet serve -f ingresses.yaml    keep a fake cluster up with your own manifests
  gauntlet lint cases/                check case files and controller profiles

More commands: list, report, schema, version. Each has --help with examples; gauntlet --help lists them.
)",
             kToolVersion);
  return ExitCode::kOk;
}

}  // namespace gauntlet::cli
