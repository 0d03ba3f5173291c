#include "fakeapiserver/verbs/read.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/verbs/continue_token.hpp"
#include "fakeapiserver/verbs/representation.hpp"

#include <nlohmann/json.hpp>

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
    if (options.page_size() == 0 || page.objects.size() < options.page_size()) {
      page.objects.push_back(object);
      return true;
    }
    ++page.remaining;
    return !options.filter.has_selector();  // only lists without selectors say how many are left
  }
};

// Says how to go on at the newest state, for clients that can live with a list of two states.
Answer token_expired_answer(const base::NamespacedName& after) {
  const kube::Status status = expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list "
      "without the continue parameter, or use the continue token in this response to retrieve the remainder of the "
      "results. Continuing with the provided token results in an inconsistent list - objects that were created, "
      "modified, or deleted between the time the first chunk was returned and now may show up in the list.");
  kube::Json json = kube::to_json(status);
  json["metadata"]["continue"] = write_continue_token({0, after});
  Answer answer = json_answer(status.code, json);
  answer.reason = status.reason;
  return answer;
}

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
    if (!token) return status_answer(bad_request("invalid continue token: " + token.error().message()));
    if (options.resource_version && *options.resource_version != 0) {
      return status_answer(bad_request("specifying resource version is not allowed when using continue"));
    }
    if (token->revision != 0) revision = token->revision;
    const auto visited = store.visit_at(call.row.id, revision, options.filter.namespace_, &token->after, collect);
    if (!visited) return token_expired_answer(token->after);
  } else if (options.wants_exact_revision()) {
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
