// The variables of one case, or of one row of its matrix: the built-in ones, the row's, and those under `vars`.
#pragma once

#include "harness/scenario/case_reader.hpp"
#include "harness/scenario/diagnostics.hpp"
#include "harness/scenario/variables.hpp"

#include <optional>
#include <string>

namespace gauntlet::scenario {

// A row of `matrix`; its variables are the members but `as`.
struct MatrixRow {
  std::string name;
  Members members;
};

// The rows with their names: `as`, else the number from 1. E004 for what is no flat map.
std::vector<MatrixRow> read_matrix(const Place& place, Diagnostics& diagnostics);

struct VariableSources {
  std::string id;
  const MatrixRow* row = nullptr;  // none: no matrix
  Members vars;
  int instances = 1;
};
// Values of the row and of `vars` may use built-in variables; `vars` also the row's and those above.
Variables make_variables(const VariableSources& sources, const Bindings& bindings, Diagnostics& diagnostics);

// ${ip.BACKEND.POD}: addresses that are only known once the pods run. The variable stands for itself until then
// (pod_addresses.hpp).
void set_pod_addresses(const std::vector<Backend>& backends, Variables& variables);

// A DNS label (RFC 1123, at most 63 characters) for the id and the row; where it has to be cut, a hash keeps it its
// own.
std::string namespace_for(std::string_view id, std::string_view row);

}  // namespace gauntlet::scenario
