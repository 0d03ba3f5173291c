#include "fakeapiserver/verbs/read.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/verbs/continue_token.hpp"
#include "fakeapiserver/verbs/representation.hpp"

namespace gauntlet::fakeapiserver {
namespace {

Representation representation_of(const Call& call) {
  return {call.form, read_include_object(call.info.query.get("includeObject"))};
}

struct Page {
  std::vector<VersionPtr> objects;
  std::uint64_t remaining = 0;
};

// The visitor of a page: what matches, up to the limit, and how many more there are.
struct PageCollector {
  const ListOptions& options;
  Page& page;
  bool operator()(const VersionPtr& object) const {
    if (!options.filter.matches(*object)) return true;
    if (options.limit == 0 || page.objects.size() < options.limit) {
      page.objects.push_back(object);
      return true;
    }
    ++page.remaining;
    return !options.filter.has_selector();  // only lists without selectors say how many are left
  }
};

constexpr std::string_view kTokenExpired =
    "The provided continue parameter is too old to display a consistent list result: start a new list without it";

}  // namespace

Answer get_object(const ControlPlane& plane, const Call& call) {
  const VersionPtr found = plane.store().find(call.row.id, call.name());
  if (!found) return status_answer(not_found(call.row.type, call.info.name));
  Answer answer;
  answer.body = represent_object(plane, call.row, *found, representation_of(call));
  return answer;
}

Answer list_objects(const ControlPlane& plane, const Call& call, const ListOptions& options) {
  const ObjectStore& store = plane.store();
  std::uint64_t revision = store.revision();
  Page page;
  const PageCollector collect{options, page};
  if (!options.continue_token.empty()) {
    const auto token = read_continue_token(options.continue_token);
    if (!token) return status_answer(bad_request("continue key is not valid"));
    if (options.resource_version && *options.resource_version != 0) {
      return status_answer(bad_request("specifying resource version is not allowed when using continue"));
    }
    revision = token->revision;
    const auto visited = store.visit_at(call.row.id, revision, options.filter.namespace_, &token->after, collect);
    if (!visited) return status_answer(expired(std::string(kTokenExpired)));
  } else if (options.match == VersionMatch::kExact) {
    revision = *options.resource_version;
    const auto visited = store.visit_at(call.row.id, revision, options.filter.namespace_, nullptr, collect);
    if (!visited) {
      return status_answer(expired("The resourceVersion for the provided list is too old."));
    }
  } else {
    store.visit(call.row.id, options.filter.namespace_, nullptr, collect);
  }
  ListMeta meta;
  meta.revision = revision;
  if (page.remaining > 0) {
    meta.continue_token = write_continue_token({revision, page.objects.back()->index.name});
    if (!options.filter.has_selector()) meta.remaining_items = page.remaining;
  }
  Answer answer;
  answer.body = represent_list(plane, call.row, page.objects, meta, representation_of(call));
  return answer;
}

}  // namespace gauntlet::fakeapiserver
