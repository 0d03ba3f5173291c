// The shipped cases are read without a word, and a slip in any of their keys gets the right hint.
#include "foundation/kube/yaml_reader.hpp"
#include "harness/scenario/case_reader.hpp"
#include "harness/scenario/vocabulary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace gauntlet::scenario {
namespace {

namespace fs = std::filesystem;

const std::string kCases = GAUNTLET_CASES;
constexpr std::size_t kLargestMutated = 20'000;  // bytes: the generated cases add time, but no keys

CaseSet read_shipped() {
  return read_cases({kCases}, kCases + "/features.yaml", placeholder_bindings());
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct Key {
  std::string name;
  kube::Mark mark;
};

// Those of the header and of its steps.
std::vector<Key> keys_of(const std::string& text) {
  std::vector<Key> keys;
  const kube::YamlStream stream = kube::read_yaml(text);
  const auto add = [&](const kube::YamlNode& map) {
    for (const kube::YamlNode::Entry& entry : map.entries) keys.push_back({entry.key, entry.key_mark});
  };
  add(stream.documents.front());
  if (const kube::YamlNode* steps = stream.documents.front().find("steps")) {
    for (const kube::YamlNode& step : steps->items) add(step);
  }
  return keys;
}

constexpr std::size_t kSlipsPerKey = 3;  // in one file; others try others

// One letter left out, or two neighbours exchanged.
std::set<std::string> slips_of(const std::string& word) {
  std::set<std::string> slips;
  for (std::size_t i = 0; i < word.size(); ++i) {
    slips.insert(word.substr(0, i) + word.substr(i + 1));
    if (i + 1 == word.size()) continue;
    std::string swapped = word;
    std::swap(swapped[i], swapped[i + 1]);
    slips.insert(swapped);
  }
  slips.erase(word);
  slips.erase("");
  return slips;
}

std::size_t offset_of(const std::string& text, const kube::Mark& mark) {
  std::size_t offset = 0;
  for (int line = 1; line < mark.line; ++line) offset = text.find('\n', offset) + 1;
  return offset + static_cast<std::size_t>(mark.column) - 1;
}

struct Score {
  int mutants = 0;
  int hinted = 0;
};

// `turn` picks which slips are tried.
void try_slips(const std::string& path, const std::string& text, const Key& key, std::size_t turn, Score& score) {
  const std::set<std::string> all = slips_of(key.name);
  const std::vector<std::string> slips(all.begin(), all.end());
  for (std::size_t i = 0; i < std::min(kSlipsPerKey, slips.size()); ++i) {
    const std::string& slip = slips[(turn * kSlipsPerKey + i) % slips.size()];
    std::string mutant = text;
    mutant.replace(offset_of(text, key.mark), key.name.size(), slip);
    const CaseSet set = read_case_text(path, mutant, {}, placeholder_bindings());
    ASSERT_TRUE(set.has_errors()) << path << ": " << slip << " for " << key.name;
    const bool hinted = std::any_of(set.diagnostics.begin(), set.diagnostics.end(), [&](const Diagnostic& diagnostic) {
      return diagnostic.position.line == key.mark.line && diagnostic.position.column == key.mark.column &&
             diagnostic.hint.find("'" + key.name + "'") != std::string::npos;
    });
    ++score.mutants;
    score.hinted += hinted ? 1 : 0;
  }
}

TEST(ShippedCases, AreReadWithoutAWord) {
  const CaseSet set = read_shipped();
  EXPECT_TRUE(set.diagnostics.empty()) << format_diagnostics(set);
  EXPECT_GE(set.scenarios.size(), 90u);
}

TEST(ShippedCases, MostRunInCompany) {
  const CaseSet set = read_shipped();
  const auto packed = std::count_if(set.scenarios.begin(), set.scenarios.end(),
                                    [](const Scenario& scenario) { return scenario.isolation == Isolation::kPack; });
  EXPECT_GT(packed * 3, static_cast<std::ptrdiff_t>(set.scenarios.size()) * 2);
}

TEST(ShippedCases, SlipsInKeysAreRefusedWithTheRightHint) {
  std::set<std::string> files;
  for (const Scenario& scenario : read_shipped().scenarios) files.insert(scenario.position.file);
  Score score;
  std::size_t turn = 0;
  for (const std::string& path : files) {
    const std::string text = text_of(path);
    if (text.size() > kLargestMutated) continue;
    for (const Key& key : keys_of(text)) try_slips(path, text, key, turn, score);
    ++turn;
  }
  RecordProperty("mutants", score.mutants);
  RecordProperty("hinted", score.hinted);
  EXPECT_GT(score.mutants, 1000);
  EXPECT_GE(score.hinted * 100, score.mutants * 95) << score.hinted << " of " << score.mutants;
}

// The keys in the tables of SCHEMA.md by the heading above them.
std::map<std::string, std::set<std::string>> documented_keys() {
  std::map<std::string, std::set<std::string>> keys;
  std::ifstream file(kCases + "/SCHEMA.md");
  std::string heading;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("## ", 0) == 0) heading = line.substr(3);
    if (line.rfind("| `", 0) == 0) keys[heading].insert(line.substr(3, line.find('`', 3) - 3));
  }
  return keys;
}

TEST(SchemaPage, HasEveryKeyThatIsServedAndNoOther) {
  const std::pair<Section, std::string> kPages[] = {
      {Section::kHeader, "The header"},     {Section::kSpecLink, "spec"},
      {Section::kOracle, "oracle"},         {Section::kControllers, "controllers"},
      {Section::kBackend, "backends"},      {Section::kCertificate, "certs"},
      {Section::kStep, "A step"},           {Section::kApplyFile, "apply"},
      {Section::kBackendChange, "backend"}, {Section::kCheck, "A check"},
      {Section::kExpect, "expect"},         {Section::kSaw, "saw"},
      {Section::kFault, "fault"},           {Section::kApiFault, "fault: api"}};
  const auto documented = documented_keys();
  EXPECT_EQ(documented.size(), std::size(kPages));
  for (const auto& [section, heading] : kPages) {
    const auto served = served_keys(section);
    const auto found = documented.find(heading);
    ASSERT_NE(found, documented.end()) << heading;
    EXPECT_EQ(found->second, std::set<std::string>(served.begin(), served.end())) << heading;
  }
}

}  // namespace
}  // namespace gauntlet::scenario
