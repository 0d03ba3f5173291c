// LoopbackRange: 127.N.0.0/16 for one fake cluster, reserved against all other programs of this machine that ask here:
// as long as this lives, a port in the range is held.
#pragma once

#include "foundation/net/acceptor.hpp"

#include <memory>

namespace gauntlet::cli {

class LoopbackRange {
 public:
  // kSystem: all are taken.
  static base::Result<LoopbackRange> reserve(net::Executor executor);

  int second_octet() const { return second_octet_; }

 private:
  LoopbackRange(std::unique_ptr<net::Acceptor> holder, int second_octet)
      : holder_(std::move(holder)), second_octet_(second_octet) {}

  std::unique_ptr<net::Acceptor> holder_;  // nobody is ever accepted; its destruction frees the range
  int second_octet_;
};

}  // namespace gauntlet::cli
