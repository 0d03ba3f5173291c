#include "harness/cli/chosen_cases.hpp"

#include "foundation/base/sha256.hpp"

#include <algorithm>
#include <filesystem>
#include <glob.h>

namespace gauntlet::cli {

namespace {

// As the shell would, for patterns that it left alone; what matches nothing stays as it is and is reported as missing.
std::vector<std::string> expand(const std::vector<std::string>& paths) {
  std::vector<std::string> expanded;
  for (const std::string& path : paths) {
    std::error_code error;
    glob_t found{};
    if (!std::filesystem::exists(path, error) && ::glob(path.c_str(), 0, nullptr, &found) == 0) {
      expanded.insert(expanded.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    } else {
      expanded.push_back(path);
    }
    ::globfree(&found);
  }
  return expanded;
}

}  // namespace

scenario::CaseSet read_chosen_cases(const CaseChoice& choice, const DataFolders& folders,
                                    const scenario::Bindings& bindings) {
  const std::vector<std::string> paths =
      choice.paths.empty() ? std::vector<std::string>{folders.cases} : expand(choice.paths);
  return scenario::read_cases(paths, features_for(paths, folders), bindings);
}

std::string digest_of(const scenario::CaseSet& cases) {
  std::vector<std::string> texts;
  for (const auto& [path, lines] : cases.source_lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    texts.push_back(base::sha256_hex(text));
  }
  std::sort(texts.begin(), texts.end());
  std::string all;
  for (const std::string& text : texts) all += text;
  return base::sha256_hex(all);
}

}  // namespace gauntlet::cli
