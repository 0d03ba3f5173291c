// FaultList: what goes wrong on purpose: requests that match are answered with an error of choice, delayed or cut off,
// and watches are ended or kept silent, a given number of times each. Pure.
#pragma once

#include "fakeapiserver/answer.hpp"
#include "fakeapiserver/request_info.hpp"
#include "foundation/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

enum class FaultEffect {
  kAnswer,        // `code` instead of the real answer
  kCut,           // the connection is reset without an answer
  kEnd,           // the connection ends in good order (FIN) without an answer
  kDelayOnly,     // the real answer, after `delay`
  kWatchError,    // watches: an ERROR event with `code` after so many events, and the end
  kWatchCut,      // watches: the connection is reset after so many events, in the middle of the stream
  kWatchEnd,      // watches: after so many events half a chunk, and the end of the connection in good order (FIN)
  kBrokenJson,    // half of the real answer; watches: after so many events half a line, and the end
  kWrongType,     // the real answer as text/html, as of a proxy in between; also watches
  kStaleList,     // lists: the state of some revisions ago, as of a cache that lags behind; also its revision
  kNoBookmarks,   // watches: neither bookmarks nor the mark behind the initial events (old servers, broken proxies)
  kSlowEvents,    // watches: `delay` before each write of events
  kRevisionJump,  // the real answer; before it, the counter of revisions goes forward
  kClockStep,     // the real answer; before it, the clock that stamps objects is put forward or back
};

struct Fault {
  Fault() = default;
  std::string name;  // to take it back by
  // Which requests; empty: all.
  std::string user;
  std::string user_agent;  // a part of it
  std::optional<Verb> verb;
  std::string resource;  // plural
  std::string namespace_;
  int skip = 0;  // so many of them go through before the first is hit
  int times = 1;

  FaultEffect effect = FaultEffect::kAnswer;
  base::Duration delay{};  // before the effect
  int code = 500;
  int retry_after_seconds = 0;     // 0: no Retry-After
  std::uint64_t after_events = 0;  // kWatchError, kWatchCut, kWatchEnd, kBrokenJson
  std::uint64_t revisions = 0;     // kStaleList: back, as far as the history reaches; kRevisionJump: forward
  base::Duration step{};           // kClockStep; negative: back

  std::uint64_t taken_at = 0;  // FaultList's own: how often faults had been taken back by then
};

inline constexpr const char* kWrongContentType = "text/html";

// Whether it hits a watch only after so many events, which may never come.
bool waits_for_events(FaultEffect effect);

// What kBrokenJson and kWrongType do to an answer; the others: nothing.
void spoil(const Fault& fault, Answer& answer);

class FaultList {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear();
  void remove(std::string_view name);
  // The first that matches; counts it.
  std::optional<Fault> take(std::string_view user, std::string_view user_agent, const RequestInfo& info);
  // It has had no effect, so that the next that matches gets it.
  void give_back(Fault fault);

 private:
  std::vector<Fault> faults_;
  std::uint64_t taken_back_ = 0;
};

}  // namespace gauntlet::fakeapiserver
