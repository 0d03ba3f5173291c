// The text of a file that tells no size beforehand, as those of proc(5).
#pragma once

#include <filesystem>
#include <string>

namespace gauntlet::base {

// Empty if it cannot be read, also where reading fails behind a good start: a process may end in the middle.
std::string read_file_text(const std::filesystem::path& path);

}  // namespace gauntlet::base
