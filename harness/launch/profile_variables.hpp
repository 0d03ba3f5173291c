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

// nullopt if it is known, or one of `own`, the profile's; otherwise a hint, which may be empty.
std::optional<std::string> unknown_variable_hint(std::string_view variable, const std::vector<std::string_view>& own);
// Whether a profile may call a variable of its own so: a-z, 0-9 and '-', and none of ours.
bool is_variable_name(std::string_view name);

// Every variable replaced. kInvalid for one that has no value, kMalformed as above.
base::Result<std::string> expand(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace gauntlet::launch
