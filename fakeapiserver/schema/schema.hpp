// Schema: the fields of the kinds that are served, once, for everything that needs them: decoding and its strictness,
// dropping of empty values, merge keys of strategic merge patches, OpenAPI. Written as text tables (*_types.cpp):
//
//   package io.k8s.api.networking.v1
//   IngressSpec
//     ingressClassName string*
//     tls []IngressTLS
//
// A type is string, int, long, bool, quantity, intstr, time, microtime, bytes, any or another struct; [] is a list, {}
// a map by string. Behind it: * a pointer in Go, so that an empty value counts as given; ! written even if empty;
// @key a list merged by that key, @ a list merged as a set, +retainKeys (strategic merge patch).
// A struct's name is looked up in its own package first.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

enum class Shape { kString, kInt, kLong, kBool, kQuantity, kIntOrString, kTime, kMicroTime, kBytes, kAny, kStruct };
enum class Container { kOne, kList, kMap };
enum class MergeStrategy { kReplace, kMergeByKey, kMergeAsSet };

struct StructType;

struct FieldType {
  std::string_view name;
  Container container = Container::kOne;
  Shape shape = Shape::kString;
  const StructType* type = nullptr;  // kStruct
  bool pointer = false;
  bool always_written = false;
  MergeStrategy merge = MergeStrategy::kReplace;
  std::string_view merge_key;
  bool retain_keys = false;
};

struct StructType {
  std::string_view package;
  std::string_view name;
  std::vector<FieldType> fields;  // sorted by name

  const FieldType* find(std::string_view field) const;
  std::string full_name() const { return std::string(package) + "." + std::string(name); }
};

class Schema {
 public:
  // All the tables of this folder. They are part of the program: a mistake in them ends it (asserted).
  static const Schema& built_in();
  // The same from other texts, which must outlive the schema; for tests.
  explicit Schema(const std::vector<std::string_view>& tables);

  // `package` empty: the only struct of that name. nullptr: none.
  const StructType* find(std::string_view package, std::string_view name) const;
  // In the order of the tables.
  const std::vector<std::unique_ptr<StructType>>& structs() const { return structs_; }

 private:
  void read_field(std::string_view line, StructType& into, std::vector<std::string_view>& refs);

  std::vector<std::unique_ptr<StructType>> structs_;
};

}  // namespace gauntlet::fakeapiserver
