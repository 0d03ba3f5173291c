// A kind on the first line, a body behind it: through decoding, defaulting and validation as a create and as an update.
// What was decoded is well-formed, and decoding it again changes nothing.
#include "fakeapiserver/schema/duplicate_fields.hpp"
#include "fakeapiserver/verbs/object_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace gauntlet;                 // NOLINT: a program of one file
using namespace gauntlet::fakeapiserver;  // NOLINT

void require(bool condition) {
  if (!condition) std::abort();
}

kube::Json decoded(const ResourceRow& row, kube::Json body) {
  std::vector<std::string> unknown_fields;
  auto object = decode_as(row, std::move(body), unknown_fields);
  require(object.ok());
  return std::move(*object);
}

// A cluster with a namespace in it.
struct Plane {
  Plane() : plane(clock) {
    const ResourceRow& row = plane.registry().row(kube::resources::kNamespaces);
    require(create_object(plane, row, "", decoded(row, {{"metadata", {{"name", "n"}}}}), WriteOptions()).ok());
  }
  base::ManualClock clock;
  ControlPlane plane;
};

const ResourceRow* find_row(const ResourceRegistry& registry, std::string_view kind) {
  const auto found = std::find_if(registry.rows().begin(), registry.rows().end(), [kind](const auto& row) {
    return row->type.kind == kind && !row->shown_as && !row->custom;
  });
  return found == registry.rows().end() ? nullptr : found->get();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Plane cluster;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) return 0;
  const ResourceRow* const row = find_row(cluster.plane.registry(), text.substr(0, line_end));
  const auto body = kube::parse_json(text.substr(line_end + 1));
  if (!row || !body) return 0;
  static_cast<void>(find_duplicate_fields(text.substr(line_end + 1)));
  std::vector<std::string> unknown_fields;
  const auto object = decode_as(*row, *body, unknown_fields);
  if (!object) return 0;
  require(decoded(*row, *object) == *object);

  WriteOptions options;
  options.dry_run = DryRun::kAll;
  const auto created = create_object(cluster.plane, *row, row->is_namespaced() ? "n" : "", *object, options);
  if (!created) {
    require(created.failure().code >= 400);
    return 0;
  }
  const auto stored = kube::parse_json(created->version->text.document());
  require(stored.ok());
  static_cast<void>(update_object(cluster.plane, *row, created->version, WriteTarget::kMain, *object, options));
  static_cast<void>(update_object(cluster.plane, *row, created->version, WriteTarget::kStatus, *object, options));
  return 0;
}
