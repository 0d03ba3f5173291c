#include "harness/scenario/case_reader.hpp"

#include "harness/scenario/case_file_reader.hpp"
#include "harness/scenario/case_files.hpp"
#include "harness/scenario/case_lint.hpp"
#include "harness/scenario/case_warnings.hpp"

#include <algorithm>

namespace gauntlet::scenario {

namespace {

class CaseSetReader {
 public:
  explicit CaseSetReader(const Bindings& bindings) : bindings_(bindings) {}

  void read_features(const std::string& path) {
    if (path.empty()) return;
    const SourceFile* file = files_.load(path, diagnostics_);
    if (file == nullptr || file->yaml.documents.empty()) {
      diagnostics_.error("E001", {{path, 0, 0}, 1}, "cannot read the list of features");
      return;
    }
    for (const kube::YamlNode::Entry& entry : file->yaml.documents.front().entries)
      features_.names.push_back(entry.key);
  }

  void set_features(std::vector<std::string> names) { features_.names = std::move(names); }

  void read_files(const std::vector<CaseFile>& files) {
    std::vector<const SourceFile*> strangers;
    for (const CaseFile& found : files) {
      const SourceFile* file = files_.load(found.path, diagnostics_);
      if (file == nullptr) {
        diagnostics_.error("E001", {{found.path, 0, 0}, 1}, "cannot read the file");
        continue;
      }
      if (found.origin == CaseFile::Origin::kFound && is_plain(*file)) {
        strangers.push_back(file);
        continue;
      }
      read_file(*file, found.origin);
    }
    // Only now is it known which of them belong to a case.
    for (const SourceFile* file : strangers) {
      if (!files_.is_named_by_another(file->path)) read_file(*file, CaseFile::Origin::kFound);
    }
  }

  void read_text(const std::string& name, std::string_view text) {
    read_file(files_.add(name, text, diagnostics_), CaseFile::Origin::kNamed);
  }

  CaseSet finish() {
    std::stable_sort(drafts_.begin(), drafts_.end(),
                     [](const CaseDraft& a, const CaseDraft& b) { return a.id.position.file < b.id.position.file; });
    lint(drafts_, diagnostics_);
    CaseSet set;
    for (CaseDraft& draft : drafts_) set.scenarios.push_back(std::move(draft.scenario));
    std::sort(set.scenarios.begin(), set.scenarios.end(),
              [](const Scenario& a, const Scenario& b) { return std::tie(a.id, a.row) < std::tie(b.id, b.row); });
    set.diagnostics = diagnostics_.take_sorted();
    set.source_lines = files_.take_lines();
    set.file_count = file_count_;
    return set;
  }

 private:
  // Manifests alone, which a case may name under `apply`.
  static bool is_plain(const SourceFile& file) {
    if (file.yaml.documents.empty()) return false;
    const kube::YamlNode& first = file.yaml.documents.front();
    return first.find("apiVersion") != nullptr && first.find("kind") != nullptr && first.find("gauntlet") == nullptr;
  }

  void read_file(const SourceFile& file, CaseFile::Origin origin) {
    ++file_count_;
    const std::size_t errors = diagnostics_.error_count();
    std::vector<CaseDraft> drafts = CaseFileReader(files_, features_, bindings_, diagnostics_).read(file);
    if (!drafts.empty() && origin == CaseFile::Origin::kFound) check_home(drafts.front(), file);
    const bool is_clean = diagnostics_.error_count() == errors && file.yaml.errors.empty();
    for (CaseDraft& draft : drafts) {
      if (is_clean) warn(draft, diagnostics_);
      drafts_.push_back(std::move(draft));
    }
  }

  void check_home(const CaseDraft& draft, const SourceFile& file) {
    if (is_at_home(file.path, draft.scenario.id)) return;
    std::string home = draft.scenario.id + ".yaml";
    std::replace(home.begin(), home.end() - 5, '.', '/');
    diagnostics_.error("E018", draft.id, "the id does not equal the path of the file", "its file would be " + home);
  }

  const Bindings& bindings_;
  SourceFiles files_;
  Diagnostics diagnostics_;
  KnownFeatures features_;
  std::vector<CaseDraft> drafts_;
  int file_count_ = 0;
};

}  // namespace

Bindings placeholder_bindings() {
  Bindings bindings;
  bindings.values = {{"class", "gauntlet"},     {"controller", "gauntlet.test/controller"},
                     {"address", "127.0.0.10"}, {"run", "0"},
                     {"propagate", "5s"},       {"lease", "kube-system/gauntlet"}};
  for (int i = 1; i < 10; ++i) {
    bindings.values["address." + std::to_string(i)] = "127.0.0." + std::to_string(10 + i);
  }
  return bindings;
}

CaseSet read_cases(const std::vector<std::string>& paths, const std::string& features_file, const Bindings& bindings) {
  CaseSetReader reader(bindings);
  reader.read_features(features_file);
  Diagnostics problems;
  reader.read_files(find_case_files(paths, features_file, problems));
  CaseSet set = reader.finish();
  // Paths that are not there come first: what was read without them may say little.
  std::vector<Diagnostic> missing = problems.take_sorted();
  set.diagnostics.insert(set.diagnostics.begin(), missing.begin(), missing.end());
  return set;
}

CaseSet read_case_text(const std::string& name, std::string_view text, std::vector<std::string> features,
                       const Bindings& bindings) {
  CaseSetReader reader(bindings);
  reader.set_features(std::move(features));
  reader.read_text(name, text);
  return reader.finish();
}

}  // namespace gauntlet::scenario
