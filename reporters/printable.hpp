// Text from controllers, backends and users' files, made fit to print: it can neither colour a terminal, nor break an
// XML 1.0 document, nor speak commands to a CI.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet::reporters {

// ANSI sequences are removed; control characters but newline and tab, invalid UTF-8, surrogates and U+FFFE/U+FFFF
// become \xNN or \u{NNNN}.
std::string printable(std::string_view text);
// Head and tail with the cut length named between them, if the text is longer than `limit` bytes.
std::string capped(std::string_view text, std::size_t limit);
// The last `limit` bytes at most, from a whole character on.
std::string_view tail(std::string_view text, std::size_t limit);
// One line: newlines become blanks; at most `limit` bytes, "..." at the end where cut.
std::string one_line(std::string_view text, std::size_t limit);
// For what goes to standard output, where a CI listens for commands: no line begins with "::" or "##", not even behind
// blanks (GitHub, Azure, TeamCity), and "##vso[" is nowhere (Azure).
std::string without_commands(std::string_view text);

}  // namespace gauntlet::reporters
