#include "harness/result/run_result_json.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::result {

namespace {

// Order of keys is part of being readable; hence the ordered form.
using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "gauntlet/result/1";

// ---- writing ----

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string key_of(Status status) {
  if (status == Status::kNa) return "na";
  if (status == Status::kNotRun) return "notRun";
  return std::string(to_string(status));
}

Json write(const CheckResult& check) {
  Json json = {{"n", check.number},
               {"line", check.line},
               {"column", check.column},
               {"text", check.text},
               {"status", to_string(check.status)}};
  if (!check.kind.empty()) json["kind"] = check.kind;
  if (!check.want.empty()) json["want"] = check.want;
  if (!check.got.empty()) json["got"] = check.got;
  Json answers = Json::array();
  for (const AnswerCount& answer : check.answers) {
    answers.push_back(
        {{"answer", answer.answer}, {"count", answer.count}, {"firstMs", answer.first_ms}, {"lastMs", answer.last_ms}});
  }
  json["answers"] = std::move(answers);
  if (!check.request_id.empty()) {
    json["example"] = {{"requestId", check.request_id}, {"latencyUs", or_null(check.latency_us)}, {"pod", check.pod}};
  }
  return json;
}

Json write(const StepResult& step) {
  Json json = {{"n", step.number},
               {"verb", step.verb},
               {"line", step.line},
               {"status", to_string(step.status)},
               {"startedAtMs", step.started_ms},
               {"durationMs", step.duration_ms}};
  if (!step.name.empty()) json["name"] = step.name;
  const Propagation& p = step.propagation;
  if (p.committed_ms || p.first_new_ms) {
    json["propagation"] = {{"committedAtMs", or_null(p.committed_ms)},
                           {"deliveredAtMs", or_null(p.delivered_ms)},
                           {"firstNewMs", or_null(p.first_new_ms)},
                           {"lastOldMs", or_null(p.last_old_ms)}};
  }
  Json checks = Json::array();
  for (const CheckResult& check : step.checks) checks.push_back(write(check));
  json["checks"] = std::move(checks);
  return json;
}

Json write(const Failure& failure) {
  return {{"kind", failure.kind}, {"message", failure.message}, {"file", failure.file},
          {"line", failure.line}, {"column", failure.column},   {"text", failure.text}};
}

Json write(const std::vector<Failure>& failures) {
  Json json = Json::array();
  for (const Failure& failure : failures) json.push_back(write(failure));
  return json;
}

Json write(const CaseResult& one) {
  Json json = {{"id", one.id},
               {"row", one.row.empty() ? Json(nullptr) : Json(one.row)},
               {"title", one.title},
               {"controller", one.controller},
               {"level", to_string(one.level)},
               {"features", one.features},
               {"tags", one.tags},
               {"spec", one.spec},
               {"file", one.file},
               {"line", one.line},
               {"status", to_string(one.status)},
               {"startedAt", one.started_at},
               {"durationMs", one.duration_ms}};
  if (!one.reason.empty()) json["reason"] = one.reason;
  Json tries = Json::array();
  for (const TryResult& attempt : one.tries) {
    Json steps = Json::array();
    for (const StepResult& step : attempt.steps) steps.push_back(write(step));
    tries.push_back({{"n", attempt.number},
                     {"status", to_string(attempt.status)},
                     {"company", attempt.company},
                     {"steps", std::move(steps)}});
  }
  json["tries"] = std::move(tries);
  if (!one.failures.empty()) json["failures"] = write(one.failures);
  if (!one.earlier_failures.empty()) json["earlierFailures"] = write(one.earlier_failures);
  if (!one.log_tail.empty()) json["logTail"] = one.log_tail;
  return json;
}

Json write(const ControllerResult& controller) {
  return {
      {"key", controller.key},
      {"organization", controller.organization},
      {"project", controller.project},
      {"version", controller.version},
      {"mode", controller.mode},
      {"profile", controller.profile_file},
      {"profileDigest", controller.profile_digest},
      {"features", {{"supported", controller.features_supported}, {"unsupported", controller.features_unsupported}}},
      {"answers", {{"no-route", controller.no_route_codes}}},
      {"propagateMs", controller.propagate_ms},
      {"readyMs", or_null(controller.ready_ms)}};
}

// ---- reading ----

// Reads members with defaults; the first thing that is wrong is kept with its path.
class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  const std::optional<base::Error>& problem() const { return problem_; }

