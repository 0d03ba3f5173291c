#include "reference_controller/routing/route_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

struct Rule {
  std::string host;
  PathMatch match;
  std::string path;
};

constexpr PathMatch E = PathMatch::kExact;
constexpr PathMatch P = PathMatch::kPrefix;

// Rule n has backend n, and the default backend comes behind them.
class Table {
 public:
  explicit Table(std::vector<Rule> rules, bool with_default_backend = false) : rules_(std::move(rules)) {
    std::vector<Route> routes;
    std::vector<Backend> backends(rules_.size() + 1);
    for (BackendId id = 0; id < rules_.size(); ++id) {
      routes.push_back({rules_[id].host, {rules_[id].path, rules_[id].match, id}});
    }
    const auto behind = static_cast<BackendId>(rules_.size());
    table_ = RouteTable(routes, with_default_backend ? behind : kNoBackend, std::move(backends));
  }

  // The number of the rule; -1: none.
  int find(const std::string& host, const std::string& path) const {
    const auto parsed = host.empty() ? RequestHost() : RequestHost::parse(host);
    if (!parsed) return -2;
    const BackendId id = table_.find(*parsed, path);
    return id == kNoBackend ? -1 : static_cast<int>(id);
  }

 private:
  std::vector<Rule> rules_;
  RouteTable table_;
};

// The table under "Examples" of the documentation's page Ingress: kind, path or paths, request path, which one matches.
struct DocumentationRow {
  std::vector<Rule> rules;
  std::string path;
  int matched;
};

class DocumentationTest : public testing::TestWithParam<DocumentationRow> {};

TEST_P(DocumentationTest, MatchesAsTheTableSays) {
  EXPECT_EQ(Table(GetParam().rules).find("foo.com", GetParam().path), GetParam().matched) << GetParam().path;
}

INSTANTIATE_TEST_SUITE_P(
    Examples, DocumentationTest,
    testing::Values(DocumentationRow{{{"", P, "/"}}, "/any/path", 0}, DocumentationRow{{{"", E, "/foo"}}, "/foo", 0},
                    DocumentationRow{{{"", E, "/foo"}}, "/bar", -1}, DocumentationRow{{{"", E, "/foo"}}, "/foo/", -1},
                    DocumentationRow{{{"", E, "/foo/"}}, "/foo", -1}, DocumentationRow{{{"", P, "/foo"}}, "/foo", 0},
                    DocumentationRow{{{"", P, "/foo"}}, "/foo/", 0}, DocumentationRow{{{"", P, "/foo/"}}, "/foo", 0},
                    DocumentationRow{{{"", P, "/foo/"}}, "/foo/", 0},
                    DocumentationRow{{{"", P, "/aaa/bb"}}, "/aaa/bbb", -1},
                    DocumentationRow{{{"", P, "/aaa/bbb"}}, "/aaa/bbb", 0},
                    DocumentationRow{{{"", P, "/aaa/bbb/"}}, "/aaa/bbb", 0},
                    DocumentationRow{{{"", P, "/aaa/bbb"}}, "/aaa/bbb/", 0},
                    DocumentationRow{{{"", P, "/aaa/bbb"}}, "/aaa/bbb/ccc", 0},
                    DocumentationRow{{{"", P, "/aaa/bbb"}}, "/aaa/bbbxyz", -1},
                    DocumentationRow{{{"", P, "/"}, {"", P, "/aaa"}}, "/aaa/ccc", 1},
                    DocumentationRow{{{"", P, "/"}, {"", P, "/aaa"}, {"", P, "/aaa/bbb"}}, "/aaa/bbb", 2},
                    DocumentationRow{{{"", P, "/"}, {"", P, "/aaa"}, {"", P, "/aaa/bbb"}}, "/ccc", 0},
                    DocumentationRow{{{"", P, "/aaa"}}, "/ccc", -1},
                    DocumentationRow{{{"", P, "/foo"}, {"", E, "/foo"}}, "/foo", 1}));

