#include "fakeapiserver/verbs/watch.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/verbs/representation.hpp"
#include "foundation/net/task_group.hpp"
#include "foundation/net/timer.hpp"

#include <nlohmann/json.hpp>

#include <random>

namespace gauntlet::fakeapiserver {
namespace {

using base::Deadline;

constexpr std::string_view kHalfAnEvent = R"({"type":"MODIFIED","object":{"kind":)";  // for those that break off
constexpr std::size_t kBatchBytes = 256 * 1024;
constexpr auto kLongestRevisionWait = std::chrono::seconds(3);

// Half an hour to an hour where the client does not say.
std::chrono::seconds default_timeout() {
  static thread_local std::minstd_rand random{std::random_device()()};
  return std::chrono::seconds(1800 + random() % 1800);
}

enum class BookmarkKind { kProgress, kInitialEventsEnd };

std::string bookmark_line(const ResourceRow& row, std::uint64_t revision, BookmarkKind kind) {
  std::string line = R"({"type":"BOOKMARK","object":{"kind":")" + std::string(row.type.kind) + R"(","apiVersion":")" +
                     row.type.group_version.to_string() + R"(","metadata":{"resourceVersion":")" +
                     std::to_string(revision) + "\"";
  if (kind == BookmarkKind::kInitialEventsEnd) line += R"(,"annotations":{"k8s.io/initial-events-end":"true"})";
  return line + "}}}\n";
}

std::string error_line(const kube::Status& status) {
  return R"({"type":"ERROR","object":)" + kube::to_text(kube::to_json(status)) + "}\n";
}

// What goes first: the objects that are there, or nothing and a revision to go on from.
struct Beginning {
  std::uint64_t after_revision = 0;
  std::vector<VersionPtr> initial;
  bool marks_end_of_initial = false;
};

Beginning find_beginning(const ControlPlane& plane, const ResourceRow& row, const ListOptions& options) {
  Beginning beginning;
  const bool from_scratch = !options.resource_version || *options.resource_version == 0;
  const bool sends_initial = options.send_initial_events.value_or(from_scratch);
  if (!sends_initial) {
    beginning.after_revision = from_scratch ? plane.store().revision() : *options.resource_version;
    return beginning;
  }
  beginning.after_revision = plane.store().revision();
  plane.store().visit(row.id, options.filter.namespace_, nullptr, [&](const VersionPtr& object) {
    if (options.filter.matches(*object)) beginning.initial.push_back(object);
    return true;
  });
  const bool is_streaming_list = options.send_initial_events.has_value() || !options.resource_version;
  beginning.marks_end_of_initial =
      options.allow_bookmarks && is_streaming_list && options.watch_list == WatchListSupport::kOn;
  return beginning;
}

// The bytes of one write, and what keeps them alive.
class Pieces {
 public:
  Pieces(const ControlPlane& plane, const ResourceRow& row, Representation as) : plane_(plane), row_(row), as_(as) {}

  void add_items(const std::vector<WatchItem>& items) {
    for (const WatchItem& item : items) {
      pieces_.push_back(event_opening(item.type));
      if (as_.form == AnswerForm::kObject && !row_.shown_as) {
        pieces_.push_back(item.object->text.event_tail());
      } else if (as_.form == AnswerForm::kObject) {
        add_line(shown_document(row_, *item.object) + "}\n");
      } else {
        const TableColumns columns = columns_sent_ ? TableColumns::kLeftOut : TableColumns::kWritten;
        add_line(represent_event_object(plane_, row_, *item.object, as_, columns) + "}\n");
        columns_sent_ = true;
      }
    }
  }
  void add_line(std::string line) {
    owned_.push_back(std::make_unique<std::string>(std::move(line)));
    pieces_.push_back(*owned_.back());
  }
  void clear() {
    pieces_.clear();
    owned_.clear();
  }
  const std::vector<std::string_view>& all() const { return pieces_; }

 private:
  const ControlPlane& plane_;
  const ResourceRow& row_;
  Representation as_;
  bool columns_sent_ = false;
  std::vector<std::string_view> pieces_;
  std::vector<std::unique_ptr<std::string>> owned_;
};

net::Awaitable<void> notice_client_gone(http::ResponseWriter& writer, net::WaitEvent& wake, bool& gone) {
  co_await writer.wait_for_client_gone();
  gone = true;
  wake.set();
}

// One watch from its first byte to its last.
class WatchSession {
 public:
  WatchSession(WatchService& service, const Call& call, const ListOptions& options, const std::string& user,
               const std::optional<Fault>& fault, http::ResponseWriter& writer)
      : service_(service),
        fault_(fault),
        row_(call.row),
        options_(options),
        writer_(writer),
        user_(service.revisions.id_of(user)),
        wake_(service.executor),
        subscription_(service.hub, call.row.id, wake_),
        pieces_(service.plane, call.row, {call.form, read_include_object(call.info.query.get("includeObject"))}),
        ends_(Deadline::after(options.timeout.value_or(default_timeout()))) {}