  std::string text(const Json& json, std::string_view key) {
    const Json* value = find(json, key);
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_string()) return complain(key, "a string"), std::string();
    return *value->get_ptr<const std::string*>();
  }
  double number(const Json& json, std::string_view key) {
    const Json* value = find(json, key);
    if (value == nullptr || value->is_null()) return 0;
    if (!value->is_number()) return complain(key, "a number"), 0.0;
    return value->get<double>();
  }
  std::optional<double> maybe_number(const Json& json, std::string_view key) {
    const Json* value = find(json, key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return number(json, key);
  }
  int integer(const Json& json, std::string_view key) { return static_cast<int>(number(json, key)); }
  std::vector<std::string> texts(const Json& json, std::string_view key) {
    std::vector<std::string> values;
    for (const Json& item : list(json, key)) {
      if (const auto* text_item = item.get_ptr<const std::string*>()) values.push_back(*text_item);
    }
    return values;
  }
  const Json& list(const Json& json, std::string_view key) {
    static const Json empty = Json::array();
    const Json* value = find(json, key);
    if (value == nullptr || value->is_null()) return empty;
    if (!value->is_array()) return complain(key, "a list"), empty;
    return *value;
  }
  const Json& object(const Json& json, std::string_view key) {
    static const Json empty = Json::object();
    const Json* value = find(json, key);
    if (value == nullptr || value->is_null()) return empty;
    if (!value->is_object()) return complain(key, "an object"), empty;
    return *value;
  }
  Status status(const Json& json) {
    Status value = Status::kError;
    if (!parse_status(text(json, "status"), value)) complain("status", "one of the known statuses");
    return value;
  }

 private:
  const Json* find(const Json& json, std::string_view key) {
    const auto it = json.find(std::string(key));
    return it == json.end() ? nullptr : &*it;
  }
  void complain(std::string_view key, std::string_view wanted) {
    if (problem_) return;
    problem_ =
        base::Error(base::Reason::kInvalid, path_ + ": '" + std::string(key) + "' should be " + std::string(wanted));
  }

  std::string path_;
  std::optional<base::Error> problem_;
};

std::vector<Failure> read_failures(Reader& in, const Json& json, std::string_view key) {
  std::vector<Failure> failures;
  for (const Json& item : in.list(json, key)) {
    Failure failure;
    failure.kind = in.text(item, "kind");
    failure.message = in.text(item, "message");
    failure.file = in.text(item, "file");
    failure.line = in.integer(item, "line");
    failure.column = in.integer(item, "column");
    failure.text = in.text(item, "text");
    failures.push_back(std::move(failure));
  }
  return failures;
}

CheckResult read_check(Reader& in, const Json& json) {
  CheckResult check;
  check.number = in.integer(json, "n");
  check.line = in.integer(json, "line");
  check.column = in.integer(json, "column");
  check.text = in.text(json, "text");
  check.status = in.status(json);
  check.kind = in.text(json, "kind");
  check.want = in.text(json, "want");
  check.got = in.text(json, "got");
  for (const Json& item : in.list(json, "answers")) {
    check.answers.push_back(
        {in.text(item, "answer"), in.integer(item, "count"), in.number(item, "firstMs"), in.number(item, "lastMs")});
  }
  const Json& example = in.object(json, "example");
  check.request_id = in.text(example, "requestId");
  check.latency_us = in.maybe_number(example, "latencyUs");
  check.pod = in.text(example, "pod");
  return check;
}

StepResult read_step(Reader& in, const Json& json) {
  StepResult step;
  step.number = in.integer(json, "n");
  step.name = in.text(json, "name");
  step.verb = in.text(json, "verb");
  step.line = in.integer(json, "line");
  step.status = in.status(json);
  step.started_ms = in.number(json, "startedAtMs");
  step.duration_ms = in.number(json, "durationMs");
  const Json& propagation = in.object(json, "propagation");
  step.propagation.committed_ms = in.maybe_number(propagation, "committedAtMs");
  step.propagation.delivered_ms = in.maybe_number(propagation, "deliveredAtMs");
  step.propagation.first_new_ms = in.maybe_number(propagation, "firstNewMs");
  step.propagation.last_old_ms = in.maybe_number(propagation, "lastOldMs");
  for (const Json& item : in.list(json, "checks")) step.checks.push_back(read_check(in, item));
  return step;
}

