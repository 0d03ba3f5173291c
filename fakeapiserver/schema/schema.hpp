// Schema: the fields of the kinds that are served, once, for everything that needs them: decoding from JSON (and its
// strictness) and from protobuf, dropping of empty values, merge keys of strategic merge patches, OpenAPI. Written as
// text tables (*_types.cpp):
//
//   package io.k8s.api.networking.v1
//   IngressSpec
//     ingressClassName string* =4
//     tls []IngressTLS =2
//   IngressRule
//     http HTTPIngressRuleValue* =2.1
//
// A type is string, int, long, double, bool, quantity, intstr, time, microtime, bytes, strings, any or another struct;
// [] is a list, {} a map by string. Behind it: * a pointer in Go, so that an empty value counts as given; ! written
// even if empty; =4 the number in protobuf, =2.1 the number in a message that JSON does not show; @key a list merged by
// that key, @ a list merged as a set, +retainKeys (strategic merge patch). Kinds without numbers have no protobuf. A
// struct with | behind its name is a choice: JSON shows the value of the field that is set, no object around it. A
// struct's name is looked up in its own package first.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

enum class Shape {
  kString,
  kInt,
  kLong,
  kDouble,
  kBool,
  kQuantity,
  kIntOrString,
  kTime,
  kMicroTime,
  kBytes,
  kStrings,
  kAny,
  kStruct
};
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
  std::uint32_t number = 0;        // in protobuf; 0: the kind has none
  std::uint32_t outer_number = 0;  // of the message around it, whose fields JSON shows as those of the struct; 0: none
  MergeStrategy merge = MergeStrategy::kReplace;
  std::string_view merge_key;
  bool retain_keys = false;
};

struct StructType {
  std::string_view package;
  std::string_view name;
  std::vector<FieldType> fields;  // sorted by name
  bool choice = false;

  const FieldType* find(std::string_view field) const;
  bool has_protobuf() const { return !fields.empty() && fields.front().number != 0; }
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
  std::multimap<std::string_view, const StructType*> by_name_;  // those of one name in the order of the tables
};

}  // namespace gauntlet::fakeapiserver
