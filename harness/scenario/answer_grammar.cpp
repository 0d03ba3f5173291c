#include "harness/scenario/answer_grammar.hpp"

#include "foundation/base/text.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

namespace gauntlet::scenario {

namespace {

constexpr unsigned long long kLargestPod = 10'000;
constexpr std::string_view kNobody = "nobody";

struct NamedStatus {
  std::string_view word;
  StatusWord status;
};
constexpr NamedStatus kStatusWords[] = {{"any", StatusWord::kAny},         {"no-route", StatusWord::kNoRoute},
                                        {"refused", StatusWord::kRefused}, {"reset", StatusWord::kReset},
                                        {"timeout", StatusWord::kTimeout}, {"tls-error", StatusWord::kTlsError}};

std::vector<std::string_view> status_words() {
  std::vector<std::string_view> words;
  for (const NamedStatus& named : kStatusWords) words.push_back(named.word);
  return words;
}

// "a|b|c" with the place of each part in the whole text.
std::vector<Word> split_alternatives(const Word& word) {
  std::vector<Word> parts;
  std::size_t offset = word.range.offset;
  for (const std::string_view part : base::split(word.text, '|')) {
    parts.push_back({part, {offset, part.size()}});
    offset += part.size() + 1;
  }
  return parts;
}

class AnswerParser {
 public:
  explicit AnswerParser(AnswerReading& reading) : reading_(reading) {}

  void parse(const std::vector<Word>& words) {
    parse_status(words.front());
    std::size_t next = 1;
    while (next < words.size()) next = parse_detail(words, next);
    check_sense(words.front());
  }

  void parse_status(const Word& word) {
    Answer& answer = reading_.answer;
    if (word.text == "oracle") return problem(word.range, "'oracle' is for generated cases only", "");
    if (word.text == "?")
      return problem(word.range, "'?' is not filled in yet", "write the answer that the specification demands");
    for (const NamedStatus& named : kStatusWords) {
      if (word.text != named.word) continue;
      answer.status = named.status;
      return;
    }
    answer.status = StatusWord::kCodes;
    for (const Word& part : split_alternatives(word)) parse_code(part);
  }

  void parse_backends(const Word& word) {
    if (word.text == kNobody) {
      reading_.answer.from_nobody = true;
      return;
    }
    for (const Word& part : split_alternatives(word)) {
      const std::size_t slash = part.text.find('/');
      PodReference pod;
      pod.backend = std::string(part.text.substr(0, slash));
      NameUse use{NameUse::Kind::kBackend, pod.backend, std::nullopt, part.range};
      if (pod.backend.empty()) {
        problem(part.range, "expected the name of a backend", "such as 'a', 'a|b' or 'a/0'; no blanks around '|'");
        continue;
      }
      if (slash != std::string_view::npos) {
        unsigned long long number = 0;
        if (!base::parse_decimal(part.text.substr(slash + 1), number) || number > kLargestPod) {
          problem(part.range, fmt::format("'{}' does not name a pod", part.text), "pods are counted from 0: 'a/0'");
          continue;
        }
        pod.pod = use.number = static_cast<int>(number);
      }
      reading_.answer.from.push_back(std::move(pod));
      reading_.names.push_back(std::move(use));
    }
  }

  void parse_certificates(const Word& word, std::vector<std::string>& certificates) {
    for (const Word& part : split_alternatives(word)) {
      if (part.text.empty()) {
        problem(part.range, "expected the name of a certificate", "such as 'a1' or 'a1|a2'; no blanks around '|'");
        continue;
      }
      certificates.emplace_back(part.text);
      reading_.names.push_back({NameUse::Kind::kCertificate, std::string(part.text), std::nullopt, part.range});
    }
  }

  void problem(TextRange range, std::string message, std::string hint) {
    reading_.problems.push_back({range, std::move(message), std::move(hint)});
  }

 private:
  // NNN or Nxx.
  void parse_code(const Word& word) {
    const std::string_view text = word.text;
    const bool begins_well = text.size() == 3 && text[0] >= '1' && text[0] <= '5';
    unsigned long long code = 0;
    if (begins_well && text.substr(1) == "xx") {
      reading_.answer.code_classes.push_back(text[0] - '0');
    } else if (begins_well && base::parse_decimal(text, code)) {
      reading_.answer.codes.push_back(static_cast<int>(code));
    } else {
      std::string hint = suggest(text, status_words());
      if (hint.empty()) hint = "a status is 200, 2xx, 301|308, no-route, refused, reset, timeout, tls-error or any";
      problem(word.range, fmt::format("'{}' is not an answer", text), std::move(hint));
    }
  }

