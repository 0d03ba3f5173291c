#include "harness/launch/profile_variables.hpp"

#include "foundation/base/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gauntlet::launch {

namespace {

using namespace std::string_view_literals;

// Besides listen.NAME and listen.NAME.port.
constexpr std::array kNames = {"address"sv, "api.ca"sv,     "api.host"sv,    "api.port"sv,     "api.token"sv,
                               "api.url"sv, "bin"sv,        "class"sv,       "folder"sv,       "class.controller"sv,
                               "index"sv,   "kubeconfig"sv, "listen.http"sv, "listen.https"sv, "service-account"sv};
constexpr std::string_view kListen = "listen.";
constexpr std::string_view kPort = ".port";

struct Part {
  std::string_view literal;                  // "$${" of which stands for "${"
  std::optional<std::string_view> variable;  // behind the literal
};

base::Result<std::vector<Part>> parts_of(std::string_view text) {
  std::vector<Part> parts;
  std::size_t literal_begin = 0;
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string_view::npos;) {
    if (at > literal_begin && text[at - 1] == '$') {
      at += 2;
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) {
      return base::Error(base::Reason::kMalformed, "a '${' that is not closed; a literal one is written '$${'");
    }
    parts.push_back({text.substr(literal_begin, at - literal_begin), text.substr(at + 2, end - at - 2)});
    at = literal_begin = end + 1;
  }
  parts.push_back({text.substr(literal_begin), std::nullopt});
  return parts;
}

void append_literal(std::string& into, std::string_view literal) {
  for (std::size_t at = 0; at < literal.size(); ++at) {
    if (literal.substr(at, 3) == "$${") continue;
    into += literal[at];
  }
}

bool is_word(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

base::Result<std::vector<std::string>> variables_in(std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts) return parts.error();
  std::vector<std::string> names;
  for (const Part& part : *parts) {
    if (part.variable) names.emplace_back(*part.variable);
  }
  return names;
}

std::optional<std::string> listen_name_of(std::string_view variable) {
  if (!variable.starts_with(kListen)) return std::nullopt;
  variable.remove_prefix(kListen.size());
  if (variable.ends_with(kPort)) variable.remove_suffix(kPort.size());
  if (!is_word(variable)) return std::nullopt;
  return std::string(variable);
}

bool is_variable_name(std::string_view name) {
  return is_word(name) && std::find(kNames.begin(), kNames.end(), name) == kNames.end();
}

std::optional<std::string> unknown_variable_hint(std::string_view variable, const std::vector<std::string_view>& own) {
  std::vector<std::string_view> known(kNames.begin(), kNames.end());
  known.insert(known.end(), own.begin(), own.end());
  if (listen_name_of(variable) || std::find(known.begin(), known.end(), variable) != known.end()) return std::nullopt;
  if (variable.starts_with(kListen)) {
    return "a listener is ${listen.NAME} or ${listen.NAME.port}, its name of a-z, 0-9 and '-'";
  }
  const std::string_view near = base::closest(variable, known);
  return near.empty() ? std::string() : fmt::format("did you mean '{}'?", near);
}

base::Result<std::string> expand(std::string_view text, const std::map<std::string, std::string>& values) {
  const auto parts = parts_of(text);
  if (!parts) return parts.error();
  std::string expanded;
  for (const Part& part : *parts) {
    append_literal(expanded, part.literal);
    if (!part.variable) continue;
    const auto value = values.find(std::string(*part.variable));
    if (value == values.end()) {
      return base::Error(base::Reason::kInvalid, fmt::format("the variable ${{{}}} has no value", *part.variable));
    }
    expanded += value->second;
  }
  return expanded;
}

}  // namespace gauntlet::launch
