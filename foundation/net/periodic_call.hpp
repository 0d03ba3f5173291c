// PeriodicCall: calls a function again and again while it lives. For looking after something beside a task, where there
// is nothing to wait for; the calls come from the loop.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/net/awaitable.hpp"

#include <functional>
#include <memory>

namespace gauntlet::net {

class PeriodicCall {
 public:
  // First after one period. `call` may destroy its PeriodicCall.
  PeriodicCall(Executor executor, base::Duration period, std::function<void()> call);
  // No call comes after it.
  ~PeriodicCall();
  PeriodicCall(const PeriodicCall&) = delete;
  PeriodicCall& operator=(const PeriodicCall&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gauntlet::net
