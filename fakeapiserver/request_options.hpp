// The options of a request (metav1 ListOptions, CreateOptions, UpdateOptions, PatchOptions, DeleteOptions), read from
// the query and checked as the API checks them: 400 for what cannot be parsed, 422 for what may not be.
#pragma once

#include "fakeapiserver/apply/managed_fields.hpp"
#include "fakeapiserver/outcome.hpp"
#include "fakeapiserver/request_info.hpp"
#include "fakeapiserver/resource_registry.hpp"
#include "fakeapiserver/server_features.hpp"
#include "fakeapiserver/store/watcher.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace gauntlet::fakeapiserver {

enum class VersionMatch { kUnset, kExact, kNotOlderThan };

struct ListOptions {
  ObjectFilter filter;
  std::optional<std::uint64_t> resource_version;  // as given; 0 means "any"
  VersionMatch match = VersionMatch::kUnset;
  std::uint64_t limit = 0;  // as given, negative ones as 0; 0: none
  std::string continue_token;
  // Watches.
  bool allow_bookmarks = false;
  std::optional<bool> send_initial_events;
  std::optional<std::chrono::seconds> timeout;
  WatchListSupport watch_list = WatchListSupport::kOn;

  // The revision that the state must have reached before the answer is given; nullopt: none.
  std::optional<std::uint64_t> not_older_than() const;
  // So that a list of the newest state becomes one of `revision`.
  void look_back_to(std::uint64_t revision);
  // The most objects of one answer; 0: all. Lists of any revision come whole, as from a server's watch cache.
  std::uint64_t page_size() const;
  // A list of exactly that revision; also what a limit meant before there was resourceVersionMatch.
  bool wants_exact_revision() const;
};
Outcome<ListOptions> read_list_options(const RequestInfo& info, const ResourceRow& row,
                                       WatchListSupport watch_list = WatchListSupport::kOn);

// The revision that one object must have reached; 0: any.
Outcome<std::uint64_t> read_wanted_revision(const RequestInfo& info);
// metadata.resourceVersion of an object; none is 0. The failure has the words of Go's strconv.
Outcome<std::uint64_t> read_object_revision(std::string_view text);
// A 500 with no reason, as errors of Go become that nobody has given a code.
kube::Status uncoded_error(std::string_view why);

enum class DryRun { kNo, kAll };
enum class FieldValidation { kIgnore, kWarn, kStrict };

enum class ApplyForce { kNo, kYes };

struct WriteOptions {
  DryRun dry_run = DryRun::kNo;
  FieldValidation field_validation = FieldValidation::kWarn;
  // Who owns what is written: fieldManager, or what the user agent begins with.
  std::string manager;
  // kApply: managedFields are settled already.
  WriteOperation operation = WriteOperation::kUpdate;
  ApplyForce force = ApplyForce::kNo;  // kApply
};
Outcome<WriteOptions> read_write_options(const RequestInfo& info, Verb verb, std::string_view user_agent);
// Of a server-side apply: a manager must be named, and force may be.
Outcome<WriteOptions> read_apply_options(const RequestInfo& info);

enum class Propagation { kBackground, kForeground, kOrphan };

struct DeleteOptions {
  DryRun dry_run = DryRun::kNo;
  Propagation propagation = Propagation::kBackground;
  std::optional<std::string> uid;               // precondition
  std::optional<std::string> resource_version;  // precondition
};
// `body` may be null: no options there. The query and the body say the same things; the body wins.
Outcome<DeleteOptions> read_delete_options(const RequestInfo& info, const kube::Json& body);

}  // namespace gauntlet::fakeapiserver
