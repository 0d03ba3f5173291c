#include "harness/scenario/failure_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

constexpr std::string_view kIndent = "            ";  // under the words behind "  sent      "

std::string row(std::string_view label, std::string_view text) {
  return fmt::format("  {:<10}{}\n", label, text);
}

std::string place(const Position& position) {
  return fmt::format("{}:{}:{}", position.file, position.line, position.column);
}

// The source line with the expectation underlined, and what came instead. Where the line holds a variable in its place,
// the expectation is said as well.
std::string source_block(const Check& check, const std::string& source_line, const std::string& got) {
  constexpr std::string_view kMargin = "      | ";
  const std::string& want = check.expect.text;
  const bool on_this_line = check.expectation_position.line == check.position.line;
  const int column = on_this_line ? check.expectation_position.column : check.position.column;
  const std::string pad(static_cast<std::size_t>(std::max(1, column)) - 1, ' ');
  const bool stands_there = pad.size() < source_line.size() && source_line.compare(pad.size(), want.size(), want) == 0;
  std::string out = fmt::format("{:>5} | {}\n", check.position.line, source_line);
  const std::string underline = "^" + std::string(std::max<std::size_t>(1, want.size()) - 1, '~');
  out += fmt::format("{}{}{} want{}\n", kMargin, pad, stands_there ? underline : "^", stands_there ? "" : " " + want);
  out += fmt::format("{}{}{} got\n", kMargin, pad, got);
  return out;
}

std::string answered_words(const Observation& observation) {
  const traffic::RoundTrip& trip = observation.round_trip;
  const double milliseconds = std::chrono::duration<double, std::milli>(trip.latency).count();
  if (trip.outcome != traffic::Outcome::kAnswered) {
    return fmt::format("nothing: {}{}{}, {:.1f} ms", describe(observation), trip.error_words.empty() ? "" : ", ",
                       trip.error_words, milliseconds);
  }
  std::string text = fmt::format(
      "{} {}, {:.1f} ms, body {} bytes", trip.response.status,
      trip.response.reason.empty() ? http::reason_phrase(trip.response.status) : std::string_view(trip.response.reason),
      milliseconds, trip.response.body.size());
  if (!trip.leaf_subject.empty()) {
    text +=
        fmt::format(", certificate {}", observation.certificate.empty() ? trip.leaf_subject : observation.certificate);
  }
  return text;
}

std::string reached_words(const Observation& observation) {
  if (observation.captures.empty()) return "no pod of this case";
  std::string text;
  for (const cluster::CapturedRequest& seen : observation.captures) {
    if (!text.empty()) text += fmt::format("\n{}", kIndent);
    const auto host = seen.request.headers.find("Host");
    text += fmt::format("pod {}/{} ({}), which saw {} {} Host: {} and {} headers", seen.backend, seen.pod_index,
                        seen.pod_endpoint.to_string(), seen.request.method, seen.request.target,
                        host ? *host : "(none)", seen.request.headers.size());
  }
  return text;
}

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, fmt::format("\n{}", kIndent)));
}

std::string evidence_rows(const Evidence& evidence) {
  std::string out = row("held", evidence.held.empty() ? "nothing" : joined(evidence.held));
  return out;
}

std::string log_row(const Evidence& evidence) {
  std::string text = evidence.log_source.empty() ? "no controller is running" : evidence.log_source;
  for (const std::string& line : evidence.log) text += fmt::format("\n{}| {}", kIndent, line);
  return row("log", text);
}

std::string again_row(const Scenario& scenario, const RunWords& words) {
  return row("again",
             fmt::format("gauntlet run {} --case '{}' --seed {}", words.arguments, scenario.full_id(), words.seed));
}

}  // namespace

