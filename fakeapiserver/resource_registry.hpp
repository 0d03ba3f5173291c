// ResourceRegistry: the table of the kinds that are served; one row holds everything that the verbs need to know of a
// kind. Built once, never changed.
#pragma once

#include "fakeapiserver/request_info.hpp"
#include "fakeapiserver/rules/kind_rules.hpp"
#include "fakeapiserver/schema/schema.hpp"
#include "fakeapiserver/store/object_store.hpp"
#include "foundation/kube/resource.hpp"

#include <memory>
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

struct ResourceRow {
  explicit ResourceRow(kube::ResourceType resource) : type(std::move(resource)), head(type) {}

  KindId id = 0;
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
  const ResourceRow& row(KindId id) const { return *rows_[id]; }
  const ResourceRow& row(const kube::ResourceType& type) const;  // of one that is served
  const std::vector<std::unique_ptr<const ResourceRow>>& rows() const { return rows_; }
  // In the order of discovery; the legacy group first.
  std::vector<kube::GroupVersion> group_versions() const;
  std::vector<TextHead> heads() const;

 private:
  std::vector<std::unique_ptr<const ResourceRow>> rows_;
};

// What the store looks at, read out of the whole object.
ObjectIndex make_index(const ResourceRow& row, const kube::Json& object);
ObjectDraft make_draft(const ResourceRow& row, const kube::Json& object);

}  // namespace gauntlet::fakeapiserver
