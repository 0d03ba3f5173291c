// Text: splitting, trimming and ASCII case; whatever needs more gets a noun of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::base {

// "a,b,,c" by ',' -> {"a","b","","c"}; "" -> {""}. The views look into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
// Without blanks and tabs at both ends.
std::string_view trim(std::string_view text);
char ascii_lower(char c);
std::string ascii_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
// Decimal digits only, no sign, no blanks; false where it does not fit.
bool parse_decimal(std::string_view text, unsigned long long& value);

}  // namespace gauntlet::base
