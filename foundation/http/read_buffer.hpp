// ReadBuffer: the bytes that have come in on a connection and were not used yet, in one piece. It is allocated with the
// first byte to come and grows up to the longest message head; moving bytes to its front is all that it copies.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace gauntlet::http {

class ReadBuffer {
 public:
  ReadBuffer(std::size_t first_size, std::size_t greatest_size)
      : first_size_(first_size), greatest_size_(greatest_size) {}

  std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  // Where the next bytes may be read to: never empty, unless view() has the greatest size. Views into the buffer end.
  std::span<char> room() {
    if (begin_ > 0 && end_ == size_) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == size_) grow();
    return {bytes_.get() + end_, size_ - end_};
  }
  // So many bytes were read to room().
  void commit(std::size_t count) {
    assert(count <= size_ - end_);
    end_ += count;
  }

 private:
  void grow() {
    const std::size_t size = std::min(std::max(first_size_, 2 * size_), greatest_size_);
    auto bytes = std::make_unique_for_overwrite<char[]>(size);
    if (end_ > 0) std::memcpy(bytes.get(), bytes_.get(), end_);
    bytes_ = std::move(bytes);
    size_ = size;
  }

  std::size_t first_size_;
  std::size_t greatest_size_;
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace gauntlet::http
