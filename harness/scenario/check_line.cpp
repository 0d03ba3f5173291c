#include "harness/scenario/check_line.hpp"

#include "foundation/base/text.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

constexpr std::string_view kNotServed = "not supported by this version";
constexpr unsigned long long kMostRepeats = 100'000;
constexpr unsigned long long kLargestInstance = 99;
// RFC 9110 section 9.1 and RFC 5789.
const std::vector<std::string_view> kMethods = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                "CONNECT", "OPTIONS", "TRACE", "PATCH"};
const std::vector<std::string_view> kOptions = {"host", "sni", "as", "proto", "via"};

bool is_method(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

class RequestParser {
 public:
  explicit RequestParser(CheckReading& reading) : reading_(reading) {}

  void parse(const std::vector<Word>& words) {
    parse_method(words[0]);
    if (words.size() < 2) return problem(words[0].range, "expected a URL behind the method", "");
    parse_url(words[1]);
    std::size_t next = 2;
    while (next < words.size()) next = parse_option(words, next);
  }

  void problem(TextRange range, std::string message, std::string hint) {
    reading_.problems.push_back({range, std::move(message), std::move(hint)});
  }

 private:
  void parse_method(const Word& word) {
    reading_.check.method = std::string(word.text);
    const bool known = std::find(kMethods.begin(), kMethods.end(), word.text) != kMethods.end();
    if (known) return;
    const std::string upper = upper_case(word.text);
    const bool only_small = std::find(kMethods.begin(), kMethods.end(), upper) != kMethods.end();
    const std::string hint = only_small ? fmt::format("did you mean '{}'?", upper) : suggest(upper, kMethods);
    if (!is_method(word.text)) {
      return problem(word.range, fmt::format("'{}' is not a method", word.text),
                     hint.empty() ? "a check begins with a method in upper case, such as GET" : hint);
    }
    // Unknown methods may be sent, but not what is so near to a known one that it must be a slip.
    if (!hint.empty()) problem(word.range, fmt::format("'{}' is not a known method", word.text), hint);
  }

  void parse_url(const Word& word) {
    const std::size_t scheme_end = word.text.find("://");
    const std::string_view scheme = word.text.substr(0, std::min(scheme_end, word.text.size()));
    if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) {
      std::string hint = scheme_end == std::string_view::npos ? std::string() : suggest(scheme, {"http", "https"});
      if (hint.empty()) hint = "a URL begins with http:// or https://";
      return problem(word.range, fmt::format("'{}' is not a URL", word.text), std::move(hint));
    }
    const std::string_view rest = word.text.substr(scheme_end + 3);
    const std::size_t host_end = std::min(rest.find_first_of("/?#"), rest.size());
    Check& check = reading_.check;
    check.scheme = std::string(scheme);
    check.host = std::string(rest.substr(0, host_end));
    check.target = std::string(rest.substr(host_end));
    if (check.target.empty() || check.target.front() != '/') check.target.insert(0, "/");
    if (check.host.empty()) problem(word.range, "the URL has no host", "");
    if (check.host.find('@') != std::string::npos) problem(word.range, "a user in a URL is not sent", "");
    if (check.target.find('#') != std::string::npos) {
      problem(word.range, "a fragment ('#...') is never sent", "a '#' in a path is written %23");
    }
  }

  // Returns the next word to look at.
  std::size_t parse_option(const std::vector<Word>& words, std::size_t at) {
    const Word& word = words[at];
    if (word.text.front() == 'x') {
      const bool apart = word.text == "x" && at + 1 < words.size();
      const std::string_view number = apart ? words[at + 1].text : word.text.substr(1);
      if (!number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos) {
        parse_repeat(word, number);
        return at + (apart ? 2u : 1u);
      }
    }
    const std::size_t equals = word.text.find('=');
    const std::string_view name = word.text.substr(0, equals);
    if (equals == std::string_view::npos || std::find(kOptions.begin(), kOptions.end(), name) == kOptions.end()) {
      std::string hint = suggest(name, kOptions);
      if (hint.empty()) hint = "options are host=, sni=, as=, proto=, via= and xN";
      problem(word.range, fmt::format("'{}' is not an option of a check", word.text), std::move(hint));
      return at + 1;
    }
    const std::string_view value = word.text.substr(equals + 1);
    if (value.empty()) {
      problem(word.range, fmt::format("'{}' has no value", word.text), "");
    } else if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) {
      problem(word.range, fmt::format("'{}=' stands twice", name), "");
    } else {
      seen_.push_back(name);
      set_option(name, value, {word.range.offset + equals + 1, value.size()});
    }
    return at + 1;
  }

  void parse_repeat(const Word& word, std::string_view number) {
    unsigned long long count = 0;
    if (!base::parse_decimal(number, count) || count < 1 || count > kMostRepeats) {
      return problem(word.range, "a request can be repeated 1 to 100000 times", "");
    }
    reading_.check.repeat = static_cast<int>(count);
  }

  void set_option(std::string_view name, std::string_view value, TextRange range) {
    Check& check = reading_.check;
    if (name == "host") {
      check.host_header = std::string(value);
    } else if (name == "sni") {
      check.sni = std::string(value);
    } else if (name == "as") {
      check.client_certificate = std::string(value);
      reading_.names.push_back({NameUse::Kind::kCertificate, std::string(value), std::nullopt, range});
    } else if (name == "proto") {
      set_protocol(value, range);
    } else {
      set_via(value, range);
    }
    const bool needs_tls = name == "sni" || name == "as";
    if (needs_tls && check.scheme == "http") problem(range, fmt::format("'{}=' needs https", name), "");
  }

  void set_protocol(std::string_view value, TextRange range) {
    Check& check = reading_.check;
    check.protocol = value == "h2" ? Protocol::kHttp2 : value == "h2c" ? Protocol::kHttp2Cleartext : Protocol::kHttp1;
    if (value == "h2" || value == "h2c") {
      problem(range, fmt::format("'proto={}' is {}", value, kNotServed), "");
    } else if (value != "h1") {
      problem(range, fmt::format("'{}' is not a protocol", value), "h1, h2 or h2c");
    }
  }

  void set_via(std::string_view value, TextRange range) {
    Via& via = reading_.check.via;
    unsigned long long number = 0;
    if (value == "any") {
      via.kind = Via::Kind::kAny;
    } else if (value == "each") {
      via.kind = Via::Kind::kEach;
    } else if (value == "vip" || value == "leader") {
      problem(range, fmt::format("'via={}' is {}", value, kNotServed), "any, each or the number of an instance");
    } else if (base::parse_decimal(value, number) && number <= kLargestInstance) {
      via = {Via::Kind::kInstance, static_cast<int>(number)};
      reading_.names.push_back({NameUse::Kind::kInstance, "", static_cast<int>(number), range});
    } else {
      std::string hint = suggest(value, {"any", "each"});
      if (hint.empty()) hint = "any, each or the number of an instance";
      problem(range, fmt::format("'{}' is not a way to the controller", value), std::move(hint));
    }
  }

  CheckReading& reading_;
  std::vector<std::string_view> seen_;
};

