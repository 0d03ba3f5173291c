// JsonText: a JSON text that is written piece by piece into memory which is used again, for answers that are made too
// often to build documents (RFC 8259). One bound check for the whole text: the caller says how long it may get.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace gauntlet::cluster {

class JsonText {
 public:
  // What a string of so many bytes takes at most, with its quotes.
  static constexpr std::size_t most_of(std::size_t bytes) { return 6 * bytes + 2; }

  // An empty text that may grow up to this size.
  void begin(std::size_t most);
  // As it is.
  void add(std::string_view text) {
    assert(size_ + text.size() <= capacity_);
    std::memcpy(bytes_.get() + size_, text.data(), text.size());
    size_ += text.size();
  }
  // In quotes, escaped. Bytes above 127 become the characters of ISO 8859-1, whatever the text was meant to be.
  void add_string(std::string_view text);
  void add_number(std::uint64_t value);

  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace gauntlet::cluster
