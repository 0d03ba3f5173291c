// Operation (internal to net): an asynchronous operation under way, and what may end it before its time: its deadline
// or a stop of its task. DeadlineSweep: one timer per loop that looks after the deadlines of all of them.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/net/sockets.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/execution_context.hpp>

#include <optional>

namespace gauntlet::net {

class DeadlineSweep;

// Waits end when their task is asked to stop; transfers of bytes go on until it is stopped hard (task_group.hpp).
enum class EndsOn { kRequestedStop, kHardStop };

bool is_stop_requested(const boost::asio::cancellation_state& state);

class Operation {
 public:
  enum class Ending { kOwn, kTimeout, kCancelled };

  Operation(DeadlineSweep& sweep, EndsOn ends_on) : sweep_(sweep), ends_on_(ends_on) {}
  virtual ~Operation();
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // False: the task is stopped already, and nothing has begun. `state` is the awaiting coroutine's.
  // A hard stop ends one transfer, the one under way or the next to begin; so that clean-up may await afterwards.
  bool begin(boost::asio::cancellation_state state, base::Deadline deadline);
  // Asio forgets the way to us with each completion; so before each further suspension of the same operation.
  void resume_watch();
  void end();
  Ending ending() const { return ending_; }

 protected:
  // Makes the operation complete soon, never before it returns.
  virtual void interrupt() = 0;

 private:
  friend class DeadlineSweep;
  struct StopListener;
  void finish_early(Ending ending);

  DeadlineSweep& sweep_;
  Operation* previous_ = nullptr;  // in one of the sweep's lists; null: in none
  Operation* next_ = nullptr;
  base::Deadline deadline_ = base::Deadline::never();
  boost::asio::cancellation_state state_;
  EndsOn ends_on_;
  Ending ending_ = Ending::kOwn;
};

// The operation of a socket, listener, descriptor or timer.
template <typename IoObject>
class IoOperation final : public Operation {
 public:
  IoOperation(DeadlineSweep& sweep, EndsOn ends_on, IoObject& object) : Operation(sweep, ends_on), object_(object) {}

 protected:
  void interrupt() override {
    boost::system::error_code ignored;
    if constexpr (requires { object_.cancel(ignored); }) {
      object_.cancel(ignored);
    } else {
      object_.cancel();
    }
  }

 private:
  IoObject& object_;
};

// Setting a deadline costs a few stores: an operation is linked into a list, and a tick every 20 ms looks for overdue
// ones as long as there are any. Those with much time left wait in a list of their own that is looked at rarely, so
// that thousands of idle connections cost nothing.
class DeadlineSweep final : public boost::asio::execution_context::service {
 public:
  using key_type = DeadlineSweep;
  // By its address Asio finds the service.
  static inline boost::asio::execution_context::id id;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

  explicit DeadlineSweep(boost::asio::execution_context& context);
  static DeadlineSweep& of(boost::asio::io_context& context);

  void add(Operation& operation);
  static void remove(Operation& operation);

 private:
  using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                  boost::asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;
  // The anchor of a circular list.
  class Anchor final : public Operation {
   public:
    explicit Anchor(DeadlineSweep& sweep);

   protected:
    void interrupt() override {}
  };

  void shutdown() override;
  void start_tick();
  void tick();
  void end_overdue();
  void bring_near();
  static void link(Operation& anchor, Operation& operation);

  std::optional<Timer> timer_;
  bool ticking_ = false;
  int ticks_until_far_ = 0;
  base::TimePoint now_;  // of the last tick
  Anchor near_;
  Anchor far_;
};

}  // namespace gauntlet::net