  // Returns the next word to look at.
  std::size_t parse_detail(const std::vector<Word>& words, std::size_t at) {
    const Word& word = words[at];
    const bool has_next = at + 1 < words.size();
    if (word.text == "from" && has_next) {
      parse_backends(words[at + 1]);
      return at + 2;
    }
    if (word.text == "to" && has_next) {
      reading_.answer.redirect_to = std::string(words[at + 1].text);
      return at + 2;
    }
    if (word.text == "cert" && has_next) {
      const bool negative = words[at + 1].text == "not";
      const std::size_t name = at + (negative ? 2 : 1);
      if (name < words.size()) {
        Answer& answer = reading_.answer;
        parse_certificates(words[name], negative ? answer.not_certificates : answer.certificates);
        return name + 1;
      }
    }
    if (word.text == "from" || word.text == "to" || word.text == "cert") {
      problem(word.range, fmt::format("'{}' is followed by nothing", word.text), "");
      return words.size();
    }
    constexpr std::string_view kPath = "path=";
    if (word.text.substr(0, kPath.size()) == kPath && word.text.size() > kPath.size()) {
      reading_.answer.saw_path = std::string(word.text.substr(kPath.size()));
      return at + 1;
    }
    std::string hint = suggest(word.text.substr(0, word.text.find('=')), {"from", "to", "cert", "path"});
    if (hint.empty()) hint = "behind the status may stand: from NAME, to URL, path=PATH, cert NAME";
    problem(word.range, fmt::format("'{}' is not a detail of an answer", word.text), std::move(hint));
    // The word behind a misspelt one belongs to it; another complaint about it would say nothing new.
    return word.text.find('=') == std::string_view::npos ? at + 2 : at + 1;
  }

  // Details that the status makes impossible.
  void check_sense(const Word& status) {
    const Answer& answer = reading_.answer;
    const bool nobody = answer.status == StatusWord::kNoRoute || answer.status == StatusWord::kRefused ||
                        answer.status == StatusWord::kTlsError;
    if (nobody && (!answer.from.empty() || !answer.saw_path.empty())) {
      problem(status.range, fmt::format("'{}' means that no backend is reached", status.text),
              "it cannot stand with 'from' or 'path='");
    }
    const bool has_answer = answer.status == StatusWord::kCodes || answer.status == StatusWord::kAny;
    if (!has_answer && !answer.redirect_to.empty()) {
      problem(status.range, fmt::format("'{}' has no Location", status.text), "'to' stands behind a code such as 301");
    }
  }

  AnswerReading& reading_;
};

// The one word of `text`; nullopt after a problem.
std::optional<Word> only_word(std::string_view text, std::string_view what, AnswerReading& reading) {
  const std::vector<Word> words = split_words(text);
  if (words.size() == 1) return words.front();
  reading.problems.push_back({{0, text.size()}, fmt::format("expected {}, without blanks", what), ""});
  return std::nullopt;
}

}  // namespace

AnswerReading read_answer(std::string_view text) {
  AnswerReading reading;
  const std::vector<Word> words = split_words(text);
  if (words.empty()) {
    reading.problems.push_back({{0, text.size()}, "expected an answer, such as '200 from a' or 'no-route'", ""});
    return reading;
  }
  AnswerParser(reading).parse(words);
  for (const Word& word : words) {
    if (!reading.answer.text.empty()) reading.answer.text += ' ';
    reading.answer.text += word.text;
  }
  return reading;
}

void add_status(std::string_view text, AnswerReading& reading) {
  if (const auto word = only_word(text, "a status", reading)) AnswerParser(reading).parse_status(*word);
}

void add_backends(std::string_view text, AnswerReading& reading) {
  if (const auto word = only_word(text, "names of backends", reading)) AnswerParser(reading).parse_backends(*word);
}

void add_certificates(std::string_view text, AnswerReading& reading) {
  std::vector<Word> words = split_words(text);
  const bool negative = words.size() == 2 && words.front().text == "not";
  if (negative) words.erase(words.begin());
  AnswerParser parser(reading);
  if (words.size() != 1) {
    return parser.problem({0, text.size()}, "expected names of certificates, without blanks",
                          "such as 'a1|a2' or 'not a1'");
  }
  Answer& answer = reading.answer;
  parser.parse_certificates(words.front(), negative ? answer.not_certificates : answer.certificates);
}

std::vector<Word> split_words(std::string_view text) {
  std::vector<Word> words;
  std::size_t at = text.find_first_not_of(" \t");
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    words.push_back({text.substr(at, end - at), {at, end - at}});
    at = text.find_first_not_of(" \t", end);
  }
  return words;
}

}  // namespace gauntlet::scenario
