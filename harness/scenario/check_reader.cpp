#include "harness/scenario/check_reader.hpp"

#include "harness/scenario/check_line.hpp"
#include "harness/scenario/expectation_reader.hpp"
#include "harness/scenario/host_uses.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

namespace {

void note_check(const Check& check, const Place& place, CaseDraft& draft) {
  draft.lengths[check.position] = underline(place).length;
  note_requested_hosts(check, underline(place), draft);
}

std::optional<Check> read_short_check(const Place& place, ValueReader& reader, CaseDraft& draft) {
  const std::optional<std::string> text = reader.text(place);
  if (!text) return std::nullopt;
  CheckReading reading = read_check_line(*text);
  report_text(place, reading.names, reading.problems, reader, draft);
  if (!reading.problems.empty()) return std::nullopt;
  const Expansion expansion = expand(place.node->scalar, reader.variables());
  reading.check.expectation_position = underline(place, expansion.raw_range(reading.expectation)).position;
  return std::move(reading.check);
}

void read_sent_headers(const Place& place, ValueReader& reader, Check& check) {
  for (const Member& member : reader.map(place).value_or(Members())) {
    auto value = reader.text(member.value());
    if (check_header_name(member, reader) && value) check.headers.emplace_back(member.key(), std::move(*value));
  }
}

// `request` and `expect`; nullopt after E007.
struct LongParts {
  Member request;
  Member expect;
};
std::optional<LongParts> find_parts(const Place& place, const Members& known, ValueReader& reader) {
  const Member* request = find_member(known, "request");
  const Member* expect = find_member(known, "expect");
  if (request != nullptr && expect != nullptr) return LongParts{*request, *expect};
  // Beside a misspelt key, a missing one says nothing new.
  if (known.size() == place.node->entries.size()) {
    const Underline where = known.empty() ? underline(place) : underline_key(known.front());
    reader.error("E007", where, fmt::format("a long check needs '{}'", request == nullptr ? "request" : "expect"));
  }
  return std::nullopt;
}

std::optional<Check> read_long_check(const Place& place, ValueReader& reader, CaseDraft& draft) {
  const Members all = place.members();
  if (all.size() == 1 && all.front().key().find("://") != std::string::npos) {
    reader.error("E010", underline_key(all.front()), "YAML reads this line as a map, because of its ': '",
                 "put the line in quotation marks");
    return std::nullopt;
  }
  const Members members = reader.known_members(all, Section::kCheck);
  const auto parts = find_parts(place, members, reader);
  if (!parts) return std::nullopt;
  const auto text = reader.word(parts->request.value(), "a request such as 'GET http://foo.test/'");
  if (!text) return std::nullopt;
  CheckReading reading = read_request(*text);
  report_text(parts->request.value(), reading.names, reading.problems, reader, draft);
  if (!reading.problems.empty()) return std::nullopt;
  Check& check = reading.check;
  for (const Member& member : members) {
    if (member.key() == "headers") read_sent_headers(member.value(), reader, check);
    if (member.key() == "body") check.body = reader.text(member.value()).value_or("");
    if (member.key() == "why") check.why = reader.text(member.value()).value_or("");
  }
  AnswerReading expectation;
  expectation.answer = read_expectation(parts->expect.value(), reader, draft);
  join_expectation(reading, std::move(expectation), {});
  for (const TextProblem& problem : reading.problems) {
    reader.error("E010", underline_key(parts->expect), problem.message, problem.hint);
  }
  if (check.expect.spread_over_all_pods && check.repeat == 1) check.repeat = 0;
  check.expectation_position = position_of(parts->expect.value());
  check.text += " -> " + check.expect.text;
  return std::move(check);
}

}  // namespace

std::vector<Check> read_checks(const Place& place, ValueReader& reader, CaseDraft& draft) {
  std::vector<Check> checks;
  const auto items = reader.list(place, "a list of checks");
  if (!items) return checks;
  if (items->empty()) reader.error("E004", underline(place), "expected at least one check");
  for (const Place& item : *items) {
    std::optional<Check> check;
    if (item.is_scalar()) {
      check = read_short_check(item, reader, draft);
    } else if (item.is_map()) {
      check = read_long_check(item, reader, draft);
    } else {
      reader.wrong_type(item, "a check such as 'GET http://foo.test/ -> 200 from a'");
    }
    if (!check) continue;
    check->position = position_of(item);
    note_check(*check, item, draft);
    checks.push_back(std::move(*check));
  }
  return checks;
}

}  // namespace gauntlet::scenario
