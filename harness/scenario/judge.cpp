#include "harness/scenario/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <regex>

namespace gauntlet::scenario {

namespace {

using traffic::Outcome;

bool is_redirect(int status) {
  return status >= 300 && status < 400 && status != 304;
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAnswered:
      return "answered";
    case Outcome::kRefused:
      return "refused";
    case Outcome::kReset:
      return "reset";
    case Outcome::kTimeout:
      return "timeout";
    case Outcome::kTlsError:
      return "tls-error";
    case Outcome::kMalformed:
      return "malformed answer";
  }
  return "answered";
}

// No answer where one was wanted, or an answer where none was.
Mismatch wrong_outcome(Outcome got, std::string_view wanted) {
  const std::string kind = got == Outcome::kAnswered    ? "wrong-status"
                           : got == Outcome::kMalformed ? "malformed-answer"
                                                        : std::string(name_of(got));
  return {kind, got == Outcome::kAnswered ? fmt::format("answered, want {}", wanted) : std::string(name_of(got)), ""};
}

std::optional<Mismatch> judge_codes(const Answer& expected, int status) {
  const bool right = std::find(expected.codes.begin(), expected.codes.end(), status) != expected.codes.end() ||
                     std::find(expected.code_classes.begin(), expected.code_classes.end(), status / 100) !=
                         expected.code_classes.end();
  if (right) return std::nullopt;
  if (is_redirect(status)) return Mismatch{"redirect", "redirected", ""};
  return Mismatch{"wrong-status", "wrong status", ""};
}

std::optional<Mismatch> judge_no_route(const Observation& observation, const std::vector<int>& no_route_codes) {
  if (!observation.captures.empty()) return Mismatch{"wrong-backend", "a backend was reached, want none", ""};
  if (observation.round_trip.outcome != Outcome::kAnswered) {
    return wrong_outcome(observation.round_trip.outcome, "no-route");
  }
  const int status = observation.round_trip.response.status;
  if (std::find(no_route_codes.begin(), no_route_codes.end(), status) != no_route_codes.end()) return std::nullopt;
  if (is_redirect(status)) return Mismatch{"redirect", "redirected, want no route", ""};
  return Mismatch{"wrong-status", "not the answer for no route",
                  fmt::format("the profile's no-route answer is {}", fmt::join(no_route_codes, " or "))};
}

std::optional<Mismatch> judge_status(const Answer& expected, const Observation& observation,
                                     const std::vector<int>& no_route_codes) {
  const Outcome outcome = observation.round_trip.outcome;
  const auto expect_outcome = [&](Outcome wanted) -> std::optional<Mismatch> {
    if (outcome == wanted) return std::nullopt;
    return wrong_outcome(outcome, name_of(wanted));
  };
  switch (expected.status) {
    case StatusWord::kAny:
      return std::nullopt;
    case StatusWord::kRefused:
      return expect_outcome(Outcome::kRefused);
    case StatusWord::kReset:
      return expect_outcome(Outcome::kReset);
    case StatusWord::kTimeout:
      return expect_outcome(Outcome::kTimeout);
    case StatusWord::kTlsError:
      return expect_outcome(Outcome::kTlsError);
    case StatusWord::kNoRoute:
      return judge_no_route(observation, no_route_codes);
    case StatusWord::kCodes:
      if (outcome != Outcome::kAnswered) return wrong_outcome(outcome, expected.text);
      return judge_codes(expected, observation.round_trip.response.status);
  }
  return std::nullopt;
}

std::optional<Mismatch> judge_backend(const Answer& expected, const Observation& observation) {
  if (expected.from_nobody && !observation.captures.empty()) {
    return Mismatch{"wrong-backend", "a backend was reached, want none", ""};
  }
  if (expected.from.empty()) return std::nullopt;
  if (observation.captures.empty()) return Mismatch{"wrong-backend", "no backend was reached", ""};
  const cluster::CapturedRequest& last = observation.captures.back();
  const bool right = std::any_of(expected.from.begin(), expected.from.end(), [&](const PodReference& pod) {
    return pod.backend == last.backend && (!pod.pod || *pod.pod == last.pod_index);
  });
  if (right) return std::nullopt;
  return Mismatch{"wrong-backend", "wrong backend", ""};
}

std::optional<Mismatch> judge_certificate(const Answer& expected, const Observation& observation) {
  const auto contains = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), observation.certificate) != names.end();
  };
  if (!expected.certificates.empty() && !contains(expected.certificates)) {
    return Mismatch{
        "wrong-certificate", "wrong certificate",
        fmt::format("presented: {}",
                    observation.round_trip.leaf_subject.empty() ? "none" : observation.round_trip.leaf_subject)};
  }
  if (!observation.certificate.empty() && contains(expected.not_certificates)) {
    return Mismatch{"wrong-certificate", "a certificate that must never be presented here", ""};
  }
  return std::nullopt;
}

std::string quoted(const std::string* value) {
  return value == nullptr ? "absent" : fmt::format("\"{}\"", *value);
}

std::string wanted(const ValueMatcher& matcher) {
  switch (matcher.kind) {
    case ValueMatcher::Kind::kExact:
      return fmt::format("\"{}\"", matcher.text);
    case ValueMatcher::Kind::kAny:
      return "any value";
    case ValueMatcher::Kind::kAbsent:
      return "absent";
    case ValueMatcher::Kind::kChanged:
      return "a changed value";
    case ValueMatcher::Kind::kPattern:
      return fmt::format("a match of /{}/", matcher.text);
  }
  return "";
}

