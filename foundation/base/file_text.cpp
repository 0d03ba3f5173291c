#include "foundation/base/file_text.hpp"

#include <fstream>
#include <sstream>

namespace gauntlet::base {

std::string read_file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // Not by istreambuf_iterator: through it a failed read throws, whatever the stream's own settings are.
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace gauntlet::base
