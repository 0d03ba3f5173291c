#include "harness/scenario/expectation_reader.hpp"

#include "foundation/base/text.hpp"
#include "harness/scenario/value_matcher.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

bool is_header_name(std::string_view name) {
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    const char lower = base::ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || kOthers.find(c) != std::string_view::npos;
  });
}

class ExpectationReader {
 public:
  ExpectationReader(ValueReader& reader, CaseDraft& draft) : reader_(reader), draft_(draft) {}

  Answer read(const Place& place) {
    const auto members = reader_.section(place, Section::kExpect);
    if (!members) return {};
    if (find_member(*members, "status") == nullptr && members->size() == place.node->entries.size()) {
      reader_.error("E007", underline(place), "'expect' needs 'status'", "write 'status: any' if it is left open");
    }
    for (const Member& member : *members) read_part(member.key(), member.value());
    if (const Member* spread = find_member(*members, "spread")) check_spread(*spread);
    answer_.text = in_words();
    return std::move(answer_);
  }

 private:
  void read_part(const std::string& key, const Place& value) {
    if (key == "status") {
      status_ = read_piece(value, add_status);
    } else if (key == "from") {
      read_piece(value, add_backends);
    } else if (key == "cert") {
      read_piece(value, add_certificates);
    } else if (key == "to") {
      answer_.redirect_to = reader_.word(value, "a URL").value_or("");
    } else if (key == "path") {
      answer_.saw_path = reader_.word(value, "a path").value_or("");
    } else if (key == "body") {
      answer_.body = reader_.text(value);
    } else if (key == "headers") {
      read_headers(value, "", answer_.headers);
    } else if (key == "saw") {
      read_saw(value);
    } else if (key == "spread") {
      read_spread(value);
    }
  }

  // Hands back the text.
  std::string read_piece(const Place& place, void (*add)(std::string_view, AnswerReading&)) {
    std::string text = reader_.word(place, "a text").value_or("");
    if (text.empty()) return text;
    AnswerReading piece;
    piece.answer = std::move(answer_);
    add(text, piece);
    answer_ = std::move(piece.answer);
    report_text(place, piece.names, piece.problems, reader_, draft_);
    return text;
  }

  void read_saw(const Place& place) {
    for (const Member& member : reader_.section(place, Section::kSaw).value_or(Members())) {
      if (member.key() == "headers") {
        read_headers(member.value(), "headers.", answer_.saw);
      } else {
        read_named_matcher(member.key(), member.value(), answer_.saw);
      }
    }
  }

  void read_headers(const Place& place, std::string_view prefix, std::vector<NamedMatcher>& matchers) {
    for (const Member& member : reader_.map(place).value_or(Members())) {
      if (!check_header_name(member, reader_)) continue;
      read_named_matcher(std::string(prefix) + member.key(), member.value(), matchers);
    }
  }

  void read_named_matcher(std::string name, const Place& value, std::vector<NamedMatcher>& matchers) {
    const auto text = reader_.text(value);
    if (!text) return;
    auto matcher = read_matcher(*text);
    if (!matcher) {
      return reader_.error("E010", underline(value), matcher.error().message(), matcher.error().peer_words());
    }
    if (matcher->kind == ValueMatcher::Kind::kChanged) {
      return reader_.error("E010", underline(value), "'<changed>' is for objects", "a request has no value before");
    }
    matcher->position = position_of(value);
    matchers.push_back({std::move(name), std::move(matcher).value()});
  }

  void read_spread(const Place& place) {
    const auto text = reader_.word(place, "'all-pods'");
    answer_.spread_over_all_pods = text == "all-pods";
    if (!text || answer_.spread_over_all_pods) return;
    reader_.error("E010", underline(place), fmt::format("'{}' is not a way to spread", *text), "all-pods");
  }

  // Spreading needs to know over which pods; with one backend that is plain.
  void check_spread(const Member& spread) {
    if (!answer_.spread_over_all_pods || !answer_.from.empty()) return;
    const std::vector<Backend>& backends = draft_.scenario.backends;
    if (backends.size() != 1) return reader_.error("E010", underline_key(spread), "'spread' needs 'from'");
    answer_.from.push_back({backends.front().name, std::nullopt});
  }

  // As near to the short form as it goes.
  std::string in_words() const {
    std::vector<std::string> words = {status_};
    std::vector<std::string> from;
    for (const PodReference& pod : answer_.from) {
      from.push_back(pod.pod ? fmt::format("{}/{}", pod.backend, *pod.pod) : pod.backend);
    }
    if (answer_.from_nobody) words.emplace_back("from nobody");
    if (!from.empty()) words.push_back(fmt::format("from {}", fmt::join(from, "|")));
    if (answer_.spread_over_all_pods) words.emplace_back("(every pod)");
    if (!answer_.redirect_to.empty()) words.push_back("to " + answer_.redirect_to);
    if (!answer_.saw_path.empty()) words.push_back("path=" + answer_.saw_path);
    if (!answer_.certificates.empty()) words.push_back(fmt::format("cert {}", fmt::join(answer_.certificates, "|")));
    if (!answer_.not_certificates.empty()) {
      words.push_back(fmt::format("cert not {}", fmt::join(answer_.not_certificates, "|")));
    }
    for (const NamedMatcher& header : answer_.headers) words.push_back("with header " + header.name);
    if (answer_.body) words.emplace_back("with body");
    for (const NamedMatcher& seen : answer_.saw) words.push_back("saw " + seen.name);
    return fmt::format("{}", fmt::join(words, " "));
  }

  ValueReader& reader_;
  CaseDraft& draft_;
  Answer answer_;
  std::string status_;
};

}  // namespace

Answer read_expectation(const Place& place, ValueReader& reader, CaseDraft& draft) {
  return ExpectationReader(reader, draft).read(place);
}

std::vector<Answer> read_answers(const Place& place, ValueReader& reader, CaseDraft& draft) {
  std::vector<Answer> answers;
  const std::vector<Place> items = place.is_list() ? place.items() : std::vector<Place>{place};
  for (const Place& item : items) {
    const std::optional<std::string> text = reader.text(item);
    if (!text) continue;
    AnswerReading reading = read_answer(*text);
    report_text(item, reading.names, reading.problems, reader, draft);
    answers.push_back(std::move(reading.answer));
  }
  return answers;
}

void report_text(const Place& place, const std::vector<NameUse>& names, const std::vector<TextProblem>& problems,
                 ValueReader& reader, CaseDraft& draft) {
  for (const TextProblem& problem : problems) {
    reader.error_in("E010", place, problem.range, problem.message, problem.hint);
  }
  for (const NameUse& use : names) draft.names.push_back({use, place, use.range});
}

bool check_header_name(const Member& member, ValueReader& reader) {
  if (is_header_name(member.key())) return true;
  reader.error("E010", underline_key(member), fmt::format("'{}' cannot name a header", member.key()));
  return false;
}

}  // namespace gauntlet::scenario
