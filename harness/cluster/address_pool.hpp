// AddressPool: loopback addresses handed out once, so that no two pods of a run ever share one.
#pragma once

#include <string>

namespace gauntlet::cluster {

class AddressPool {
 public:
  // 127.second.third_first.1 up to 127.second.third_last.254.
  AddressPool(int second_octet, int third_first, int third_last);
  // The next one; starts again from the beginning after the last (about 250 per third octet).
  std::string take();

 private:
  int second_;
  int third_first_;
  int third_last_;
  int third_;
  int fourth_ = 0;
};

}  // namespace gauntlet::cluster
