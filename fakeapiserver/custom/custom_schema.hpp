// CustomSchema: one version of a CustomResourceDefinition: its structural schema as the tables that decoding, apply and
// OpenAPI work with, its defaults, its validation and its printer columns (apiextensions.k8s.io/v1). Checked are types,
// required, enum, bounds and sizes; patterns, oneOf and CEL rules are not. Lives as long as rows refer to it.
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "fakeapiserver/schema/schema.hpp"
#include "foundation/base/clock.hpp"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

struct PrinterColumn {
  std::string name;
  std::string type;  // "date" is shown as an age
  std::string path;  // ".spec.host"
  int priority = 0;
};

class CustomSchema {
 public:
  // `version` is an entry of spec.versions; `package` names the structs in OpenAPI.
  CustomSchema(std::string package, std::string kind, const kube::Json& version);
  ~CustomSchema();
  CustomSchema(const CustomSchema&) = delete;
  CustomSchema& operator=(const CustomSchema&) = delete;

  const StructType& type() const { return *root_; }
  void set_defaults(kube::Json& object) const;
  void validate(const kube::Json& object, FieldErrors& errors) const;
  const std::vector<PrinterColumn>& columns() const { return columns_; }

 private:
  const StructType* add_struct(const kube::Json& schema, std::string name);
  FieldType make_field(const std::string& name, const kube::Json& schema, const std::string& struct_name);
  void set_shape(FieldType& field, const kube::Json& schema, const std::string& struct_name);
  std::string_view keep(std::string text);

  std::string_view package_;
  std::unique_ptr<kube::Json> schema_;
  std::deque<std::string> texts_;
  std::deque<StructType> structs_;
  const StructType* root_ = nullptr;
  std::vector<PrinterColumn> columns_;
};

// The value at a simple JSONPath: names by dots, items by [0] and [?(@.type=="Ready")]; null: nothing there.
kube::Json value_at(const kube::Json& object, std::string_view json_path);
// The cells of a row by the version's printer columns.
kube::Json custom_cells(const CustomSchema& schema, const kube::Json& object, base::WallTime now);
kube::Json custom_column_definitions(const CustomSchema& schema);

}  // namespace gauntlet::fakeapiserver