TEST(RouteTableTest, LongestPathWinsInAnyOrder) {
  std::vector<Rule> rules = {{"h", P, "/"}, {"h", P, "/aaa"}, {"h", P, "/aaa/bbb"}};
  const auto by_path = [](const Rule& a, const Rule& b) { return a.path < b.path; };
  do {
    const Table table(rules);
    const auto path_for = [&](const std::string& request) {
      return rules[static_cast<std::size_t>(table.find("h", request))].path;
    };
    EXPECT_EQ(path_for("/aaa/bbb/x"), "/aaa/bbb");
    EXPECT_EQ(path_for("/aaa/ccc"), "/aaa");
    EXPECT_EQ(path_for("/aaaccc"), "/");
  } while (std::next_permutation(rules.begin(), rules.end(), by_path));
}

TEST(RouteTableTest, OfTwoThatDifferInTheSlashTheLongerWins) {
  const Table table({{"h", P, "/foo"}, {"h", P, "/foo/"}, {"h", E, "/foo/"}});
  EXPECT_EQ(table.find("h", "/foo/x"), 1);
  EXPECT_EQ(table.find("h", "/foo"), 1);
  EXPECT_EQ(table.find("h", "/foo/"), 2);
}

TEST(RouteTableTest, ExactRootBesidePrefixRoot) {
  const Table table({{"h", P, "/"}, {"h", E, "/"}});
  EXPECT_EQ(table.find("h", "/"), 1);
  EXPECT_EQ(table.find("h", "/x"), 0);
  EXPECT_EQ(table.find("h", "//"), 0);
}

TEST(RouteTableTest, SlashesAreNotMerged) {
  const Table table({{"h", P, "/foo"}});
  EXPECT_EQ(table.find("h", "/foo//bar"), 0);
  EXPECT_EQ(table.find("h", "/foo//"), 0);
  EXPECT_EQ(table.find("h", "//foo"), -1);
}

TEST(RouteTableTest, WildcardStandsForExactlyOneLabel) {
  const Table table({{"*.foo.com", P, "/"}});
  EXPECT_EQ(table.find("bar.foo.com", "/"), 0);
  EXPECT_EQ(table.find("BAR.foo.COM:8080", "/"), 0);
  EXPECT_EQ(table.find("baz.bar.foo.com", "/"), -1);
  EXPECT_EQ(table.find("foo.com", "/"), -1);
  EXPECT_EQ(table.find(".foo.com", "/"), -2);
}

TEST(RouteTableTest, PreciseBeforeWildcardBeforeHostless) {
  const Table table({{"", P, "/long/path"}, {"*.foo.com", P, "/long"}, {"x.foo.com", P, "/"}});
  EXPECT_EQ(table.find("x.foo.com", "/long/path"), 2);
  EXPECT_EQ(table.find("y.foo.com", "/long/path"), 1);
  EXPECT_EQ(table.find("other", "/long/path"), 0);
  EXPECT_EQ(table.find("", "/long/path"), 0);
  // The host is chosen before the path is looked at.
  EXPECT_EQ(table.find("y.foo.com", "/"), -1);
}

TEST(RouteTableTest, WhatNoRuleMatchesGoesToTheDefaultBackend) {
  const Table table({{"foo.com", P, "/a"}, {"foo.com", E, "/a/b"}}, true);
  EXPECT_EQ(table.find("foo.com", "/a"), 0);
  EXPECT_EQ(table.find("foo.com", "/b"), 2);
  EXPECT_EQ(table.find("other", "/a"), 2);
  EXPECT_EQ(table.find("", "/a"), 2);
}

TEST(RouteTableTest, OfEqualRoutesTheFirstCounts) {
  const Table table({{"foo.com", P, "/a"}, {"FOO.com", P, "/a"}, {"foo.com", E, "/a"}, {"foo.com", E, "/a"}});
  EXPECT_EQ(table.find("foo.com", "/a/x"), 0);
  EXPECT_EQ(table.find("foo.com", "/a"), 2);
}

TEST(RouteTableTest, EmptyTableMatchesNothing) {
  EXPECT_EQ(RouteTable().find(*RequestHost::parse("foo.com"), "/"), kNoBackend);
  EXPECT_EQ(RouteTable().find(RequestHost(), "/"), kNoBackend);
}

