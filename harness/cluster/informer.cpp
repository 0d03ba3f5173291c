#include "harness/cluster/informer.hpp"

#include "foundation/kube/status.hpp"
#include "foundation/net/timer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::cluster {
namespace {

using base::Deadline;
using base::Reason;

constexpr std::chrono::milliseconds kFirstPause(10);
constexpr std::chrono::milliseconds kLongestPause(1000);
constexpr std::chrono::seconds kListLimit(60);
constexpr std::chrono::seconds kWatchAnswerLimit(10);
constexpr std::chrono::minutes kWatchLimit(11);  // more than the ten minutes after which the server ends a watch

// The connection ended; nothing is wrong with our revision.
bool may_resume(Reason reason) {
  return reason == Reason::kClosed || reason == Reason::kReset || reason == Reason::kTimeout ||
         reason == Reason::kTooManyRequests || reason == Reason::kCancelled;
}

base::Error error_of(const kube::Object& status) {
  const kube::Json& code = kube::member(status.json(), "code");
  return kube::error_from_answer(code.is_number_integer() ? code.get<int>() : 500, status.to_text());
}

}  // namespace

net::Awaitable<void> Informer::run() {
  base::Duration pause = kFirstPause;
  for (;;) {
    bool going = false;
    if (revision_.empty()) {
      going = co_await list();
    } else {
      going = co_await watch();
    }
    // Also without a pause: this is where a request to stop is noticed.
    const base::Duration now_pause = going ? base::Duration(0) : pause;
    const auto waited = co_await net::wait_for(now_pause);
    if (!waited) co_return;
    pause = going ? base::Duration(kFirstPause) : std::min<base::Duration>(2 * pause, kLongestPause);
  }
}

net::Awaitable<bool> Informer::list() {
  kube::ListOptions options;
  options.label_selector = label_selector_;
  const auto deadline = Deadline::after(kListLimit);
  const auto listed = co_await client_.list(type_, std::move(options), deadline);
  if (!listed) {
    note_failure(listed.error());
    co_return false;
  }
  revision_ = listed->resource_version;
  sink_.replace(*listed);
  co_return !revision_.empty();
}

net::Awaitable<bool> Informer::watch() {
  kube::WatchOptions options;
  options.label_selector = label_selector_;
  options.resource_version = revision_;
  const auto answer_deadline = Deadline::after(kWatchAnswerLimit);
  auto watch = co_await client_.watch(type_, std::move(options), answer_deadline);
  if (!watch) {
    note_failure(watch.error());
    co_return revision_.empty();
  }
  const auto deadline = Deadline::after(kWatchLimit);
  bool had_events = false;
  for (;;) {
    const auto event = co_await watch->next(deadline);
    if (!event) {
      note_failure(event.error());
      co_return had_events;
    }
    if (event->type == kube::WatchEventType::kError) {
      note_failure(error_of(event->object));
      co_return revision_.empty();
    }
    had_events = true;
    take(*event);
  }
}

void Informer::take(const kube::WatchEvent& event) {
  const std::string_view revision = event.object.resource_version();
  if (!revision.empty()) revision_ = revision;
  if (event.type == kube::WatchEventType::kBookmark) return;
  if (event.type == kube::WatchEventType::kDeleted) {
    sink_.remove(event.object);
  } else {
    sink_.put(event.object);
  }
}

void Informer::note_failure(const base::Error& error) {
  if (may_resume(error.reason())) return;
  revision_.clear();
  log_.write(base::LogLevel::kDebug, "listing anew",
             {{"resource", type_.group_resource()}, {"error", error.to_string()}});
}

}  // namespace gauntlet::cluster
