#include "harness/scenario/durations.hpp"

#include "foundation/base/duration_text.hpp"
#include "foundation/base/text.hpp"

namespace gauntlet::scenario {

namespace {

constexpr unsigned long long kMostDays = 3653;  // ten years, as for the other units

// Which only offsets know.
std::optional<base::Duration> parse_days(std::string_view text) {
  if (!text.ends_with('d')) return std::nullopt;
  unsigned long long days = 0;
  if (!base::parse_decimal(text.substr(0, text.size() - 1), days) || days > kMostDays) return std::nullopt;
  return std::chrono::hours(24) * static_cast<base::Duration::rep>(days);
}

}  // namespace

std::optional<base::Duration> parse_duration(std::string_view text) {
  return base::parse_duration(text);
}

std::optional<base::Duration> parse_time_offset(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const std::optional<base::Duration> length = text.ends_with('d') ? parse_days(text) : parse_duration(text);
  if (!length || !negative) return length;
  return -*length;
}

}  // namespace gauntlet::scenario