result::Failure make_failure(const Scenario& scenario, const CheckFailure& failure, const std::string& source_line,
                             const Evidence& evidence, const RunWords& words) {
  const Check& check = *failure.check;
  const Observation& observation = *failure.observation;
  result::Failure result;
  result.kind = failure.kind;
  result.file = check.position.file;
  result.line = check.position.line;
  result.column = check.position.column;
  result.message = fmt::format("{} {}://{}{} got {}, want {}", check.method, check.scheme, check.host, check.target,
                               failure.got, check.expect.text);
  if (!failure.detail.empty()) result.message += " (" + failure.detail + ")";
  const bool is_kept = observation.round_trip.connection == traffic::ConnectionUse::kKept;
  const auto offset = std::chrono::duration<double>(observation.round_trip.sent_at - failure.case_started).count();
  std::string text = fmt::format("{}: {}\n", place(check.position), failure.heading);
  text += source_block(check, source_line, failure.got);
  if (!failure.detail.empty()) text += row("differs", failure.detail);
  text += row("sent", fmt::format("{}, from {} to {}/{} at {}\n{}request {}, {} connection, {:+.3f} s",
                                  observation.sent_head, observation.round_trip.local.to_string(), words.controller,
                                  observation.instance, observation.to.to_string(), kIndent, observation.request_id,
                                  is_kept ? "kept" : "new", offset));
  text += row("answered", answered_words(observation));
  text += row("reached", reached_words(observation));
  text += evidence_rows(evidence);
  if (!check.why.empty()) text += row("why", check.why);
  text += row("tries", failure.tries_words);
  text += log_row(evidence);
  text += again_row(scenario, words);
  result.text = std::move(text);
  return result;
}

result::Failure make_failure(const Scenario& scenario, const ObjectFailure& failure, const std::string& source_line,
                             const Evidence& evidence, const RunWords& words) {
  result::Failure result;
  result.kind = "object";
  result.file = failure.position.file;
  result.line = failure.position.line;
  result.column = failure.position.column;
  result.message =
      fmt::format("{} {}", failure.object, failure.differences.empty() ? "differs" : failure.differences.front());
  std::string text = fmt::format("{}: {} is not as expected\n", place(failure.position), failure.object);
  text += fmt::format("{:>5} | {}\n", failure.position.line, source_line);
  text += row("differs", joined(failure.differences));
  text += evidence_rows(evidence);
  text += row("tries", failure.tries_words);
  text += log_row(evidence);
  text += again_row(scenario, words);
  result.text = std::move(text);
  return result;
}

namespace {

result::Failure make_plain(const Position& position, std::string kind, const std::string& message) {
  result::Failure result;
  result.kind = std::move(kind);
  result.file = position.file;
  result.line = position.line;
  result.column = position.column;
  result.message = message;
  result.text = fmt::format("{}: {}\n", place(position), message);
  return result;
}

}  // namespace

result::Failure make_error(const Scenario& scenario, const Position& position, const std::string& message,
                           const Evidence& evidence, const RunWords& words) {
  result::Failure result = make_plain(position, "harness", message);
  result.text += "  this is a failure of the test bed or its input, not of the controller\n" + evidence_rows(evidence) +
                 log_row(evidence) + again_row(scenario, words);
  return result;
}

result::Failure make_death(const Scenario& scenario, const Position& position, const std::string& message,
                           const Evidence& evidence, const RunWords& words) {
  result::Failure result = make_plain(position, "controller-ended", message);
  result.text += evidence_rows(evidence) + log_row(evidence) + again_row(scenario, words);
  return result;
}

result::Failure make_interference(const Scenario& scenario, const result::Failure& in_company, const RunWords& words) {
  result::Failure result = in_company;
  result.kind = "only-in-company";
  result.message = "fails only in company: " + in_company.message;
  result.text = fmt::format("{}\n  {}\n{}\n{}", place(scenario.position) + ": fails only in company",
                            "alone, with the same controller, the case passes: other tenants' objects change what it "
                            "gets",
                            in_company.text, again_row(scenario, words));
  return result;
}

std::string tries_words(const std::vector<result::AnswerCount>& answers, base::Duration since_commit,
                        std::string_view conclusion) {
  int total = 0;
  std::vector<std::string> parts;
  for (const result::AnswerCount& answer : answers) {
    total += answer.count;
    parts.push_back(fmt::format("{} x \"{}\"", answer.count, answer.answer));
  }
  std::string text = fmt::format("{} in {:.1f} s since the commit: {}", total,
                                 std::chrono::duration<double>(since_commit).count(), fmt::join(parts, ", "));
  if (!conclusion.empty()) text += fmt::format("; {}", conclusion);
  return text;
}

}  // namespace gauntlet::scenario
