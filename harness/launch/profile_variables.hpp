// ProfileVariables: the ${...} of a profile: what may be written, and what it stands for in one instance.
#pragma once

#include "foundation/base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::launch {

// The names in a text in the order of writing; "$${" is a literal "${". kMalformed: one that is not closed.
base::Result<std::vector<std::string>> variables_in(std::string_view text);

// "http" of "listen.http" and of "listen.http.port"; nullopt for other variables.
std::optional<std::string> listen_name_of(std::string_view variable);

// nullopt if it is known; otherwise a hint, which may be empty.
std::optional<std::string> unknown_variable_hint(std::string_view variable);

// Every variable replaced. kInvalid for one that has no value, kMalformed as above.
base::Result<std::string> expand(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace gauntlet::launch
