#include "reporters/junit.hpp"

#include "reporters/printable.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

namespace gauntlet::reporters {

namespace {

using result::CaseResult;
using result::RunResult;
using result::Status;

constexpr std::size_t kMessageLimit = 240;         // one line in the readers' lists
constexpr std::size_t kTextNodeLimit = 64 * 1024;  // GitLab refuses very large text nodes
constexpr std::size_t kLogLimit = 16 * 1024;
constexpr std::size_t kTimestampLength = 19;  // 2026-11-23T10:02:11
// Beyond this many failures only the first ones keep their long text, so that the file stays readable for its readers.
constexpr int kManyFailures = 2000;
constexpr int kLongTexts = 200;

struct Counts {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  double milliseconds = 0;

  void add(const CaseResult& one) {
    ++tests;
    milliseconds += one.duration_ms;
    if (one.status == Status::kFail) ++failures;
    if (one.status == Status::kError) ++errors;
    if (result::tally_of(one.status) == result::Tally::kSkipped) ++skipped;
  }
  void add(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    milliseconds += other.milliseconds;
  }
};

// Seconds with three decimals and never an exponent: more decimals break the xUnit plug-in's schema.
std::string seconds(double milliseconds) {
  return fmt::format("{:.3f}", std::max(0.0, milliseconds) / 1000.0);
}

void set_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(printable(value).c_str());
}

void set_text(pugi::xml_node node, std::string_view text) {
  node.append_child(pugi::node_pcdata).set_value(capped(printable(text), kTextNodeLimit).c_str());
}

void add_property(pugi::xml_node properties, std::string_view name, std::string_view value) {
  pugi::xml_node property = properties.append_child("property");
  set_attribute(property, "name", name);
  set_attribute(property, "value", value);
}

std::string join(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

// "path.exact-match" -> group "path", last part "exact-match".
std::string group_of(const CaseResult& one) {
  const auto dot = one.id.rfind('.');
  return dot == std::string::npos ? "cases" : one.id.substr(0, dot);
}

std::string last_part_of(const CaseResult& one) {
  const auto dot = one.id.rfind('.');
  std::string name = dot == std::string::npos ? one.id : one.id.substr(dot + 1);
  if (!one.row.empty()) name += "[" + one.row + "]";
  return name;
}

class JunitWriter {
 public:
  JunitWriter(const RunResult& run, JunitDialect dialect) : run_(run), dialect_(dialect) {
    for (const CaseResult& one : run.cases) suites_[one.controller + "." + group_of(one)].push_back(&one);
    failure_count_ = result::count(run.cases).failed;
  }

  std::string write() {
    pugi::xml_node declaration = document_.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = document_.append_child("testsuites");
    Counts all;
    for (const auto& [name, cases] : suites_) {
      for (const CaseResult* one : cases) all.add(*one);
    }
    if (suites_.empty()) all.tests = all.skipped = 1;
    root.append_attribute("name") = "gauntlet";
    root.append_attribute("tests") = all.tests;
    root.append_attribute("failures") = all.failures;
    root.append_attribute("errors") = all.errors;
    if (rich()) root.append_attribute("skipped") = all.skipped;
    set_attribute(root, "time", seconds(rich() ? run_.duration_ms : all.milliseconds));
    for (const auto& [name, cases] : suites_) write_suite(root, name, cases);
    if (suites_.empty()) write_empty_suite(root);
    std::ostringstream out;
    document_.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
  }

 private:
  bool rich() const { return dialect_ == JunitDialect::kRich; }

  void set_suite_attributes(pugi::xml_node suite, std::string_view name, const Counts& counts,
                            std::string_view started) {
    set_attribute(suite, "name", name);
    suite.append_attribute("tests") = counts.tests;
    suite.append_attribute("failures") = counts.failures;
    suite.append_attribute("errors") = counts.errors;
    suite.append_attribute("skipped") = counts.skipped;
    set_attribute(suite, "time", seconds(counts.milliseconds));
    // UTC without zone and fraction: what the readers' parsers take.
    if (!started.empty()) set_attribute(suite, "timestamp", started.substr(0, kTimestampLength));
    suite.append_attribute("hostname") = "localhost";
  }

  void write_suite(pugi::xml_node root, const std::string& name, const std::vector<const CaseResult*>& cases) {
    Counts counts;
    for (const CaseResult* one : cases) counts.add(*one);
    pugi::xml_node suite = root.append_child("testsuite");
    set_suite_attributes(suite, name, counts, run_.started_at);
    pugi::xml_node properties = suite.append_child("properties");
    for (const result::ControllerResult& controller : run_.controllers) {
      if (controller.key != cases.front()->controller) continue;
      add_property(properties, "controller", controller.key);
      add_property(properties, "controller.version", controller.version);
      add_property(properties, "controller.mode", controller.mode);
      add_property(properties, "profile.digest", controller.profile_digest);
    }
    add_property(properties, "gauntlet.version", run_.tool_version);
    add_property(properties, "cases.digest", run_.cases_digest);
    add_property(properties, "seed", std::to_string(run_.seed));
    for (const CaseResult* one : cases) write_case(suite, name, *one);
  }

  // Readers that refuse a file without cases stay calm.
  void write_empty_suite(pugi::xml_node root) {
    Counts counts;
    counts.tests = counts.skipped = 1;
    pugi::xml_node suite = root.append_child("testsuite");
    set_suite_attributes(suite, "gauntlet.empty", counts, run_.started_at);
    pugi::xml_node test_case = suite.append_child("testcase");
    test_case.append_attribute("classname") = "gauntlet.empty";
    test_case.append_attribute("name") = "nothing-selected";
    test_case.append_attribute("time") = "0.000";
    add_skipped(test_case, "not-run: no case was selected");
  }

  void write_case(pugi::xml_node suite, const std::string& suite_name, const CaseResult& one) {
    pugi::xml_node node = suite.append_child("testcase");
    set_attribute(node, "classname", suite_name);
    set_attribute(node, "name", last_part_of(one));
    if (rich()) {
      set_attribute(node, "file", one.file);
      node.append_attribute("line") = one.failures.empty() ? one.line : one.failures.front().line;
      node.append_attribute("assertions") = count_checks(one);
    }
    set_attribute(node, "time", seconds(one.duration_ms));
    if (rich()) {
      pugi::xml_node properties = node.append_child("properties");
      add_property(properties, "level", result::to_string(one.level));
      if (!one.features.empty()) add_property(properties, "features", join(one.features));
      if (!one.spec.empty()) add_property(properties, "spec", join(one.spec));
      if (!one.tags.empty()) add_property(properties, "tags", join(one.tags));
      if (one.status == Status::kXpass) add_property(properties, "unexpected-pass", one.reason);
    }
    switch (one.status) {
      case Status::kFail:
        add_failures(node, one, "failure");
        break;
      case Status::kError:
        add_failures(node, one, "error");
        break;
      case Status::kNa:
      case Status::kSkip:
      case Status::kKnown:
      case Status::kNotRun:
        add_skipped(node, fmt::format("{}: {}", result::to_string(one.status), one.reason));
        break;
      case Status::kPass:
      case Status::kXpass:
      case Status::kFlaky:
      case Status::kObserved:
        break;
    }
    add_earlier_tries(node, one);
    if (result::tally_of(one.status) == result::Tally::kFailed) add_output(node, one);
  }

  void add_failures(pugi::xml_node test_case, const CaseResult& one, const char* element) {
    if (one.failures.empty()) {
      add_problem(test_case, element, "unknown", one.reason.empty() ? "no reason was recorded" : one.reason, "");
      return;
    }
    const result::Failure& first = one.failures.front();
    std::string text;
    for (const result::Failure& failure : one.failures) {
      if (!text.empty()) text += "\n\n";
      text += failure.text;
    }
    add_problem(test_case, element, first.kind, first.message, text);
  }

  void add_problem(pugi::xml_node test_case, const char* element, std::string_view kind, std::string_view message,
                   std::string_view text) {
    pugi::xml_node node = test_case.append_child(element);
    set_attribute(node, "type", kind.empty() ? "unknown" : kind);
    const std::string line = one_line(printable(message), kMessageLimit);
    set_attribute(node, "message", line);
    const bool keep_text = failure_count_ <= kManyFailures || long_texts_++ < kLongTexts;
    set_text(node, keep_text && !text.empty() ? line + "\n" + std::string(text) : line);
  }

  void add_skipped(pugi::xml_node test_case, const std::string& reason) {
    pugi::xml_node skipped = test_case.append_child("skipped");
    // Some readers show the attribute, others the text: both.
    set_attribute(skipped, "message", one_line(printable(reason), kMessageLimit));
    set_text(skipped, reason);
  }

  void add_earlier_tries(pugi::xml_node test_case, const CaseResult& one) {
    const char* element = one.status == Status::kFlaky ? "flakyFailure" : "rerunFailure";
    for (const result::Failure& failure : one.earlier_failures) {
      pugi::xml_node node = test_case.append_child(element);
      set_attribute(node, "type", failure.kind.empty() ? "unknown" : failure.kind);
      set_attribute(node, "message", one_line(printable(failure.message), kMessageLimit));
      set_text(node.append_child("stackTrace"), failure.text);
    }
  }

  static int count_checks(const CaseResult& one) {
    int checks = 0;
    if (!one.tries.empty()) {
      for (const result::StepResult& step : one.tries.back().steps) checks += static_cast<int>(step.checks.size());
    }
    return checks;
  }

  static void add_output(pugi::xml_node test_case, const CaseResult& one) {
    std::string lines;
    if (!one.tries.empty()) {
      for (const result::StepResult& step : one.tries.back().steps) {
        for (const result::CheckResult& check : step.checks) {
          lines += fmt::format("check {} {}: {}\n", check.number, result::to_string(check.status), check.text);
        }
      }
    }
    if (!lines.empty()) set_text(test_case.append_child("system-out"), lines);
    if (!one.log_tail.empty()) set_text(test_case.append_child("system-err"), tail(one.log_tail, kLogLimit));
  }

  const RunResult& run_;
  JunitDialect dialect_;
  std::map<std::string, std::vector<const CaseResult*>> suites_;  // sorted: reports are deterministic
  int failure_count_ = 0;
  int long_texts_ = 0;
  pugi::xml_document document_;
};

}  // namespace

std::string write_junit(const RunResult& run, JunitDialect dialect) {
  return JunitWriter(run, dialect).write();
}

}  // namespace gauntlet::reporters
