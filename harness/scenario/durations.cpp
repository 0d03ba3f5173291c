#include "harness/scenario/durations.hpp"

#include "foundation/base/text.hpp"

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kLongest = 24h * 3653;  // ten years: far from the end of 64 bits of nanoseconds

struct Unit {
  std::string_view name;
  base::Duration length;
};
constexpr Unit kUnits[] = {{"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"h", 1h}};
constexpr Unit kDay = {"d", 24h};

std::optional<base::Duration> multiply(std::string_view number, const Unit& unit) {
  unsigned long long count = 0;
  if (!base::parse_decimal(number, count)) return std::nullopt;
  if (count > static_cast<unsigned long long>(kLongest / unit.length)) return std::nullopt;
  return unit.length * static_cast<base::Duration::rep>(count);
}

bool split_unit(std::string_view text, std::string_view unit, std::string_view& number) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos || text.substr(digits) != unit) return false;
  number = text.substr(0, digits);
  return true;
}

}  // namespace

std::optional<base::Duration> parse_duration(std::string_view text) {
  std::string_view number;
  for (const Unit& unit : kUnits) {
    if (split_unit(text, unit.name, number)) return multiply(number, unit);
  }
  return std::nullopt;
}

std::optional<base::Duration> parse_time_offset(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  std::string_view number;
  const std::optional<base::Duration> length =
      split_unit(text, kDay.name, number) ? multiply(number, kDay) : parse_duration(text);
  if (!length || !negative) return length;
  return -*length;
}

}  // namespace gauntlet::scenario
