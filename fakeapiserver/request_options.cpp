#include "fakeapiserver/request_options.hpp"

#include "fakeapiserver/api_error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <type_traits>

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

// Which fields a kind knows beyond the two of all, and its words about others, are hand-written in a server for some
// kinds.
enum class FieldWords { kOfAll, kOfItsOwn, kOfJobs };

FieldWords field_words_of(const ResourceRow& row) {
  using namespace kube::resources;
  if (row.custom || row.type.kind == kEvents.kind) return FieldWords::kOfItsOwn;
  if (row.type.group_version.group == "batch") return FieldWords::kOfJobs;
  const auto types = {&kPods, &kNodes, &kNamespaces, &kSecrets, &kServices};
  const bool own =
      row.type.group_version.group.empty() &&
      std::any_of(types.begin(), types.end(), [&](const auto* type) { return type->kind == row.type.kind; });
  return own ? FieldWords::kOfItsOwn : FieldWords::kOfAll;
}

std::string unknown_field(const ResourceRow& row, std::string_view field) {
  switch (field_words_of(row)) {
    case FieldWords::kOfItsOwn:
      return "field label not supported: " + std::string(field);
    case FieldWords::kOfJobs:
      return "field label " + quoted_text(field) + " not supported for Job";
    default:
      return quoted_text(field) + " is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
  }
}

Outcome<std::vector<ObjectFilter::FieldTerm>> find_fields(const kube::FieldSelector& selector, const ResourceRow& row) {
  using Term = ObjectFilter::FieldTerm;
  const bool has_namespace = row.is_namespaced() || field_words_of(row) == FieldWords::kOfAll;
  std::vector<Term> terms;
  for (const auto& requirement : selector.requirements()) {
    Term term{Term::Operand::kName, 0, requirement.op == kube::FieldSelector::Requirement::Operator::kEqual,
              requirement.value};
    const auto known = std::find_if(row.selectable.begin(), row.selectable.end(),
                                    [&](const SelectableField& field) { return field.name == requirement.field; });
    if (requirement.field == "metadata.name") {
      term.operand = Term::Operand::kName;
    } else if (requirement.field == "metadata.namespace" && has_namespace) {
      term.operand = Term::Operand::kNamespace;
    } else if (known != row.selectable.end()) {
      term.operand = Term::Operand::kField;
      term.field = static_cast<std::size_t>(known - row.selectable.begin());
    } else {
      return bad_request(unknown_field(row, requirement.field));
    }
    terms.push_back(std::move(term));
  }
  return terms;
}

const FieldPath kMatchPath("resourceVersionMatch");
constexpr std::string_view kNoMatchWithContinue = "resourceVersionMatch is forbidden when continue is provided";

