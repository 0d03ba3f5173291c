#include "harness/cluster/job_runner.hpp"

#include "foundation/net/timer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gauntlet::cluster {
namespace {

using base::Reason;
using net::Awaitable;

constexpr int kWorkers = 4;  // each with a connection to the API server
constexpr std::chrono::seconds kJobLimit(10);
constexpr std::chrono::milliseconds kFirstRetryAfter(5);
constexpr int kMostDoublings = 8;

// The API server will never take it. Anything else may be a change that we have not seen yet.
bool is_final(Reason reason) {
  return reason == Reason::kInvalid || reason == Reason::kBadRequest || reason == Reason::kUnauthorized ||
         reason == Reason::kMethodNotAllowed || reason == Reason::kUnsupportedMediaType ||
         reason == Reason::kRequestEntityTooLarge;
}

std::string describe(const Job& job) {
  return fmt::format("{} {}", to_string(job.kind), job.name.to_string());
}

}  // namespace

struct JobRunner::Waiter {
  Waiter(net::Executor executor, std::string its_namespace)
      : namespace_(std::move(its_namespace)), changed(std::move(executor)) {}

  std::string namespace_;
  net::WaitEvent changed;
};

JobRunner::JobRunner(net::Executor executor, JobHandler& handler, base::Log& log)
    : handler_(handler), log_(log), has_work_(executor), queue_([this] { has_work_.set(); }), tasks_(executor) {}

void JobRunner::start() {
  for (int i = 0; i < kWorkers; ++i) tasks_.spawn(work());
}

Awaitable<void> JobRunner::work() {
  const auto never = base::Deadline::never();
  for (;;) {
    const auto job = queue_.take();
    if (!job) {
      has_work_.reset();
      const auto waited = co_await has_work_.wait(never);
      if (!waited) co_return;
      continue;
    }
    const auto deadline = base::Deadline::after(kJobLimit);
    const auto outcome = co_await handler_.handle(*job, deadline);
    conclude(*job, outcome);
    if (tasks_.stop_requested()) co_return;
  }
}

void JobRunner::conclude(const Job& job, const base::Result<void>& outcome) {
  if (outcome || outcome.error().reason() == Reason::kCancelled) {
    failures_.erase(job);
    queue_.done(job);
  } else {
    note_failure(job, outcome.error());
  }
  if (!queue_.is_idle(job.name.namespace_) && find_final_failure(job.name.namespace_) == nullptr) return;
  for (Waiter* const waiter : waiters_) {
    if (waiter->namespace_ == job.name.namespace_) waiter->changed.set();
  }
}

void JobRunner::note_failure(const Job& job, const base::Error& error) {
  const auto [entry, is_new] = failures_.try_emplace(job, Failure{error});
  Failure& failure = entry->second;
  if (!is_new) {
    failure.error = error;
    ++failure.attempts;
  }
  failure.is_final = is_final(error.reason());
  log_.write(failure.is_final ? base::LogLevel::kWarn : base::LogLevel::kDebug, "a change was not accepted",
             {{"job", describe(job)}, {"error", error.to_string()}});
  if (failure.is_final) {
    queue_.done(job);
    return;
  }
  queue_.postpone(job);
  const int doublings = std::min(failure.attempts - 1, kMostDoublings);
  tasks_.spawn(repeat_later(job, kFirstRetryAfter * (1 << doublings)));
}

Awaitable<void> JobRunner::repeat_later(Job job, base::Duration pause) {
  const auto waited = co_await net::wait_for(pause);
  if (waited) queue_.add(job);
}

const JobRunner::Failure* JobRunner::find_final_failure(const std::string& namespace_) const {
  for (const auto& [job, failure] : failures_) {
    if (failure.is_final && job.name.namespace_ == namespace_) return &failure;
  }
  return nullptr;
}

Awaitable<base::Result<void>> JobRunner::wait_until_idle(std::string namespace_, base::Deadline deadline) {
  Waiter waiter(tasks_.executor(), namespace_);
  const auto place = waiters_.insert(waiters_.end(), &waiter);
  base::Result<void> outcome;
  for (;;) {
    if (const Failure* const failure = find_final_failure(namespace_)) {
      outcome = failure->error;
      break;
    }
    if (queue_.is_idle(namespace_)) break;
    waiter.changed.reset();
    const auto waited = co_await waiter.changed.wait(deadline);
    if (waited) continue;
    outcome = waited.error().reason() == Reason::kTimeout ? make_timeout(namespace_) : waited.error();
    break;
  }
  waiters_.erase(place);
  co_return outcome;
}

base::Error JobRunner::make_timeout(const std::string& namespace_) const {
  std::string text = fmt::format("namespace {} has not settled in time", namespace_);
  const auto job = queue_.find_unfinished(namespace_);
  if (!job) return base::Error(Reason::kTimeout, text);
  text += fmt::format("; to be done: {}", describe(*job));
  const auto failure = failures_.find(*job);
  if (failure == failures_.end()) return base::Error(Reason::kTimeout, text);
  text += fmt::format(", which failed {} times: {}", failure->second.attempts, failure->second.error.message());
  return base::Error(Reason::kTimeout, text, failure->second.error.peer_words());
}

Awaitable<void> JobRunner::stop(base::Deadline gentle_until) {
  co_await tasks_.stop(gentle_until);
}

}  // namespace gauntlet::cluster
