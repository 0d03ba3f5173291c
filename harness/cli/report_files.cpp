#include "harness/cli/report_files.hpp"

#include "reporters/reporter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace gauntlet::cli {

namespace {

namespace fs = std::filesystem;

base::Error cannot_write(const std::string& path, const std::string& why) {
  return base::Error(base::Reason::kSystem, fmt::format("cannot write {}: {}", path, why));
}

}  // namespace

std::vector<ReportFile> plan_reports(const std::vector<ReportChoice>& choices, const std::string& folder) {
  std::vector<ReportFile> files;
  for (const ReportChoice& choice : choices) {
    const reporters::Reporter* reporter = reporters::find_reporter(choice.kind);
    if (reporter == nullptr) continue;
    const std::string path = choice.path.empty() ? (fs::path(folder) / reporter->default_file).string() : choice.path;
    const bool known = std::any_of(files.begin(), files.end(), [&](const ReportFile& file) {
      return file.kind == choice.kind && file.path == path;
    });
    if (!known) files.push_back({choice.kind, path});
  }
  return files;
}

base::Result<void> write_file(const std::string& path, std::string_view text, FileReaders readers) {
  std::error_code error;
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) return cannot_write(path, error.message());
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.flush();
    if (!file) {
      const int number = errno;
      fs::remove(temporary, error);
      return cannot_write(path, std::strerror(number));
    }
  }
  if (readers == FileReaders::kOwner) {
    fs::permissions(temporary, fs::perms::owner_read | fs::perms::owner_write, error);
  }
  fs::rename(temporary, path, error);
  if (error) {
    const std::string why = error.message();
    fs::remove(temporary, error);
    return cannot_write(path, why);
  }
  return {};
}

base::Result<void> write_reports(const result::RunResult& run, const std::vector<ReportFile>& files) {
  base::Result<void> outcome;
  for (const ReportFile& file : files) {
    const reporters::Reporter* reporter = reporters::find_reporter(file.kind);
    if (reporter == nullptr) continue;
    const auto written = write_file(file.path, reporter->write(run));
    if (!written && outcome) outcome = written.error();
  }
  return outcome;
}

}  // namespace gauntlet::cli
