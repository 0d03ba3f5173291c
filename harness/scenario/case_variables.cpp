#include "harness/scenario/case_variables.hpp"

#include "harness/scenario/value_reader.hpp"

#include <fmt/format.h>

#include <array>

namespace gauntlet::scenario {

namespace {

constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kHashLength = 8;
// What a binding may be called; those of an instance have ".1" and so on behind them.
constexpr std::array<std::string_view, 5> kBound = {"class", "controller", "address", "run", "lease"};
constexpr std::array<std::string_view, 9> kBuiltIn = {"class", "controller", "address", "run", "lease",
                                                      "ns",    "case",       "row",     "ip"};
constexpr int kMostAddresses = 64;  // of one backend

bool is_built_in(std::string_view name) {
  for (const std::string_view built_in : kBuiltIn) {
    if (name == built_in || name.substr(0, built_in.size() + 1) == std::string(built_in) + ".") return true;
  }
  return false;
}

// FNV-1a: stable over versions and machines, which std::hash is not.
std::uint32_t stable_hash(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

void set_bound(Variables& variables, const Bindings& bindings, const std::string& name, const std::string& otherwise) {
  const auto bound = bindings.values.find(name);
  const std::string& value = bound == bindings.values.end() ? otherwise : bound->second;
  if (!value.empty()) variables.set(name, {value, Variable::Form::kText, std::nullopt});
}

std::string bound_value(const Bindings& bindings, std::string_view name) {
  const auto bound = bindings.values.find(name);
  return bound == bindings.values.end() ? std::string() : bound->second;
}

void set_instances(Variables& variables, const Bindings& bindings, int instances) {
  constexpr int kMostHinted = 10;
  for (int i = 1; i < std::max(instances, kMostHinted); ++i) {
    for (const std::string_view name : {"class", "controller", "address"}) {
      const std::string numbered = fmt::format("{}.{}", name, i);
      if (i >= instances) {
        variables.set_absent(numbered, fmt::format("'controllers: {{instances: {}}}' in the header brings it", i + 1));
        continue;
      }
      // As the runner names the further classes.
      const std::string first = name == "address" ? std::string() : bound_value(bindings, name);
      set_bound(variables, bindings, numbered, first.empty() ? "" : fmt::format("{}-{}", first, i));
    }
  }
}

void set_own(Variables& variables, const Members& members, Diagnostics& diagnostics) {
  for (const Member& member : members) {
    if (is_built_in(member.key())) {
      diagnostics.error("E003", underline_key(member), fmt::format("'{}' is a built-in variable", member.key()));
      continue;
    }
    ValueReader reader(variables, diagnostics);
    auto value = reader.text(member.value());
    if (!value) continue;
    const bool whole = member.value().node->quoted || *value != member.value().node->scalar;
    const Variable::Form form = whole ? Variable::Form::kText : Variable::Form::kPlain;
    variables.set(member.key(), {std::move(*value), form, position_of(member.value())});
  }
}

bool is_row_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

}  // namespace

std::vector<MatrixRow> read_matrix(const Place& place, Diagnostics& diagnostics) {
  const Variables none;
  ValueReader reader(none, diagnostics);
  std::vector<MatrixRow> rows;
  const auto items = reader.list(place, "a list of rows");
  if (!items) return rows;
  if (items->empty()) reader.error("E004", underline(place), "a matrix has at least one row");
  for (const Place& item : *items) {
    MatrixRow row;
    row.name = std::to_string(rows.size() + 1);
    const auto members = reader.map(item);
    if (!members) continue;
    for (const Member& member : *members) {
      if (member.key() != "as") {
        row.members.push_back(member);
      } else if (auto name = reader.text(member.value())) {
        if (!is_row_name(*name)) {
          reader.error("E004", underline(member.value()), fmt::format("'{}' cannot name a row", *name),
                       "small letters, digits and '-'");
        }
        row.name = std::move(*name);
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Variables make_variables(const VariableSources& sources, const Bindings& bindings, Diagnostics& diagnostics) {
  Variables variables;
  const auto set_text = [&](std::string name, std::string value) {
    variables.set(std::move(name), {std::move(value), Variable::Form::kText, std::nullopt});
  };
  for (const std::string_view name : kBound) set_bound(variables, bindings, std::string(name), "");
  set_instances(variables, bindings, sources.instances);
  set_text("case", sources.id);
  set_text("ns", namespace_for(sources.id, sources.row != nullptr ? sources.row->name : std::string()));
  if (sources.row != nullptr) {
    set_text("row", sources.row->name);
    set_own(variables, sources.row->members, diagnostics);
  } else {
    variables.set_absent("row", "only a case with a 'matrix' has it");
  }
  // A row's value wins over one for all rows.
  Members vars;
  for (const Member& member : sources.vars) {
    if (sources.row == nullptr || find_member(sources.row->members, member.key()) == nullptr) vars.push_back(member);
  }
  set_own(variables, vars, diagnostics);
  return variables;
}

void set_pod_addresses(const std::vector<Backend>& backends, Variables& variables) {
  for (const Backend& backend : backends) {
    for (int pod = 0; pod < std::min(backend.pods, kMostAddresses); ++pod) {
      std::string name = fmt::format("ip.{}.{}", backend.name, pod);
      std::string itself = fmt::format("${{{}}}", name);
      variables.set(std::move(name), {std::move(itself), Variable::Form::kText, std::nullopt});
    }
  }
}

std::string namespace_for(std::string_view id, std::string_view row) {
  std::string whole(id);
  if (!row.empty()) whole += "." + std::string(row);
  std::string label;
  for (const char c : whole) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    label += plain ? c : '-';
  }
  const std::size_t first = std::min(label.find_first_not_of('-'), label.size());
  label.erase(0, first);
  if (label.size() > kLongestLabel) {
    label.resize(kLongestLabel - kHashLength - 1);
    label += fmt::format("-{:08x}", stable_hash(whole));
  }
  while (!label.empty() && label.back() == '-') label.pop_back();
  return label.empty() ? fmt::format("case-{:08x}", stable_hash(whole)) : label;
}

}  // namespace gauntlet::scenario
