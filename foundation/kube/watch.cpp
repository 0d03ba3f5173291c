#include "foundation/base/text.hpp"
#include "foundation/kube/watch_state.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace gauntlet::kube {
namespace {

using base::Error;
using base::Reason;
using base::Result;

struct EventTypeName {
  WatchEventType type;
  std::string_view text;
};
constexpr std::array kEventTypeNames = {
    EventTypeName{WatchEventType::kAdded, "ADDED"},     EventTypeName{WatchEventType::kModified, "MODIFIED"},
    EventTypeName{WatchEventType::kDeleted, "DELETED"}, EventTypeName{WatchEventType::kBookmark, "BOOKMARK"},
    EventTypeName{WatchEventType::kError, "ERROR"},
};

}  // namespace

std::string_view to_string(WatchEventType type) {
  for (const EventTypeName& row : kEventTypeNames) {
    if (row.type == type) return row.text;
  }
  return "";
}

Result<WatchEvent> parse_watch_event(std::string_view line) {
  auto json = parse_json(line);
  if (!json) return json.error().with_context("a watch event");
  const std::string_view type = string_member(*json, "type");
  if (!member(*json, "object").is_object()) return Error(Reason::kMalformed, "a watch event without an object");
  for (const EventTypeName& row : kEventTypeNames) {
    if (row.text == type) return WatchEvent{row.type, Object::from_json(std::move((*json)["object"]))};
  }
  return Error(Reason::kMalformed, fmt::format("a watch event of type \"{}\"", type));
}

Watch::Watch(std::unique_ptr<State> state) : state_(std::move(state)) {}
Watch::~Watch() = default;
Watch::Watch(Watch&&) noexcept = default;
Watch& Watch::operator=(Watch&&) noexcept = default;

net::Awaitable<Result<WatchEvent>> Watch::next(base::Deadline deadline) {
  State& state = *state_;  // which stays where it is should the Watch be moved meanwhile
  for (;;) {
    while (const auto line = state.lines.take_line()) {
      if (!base::trim(*line).empty()) co_return parse_watch_event(*line);
    }
    if (state.lines.too_long()) {
      co_return Error(Reason::kMalformed, fmt::format("a watch event longer than {} bytes", State::kMostLineBytes));
    }
    const auto piece = co_await state.connection.read_body(deadline);
    if (!piece) co_return piece.error();
    if (piece->empty()) {
      if (!state.lines.rest().empty()) co_return Error(Reason::kMalformed, "the watch ended within an event");
      co_return Error(Reason::kClosed, "the API server ended the watch");
    }
    state.lines.append(*piece);
  }
}

}  // namespace gauntlet::kube