// What of the options contradicts itself (apimachinery, meta/internalversion/validation).
FieldErrors check_list(const ListOptions& options, std::string_view revision, std::string_view match) {
  FieldErrors errors;
  if (!match.empty()) {
    if (revision.empty()) {
      errors.forbidden(kMatchPath, "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (!options.continue_token.empty()) errors.forbidden(kMatchPath, kNoMatchWithContinue);
    if (options.match == VersionMatch::kUnset) {
      errors.not_supported(kMatchPath, match, {"Exact", "NotOlderThan", ""});
    }
    if (options.match == VersionMatch::kExact && revision == "0") {
      errors.forbidden(kMatchPath, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
  }
  if (options.send_initial_events) errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
  return errors;
}

FieldErrors check_watch(const ListOptions& options, std::string_view revision, std::string_view match) {
  FieldErrors errors;
  const bool initial = options.send_initial_events.has_value();
  // With WatchList a server reads a watch from the state of now as if it had asked for initial events.
  const bool from_now = options.watch_list == WatchListSupport::kOn && (revision.empty() || revision == "0");
  if (initial && options.match != VersionMatch::kNotOlderThan) {
    errors.forbidden(kMatchPath, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
  if (initial && options.watch_list == WatchListSupport::kOff) {
    errors.forbidden("sendInitialEvents",
                     "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
  }
  if (!match.empty() && !initial) {
    errors.forbidden(kMatchPath, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  }
  if (!match.empty() && options.match != VersionMatch::kNotOlderThan) {
    errors.not_supported(kMatchPath, match, {"NotOlderThan"});
  }
  if (!options.continue_token.empty() && (!match.empty() || (from_now && !initial))) {
    errors.forbidden(kMatchPath, kNoMatchWithContinue);
  }
  return errors;
}

// A number as Go's strconv reads it; kBadRequest with its words, `function` being its name.
template <typename Number>
Outcome<Number> read_number(std::string_view text, std::string_view function) {
  std::string_view digits = text;
  if (std::is_signed_v<Number> && digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  Number number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc() && end == digits.data() + digits.size()) return number;
  const bool is_large = error == std::errc::result_out_of_range && end == digits.data() + digits.size();
  return bad_request(std::string(function) + ": parsing " + quoted_text(text) + ": " +
                     (is_large ? "value out of range" : "invalid syntax"));
}

Outcome<std::optional<std::int64_t>> read_signed(std::string_view text) {
  if (text.empty()) return std::optional<std::int64_t>();
  const auto number = read_number<std::int64_t>(text, "strconv.ParseInt");
  if (!number) return number.failure();
  return std::optional<std::int64_t>(*number);
}

// Watches and reads of one object say it as an error that nobody gave a code; lists do.
Outcome<std::uint64_t> read_revision(std::string_view text, std::optional<Verb> verb) {
  if (text.empty()) return std::uint64_t{0};
  const auto number = read_number<std::uint64_t>(text, "strconv.ParseUint");
  if (number) return *number;
  const std::string message = "resourceVersion: Invalid value: " + quoted_text(text) + ": " + number.failure().message;
  if (verb != Verb::kGet && verb != Verb::kWatch) return bad_request("invalid resource version: " + message);
  return uncoded_error(message);
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

std::uint64_t ListOptions::page_size() const {
  return resource_version == 0 && continue_token.empty() ? 0 : limit;
}

Outcome<ListOptions> read_list_options(const RequestInfo& info, const ResourceRow& row, WatchListSupport watch_list) {
  ListOptions options;
  options.watch_list = watch_list;
  options.filter.namespace_ = info.namespace_;
  const auto timeout = read_signed(info.query.get("timeoutSeconds"));
  if (!timeout) return timeout.failure();
  constexpr std::int64_t kLongest = 24 * 3600;
  if (timeout->value_or(0) != 0)
    options.timeout = std::chrono::seconds(std::clamp(**timeout, std::int64_t{-1}, kLongest));
  const auto limit = read_signed(info.query.get("limit"));
  if (!limit) return limit.failure();
  options.limit = static_cast<std::uint64_t>(std::max(limit->value_or(0), std::int64_t{0}));
  const auto labels = kube::LabelSelector::parse(info.query.get("labelSelector"));
  if (!labels) return bad_request(labels.error().message());
  options.filter.labels = *labels;
  const auto fields = kube::FieldSelector::parse(info.query.get("fieldSelector"));
  if (!fields) return bad_request(fields.error().message());

  options.continue_token = info.query.get("continue");
  options.allow_bookmarks = is_true(info.query.get("allowWatchBookmarks"));
  const std::string_view initial = info.query.get("sendInitialEvents");
  if (!initial.empty() && watch_list != WatchListSupport::kSilent) options.send_initial_events = is_true(initial);
  std::string_view match = info.query.get("resourceVersionMatch");
  if (!initial.empty() && watch_list == WatchListSupport::kSilent) match = {};  // as if nobody had spoken of it
  if (match == "Exact") options.match = VersionMatch::kExact;
  if (match == "NotOlderThan") options.match = VersionMatch::kNotOlderThan;
  const std::string_view revision = info.query.get("resourceVersion");
  const FieldErrors errors =
      info.verb == Verb::kWatch ? check_watch(options, revision, match) : check_list(options, revision, match);
  if (!errors.empty()) return invalid("ListOptions", kMetaGroup, "", errors);

  auto terms = find_fields(*fields, row);
  if (!terms) return terms.failure();
  options.filter.fields = std::move(*terms);
  const auto number = read_revision(revision, info.verb);
  if (!number) return number.failure();
  if (!revision.empty()) options.resource_version = *number;
  return options;
}

kube::Status uncoded_error(std::string_view why) {
  kube::Status status;
  status.code = 500;
  status.message = why;
  return status;
}

Outcome<std::uint64_t> read_object_revision(std::string_view text) {
  if (text.empty()) return std::uint64_t{0};
  return read_number<std::uint64_t>(text, "strconv.ParseUint");
}

Outcome<std::uint64_t> read_wanted_revision(const RequestInfo& info) {
  return read_revision(info.query.get("resourceVersion"), Verb::kGet);
}

namespace {

// The values of dryRun stand in a complaint together, and an empty one is one, too.
DryRun read_dry_run(const std::vector<std::string_view>& values, FieldErrors& errors) {
  const bool all = std::all_of(values.begin(), values.end(), [](std::string_view value) { return value == "All"; });
  if (!all) {
    errors.add("FieldValueNotSupported", "dryRun",
               "Unsupported value: " + kube::to_text(Json(values)) + R"(: supported values: "All")");
  }
  return values.empty() ? DryRun::kNo : DryRun::kAll;
}

void check_field_manager(const std::string& manager, FieldErrors& errors) {
  if (manager.size() > kLongestFieldManager) errors.too_long("fieldManager", kLongestFieldManager);
  for (std::size_t i = 0; i < manager.size(); ++i) {
    const auto c = static_cast<unsigned char>(manager[i]);
    if (c >= 0x20 && c != 0x7f) continue;
    errors.invalid("fieldManager", manager, fmt::format("invalid character U+{:04X} (at position {})", c, i));
  }
}

// What all writes have in common.
WriteOptions read_common_options(const RequestInfo& info, FieldErrors& errors) {
  WriteOptions options;
  options.manager = info.query.get("fieldManager");
  check_field_manager(options.manager, errors);
  options.dry_run = read_dry_run(info.query.get_all("dryRun"), errors);
  const std::string_view validation = info.query.get("fieldValidation");
  if (validation == "Ignore") {
    options.field_validation = FieldValidation::kIgnore;
  } else if (validation == "Strict") {
    options.field_validation = FieldValidation::kStrict;
  } else if (!validation.empty() && validation != "Warn") {
    errors.not_supported("fieldValidation", validation, {"", "Ignore", "Strict", "Warn"});
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
  const auto seconds = read_signed(info.query.get("gracePeriodSeconds"));
  if (!seconds) return seconds.failure();
  std::string_view policy = info.query.get("propagationPolicy");
  if (body.contains("propagationPolicy")) policy = string_member(body, "propagationPolicy");
  std::vector<std::string_view> dry_runs = info.query.get_all("dryRun");
  for (const Json& value : member(body, "dryRun")) {
    dry_runs.push_back(value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : "?");
  }
  options.dry_run = read_dry_run(dry_runs, errors);
  if (policy == "Foreground") {
    options.propagation = Propagation::kForeground;
  } else if (policy == "Orphan") {
    options.propagation = Propagation::kOrphan;
  } else if (!policy.empty() && policy != "Background") {
    errors.not_supported("propagationPolicy", policy, {"Foreground", "Background", "Orphan", "nil"});
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