  net::Awaitable<WatchEnd> run() {
    net::TaskGroup group(service_.executor);
    group.spawn(notice_client_gone(writer_, wake_, client_gone_));
    end_.why = co_await stream();
    const Deadline at_once = Deadline::at(base::TimePoint::min());
    co_await group.stop(at_once);
    co_return end_;
  }

 private:
  net::Awaitable<std::string_view> stream() {
    if (const auto wanted = options_.send_initial_events == true ? options_.not_older_than() : std::nullopt) {
      const bool reached = co_await wait_for_revision(service_, *wanted);
      if (!reached) {
        const std::string_view why = co_await fail_too_large(*wanted);
        co_return why;
      }
    }
    Beginning beginning = find_beginning(service_.plane, row_, options_);
    const EventLog& log = service_.plane.store().log(row_.id);
    if (!log.reaches(beginning.after_revision)) {
      const std::string_view why = co_await fail_too_old(beginning.after_revision);
      co_return why;
    }
    marks_end_of_initial_ = beginning.marks_end_of_initial;
    Watcher watcher(service_.plane.store(), row_.id, options_.filter, beginning.after_revision,
                    std::move(beginning.initial));
    const std::string_view why = co_await follow(watcher);
    co_return why;
  }

  net::Awaitable<std::string_view> follow(Watcher& watcher) {
    Deadline next_bookmark = Deadline::after(service_.bookmark_interval);
    for (;;) {
      wake_.reset();
      if (client_gone_) co_return "client";
      if (subscription_.dropped()) {
        writer_.abort();
        co_return "dropped";
      }
      if (is_due(FaultEffect::kWatchCut)) {
        writer_.abort();
        co_return "injected";
      }
      if (is_due(FaultEffect::kWatchEnd)) {
        co_await writer_.end_early(kHalfAnEvent);
        co_return "injected";
      }
      if (is_due(FaultEffect::kBrokenJson)) {
        co_await send_half_a_line();
        co_return "injected";
      }
      if (is_due(FaultEffect::kWatchError)) {
        kube::Status status = injected(fault_->code, fault_->retry_after_seconds);
        co_await fail(std::move(status));
        co_return "injected";
      }
      const Watcher::Batch batch = watcher.next(kBatchBytes);
      if (batch.too_old) {
        const std::string_view why = co_await fail_too_old(watcher.revision());
        co_return why;
      }
      if (fault_ && fault_->effect == FaultEffect::kSlowEvents && !batch.items.empty()) {
        const auto waited = co_await net::wait_for(fault_->delay);
        base::ignore_failure(waited);  // a stop ends the wait, and comes to its turn below
      }
      const bool written = co_await write_batch(watcher, batch);
      if (!written) co_return client_gone_ ? "client" : "slow";
      if (batch.more || ends_by_fault()) continue;

      const Deadline until = sends_bookmarks() ? ends_.earlier_of(next_bookmark) : ends_;
      const auto waited = co_await wake_.wait(until);
      if (waited) continue;
      if (waited.error().reason() == base::Reason::kCancelled) {
        const std::string_view why = co_await end_well(watcher, "shutdown");
        co_return why;
      }
      const base::TimePoint now = base::SystemClock().now();
      if (ends_.has_passed(now)) {
        const std::string_view why = co_await end_well(watcher, "timeout");
        co_return why;
      }
      next_bookmark = Deadline::after(service_.bookmark_interval);
      pieces_.clear();
      pieces_.add_line(bookmark_line(row_, watcher.revision(), BookmarkKind::kProgress));
      const auto sent = co_await writer_.write(pieces_.all());
      if (!sent) co_return "client";
    }
  }

  bool sends_bookmarks() const {
    return options_.allow_bookmarks && !(fault_ && fault_->effect == FaultEffect::kNoBookmarks);
  }
  bool is_due(FaultEffect effect) const {
    return fault_ && fault_->effect == effect && end_.events >= fault_->after_events;
  }

