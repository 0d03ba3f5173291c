#include "foundation/net/process_table.hpp"

#include "foundation/base/file_text.hpp"
#include "foundation/base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace gauntlet::net {

namespace {

// proc(5), /proc/pid/stat: "pid (name) state ppid …", where the name may hold anything.
constexpr std::size_t kState = 0;
constexpr std::size_t kParent = 1;
constexpr std::size_t kStarted = 19;

}  // namespace

std::optional<RunningProcess> find_process(pid_t pid) {
  const std::string text = base::read_file_text("/proc/" + std::to_string(pid) + "/stat");
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos) return std::nullopt;
  const std::string_view rest = std::string_view(text).substr(behind_name + 1);
  const auto fields = base::split(base::trim(rest), ' ');
  unsigned long long parent = 0;
  RunningProcess process;
  if (fields.size() <= kStarted || !base::parse_decimal(fields[kParent], parent) ||
      !base::parse_decimal(fields[kStarted], process.started)) {
    return std::nullopt;
  }
  process.pid = pid;
  process.parent = static_cast<pid_t>(parent);
  process.is_zombie = fields[kState] == "Z" || fields[kState] == "X";
  return process;
}

std::vector<RunningProcess> running_processes() {
  std::vector<RunningProcess> processes;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", failure)) {
    unsigned long long number = 0;
    if (!base::parse_decimal(entry.path().filename().string(), number)) continue;
    if (const auto process = find_process(static_cast<pid_t>(number))) processes.push_back(*process);
  }
  return processes;
}

std::uint64_t private_memory_of(pid_t pid) {
  // proc(5), /proc/pid/statm, in pages: "size resident shared ...".
  const std::string text = base::read_file_text("/proc/" + std::to_string(pid) + "/statm");
  const auto fields = base::split(text, ' ');
  unsigned long long resident = 0;
  unsigned long long shared = 0;
  if (fields.size() < 3 || !base::parse_decimal(fields[1], resident) || !base::parse_decimal(fields[2], shared))
    return 0;
  return (resident - std::min(resident, shared)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::vector<std::string> environment_of(pid_t pid) {
  const std::string text = base::read_file_text("/proc/" + std::to_string(pid) + "/environ");
  std::vector<std::string> variables;
  for (const std::string_view variable : base::split(text, '\0')) {
    if (!variable.empty()) variables.emplace_back(variable);
  }
  return variables;
}

}  // namespace gauntlet::net
