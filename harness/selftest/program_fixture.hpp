// The fixture of the self tests: the built programs in a folder of their own, and cases and profiles to give to them.
#pragma once

#include "harness/cli/temporary_folder.hpp"
#include "harness/result/run_result_json.hpp"
#include "harness/selftest/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gauntlet::selftest {

class ProgramTest : public ::testing::Test {
 protected:
  static std::vector<std::string> gauntlet(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), GAUNTLET_PROGRAM);
    return arguments;
  }
  ProgramEnd run(std::vector<std::string> arguments) {
    return run_program(gauntlet(std::move(arguments)), folder_.path());
  }

  result::RunResult result_in(const std::string& folder) const {
    const std::string file = folder_.path(folder + "/run.json");
    auto run = result::parse_run_result(cli::TemporaryFolder::read(file));
    EXPECT_TRUE(run) << file << ": " << (run ? "" : run.error().to_string());
    return run ? std::move(run).value() : result::RunResult();
  }

  static std::string shipped(const std::string& path) { return std::string(GAUNTLET_SOURCE) + "/" + path; }
  static std::string changed(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
  }
  // The profile of the reference controller with one thing changed.
  std::string write_profile(const std::string& name, const std::string& from, const std::string& to) const {
    return folder_.write(name, changed(cli::TemporaryFolder::read(shipped("profiles/reference.yaml")), from, to));
  }
  // Two paths of one host to two backends, so that a check can expect the wrong one.
  std::string write_case(const std::string& expected) const {
    return folder_.write("two-paths.yaml", changed(R"(gauntlet: v1
id: selftest.two-paths
title: Each path has its own backend
level: vendor
backends: {a: 1, b: 1}
timeouts: {propagate: 2s}
send:
  - GET http://two-paths.selftest.test/a -> 200 from a
  - GET http://two-paths.selftest.test/b -> 200 from EXPECTED
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: ${class}
  rules:
    - host: two-paths.selftest.test
      http:
        paths:
          - {path: /a, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}
          - {path: /b, pathType: Prefix, backend: {service: {name: b, port: {number: 80}}}}
)",
                                                   "EXPECTED", expected));
  }

  cli::TemporaryFolder folder_;
};

}  // namespace gauntlet::selftest
