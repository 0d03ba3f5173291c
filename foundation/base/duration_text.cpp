#include "foundation/base/duration_text.hpp"

#include "foundation/base/text.hpp"

namespace gauntlet::base {

namespace {

using namespace std::chrono_literals;

constexpr Duration kLongest = 24h * 3653;  // ten years: far from the end of 64 bits of nanoseconds

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr Unit kUnits[] = {{"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"h", 1h}};

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) return std::nullopt;
  for (const Unit& unit : kUnits) {
    unsigned long long count = 0;
    if (text.substr(digits) != unit.name || !parse_decimal(text.substr(0, digits), count)) continue;
    if (count > static_cast<unsigned long long>(kLongest / unit.length)) return std::nullopt;
    return unit.length * static_cast<Duration::rep>(count);
  }
  return std::nullopt;
}

}  // namespace gauntlet::base
