#include "harness/scenario/source_files.hpp"

#include <algorithm>
#include <filesystem>

namespace gauntlet::scenario {

namespace {

std::string_view code_of(kube::YamlError::Kind kind) {
  switch (kind) {
    case kube::YamlError::Kind::kSyntax:
      return "E001";
    case kube::YamlError::Kind::kDuplicateKey:
      return "E002";
    case kube::YamlError::Kind::kTooLarge:
      return "E006";
  }
  return "E001";
}

// The word at a mark: what a duplicate key or a wrong tag is.
int length_at(const SourceFile& file, const kube::Mark& mark) {
  if (mark.line < 1 || static_cast<std::size_t>(mark.line) > file.lines.size() || mark.column < 1) return 1;
  const std::string& line = file.lines[static_cast<std::size_t>(mark.line) - 1];
  const auto column = static_cast<std::size_t>(mark.column) - 1;
  if (column >= line.size()) return 1;
  const std::size_t end = std::min(line.find_first_of(" \t:,", column), line.size());
  return end > column ? static_cast<int>(end - column) : 1;
}

// The braces of a variable end those of a flow map.
std::string hint_at(const SourceFile& file, const kube::YamlError& error) {
  const auto line = static_cast<std::size_t>(std::max(error.mark.line, 1)) - 1;
  const bool has_variable = line < file.lines.size() && file.lines[line].find("${") != std::string::npos;
  const bool is_syntax = error.kind == kube::YamlError::Kind::kSyntax;
  return is_syntax && has_variable ? "within { } and [ ], ${name} stands in quotation marks" : "";
}

void report(const SourceFile& file, Diagnostics& diagnostics) {
  for (const kube::YamlError& error : file.yaml.errors) {
    const Position position = {file.path, error.mark.line, error.mark.column};
    const Underline where = {position, length_at(file, error.mark)};
    diagnostics.error(code_of(error.kind), where, error.message, hint_at(file, error));
  }
}

}  // namespace

const SourceFile* SourceFiles::load(const std::string& path, Diagnostics& diagnostics) {
  const auto known = files_.find(path);
  if (known != files_.end()) return known->second.get();
  std::unique_ptr<SourceFile>& slot = files_[path];
  auto file = read_source_file(path);
  if (!file) return nullptr;
  slot = std::make_unique<SourceFile>(std::move(file).value());
  report(*slot, diagnostics);
  return slot.get();
}

const SourceFile& SourceFiles::add(std::string path, std::string_view text, Diagnostics& diagnostics) {
  std::unique_ptr<SourceFile>& slot = files_[path];
  slot = std::make_unique<SourceFile>(make_source_file(std::move(path), text));
  report(*slot, diagnostics);
  return *slot;
}

const SourceFile* SourceFiles::load_named(const SourceFile& by, const std::string& path, Diagnostics& diagnostics) {
  // "cases/tls/_base.yaml" for "_base.yaml" named in "cases/tls/a.yaml".
  const auto full = (std::filesystem::path(by.path).parent_path() / path).lexically_normal().generic_string();
  named_.insert(full);
  return load(full, diagnostics);
}

std::map<std::string, std::vector<std::string>> SourceFiles::take_lines() {
  std::map<std::string, std::vector<std::string>> lines;
  for (auto& [path, file] : files_) {
    if (file) lines.emplace(path, std::move(file->lines));
  }
  return lines;
}

}  // namespace gauntlet::scenario
