#include "fakeapiserver/request_options.hpp"

#include "fakeapiserver/api_error.hpp"
#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

constexpr std::string_view kMetaGroup = "meta.k8s.io";
constexpr std::size_t kLongestFieldManager = 128;

bool is_true(std::string_view text) {
  return !text.empty() && text != "0" && text != "false";
}

std::string unknown_field(const ResourceRow& row, std::string_view field) {
  if (row.type.group_version.group.empty()) return "field label not supported: " + std::string(field);
  return quoted_text(field) + " is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
}

Outcome<std::vector<ObjectFilter::FieldTerm>> read_field_terms(std::string_view text, const ResourceRow& row) {
  using Term = ObjectFilter::FieldTerm;
  const auto selector = kube::FieldSelector::parse(text);
  if (!selector) return bad_request(selector.error().message());
  std::vector<Term> terms;
  for (const auto& requirement : selector->requirements()) {
    Term term{Term::Operand::kName, 0, requirement.op == kube::FieldSelector::Requirement::Operator::kEqual,
              requirement.value};
    const auto known = std::find_if(row.selectable.begin(), row.selectable.end(),
                                    [&](const SelectableField& field) { return field.name == requirement.field; });
    const bool has_namespace = row.is_namespaced() || !row.type.group_version.group.empty();
    if (requirement.field == "metadata.name") {
      term.operand = Term::Operand::kName;
    } else if (requirement.field == "metadata.namespace" && has_namespace) {
      term.operand = Term::Operand::kNamespace;
    } else if (known != row.selectable.end()) {
      term.operand = Term::Operand::kField;
      term.field = static_cast<std::size_t>(known - row.selectable.begin());
    } else {
      return bad_request(
          "Unable to find " +
          quoted_text(row.type.group_version.to_string() + ", Resource=" + std::string(row.type.plural)) +
          " that match field selector " + quoted_text(text) + ": " + unknown_field(row, requirement.field));
    }
    terms.push_back(std::move(term));
  }
  return terms;
}

