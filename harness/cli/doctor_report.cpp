#include "harness/cli/doctor_report.hpp"

#include "foundation/base/text.hpp"
#include "reporters/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::cli {

namespace {

using Json = nlohmann::ordered_json;
using Lines = std::vector<std::string>;
using reporters::printable;

double milliseconds(base::Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string time_text(const std::optional<base::Duration>& duration, std::string_view what) {
  if (!duration) return "no";
  const double ms = milliseconds(*duration);
  const std::string time = ms < 1000 ? fmt::format("{:.0f} ms", ms) : fmt::format("{:.2f} s", ms / 1000);
  return fmt::format("{} {}", time, what);
}

std::string joined(const std::set<std::string>& texts) {
  return texts.empty() ? "-" : printable(fmt::format("{}", fmt::join(texts, " | ")));
}

std::string verbs_of(const ResourceUse& use) {
  std::string text;
  for (const auto& [verb, count] : use.verbs) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", verb, count);
  return printable(text);
}

std::string address_text(const DoctorReport& report) {
  if (!report.address.empty()) return printable(report.address) + " in the status of its Ingress";
  return report.claims_address ? "none in the status of its Ingress, though the profile claims status-address"
                               : "none in the status of its Ingress; the profile does not claim status-address";
}

// Rows with their columns under each other.
std::string table(const std::vector<Lines>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Lines& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Lines& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}", row[i], widths[i] + 2);
    line.erase(line.find_last_not_of(' ') + 1);
    text += "  " + line + "\n";
  }
  return text;
}

std::string table_of(const std::vector<ResourceUse>& resources) {
  std::vector<Lines> rows = {{"RESOURCE", "VERBS", "SENDS", "ACCEPTS"}};
  for (const ResourceUse& use : resources) {
    rows.push_back({printable(use.resource), verbs_of(use), joined(use.sent), joined(use.accepted)});
  }
  return table(rows);
}

std::string list_of(std::string_view title, const std::vector<RefusedRequest>& refused) {
  if (refused.empty()) return fmt::format("{}: nothing\n", title);
  std::vector<Lines> rows;
  for (const RefusedRequest& one : refused) {
    rows.push_back({std::to_string(one.code), printable(one.request), printable(one.sent),
                    one.count == 1 ? "once" : fmt::format("{} times", one.count)});
  }
  return fmt::format("{}:\n{}", title, table(rows));
}

Json json_of(const std::vector<RefusedRequest>& refused) {
  Json list = Json::array();
  for (const RefusedRequest& one : refused) {
    Json json = {{"code", one.code}, {"request", one.request}, {"count", one.count}};
    if (!one.sent.empty()) json["contentType"] = one.sent;
    list.push_back(std::move(json));
  }
  return list;
}

Json json_of(const std::optional<base::Duration>& duration) {
  return duration ? Json(milliseconds(*duration)) : Json(nullptr);
}

}  // namespace

ExitCode exit_code_of(const DoctorReport& report) {
  if (report.first_route) return ExitCode::kOk;
  return report.ready ? ExitCode::kFail : ExitCode::kError;
}

std::string to_text(const DoctorReport& report) {
  std::string text = fmt::format("{} {} (mode {}, {})\n", printable(report.project), printable(report.version),
                                 printable(report.mode), printable(report.profile_file));
  text += fmt::format("ready        {}\n", time_text(report.ready, "after its start"));
  text += fmt::format("first route  {}\n", time_text(report.first_route, "after its start"));
  if (report.first_route) {
    text += fmt::format("change       {}\n", time_text(report.change,
                                                       "until a new Ingress is served and a deleted "
                                                       "one is not"));
    text += fmt::format("address      {}\n", address_text(report));
  }
  text += fmt::format("requests     {} to the API server\n", report.api.requests);
  if (!report.problem.empty()) text += fmt::format("problem      {}\n", printable(report.problem));
  for (const std::string_view line : base::split(report.log_tail, '\n')) {
    if (!line.empty()) text += fmt::format("  | {}\n", printable(line));
  }
  if (!report.api.resources.empty()) text += "\nasked for:\n" + table_of(report.api.resources);
  text += "\n" + list_of("asked for and not served", report.api.not_served);
  if (!report.api.refused.empty()) text += list_of("refused", report.api.refused);
  if (!report.api.absent.empty()) text += list_of("not there", report.api.absent);
  return text;
}

std::string to_json_text(const DoctorReport& report) {
  Json resources = Json::array();
  for (const ResourceUse& use : report.api.resources) {
    resources.push_back(
        {{"resource", use.resource}, {"verbs", use.verbs}, {"sends", use.sent}, {"accepts", use.accepted}});
  }
  Json json = {{"controller", report.controller},
               {"project", report.project},
               {"version", report.version},
               {"mode", report.mode},
               {"profile", report.profile_file},
               {"readyMs", json_of(report.ready)},
               {"firstRouteMs", json_of(report.first_route)},
               {"changeMs", json_of(report.change)},
               {"address", report.address.empty() ? Json(nullptr) : Json(report.address)},
               {"problem", report.problem.empty() ? Json(nullptr) : Json(report.problem)},
               {"requests", report.api.requests},
               {"resources", std::move(resources)},
               {"notServed", json_of(report.api.not_served)},
               {"refused", json_of(report.api.refused)},
               {"absent", json_of(report.api.absent)}};
  if (!report.log_tail.empty()) json["logTail"] = report.log_tail;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gauntlet::cli
