// RunResult: all that a run found out, as plain values; every report is a function of it. Times are milliseconds from
// the start of the case unless the name says otherwise.
#pragma once

#include "harness/result/status.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::result {

// The same answer seen several times on one check.
struct AnswerCount {
  std::string answer;  // "200 from svc-a"
  int count = 0;
  double first_ms = 0;
  double last_ms = 0;
};

struct CheckResult {
  int number = 0;  // from 1 within the case
  int line = 0;
  int column = 0;
  std::string text;  // the check as written, variables filled in
  Status status = Status::kPass;
  std::string kind;  // of a failure: wrong-backend, wrong-status, redirect, went-back, deadline, object, spread, ...
  std::string want;
  std::string got;
  std::vector<AnswerCount> answers;
  std::string request_id;  // of the example shown in the failure text
  std::optional<double> latency_us;
  std::string pod;  // "svc-a/0": who answered the example
};

// Measured from the API server's commit of the last change before the step.
struct Propagation {
  std::optional<double> committed_ms;
  std::optional<double> delivered_ms;  // sent to the controller's watch
  std::optional<double> first_new_ms;  // first right answer
  std::optional<double> last_old_ms;   // last other answer
};

struct StepResult {
  int number = 0;  // from 1
  std::string name;
  std::string verb;
  int line = 0;
  Status status = Status::kPass;
  double started_ms = 0;
  double duration_ms = 0;
  Propagation propagation;
  std::vector<CheckResult> checks;
};

struct TryResult {
  int number = 1;
  Status status = Status::kPass;
  std::string company;  // "alone" or "pack": with whom the case ran
  std::vector<StepResult> steps;
};

// Why a case is not green: one line, and the full text of ux.md 3.6.
struct Failure {
  std::string kind;
  std::string message;  // one line, without position
  std::string file;
  int line = 0;
  int column = 0;
  std::string text;  // many lines, plain, escapes made visible
};

struct CaseResult {
  std::string id;   // "path.exact-match", without the row
  std::string row;  // matrix row, or empty
  std::string title;
  std::string controller;  // key of ControllerResult
  Level level = Level::kCore;
  std::vector<std::string> features;
  std::vector<std::string> tags;
  std::vector<std::string> spec;
  std::string file;  // relative to where the run was started
  int line = 0;      // of the id
  Status status = Status::kNotRun;
  std::string reason;  // n/a, skip, known, not-run: why
  double duration_ms = 0;
  std::string started_at;  // RFC 3339, UTC, milliseconds
  std::vector<TryResult> tries;
  std::vector<Failure> failures;          // of the last try; empty if green
  std::vector<Failure> earlier_failures;  // of the tries before
  std::string log_tail;                   // the controller's, of a case that is not green; 16 KiB at most

  // "path.doc-table[slash]".
  std::string full_id() const { return row.empty() ? id : id + "[" + row + "]"; }
};

struct ControllerResult {
  std::string key;  // what -c said
  std::string organization;
  std::string project;
  std::string version;
  std::string mode = "default";
  std::string profile_file;
  std::string profile_digest;
  std::vector<std::string> features_supported;
  std::vector<std::string> features_unsupported;
  std::vector<int> no_route_codes;  // what `no-route` means for it
  double propagate_ms = 0;          // the budget that was used
  std::optional<double> ready_ms;   // from its start to its readiness
};

struct RunResult {
  std::string id;
  std::uint64_t seed = 0;
  std::string started_at;  // RFC 3339, UTC, milliseconds
  double duration_ms = 0;
  std::string aborted;  // empty, or why: "signal 2", "timeout"
  std::string tool_version;
  std::string cases_digest;
  int cpus = 0;
  std::vector<ControllerResult> controllers;
  std::vector<CaseResult> cases;  // sorted by controller, id, row
};

struct Totals {
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  int by_status[std::size(kAllStatuses)] = {};
  int of(Status status) const { return by_status[static_cast<int>(status)]; }
};
Totals count(const std::vector<CaseResult>& cases);

// Percentile (0..100) of commit to first right answer over the steps that changed something; nullopt without any.
std::optional<double> propagation_percentile_ms(const RunResult& run, double percentile);

}  // namespace gauntlet::result
