// ResourceRegistry: the table of the kinds that are served; one row holds everything that the verbs need to know of a
// kind. Rows never change; those of custom kinds come and go, and stay where they are for requests under way.
#pragma once

#include "fakeapiserver/request_info.hpp"
#include "fakeapiserver/rules/kind_rules.hpp"
#include "fakeapiserver/schema/schema.hpp"
#include "fakeapiserver/store/object_store.hpp"
#include "foundation/kube/resource.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// When metadata.generation grows: never (and is absent), with spec, or with everything but metadata, labels included
// (EndpointSlice).
enum class GenerationRule { kNone, kSpec, kContentAndLabels };
enum class StatusSubresource { kNone, kServed };
enum class ScaleSubresource { kNone, kServed };
// kReviewed: a question that is answered when it is created, and never stored.
enum class Storage { kStored, kReviewed };
// kNo: a version that only stores.
enum class Served { kYes, kNo };

// How objects that are stored as those of another row are shown; null: only kind and apiVersion differ.
struct ShownForm {
  void (*to_stored)(kube::Json& object) = nullptr;
  void (*from_stored)(kube::Json& object) = nullptr;
};

class CustomSchema;
// Whether PUT may create the object.
enum class CreateOnUpdate { kForbidden, kAllowed };
// Whether PUT may leave out the resourceVersion.
enum class UnconditionalUpdate { kForbidden, kAllowed };
// What DELETE answers once the object is gone.
enum class DeleteAnswer { kStatus, kObject };

struct SelectableField {
  std::string_view name;     // "spec.nodeName"
  std::string_view pointer;  // where it stands in the object (RFC 6901)
};

// Every request for the kind is answered with this as a warning, from Kubernetes 1.`since_minor` on.
struct Deprecation {
  int since_minor;
  std::string_view warning;
};

struct ResourceRow {
  explicit ResourceRow(kube::ResourceType resource) : type(std::move(resource)), head(type) {}

  KindId id = 0;  // of what is stored; rows that show the same objects share it
  kube::ResourceType type;
  TextHead head;
  std::string_view singular;
  std::vector<std::string_view> short_names;
  std::vector<std::string_view> categories;
  std::vector<Verb> verbs;
  Storage storage = Storage::kStored;
  StatusSubresource status = StatusSubresource::kNone;
  ScaleSubresource scale = ScaleSubresource::kNone;
  GenerationRule generation = GenerationRule::kNone;
  CreateOnUpdate create_on_update = CreateOnUpdate::kForbidden;
  UnconditionalUpdate unconditional_update = UnconditionalUpdate::kAllowed;
  DeleteAnswer delete_answer = DeleteAnswer::kStatus;
  std::vector<SelectableField> selectable;
  const StructType* schema = nullptr;
  const KindRules* rules = nullptr;
  std::optional<ShownForm> shown_as;     // set: another row stores the objects
  const CustomSchema* custom = nullptr;  // of a kind that a CustomResourceDefinition defines
  Served served = Served::kYes;
  std::optional<Deprecation> deprecation;

  bool is_namespaced() const { return type.scope == kube::Scope::kNamespaced; }
  bool serves(Verb verb) const;
};

class ResourceRegistry {
 public:
  ResourceRegistry();

  // nullptr: not served.
  const ResourceRow* find(const kube::GroupVersion& group_version, std::string_view plural) const;
  const ResourceRow* find_by_kind(std::string_view api_version, std::string_view kind) const;
  bool serves(const kube::GroupVersion& group_version) const;
  const ResourceRow& row(KindId id) const { return *stored_[id]; }  // the row that stores
  const ResourceRow& row(const kube::ResourceType& type) const;     // of one that is served
  const std::vector<std::unique_ptr<const ResourceRow>>& rows() const { return rows_; }
  // In the order of discovery; the legacy group first.
  std::vector<kube::GroupVersion> group_versions() const;
  std::vector<TextHead> heads() const;

  // Rows of custom kinds. `id` is what the store gave, or that of the row that is replaced.
  const ResourceRow& add_stored(ResourceRow row, KindId id);
  const ResourceRow& add_shown(ResourceRow row, KindId id);
  void withdraw(const ResourceRow& row);
  // Grows with every change of the table.
  std::uint64_t changes() const { return changes_; }

 private:
  std::vector<std::unique_ptr<const ResourceRow>> rows_;
  std::vector<std::unique_ptr<const ResourceRow>> withdrawn_;
  std::vector<const ResourceRow*> stored_;  // by id
  std::uint64_t changes_ = 0;
};

const std::vector<Verb>& all_verbs();
extern const kube::ResourceType kCustomResourceDefinitions;

// What the store looks at, read out of the whole object.
ObjectIndex make_index(const ResourceRow& row, const kube::Json& object);
ObjectDraft make_draft(const ResourceRow& row, const kube::Json& object);

}  // namespace gauntlet::fakeapiserver
