// watch: a list that does not end (KEP-3157 for streaming lists, KEP-956 for bookmarks).
#pragma once

#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/faults.hpp"
#include "fakeapiserver/request_options.hpp"
#include "fakeapiserver/revision_log.hpp"
#include "fakeapiserver/verbs/call.hpp"
#include "fakeapiserver/verbs/watch_hub.hpp"
#include "foundation/http/server.hpp"
#include "foundation/net/awaitable.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace gauntlet::fakeapiserver {

// What a watch of this server needs besides its request; all outlive it.
struct WatchService {
  net::Executor executor;
  ControlPlane& plane;
  WatchHub& hub;
  RevisionLog& revisions;
  base::Duration bookmark_interval = std::chrono::seconds(60);
};

struct WatchEnd {
  std::uint64_t events = 0;
  std::uint64_t revision = 0;  // the last one that was sent
  std::string_view why;        // as AuditRecord::watch_ended
};

// Answers the request and returns once the stream has ended. Everything is referred to: to be awaited at once.
net::Awaitable<WatchEnd> serve_watch(WatchService& service, const Call& call, const ListOptions& options,
                                     const AuditRecord& record, const std::optional<Fault>& fault,
                                     http::ResponseWriter& writer);

// Until the store has reached `revision`, three seconds at most; false: it has not.
net::Awaitable<bool> wait_for_revision(WatchService& service, std::uint64_t revision);

}  // namespace gauntlet::fakeapiserver
