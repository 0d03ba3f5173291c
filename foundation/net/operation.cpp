#include "foundation/net/operation.hpp"

namespace gauntlet::net {

namespace {

using boost::asio::cancellation_type;

constexpr std::chrono::milliseconds kTick(20);
// A far operation has more than kNearness left and is looked at every kTicksPerFarLook ticks (half of that).
constexpr std::chrono::milliseconds kNearness(1000);
constexpr int kTicksPerFarLook = 25;

bool any(cancellation_type set, cancellation_type of) {
  return (set & of) != cancellation_type::none;
}

}  // namespace

bool is_stop_requested(const boost::asio::cancellation_state& state) {
  return any(state.cancelled(), cancellation_type::total | cancellation_type::terminal);
}

struct Operation::StopListener {
  explicit StopListener(Operation* its_operation) : operation(its_operation) {}

  void operator()(cancellation_type type) const {
    if (operation->ends_on_ == EndsOn::kHardStop) {
      if (!any(type, cancellation_type::terminal)) return;
      operation->state_.clear(cancellation_type::terminal);
    }
    operation->finish_early(Ending::kCancelled);
  }

  Operation* operation;
};

Operation::~Operation() {
  DeadlineSweep::remove(*this);
}

bool Operation::begin(boost::asio::cancellation_state state, base::Deadline deadline) {
  state_ = state;
  ending_ = Ending::kOwn;
  if (ends_on_ == EndsOn::kRequestedStop) {
    if (is_stop_requested(state)) return false;
  } else if (any(state.cancelled(), cancellation_type::terminal)) {
    state_.clear(cancellation_type::terminal);
    return false;
  }
  resume_watch();
  deadline_ = deadline;
  if (!deadline.is_never()) sweep_.add(*this);
  return true;
}

void Operation::resume_watch() {
  auto slot = state_.slot();
  if (slot.is_connected()) slot.emplace<StopListener>(this);
}

void Operation::end() {
  // Where nothing was awaited, Asio has not forgotten us yet.
  auto slot = state_.slot();
  if (slot.is_connected()) slot.clear();
  DeadlineSweep::remove(*this);
}

void Operation::finish_early(Ending ending) {
  DeadlineSweep::remove(*this);
  if (ending_ != Ending::kCancelled) ending_ = ending;
  interrupt();
}

DeadlineSweep::Anchor::Anchor(DeadlineSweep& sweep) : Operation(sweep, EndsOn::kHardStop) {
  previous_ = next_ = this;
}

DeadlineSweep::DeadlineSweep(boost::asio::execution_context& context)
    : service(context),
      timer_(static_cast<boost::asio::io_context&>(context).get_executor()),
      near_(*this),
      far_(*this) {}

DeadlineSweep& DeadlineSweep::of(boost::asio::io_context& context) {
  return boost::asio::use_service<DeadlineSweep>(context);
}

void DeadlineSweep::add(Operation& operation) {
  if (!ticking_) start_tick();
  const bool is_far = operation.deadline_.when() > now_ + kNearness + kTick;
  link(is_far ? static_cast<Operation&>(far_) : near_, operation);
}

void DeadlineSweep::remove(Operation& operation) {
  if (operation.next_ == nullptr) return;
  operation.previous_->next_ = operation.next_;
  operation.next_->previous_ = operation.previous_;
  operation.next_ = operation.previous_ = nullptr;
}

void DeadlineSweep::link(Operation& anchor, Operation& operation) {
  operation.previous_ = anchor.previous_;
  operation.next_ = &anchor;
  anchor.previous_->next_ = &operation;
  anchor.previous_ = &operation;
}

void DeadlineSweep::shutdown() {
  timer_.reset();
}

void DeadlineSweep::start_tick() {
  ticking_ = true;
  now_ = base::SystemClock().now();
  timer_->expires_at(now_ + kTick);
  timer_->async_wait([this](const boost::system::error_code& failure) {
    if (!failure) tick();
  });
}

void DeadlineSweep::tick() {
  ticking_ = false;
  now_ = base::SystemClock().now();
  if (--ticks_until_far_ <= 0) {
    ticks_until_far_ = kTicksPerFarLook;
    bring_near();
  }
  end_overdue();
  if (near_.next_ != &near_ || far_.next_ != &far_) start_tick();
}

void DeadlineSweep::end_overdue() {
  for (Operation* operation = near_.next_; operation != &near_;) {
    Operation* const next = operation->next_;
    if (operation->deadline_.has_passed(now_)) operation->finish_early(Operation::Ending::kTimeout);
    operation = next;
  }
}

void DeadlineSweep::bring_near() {
  for (Operation* operation = far_.next_; operation != &far_;) {
    Operation* const next = operation->next_;
    if (operation->deadline_.when() <= now_ + kNearness) {
      remove(*operation);
      link(near_, *operation);
    }
    operation = next;
  }
}

}  // namespace gauntlet::net
