// AddressPool: loopback addresses handed out once, so that no two pods of a run ever share one.
#pragma once

#include <cstdint>
#include <string>

namespace gauntlet::cluster {

class AddressPool {
 public:
  // 127.second.third_first.1 up to 127.second.third_last.254. The `begin`-th of them comes first (modulo their number):
  // processes that run side by side begin at different ones.
  AddressPool(int second_octet, int third_first, int third_last, std::uint32_t begin = 0);
  // The next one; starts again from the beginning after the last.
  std::string take();
  // 254 per third octet.
  std::uint32_t size() const { return size_; }

 private:
  int second_;
  int third_first_;
  std::uint32_t size_;
  std::uint32_t next_;
};

// A place to begin at; those of neighbouring numbers are far apart.
std::uint32_t scatter(std::uint32_t number);

}  // namespace gauntlet::cluster