CaseResult read_case(Reader& in, const Json& json) {
  CaseResult one;
  one.id = in.text(json, "id");
  one.row = in.text(json, "row");
  one.title = in.text(json, "title");
  one.controller = in.text(json, "controller");
  parse_level(in.text(json, "level"), one.level);
  one.features = in.texts(json, "features");
  one.tags = in.texts(json, "tags");
  one.spec = in.texts(json, "spec");
  one.file = in.text(json, "file");
  one.line = in.integer(json, "line");
  one.status = in.status(json);
  one.reason = in.text(json, "reason");
  one.started_at = in.text(json, "startedAt");
  one.duration_ms = in.number(json, "durationMs");
  for (const Json& item : in.list(json, "tries")) {
    TryResult attempt;
    attempt.number = in.integer(item, "n");
    attempt.status = in.status(item);
    attempt.company = in.text(item, "company");
    for (const Json& step : in.list(item, "steps")) attempt.steps.push_back(read_step(in, step));
    one.tries.push_back(std::move(attempt));
  }
  one.failures = read_failures(in, json, "failures");
  one.earlier_failures = read_failures(in, json, "earlierFailures");
  one.log_tail = in.text(json, "logTail");
  return one;
}

ControllerResult read_controller(Reader& in, const Json& json) {
  ControllerResult controller;
  controller.key = in.text(json, "key");
  controller.organization = in.text(json, "organization");
  controller.project = in.text(json, "project");
  controller.version = in.text(json, "version");
  controller.mode = in.text(json, "mode");
  controller.profile_file = in.text(json, "profile");
  controller.profile_digest = in.text(json, "profileDigest");
  const Json& features = in.object(json, "features");
  controller.features_supported = in.texts(features, "supported");
  controller.features_unsupported = in.texts(features, "unsupported");
  for (const Json& code : in.list(in.object(json, "answers"), "no-route")) {
    if (code.is_number_integer()) controller.no_route_codes.push_back(code.get<int>());
  }
  controller.propagate_ms = in.number(json, "propagateMs");
  controller.ready_ms = in.maybe_number(json, "readyMs");
  return controller;
}

}  // namespace

std::string to_json_text(const RunResult& run) {
  Json json = {{"schema", kSchema}, {"schemaMinor", 0}};
  json["run"] = {{"id", run.id},
                 {"seed", run.seed},
                 {"startedAt", run.started_at},
                 {"durationMs", run.duration_ms},
                 {"aborted", run.aborted.empty() ? Json(nullptr) : Json(run.aborted)},
                 {"tool", {{"name", "gauntlet"}, {"version", run.tool_version}, {"casesDigest", run.cases_digest}}},
                 {"host", {{"os", "linux"}, {"cpus", run.cpus}}}};
  Json controllers = Json::array();
  for (const ControllerResult& controller : run.controllers) controllers.push_back(write(controller));
  json["controllers"] = std::move(controllers);
  const Totals totals = count(run.cases);
  Json counts = Json::object();
  for (const Status status : kAllStatuses) counts[key_of(status)] = totals.of(status);
  json["totals"] = std::move(counts);
  Json cases = Json::array();
  for (const CaseResult& one : run.cases) cases.push_back(write(one));
  json["cases"] = std::move(cases);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

base::Result<RunResult> parse_run_result(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return base::Error(base::Reason::kInvalid, "this is not a JSON object");
  Reader in("result");
  const std::string schema = in.text(json, "schema");
  if (schema != kSchema) {
    return base::Error(base::Reason::kInvalid,
                       "'schema' is \"" + schema + "\", this version reads \"" + std::string(kSchema) + "\"");
  }
  RunResult run;
  const Json& head = in.object(json, "run");
  run.id = in.text(head, "id");
  if (const auto seed = head.find("seed"); seed != head.end() && seed->is_number_unsigned()) {
    run.seed = seed->get<std::uint64_t>();
  }
  run.started_at = in.text(head, "startedAt");
  run.duration_ms = in.number(head, "durationMs");
  run.aborted = in.text(head, "aborted");
  const Json& tool = in.object(head, "tool");
  run.tool_version = in.text(tool, "version");
  run.cases_digest = in.text(tool, "casesDigest");
  run.cpus = in.integer(in.object(head, "host"), "cpus");
  for (const Json& item : in.list(json, "controllers")) run.controllers.push_back(read_controller(in, item));
  for (const Json& item : in.list(json, "cases")) run.cases.push_back(read_case(in, item));
  if (in.problem()) return *in.problem();
  return run;
}

}  // namespace gauntlet::result
