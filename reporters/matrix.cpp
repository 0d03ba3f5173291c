#include "reporters/matrix.hpp"

#include "reporters/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace gauntlet::reporters {

namespace {

using result::CaseResult;
using result::Level;
using result::RunResult;
using result::Status;

constexpr std::size_t kLongestCell = 300;

// One controller of one run.
struct Column {
  const result::ControllerResult* controller = nullptr;
  RunResult run;                                   // with its cases alone
  std::map<std::string, const CaseResult*> cases;  // by full id; into `run`
};

// Text in a cell: on one line, and nothing in it that Markdown, HTML or a forge acts upon.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : one_line(printable(text), kLongestCell)) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '@':
        escaped += "&#64;";
        break;
      case '|':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '\\':
        escaped += '\\';
        escaped += c;
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::vector<Column> columns_of(const std::vector<RunResult>& runs) {
  std::vector<Column> columns;
  for (const RunResult& run : runs) {
    for (const result::ControllerResult& controller : run.controllers) {
      Column column;
      column.controller = &controller;
      column.run = run;
      std::erase_if(column.run.cases, [&](const CaseResult& one) { return one.controller != controller.key; });
      columns.push_back(std::move(column));
    }
  }
  for (Column& column : columns) {
    for (const CaseResult& one : column.run.cases) column.cases[one.full_id()] = &one;
  }
  return columns;
}

std::string name_of(const Column& column) {
  const result::ControllerResult& controller = *column.controller;
  std::string name = controller.project.empty() ? controller.key : controller.project;
  name += " " + controller.version;
  if (controller.mode != "default") name += ", " + controller.mode;
  return cell(name);
}

template <typename Value>
void add_row(std::string& text, const std::string& title, const std::vector<Column>& columns, Value value) {
  text += "| " + title + " |";
  for (const Column& column : columns) text += " " + std::string(value(column)) + " |";
  text += "\n";
}

void add_head(std::string& text, const std::string& first, const std::vector<Column>& columns) {
  add_row(text, first, columns, name_of);
  text += "|---|";
  for (std::size_t i = 0; i < columns.size(); ++i) text += "---|";
  text += "\n";
}

std::string counts(const Column& column, std::optional<Level> level) {
  std::vector<CaseResult> cases;
  for (const CaseResult& one : column.run.cases) {
    if (!level || one.level == *level) cases.push_back(one);
  }
  const result::Totals totals = result::count(cases);
  std::string text =
      fmt::format("{} / {} / {}", totals.passed, totals.failed + totals.of(Status::kKnown), totals.of(Status::kNa));
  const int left_out = totals.of(Status::kSkip) + totals.of(Status::kNotRun);
  return left_out == 0 ? text : text + fmt::format(", {} not run", left_out);
}

std::string readable(double milliseconds) {
  return milliseconds < 1000 ? fmt::format("{:.0f} ms", milliseconds) : fmt::format("{:.1f} s", milliseconds / 1000);
}

std::string propagation(const Column& column) {
  const auto half = result::propagation_percentile_ms(column.run, 50);
  const auto most = result::propagation_percentile_ms(column.run, 99);
  return half && most ? readable(*half) + " / " + readable(*most) : std::string("-");
}

std::string summary(const std::vector<Column>& columns) {
  std::string text;
  add_head(text, "", columns);
  add_row(text, "profile", columns, [](const Column& column) { return cell(column.controller->profile_file); });
  add_row(text, "measured", columns, [](const Column& column) { return cell(column.run.started_at); });
  add_row(text, "gauntlet", columns, [](const Column& column) {
    return cell(fmt::format("{}, cases {}", column.run.tool_version, column.run.cases_digest.substr(0, 12)));
  });
  add_row(text, "processors", columns, [](const Column& column) { return std::to_string(column.run.cpus); });
  const auto with_level = [&](const std::string& title, std::optional<Level> level) {
    add_row(text, title + ": passed / failed / n/a", columns,
            [level](const Column& column) { return counts(column, level); });
  };
  with_level("all", std::nullopt);
  for (const Level level : {Level::kCore, Level::kExtended, Level::kVendor, Level::kObserve}) {
    const bool is_used = std::any_of(columns.begin(), columns.end(), [level](const Column& column) {
      return std::any_of(column.run.cases.begin(), column.run.cases.end(),
                         [level](const CaseResult& one) { return one.level == level; });
    });
    if (is_used) with_level(std::string(result::to_string(level)), level);
  }
  add_row(text, "from start to ready", columns, [](const Column& column) {
    return column.controller->ready_ms ? readable(*column.controller->ready_ms) : std::string("-");
  });
  add_row(text, "a change arrives after, p50 / p99", columns, propagation);
  add_row(text, "time that a change has", columns,
          [](const Column& column) { return readable(column.controller->propagate_ms); });
  // A run of several controllers has one time for all.
  add_row(text, "the whole run", columns, [](const Column& column) {
    return column.run.controllers.size() == 1 ? readable(column.run.duration_ms) : std::string("-");
  });
  return text;
}

// What was answered where nothing demands an answer.
std::string answers_of(const CaseResult& one) {
  std::string text;
  std::set<std::string> seen;
  for (const result::StepResult& step :
       one.tries.empty() ? std::vector<result::StepResult>() : one.tries.back().steps) {
    for (const result::CheckResult& check : step.checks) {
      if (check.got.empty() || !seen.insert(check.got).second) continue;
      text += (text.empty() ? "" : "; ") + check.got;
    }
  }
  return cell(text.empty() ? "observed" : text);
}

std::string verdict(const Column& column, const std::string& full_id) {
  const auto found = column.cases.find(full_id);
  if (found == column.cases.end()) return "";
  const CaseResult& one = *found->second;
  switch (one.status) {
    case Status::kObserved:
      return answers_of(one);
    case Status::kFail:
    case Status::kError:
    case Status::kKnown:
      return fmt::format("**{}**", result::to_string(one.status));
    default:
      return std::string(result::to_string(one.status));
  }
}

// Every case once, by full id.
std::map<std::string, const CaseResult*> all_cases(const std::vector<Column>& columns) {
  std::map<std::string, const CaseResult*> all;
  for (const Column& column : columns) all.insert(column.cases.begin(), column.cases.end());
  return all;
}

std::string area_of(const std::string& id) {
  return id.substr(0, id.find('.'));
}

std::string tables(const std::vector<Column>& columns) {
  std::string text;
  std::string area;
  for (const auto& [full_id, one] : all_cases(columns)) {
    if (area_of(one->id) != area) {
      area = area_of(one->id);
      text += fmt::format("\n### {}\n\n", cell(area));
      add_head(text, "case | level", columns);
      // The level is a column of its own.
      text.insert(text.size() - 1, "---|");
    }
    const std::string title = fmt::format("{} | {}", cell(full_id), result::to_string(one->level));
    add_row(text, title, columns, [&id = full_id](const Column& column) { return verdict(column, id); });
  }
  return text;
}

std::string why(const CaseResult& one) {
  if (!one.reason.empty()) return one.reason;
  return one.failures.empty() ? std::string("no reason was noted") : one.failures.front().message;
}

std::string failures(const std::vector<Column>& columns) {
  std::string text;
  for (const Column& column : columns) {
    std::string list;
    for (const auto& [full_id, one] : column.cases) {
      const bool is_told =
          one->status == Status::kFail || one->status == Status::kError || one->status == Status::kKnown;
      if (!is_told) continue;
      list += fmt::format("- {} ({}, {}): {}\n", cell(full_id), result::to_string(one->level),
                          result::to_string(one->status), cell(why(*one)));
    }
    text += fmt::format("\n### {}\n\n{}", name_of(column), list.empty() ? "Nothing.\n" : list);
  }
  return text;
}

}  // namespace

std::string write_matrix(const std::vector<RunResult>& runs) {
  const std::vector<Column> columns = columns_of(runs);
  std::string text = "# Results\n\n" + summary(columns);
  text += "\nFailed counts known failures, too.\n\n## Cases\n" + tables(columns);
  text += "\n## What failed, and why\n" + failures(columns);
  return text;
}

}  // namespace gauntlet::reporters
