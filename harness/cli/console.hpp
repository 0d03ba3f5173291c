// Console: where a command writes. Results go to `out`, everything else to `err`, so that pipes stay clean.
#pragma once

#include <ostream>

namespace gauntlet::cli {

struct Console {
  std::ostream& out;
  std::ostream& err;
};

}  // namespace gauntlet::cli