// What of the options contradicts itself (apimachinery, meta/internalversion/validation).
FieldErrors check_list_options(const ListOptions& options, std::string_view match, bool watch) {
  FieldErrors errors;
  const FieldPath match_path("resourceVersionMatch");
  const bool initial = options.send_initial_events.has_value();
  if (!match.empty()) {
    if (watch && !initial) errors.forbidden(match_path, "resourceVersionMatch is forbidden for watch");
    if (!watch && !options.resource_version) {
      errors.forbidden(match_path, "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (!options.continue_token.empty()) {
      errors.forbidden(match_path, "resourceVersionMatch is forbidden when continue is provided");
    }
    if (options.match == VersionMatch::kUnset) errors.not_supported(match_path, match, {"Exact", "NotOlderThan"});
    if (options.match == VersionMatch::kExact && options.resource_version == 0) {
      errors.forbidden(match_path, "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
    }
  }
  if (initial && !watch) errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
  if (initial && watch && options.match != VersionMatch::kNotOlderThan) {
    if (match.empty()) {
      errors.forbidden(match_path, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    } else {
      errors.not_supported(match_path, match, {"NotOlderThan"});
    }
  }
  return errors;
}

Outcome<std::uint64_t> read_number(std::string_view text, std::string_view what) {
  unsigned long long number = 0;
  if (base::parse_decimal(text, number)) return std::uint64_t{number};
  return bad_request(std::string(what) + ": Invalid value: " + quoted_text(text));
}

}  // namespace

std::optional<std::uint64_t> ListOptions::not_older_than() const {
  if (!resource_version || *resource_version == 0 || match == VersionMatch::kExact) return std::nullopt;
  return resource_version;
}

void ListOptions::look_back_to(std::uint64_t revision) {
  resource_version = revision;
  match = VersionMatch::kExact;
}

bool ListOptions::wants_exact_revision() const {
  if (match == VersionMatch::kExact) return true;
  return match == VersionMatch::kUnset && limit > 0 && resource_version.value_or(0) != 0;
}

Outcome<ListOptions> read_list_options(const RequestInfo& info, const ResourceRow& row, WatchListSupport watch_list) {
  ListOptions options;
  options.watch_list = watch_list;
  options.filter.namespace_ = info.namespace_;
  const auto labels = kube::LabelSelector::parse(info.query.get("labelSelector"));
  if (!labels) return bad_request(labels.error().message());
  options.filter.labels = *labels;
  auto terms = read_field_terms(info.query.get("fieldSelector"), row);
  if (!terms) return terms.failure();
  options.filter.fields = std::move(*terms);

  if (const auto text = info.query.get("resourceVersion"); !text.empty()) {
    const auto number = read_number(text, "invalid resource version");
    if (!number) return number.failure();
    options.resource_version = *number;
  }
  if (const auto text = info.query.get("limit"); !text.empty()) {
    const auto number = read_number(text, "limit");
    if (!number) return number.failure();
    options.limit = *number;
  }
  if (const auto text = info.query.get("timeoutSeconds"); !text.empty()) {
    const auto number = read_number(text, "timeoutSeconds");
    if (!number) return number.failure();
    constexpr std::uint64_t kLongest = 24 * 3600;
    if (*number > 0) options.timeout = std::chrono::seconds(std::min(*number, kLongest));
  }
  options.continue_token = info.query.get("continue");
  options.allow_bookmarks = is_true(info.query.get("allowWatchBookmarks"));
  const std::string_view initial = info.query.get("sendInitialEvents");
  if (const auto text = initial; !text.empty() && watch_list != WatchListSupport::kSilent) {
    options.send_initial_events = is_true(text);
  }
  std::string_view match = info.query.get("resourceVersionMatch");
  if (!initial.empty() && watch_list == WatchListSupport::kSilent) match = {};  // as if nobody had spoken of it
  if (match == "Exact") options.match = VersionMatch::kExact;
  if (match == "NotOlderThan") options.match = VersionMatch::kNotOlderThan;
  FieldErrors errors = check_list_options(options, match, info.verb == Verb::kWatch);
  if (options.send_initial_events && info.verb == Verb::kWatch && watch_list == WatchListSupport::kOff) {
    errors = FieldErrors();
    errors.forbidden("sendInitialEvents",
                     "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
  }
  if (!errors.empty()) return invalid("ListOptions", kMetaGroup, "", errors);
  return options;
}

namespace {

// What all writes have in common.
WriteOptions read_common_options(const RequestInfo& info, FieldErrors& errors) {
  WriteOptions options;
  for (std::string_view value : info.query.get_all("dryRun")) {
    if (value.empty()) continue;
    options.dry_run = DryRun::kAll;
    if (value != "All") errors.not_supported("dryRun", value, {"All"});
  }
  options.manager = info.query.get("fieldManager");
  if (options.manager.size() > kLongestFieldManager) errors.too_long("fieldManager", kLongestFieldManager);
  const bool printable = std::none_of(options.manager.begin(), options.manager.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!printable) errors.invalid("fieldManager", options.manager, "should only contain printable characters");
  const std::string_view validation = info.query.get("fieldValidation");
  if (validation == "Ignore") {
    options.field_validation = FieldValidation::kIgnore;
  } else if (validation == "Strict") {
    options.field_validation = FieldValidation::kStrict;
  } else if (!validation.empty() && validation != "Warn") {
    errors.not_supported("fieldValidation", validation, {"Ignore", "Strict", "Warn"});
  }
  return options;
}

// "kubectl/v1.32.0 (linux/amd64)" -> "kubectl".
std::string manager_of(std::string_view user_agent) {
  const std::string_view name = user_agent.substr(0, user_agent.find('/'));
  return name.empty() ? "unknown" : std::string(name.substr(0, kLongestFieldManager));
}

}  // namespace

Outcome<WriteOptions> read_write_options(const RequestInfo& info, Verb verb, std::string_view user_agent) {
  FieldErrors errors;
  WriteOptions options = read_common_options(info, errors);
  if (options.manager.empty()) options.manager = manager_of(user_agent);
  if (verb == Verb::kPatch && is_true(info.query.get("force"))) {
    errors.forbidden("force", "may not be specified for non-apply patch");
  }
  if (errors.empty()) return options;
  const std::string_view kind = verb == Verb::kCreate   ? "CreateOptions"
                                : verb == Verb::kUpdate ? "UpdateOptions"
                                                        : "PatchOptions";
  return invalid(kind, kMetaGroup, "", errors);
}

Outcome<WriteOptions> read_apply_options(const RequestInfo& info) {
  FieldErrors errors;
  WriteOptions options = read_common_options(info, errors);
  if (options.manager.empty()) errors.required("fieldManager", "is required for apply patch");
  options.operation = WriteOperation::kApply;
  if (is_true(info.query.get("force"))) options.force = ApplyForce::kYes;
  if (errors.empty()) return options;
  return invalid("PatchOptions", kMetaGroup, "", errors);
}

Outcome<DeleteOptions> read_delete_options(const RequestInfo& info, const Json& body) {
  DeleteOptions options;
  FieldErrors errors;
  std::string_view policy = info.query.get("propagationPolicy");
  if (body.contains("propagationPolicy")) policy = string_member(body, "propagationPolicy");
  std::vector<std::string_view> dry_runs = info.query.get_all("dryRun");
  for (const Json& value : member(body, "dryRun")) {
    dry_runs.push_back(value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : "?");
  }
  for (std::string_view value : dry_runs) {
    if (value.empty()) continue;
    options.dry_run = DryRun::kAll;
    if (value != "All") errors.not_supported("dryRun", value, {"All"});
  }
  if (policy == "Foreground") {
    options.propagation = Propagation::kForeground;
  } else if (policy == "Orphan") {
    options.propagation = Propagation::kOrphan;
  } else if (!policy.empty() && policy != "Background") {
    errors.not_supported("propagationPolicy", policy, {"Foreground", "Background", "Orphan"});
  }
  const Json& orphan = member(body, "orphanDependents");
  const bool has_orphan = !orphan.is_null() || info.query.contains("orphanDependents");
  if (has_orphan && !policy.empty()) {
    errors.invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set");
  } else if (orphan == Json(true) || is_true(info.query.get("orphanDependents"))) {
    options.propagation = Propagation::kOrphan;
  }
  const Json& grace = member(body, "gracePeriodSeconds");
  if (grace.is_number_integer() && grace.get<std::int64_t>() < 0) {
    errors.invalid_value("gracePeriodSeconds", grace, "must be greater than or equal to 0");
  }
  const Json& preconditions = member(body, "preconditions");
  if (preconditions.contains("uid")) options.uid = string_member(preconditions, "uid");
  if (preconditions.contains("resourceVersion")) {
    options.resource_version = string_member(preconditions, "resourceVersion");
  }
  if (!errors.empty()) return invalid("DeleteOptions", kMetaGroup, "", errors);
  return options;
}

}  // namespace gauntlet::fakeapiserver
