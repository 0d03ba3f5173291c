// LineSplitter: lines out of bytes that arrive in pieces of any size, as those of a watch stream do.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::kube {

class LineSplitter {
 public:
  explicit LineSplitter(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  void append(std::string_view bytes);
  // The next whole line without its line feed, valid until append(); nullopt: more bytes are needed.
  std::optional<std::string_view> take_line();
  // What stands behind the last whole line.
  std::string_view rest() const { return std::string_view(buffer_).substr(begin_); }
  // The line that has begun is longer than allowed.
  bool too_long() const { return buffer_.size() - begin_ > most_bytes_; }

 private:
  std::size_t most_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of what was not taken yet
  std::size_t searched_ = 0;  // no line feed between begin_ and here
};

}  // namespace gauntlet::kube