std::optional<Mismatch> judge_value(std::string_view kind, std::string_view path, const ValueMatcher& matcher,
                                    const std::string* value) {
  if (matches(matcher, value)) return std::nullopt;
  return Mismatch{std::string(kind), fmt::format("wrong {}", kind),
                  fmt::format("{}: want {}, got {}", path, wanted(matcher), quoted(value))};
}

std::optional<std::string> header_value(const http::Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  if (!value) return std::nullopt;
  return std::string(*value);
}

std::optional<Mismatch> judge_answer_headers(const Answer& expected, const Observation& observation) {
  for (const NamedMatcher& wanted_header : expected.headers) {
    const auto value = header_value(observation.round_trip.response.headers, wanted_header.name);
    auto mismatch =
        judge_value("header", "headers." + wanted_header.name, wanted_header.matcher, value ? &*value : nullptr);
    if (mismatch) return mismatch;
  }
  if (expected.body && observation.round_trip.response.body != *expected.body) {
    return Mismatch{"body", "wrong body",
                    fmt::format("body: want {} bytes, got {} bytes", expected.body->size(),
                                observation.round_trip.response.body.size())};
  }
  if (!expected.redirect_to.empty()) {
    const auto location = header_value(observation.round_trip.response.headers, "Location");
    if (!location || *location != expected.redirect_to) {
      return Mismatch{
          "redirect", "wrong Location",
          fmt::format("Location: want \"{}\", got {}", expected.redirect_to, quoted(location ? &*location : nullptr))};
    }
  }
  return std::nullopt;
}

// What a check may say of the request that the backend saw.
std::optional<std::string> seen_value(const cluster::CapturedRequest& seen, std::string_view name) {
  constexpr std::string_view kHeaders = "headers.";
  if (name == "method") return seen.request.method;
  if (name == "path") return seen.request.target;
  if (name == "body") return seen.request.body;
  if (name == "port") return std::to_string(seen.pod_endpoint.port);
  if (name == "host") return header_value(seen.request.headers, "Host");
  if (name.substr(0, kHeaders.size()) == kHeaders)
    return header_value(seen.request.headers, name.substr(kHeaders.size()));
  return std::nullopt;
}

std::optional<Mismatch> judge_seen(const Answer& expected, const Observation& observation) {
  if (expected.saw.empty() && expected.saw_path.empty()) return std::nullopt;
  if (observation.captures.empty()) return Mismatch{"wrong-backend", "no backend was reached", ""};
  const cluster::CapturedRequest& seen = observation.captures.back();
  if (!expected.saw_path.empty() && seen.request.target != expected.saw_path) {
    return Mismatch{"saw", "the backend saw another path",
                    fmt::format("path: want \"{}\", got \"{}\"", expected.saw_path, seen.request.target)};
  }
  for (const NamedMatcher& wanted_value : expected.saw) {
    const auto value = seen_value(seen, wanted_value.name);
    auto mismatch = judge_value("saw", "saw." + wanted_value.name, wanted_value.matcher, value ? &*value : nullptr);
    if (mismatch) {
      mismatch->heading = "the backend saw something else";
      return mismatch;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string describe(const Observation& observation, PodDetail detail) {
  if (observation.round_trip.outcome != Outcome::kAnswered) {
    return std::string(name_of(observation.round_trip.outcome));
  }
  std::string text = std::to_string(observation.round_trip.response.status);
  text += " from ";
  text += observation.captures.empty() ? "nobody" : observation.captures.back().backend;
  if (!observation.captures.empty() && detail == PodDetail::kPod) {
    text += fmt::format("/{}", observation.captures.back().pod_index);
  }
  if (is_redirect(observation.round_trip.response.status)) {
    if (const auto location = observation.round_trip.response.headers.find("Location")) {
      text += " to ";
      text += *location;
    }
  }
  if (!observation.certificate.empty()) text += " cert " + observation.certificate;
  return text;
}

std::optional<Mismatch> judge(const Answer& expected, const Observation& observation,
                              const std::vector<int>& no_route_codes) {
  if (auto mismatch = judge_status(expected, observation, no_route_codes)) return mismatch;
  if (auto mismatch = judge_backend(expected, observation)) return mismatch;
  if (auto mismatch = judge_certificate(expected, observation)) return mismatch;
  if (auto mismatch = judge_answer_headers(expected, observation)) return mismatch;
  return judge_seen(expected, observation);
}

int spread_sample_size(int pods) {
  if (pods <= 1) return 1;
  // Union bound: pods * (1 - 1/pods)^n < 1e-6.
  const double p = pods;
  return static_cast<int>(std::ceil(std::log(1e-6 / p) / std::log(1.0 - 1.0 / p)));
}

bool matches(const ValueMatcher& matcher, const std::string* value) {
  switch (matcher.kind) {
    case ValueMatcher::Kind::kExact:
      return value != nullptr && *value == matcher.text;
    case ValueMatcher::Kind::kAny:
    case ValueMatcher::Kind::kChanged:
      return value != nullptr && !value->empty();
    case ValueMatcher::Kind::kAbsent:
      return value == nullptr;
    case ValueMatcher::Kind::kPattern:
      return value != nullptr && std::regex_search(*value, std::regex(matcher.text, std::regex::ECMAScript));
  }
  return false;
}

}  // namespace gauntlet::scenario
