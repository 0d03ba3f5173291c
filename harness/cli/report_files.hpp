// Report files: a result written in every form that was asked for. Each file appears whole or not at all: it is written
// under another name and renamed, so that a reader, or the end of this program, never meets half of one.
#pragma once

#include "foundation/base/result.hpp"
#include "harness/cli/options.hpp"
#include "harness/result/run_result.hpp"

#include <string>
#include <vector>

namespace gauntlet::cli {

struct ReportFile {
  std::string kind;
  std::string path;
};

// A choice without a path stands in `folder` under the kind's own name; a kind that is named twice with different paths
// is written twice.
std::vector<ReportFile> plan_reports(const std::vector<ReportChoice>& choices, const std::string& folder);

// Folders are made. kSystem says which file and why; the others are written all the same.
base::Result<void> write_reports(const result::RunResult& run, const std::vector<ReportFile>& files);

// Renamed into place; folders are made.
enum class FileReaders { kEverybody, kOwner };
base::Result<void> write_file(const std::string& path, std::string_view text,
                              FileReaders readers = FileReaders::kEverybody);

}  // namespace gauntlet::cli