// What is said of a line without '->', or with nothing behind it.
TextProblem missing_arrow(const std::vector<Word>& words, std::string_view text) {
  for (const Word& word : words) {
    if (word.text == "=>" || word.text == "-->" || word.text == ">" || word.text == "-" || word.text == "→") {
      return {word.range, fmt::format("'{}' is not the arrow of a check", word.text), "did you mean '->'?"};
    }
  }
  return {{0, text.size()}, "the check does not say what is expected", "write '-> 200 from a' behind the request"};
}

std::string joined(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

}  // namespace

CheckReading read_request(std::string_view text) {
  CheckReading reading;
  RequestParser parser(reading);
  const std::vector<Word> words = split_words(text);
  reading.check.text = joined(words);
  const auto arrow = std::find_if(words.begin(), words.end(), [](const Word& word) { return word.text == "->"; });
  if (words.empty()) {
    parser.problem({0, text.size()}, "a request is a method and a URL", "such as 'GET http://foo.test/'");
  } else if (arrow != words.end()) {
    parser.problem({arrow->range.offset, text.size() - arrow->range.offset},
                   "the expectation of a long check stands under 'expect'", "");
  } else {
    parser.parse(words);
  }
  return reading;
}

CheckReading read_check_line(std::string_view text) {
  CheckReading reading;
  RequestParser parser(reading);
  const std::vector<Word> words = split_words(text);
  reading.check.text = joined(words);
  const auto arrow = std::find_if(words.begin(), words.end(), [](const Word& word) { return word.text == "->"; });
  if (arrow == words.begin()) {
    parser.problem({0, text.size()}, "a check begins with a method and a URL",
                   "such as 'GET http://foo.test/ -> 200 from a'");
    return reading;
  }
  if (arrow == words.end() || arrow + 1 == words.end()) {
    const TextProblem problem = missing_arrow(words, text);
    parser.problem(problem.range, problem.message, problem.hint);
    return reading;
  }
  parser.parse({words.begin(), arrow});
  const std::size_t begin = (arrow + 1)->range.offset;
  const TextRange range = {begin, words.back().range.end() - begin};
  AnswerReading answer = read_answer(text.substr(range.offset, range.length));
  for (NameUse& use : answer.names) use.range.offset += begin;
  for (TextProblem& problem : answer.problems) problem.range.offset += begin;
  join_expectation(reading, std::move(answer), range);
  return reading;
}

void join_expectation(CheckReading& reading, AnswerReading expectation, TextRange range) {
  reading.check.expect = std::move(expectation.answer);
  reading.expectation = range;
  reading.names.insert(reading.names.end(), expectation.names.begin(), expectation.names.end());
  reading.problems.insert(reading.problems.end(), expectation.problems.begin(), expectation.problems.end());
  const Answer& answer = reading.check.expect;
  if (reading.check.scheme != "http") return;
  if (!answer.certificates.empty() || !answer.not_certificates.empty()) {
    reading.problems.push_back({range, "an answer over http shows no certificate", "'cert' needs https"});
  } else if (answer.status == StatusWord::kTlsError) {
    reading.problems.push_back({range, "over http there is no TLS that could fail", "'tls-error' needs https"});
  }
}

}  // namespace gauntlet::scenario
