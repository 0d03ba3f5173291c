#include "reference_controller/watch/reflector.hpp"

#include "foundation/base/deadline.hpp"
#include "foundation/kube/status.hpp"
#include "foundation/net/timer.hpp"
#include "reference_controller/mutants.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::reference {
namespace {

using base::Deadline;
using base::Reason;

// The server was not there at all, as opposed to a connection that it ended.
bool was_away(Reason reason) {
  return reason == Reason::kRefused || reason == Reason::kSystem || reason == Reason::kTls;
}

bool is_too_old(Reason reason) {
  return reason == Reason::kGone || reason == Reason::kExpired;
}

// Nothing is wrong with our revision.
bool may_resume(Reason reason) {
  if (is_too_old(reason) && mutant_active(Mutant::kExpiredNotRelisted)) return true;
  return reason == Reason::kTooManyRequests || reason == Reason::kTimeout || reason == Reason::kReset ||
         reason == Reason::kClosed;
}

}  // namespace

Reflector::Reflector(kube::Client& client, const kube::ResourceType& type, ReflectorSink& sink, base::Log& log,
                     ReflectorTimes times)
    : client_(client),
      type_(type),
      sink_(sink),
      log_(log),
      times_(times),
      pause_(times.first_pause),
      random_(std::random_device()()) {}

net::Awaitable<void> Reflector::run() {
  for (;;) {
    Next next = Next::kGoOn;
    if (revision_.empty()) {
      next = co_await list();
    } else {
      next = co_await watch();
      if (mutant_active(Mutant::kWatchNotResumed)) co_return;
    }
    const auto pause = next == Next::kPause ? next_pause() : base::Duration(0);
    // Also without a pause: this is where a request to stop is noticed.
    const auto waited = co_await net::wait_for(pause);
    if (!waited) co_return;
  }
}

net::Awaitable<Reflector::Next> Reflector::list() {
  kube::ListOptions options;
  const auto deadline = Deadline::after(times_.list_limit);
  const auto listed = co_await client_.list(type_, std::move(options), deadline);
  if (!listed) co_return fail("cannot list", listed.error());
  ++lists_;
  sink_.replace(listed->items);
  revision_ = listed->resource_version;
  if (revision_.empty()) {
    const base::Error error(Reason::kMalformed, "the list has no resourceVersion");
    co_return fail("cannot watch", error);
  }
  co_return Next::kGoOn;
}

net::Awaitable<Reflector::Next> Reflector::watch() {
  kube::WatchOptions options;
  options.resource_version = revision_;
  const auto deadline = Deadline::after(times_.answer_limit);
  auto begun = co_await client_.watch(type_, std::move(options), deadline);
  if (begun) {
    ++watch_starts_;
    const auto next = co_await follow(std::move(*begun));
    co_return next;
  }
  const Reason reason = begun.error().reason();
  // A server that does not know our revision yet, because it has lost its memory, keeps us waiting for it: 504.
  if (!may_resume(reason) || reason == Reason::kTimeout) forget_revision();
  if (is_too_old(reason)) co_return Next::kPause;
  co_return fail("cannot watch", begun.error());
}

net::Awaitable<Reflector::Next> Reflector::follow(kube::Watch watch) {
  const auto deadline = Deadline::after(times_.watch_limit);
  const auto begin = base::SystemClock().now();
  bool had_events = false;
  for (;;) {
    const auto event = co_await watch.next(deadline);
    if (!event) {
      const Reason reason = event.error().reason();
      if (!may_resume(reason) && reason != Reason::kCancelled) {
        forget_revision();
        co_return fail("the watch broke", event.error());
      }
      const bool was_short = base::SystemClock().now() - begin < times_.shortest_watch;
      if (was_short && !had_events) co_return fail("the watch ended at once", event.error());
      pause_ = times_.first_pause;
      co_return Next::kGoOn;
    }
    if (event->type == kube::WatchEventType::kError) co_return apply_error(event->object);
    had_events = true;
    pause_ = times_.first_pause;
    if (event->type == kube::WatchEventType::kDeleted) {
      sink_.remove(event->object);
    } else if (event->type != kube::WatchEventType::kBookmark) {
      sink_.put(event->object);
    }
    const std::string_view revision = event->object.resource_version();
    if (!revision.empty()) revision_ = revision;
  }
}

Reflector::Next Reflector::apply_error(const kube::Object& status) {
  const kube::Json& code = kube::member(status.json(), "code");
  const int http_code = code.is_number_integer() ? code.get<int>() : 500;
  const base::Error error = kube::error_from_answer(http_code, status.to_text());
  if (!may_resume(error.reason())) forget_revision();
  if (is_too_old(error.reason())) return Next::kPause;
  return fail("the watch broke", error);
}

Reflector::Next Reflector::fail(std::string_view what, const base::Error& error) {
  if (was_away(error.reason())) forget_revision();
  if (error.reason() != Reason::kCancelled) {
    log_.write(base::LogLevel::kWarn, what, {{"resource", type_.group_resource()}, {"error", error.to_string()}});
  }
  return Next::kPause;
}

base::Duration Reflector::next_pause() {
  const base::Duration pause = pause_;
  pause_ = std::min(2 * pause_, times_.longest_pause);
  std::uniform_int_distribution<base::Duration::rep> extra(0, pause.count() / 2);
  return pause + base::Duration(extra(random_));
}

}  // namespace gauntlet::reference