  bool ends_by_fault() const {
    return is_due(FaultEffect::kWatchCut) || is_due(FaultEffect::kWatchEnd) || is_due(FaultEffect::kWatchError) ||
           is_due(FaultEffect::kBrokenJson);
  }

  net::Awaitable<void> send_half_a_line() {
    pieces_.clear();
    pieces_.add_line(std::string(kHalfAnEvent) + "\n");
    const auto sent = co_await writer_.write(pieces_.all());
    base::ignore_failure(sent);
    const auto finished = co_await writer_.finish();
    base::ignore_failure(finished);
  }

  net::Awaitable<bool> write_batch(Watcher& watcher, const Watcher::Batch& batch) {
    pieces_.clear();
    pieces_.add_items(batch.items);
    if (batch.initial_done && marks_end_of_initial_ && sends_bookmarks()) {
      pieces_.add_line(bookmark_line(row_, watcher.revision(), BookmarkKind::kInitialEventsEnd));
    }
    if (pieces_.all().empty()) co_return true;
    const base::TimePoint now = service_.plane.clock().now();
    const auto sent = co_await writer_.write(pieces_.all());
    if (!sent) co_return false;
    for (const WatchItem& item : batch.items) service_.revisions.note_delivery(item.object->revision, user_, now);
    end_.events += batch.items.size();
    if (!batch.items.empty()) end_.revision = batch.items.back().object->revision;
    co_return true;
  }

  // In good order: a last bookmark, so that the client can go on from here, and the end of the body.
  net::Awaitable<std::string_view> end_well(Watcher& watcher, std::string_view why) {
    if (sends_bookmarks()) {
      pieces_.clear();
      pieces_.add_line(bookmark_line(row_, watcher.revision(), BookmarkKind::kProgress));
      const auto sent = co_await writer_.write(pieces_.all());
      base::ignore_failure(sent);
    }
    const auto finished = co_await writer_.finish();
    base::ignore_failure(finished);
    co_return why;
  }

  net::Awaitable<std::string_view> fail(kube::Status status) {
    pieces_.clear();
    pieces_.add_line(error_line(status));
    const auto sent = co_await writer_.write(pieces_.all());
    base::ignore_failure(sent);
    const auto finished = co_await writer_.finish();
    base::ignore_failure(finished);
    co_return "expired";
  }

  net::Awaitable<std::string_view> fail_too_old(std::uint64_t revision) {
    kube::Status status = too_old_resource_version(revision, service_.plane.store().log(row_.id).compacted_through());
    const std::string_view why = co_await fail(std::move(status));
    co_return why;
  }

  net::Awaitable<std::string_view> fail_too_large(std::uint64_t revision) {
    kube::Status status = too_large_resource_version(revision, service_.plane.store().revision());
    const std::string_view why = co_await fail(std::move(status));
    co_return why;
  }

  WatchService& service_;
  const std::optional<Fault>& fault_;
  const ResourceRow& row_;
  const ListOptions& options_;
  http::ResponseWriter& writer_;
  RevisionLog::UserId user_;
  net::WaitEvent wake_;
  WatchHub::Subscription subscription_;
  Pieces pieces_;
  Deadline ends_;
  bool client_gone_ = false;
  bool marks_end_of_initial_ = false;
  WatchEnd end_;
};

}  // namespace

net::Awaitable<WatchEnd> serve_watch(WatchService& service, const Call& call, const ListOptions& options,
                                     const AuditRecord& record, const std::optional<Fault>& fault,
                                     http::ResponseWriter& writer) {
  const bool is_mislabelled = fault && fault->effect == FaultEffect::kWrongType;
  http::Response head = stream_head(record.audit_id, is_mislabelled ? kWrongContentType : "application/json");
  if (!call.deprecation.empty()) add_warning(head.headers, call.deprecation);
  const auto begun = co_await writer.begin(std::move(head));
  if (!begun) co_return WatchEnd{0, 0, "client"};
  WatchSession session(service, call, options, record.user, fault, writer);
  const WatchEnd end = co_await session.run();
  co_return end;
}

net::Awaitable<bool> wait_for_revision(WatchService& service, std::uint64_t revision) {
  net::WaitEvent wake(service.executor);
  const WatchHub::Subscription subscription(service.hub, WatchHub::kAnyKind, wake);
  const Deadline deadline = Deadline::after(kLongestRevisionWait);
  while (service.plane.store().revision() < revision) {
    wake.reset();
    const auto waited = co_await wake.wait(deadline);
    if (!waited) co_return false;
  }
  co_return true;
}

}  // namespace gauntlet::fakeapiserver
