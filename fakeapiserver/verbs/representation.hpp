// Objects and lists in the form that a client asked for: whole, as a Table for kubectl, or metadata alone
// (meta.k8s.io/v1 Table, PartialObjectMetadata).
#pragma once

#include "fakeapiserver/answer.hpp"
#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/media_type.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

// What a Table row carries besides its cells.
enum class IncludeObject { kNone, kMetadata, kObject };
IncludeObject read_include_object(std::string_view text);
// Why an answer of this shape cannot have the form that was asked for: found out when it is made, after all else.
std::optional<kube::Status> refuse_form(const ResourceRow& row, AnswerForm form, RouteShape shape,
                                        std::string_view include_object);

struct Representation {
  AnswerForm form = AnswerForm::kObject;
  IncludeObject include_object = IncludeObject::kMetadata;
};

struct ListMeta {
  std::uint64_t revision = 0;
  std::string continue_token;
  std::optional<std::uint64_t> remaining_items;
};

// A stored object in the form of its row: as it is stored, unless the row shows another form.
std::string shown_document(const ResourceRow& row, const ObjectVersion& object);
kube::Json shown_json(const ResourceRow& row, const ObjectVersion& object);

std::string represent_object(const ControlPlane& plane, const ResourceRow& row, const ObjectVersion& object,
                             Representation as);
std::string represent_list(const ControlPlane& plane, const ResourceRow& row, const std::vector<VersionPtr>& objects,
                           const ListMeta& meta, Representation as);
// One object of a watch event in another form than whole; a Table has its columns only in the first event.
enum class TableColumns { kWritten, kLeftOut };
std::string represent_event_object(const ControlPlane& plane, const ResourceRow& row, const ObjectVersion& object,
                                   Representation as, TableColumns columns);

}  // namespace gauntlet::fakeapiserver