TEST(RouteTableTest, NamesOfEveryLengthAreFound) {
  std::vector<Rule> rules;
  for (std::size_t length = 1; length <= 253; ++length) rules.push_back({std::string(length, 'a'), P, "/"});
  const Table table(rules);
  for (std::size_t length = 1; length <= 253; ++length) {
    EXPECT_EQ(table.find(std::string(length, 'a'), "/"), static_cast<int>(length) - 1);
  }
}

TEST(RouteTableTest, TenThousandPathsOfOneHost) {
  std::vector<Rule> rules;
  for (int i = 0; i < 10'000; ++i) rules.push_back({"h", i % 2 == 0 ? P : E, "/service-" + std::to_string(i)});
  const Table table(rules);
  for (int i = 0; i < 10'000; ++i) {
    const std::string path = "/service-" + std::to_string(i);
    EXPECT_EQ(table.find("h", path), i);
    EXPECT_EQ(table.find("h", path + "/x"), i % 2 == 0 ? i : -1);
  }
}

// ---- against a matcher that is written from the text of the API, slow and short ----

std::vector<std::string> elements(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path.substr(1)) {
    if (c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

bool path_matches(const Rule& rule, const std::string& path) {
  if (rule.match == E) return rule.path == path;
  const auto wanted = elements(rule.path);
  const auto given = elements(path);
  return wanted.size() <= given.size() && std::equal(wanted.begin(), wanted.end(), given.begin());
}

// 3: the full name, 2: a wildcard, 1: no host in the rule, 0: no match.
int host_rank(const Rule& rule, const std::string& host) {
  if (rule.host.empty()) return 1;
  if (rule.host == host) return 3;
  const auto dot = host.find('.');
  return dot != std::string::npos && rule.host == "*" + host.substr(dot) ? 2 : 0;
}

int naive_find(const std::vector<Rule>& rules, const std::string& host, const std::string& path) {
  int best_rank = 0;
  for (const Rule& rule : rules) best_rank = std::max(best_rank, host_rank(rule, host));
  int best = -1;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (best_rank == 0 || host_rank(rules[i], host) != best_rank || !path_matches(rules[i], path)) continue;
    const auto weight = [&](std::size_t n) { return std::pair(rules[n].path.size(), rules[n].match == E); };
    if (best < 0 || weight(i) > weight(static_cast<std::size_t>(best))) best = static_cast<int>(i);
  }
  return best;
}

std::string draw_path(std::mt19937& random) {
  const std::vector<std::string> words = {"a", "ab", "abc", "b", "B", "x.y", "-", "~"};
  std::string path;
  const auto count = random() % 4;
  for (unsigned i = 0; i < count; ++i) path += "/" + words[random() % words.size()];
  if (path.empty() || random() % 4 == 0) path += "/";
  return path;
}

std::string draw_host(std::mt19937& random) {
  const std::vector<std::string> labels = {"a", "b", "ab"};
  std::string host = "test";
  const auto count = random() % 3;
  for (unsigned i = 0; i < count; ++i) host = labels[random() % labels.size()] + "." + host;
  return host;
}

TEST(RouteTableTest, AgreesWithTheNaiveMatcherOnRulesDrawnByLot) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Rule> rules;
    const auto count = 1 + random() % 12;
    for (unsigned i = 0; i < count; ++i) {
      std::string host = random() % 6 == 0 ? "" : draw_host(random);
      if (random() % 4 == 0) host = "*." + (host.empty() ? "test" : host);
      rules.push_back({host, random() % 3 == 0 ? E : P, draw_path(random)});
    }
    const Table table(rules);
    for (int request = 0; request < 30; ++request) {
      const std::string host = draw_host(random);
      const std::string path = random() % 2 == 0 ? draw_path(random) : rules[random() % count].path + "x";
      ASSERT_EQ(table.find(host, path), naive_find(rules, host, path)) << "round " << round << ": " << host << path;
    }
  }
}

}  // namespace
}  // namespace gauntlet::reference
