// RerunPolicy: which cases of one pack are run again by themselves after they failed in company. Each costs its full
// time to fail, so with a controller that is plainly wrong, which is one that fails more than half of a pack, a few
// speak for all: if the first ones fail alone as well, the others are taken to fail by themselves, too; if one passes
// alone, every one is tried. Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

namespace gauntlet::scenario {

class RerunPolicy {
 public:
  static constexpr std::size_t kSpokesmen = 8;

  // `company`: how many cases the pack had.
  RerunPolicy(std::vector<std::size_t> failed, std::size_t company);

  enum class Alone { kGreen, kNotGreen };
  void note(Alone outcome);

  // To be run alone now; each is given once.
  std::vector<std::size_t> take_next();
  // Not to be run again, since others have spoken for them; each is given once.
  std::vector<std::size_t> take_spoken_for();

 private:
  std::deque<std::size_t> waiting_;
  std::size_t spokesmen_;
  std::size_t given_ = 0;
  std::size_t noted_ = 0;
  bool one_was_green_ = false;
};

}  // namespace gauntlet::scenario
