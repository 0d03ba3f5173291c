#include "fakeapiserver/api_handler.hpp"

#include "fakeapiserver/api_error.hpp"
#include "fakeapiserver/gzip.hpp"
#include "fakeapiserver/verbs/capabilities.hpp"
#include "fakeapiserver/verbs/discovery.hpp"
#include "fakeapiserver/verbs/health.hpp"
#include "fakeapiserver/verbs/read.hpp"
#include "fakeapiserver/verbs/remove.hpp"
#include "fakeapiserver/verbs/representation.hpp"
#include "fakeapiserver/verbs/review.hpp"
#include "fakeapiserver/verbs/scale.hpp"
#include "fakeapiserver/verbs/token_request.hpp"
#include "fakeapiserver/verbs/write.hpp"
#include "foundation/base/text.hpp"
#include "foundation/net/timer.hpp"

#include <algorithm>

namespace gauntlet::fakeapiserver {
namespace {

constexpr std::size_t kMostBodyBytes = 3 * 1024 * 1024;

std::string_view field(const http::Request& request, std::string_view name) {
  return request.headers.find(name).value_or(std::string_view());
}

// Why this user may not do that.
std::optional<kube::Status> refuse_by_access(const ApiService& service, Authentication authentication,
                                             const std::string& user, const RequestInfo& info) {
  const bool stranger = authentication == Authentication::kCredentials && user == kAnonymous;
  if (stranger && is_public_path(info.path)) return std::nullopt;
  if (!info.is_resource || !info.verb) {
    if (!stranger) return std::nullopt;
    return denied_path(user, base::ascii_lower(info.method), info.path);
  }
  const AccessAttributes attributes{std::string(to_string(*info.verb)),
                                    info.group_version.group,
                                    info.resource,
                                    info.subresource,
                                    info.namespace_,
                                    info.name};
  if (!stranger && service.access_rules.allows(user, attributes)) return std::nullopt;
  return denied(info.group_version, info.resource, info.name, denial_text(user, attributes));
}

bool serves_subresource(const ResourceRow& row, const RequestInfo& info) {
  if (info.subresource.empty()) return true;
  if (info.subresource == "status") return row.status == StatusSubresource::kServed;
  if (info.subresource == "scale") return row.scale == ScaleSubresource::kServed;
  if (info.subresource == "token") return row.type.kind == "ServiceAccount";
  return info.subresource == "finalize" && row.type.kind == "Namespace";
}

bool fits_subresource(std::string_view subresource, Verb verb) {
  if (subresource == "token") return verb == Verb::kCreate;
  if (verb == Verb::kUpdate) return true;
  return subresource != "finalize" && (verb == Verb::kGet || verb == Verb::kPatch);
}

// The routes of the API server: GET is not HEAD, and POST is for a collection or a subresource. Custom kinds have no
// routes of their own.
bool has_route(const ResourceRow& row, const RequestInfo& info) {
  if (row.custom) return true;
  if (info.method == "HEAD") return false;
  return info.verb != Verb::kCreate || info.name.empty() || !info.subresource.empty();
}

// The row that a request is about, or why there is none.
Outcome<const ResourceRow*> find_route(const ResourceRegistry& registry, const RequestInfo& info) {
  const ResourceRow* row = registry.find(info.group_version, info.resource);
  if (!row || !serves_subresource(*row, info)) return unknown_resource();
  if (!row->is_namespaced() && !info.namespace_.empty()) return unknown_resource();
  if (!info.verb || !has_route(*row, info)) return method_not_allowed();
  if (row->is_namespaced() && info.namespace_.empty()) {
    if (!info.name.empty()) return unknown_resource();
    if (info.verb != Verb::kList && info.verb != Verb::kWatch) return method_not_allowed();
  }
  if (!info.subresource.empty() && !fits_subresource(info.subresource, *info.verb)) return method_not_allowed();
  if (!row->serves(*info.verb)) return method_not_allowed();
  return row;
}

// A path below a group of ours in a version that we do not serve.
bool names_known_group(const ResourceRegistry& registry, std::string_view path) {
  const auto parts = base::split(path, '/');
  if (parts.size() < 4 || parts[1] != "apis") return false;
  return std::any_of(registry.rows().begin(), registry.rows().end(), [&](const auto& row) {
    return !row->custom && row->served == Served::kYes && row->type.group_version.group == parts[2];
  });
}

// pods/NAME/log and eviction, which pods here do not have: what is missing is the Pod, if there is none.
bool is_about_missing_pod(const ControlPlane& plane, const RequestInfo& info) {
  const kube::ResourceType& pods = kube::resources::kPods;
  const bool fits =
      (info.method == "GET" && info.subresource == "log") || (info.method == "POST" && info.subresource == "eviction");
  if (!fits || info.group_version != pods.group_version || info.resource != pods.plural) return false;
  return !plane.store().find(plane.registry().row(pods).id, {info.namespace_, info.name});
}

RouteShape shape_of(Verb verb) {
  const bool of_many = verb == Verb::kList || verb == Verb::kWatch || verb == Verb::kDeleteCollection;
  return of_many ? RouteShape::kList : RouteShape::kObject;
}

// In place of an answer whose form the client asked for and that cannot have it.
void fit_form(const Call& call, Answer& answer) {
  const Verb verb = *call.info.verb;
  const bool shows_objects = call.row.storage == Storage::kStored && verb != Verb::kDelete &&
                             call.info.subresource != "scale" && call.info.subresource != "token";
  if (!shows_objects || answer.code >= 300) return;
  const auto refusal = refuse_form(call.row, call.form, shape_of(verb), call.info.query.get("includeObject"));
  if (refusal) answer = status_answer(*refusal);
}

std::optional<Answer> answer_non_resource(ApiService& service, const http::Request& request, const RequestInfo& info) {
  if (auto answer = answer_about_server(info, service.kubernetes_version)) return answer;
  if (info.method == "GET" || info.method == "HEAD") {
    if (info.path == kCapabilitiesPath) return capabilities(service.features, service.kubernetes_version);
    if (auto answer = service.openapi.answer(info, field(request, "Accept"), field(request, "If-None-Match"))) {
      return answer;
    }
    if (info.path == "/metrics") {
      Answer metrics = text_answer(200, service.metrics.text(service.plane));
      metrics.content_type = "text/plain; version=0.0.4; charset=utf-8";
      return metrics;
    }
    DiscoveryForm form = negotiate_discovery(field(request, "Accept"));
    if (service.features.aggregated_discovery == AggregatedDiscovery::kOff) form = DiscoveryForm::kLegacy;
    auto answer = discover(service.plane.registry(), info.path, form, service.server_address);
    if (!answer) return std::nullopt;
    const auto etag = answer->fields.find("ETag");
    if (etag && *etag == field(request, "If-None-Match")) {
      answer->code = 304;
      answer->body.clear();
    }
    return answer;
  }
  return std::nullopt;
}

// What kStaleList does to a list that does not go on from another.
void look_back(const ObjectStore& store, KindId kind, const Fault& fault, ListOptions& options) {
  if (fault.effect != FaultEffect::kStaleList || !options.continue_token.empty()) return;
  const std::uint64_t now = store.revision();
  const std::uint64_t wanted = now - std::min(now, fault.revisions);
  options.look_back_to(std::max({wanted, store.log(kind).compacted_through(), std::uint64_t{1}}));
}

AuditRecord begin_record(ApiService& service, const http::Request& request, const http::RequestContext& context) {
  AuditRecord record;
  record.sequence = service.audit.next_sequence();
  record.client = context.client.to_string();
  record.received_at = service.clock.wall_time();
  record.audit_id = service.plane.make_uid();
  record.received = service.clock.now();
  record.user_agent = field(request, "User-Agent");
  record.verb = base::ascii_lower(request.method);
  record.content_type = field(request, "Content-Type");
  record.accept = field(request, "Accept");
  const http::Target target = http::split_target(request.target);
  record.path = target.path;
  record.query = target.query;
  return record;
}

void describe(const RequestInfo& info, AuditRecord& record) {
  if (!info.is_resource) return;
  if (info.verb) record.verb = to_string(*info.verb);
  record.resource = info.resource + (info.group_version.group.empty() ? "" : "." + info.group_version.group);
  record.subresource = info.subresource;
  record.namespace_ = info.namespace_;
  record.name = info.name;
}

http::Response finish_answer(Answer answer, const http::Request& request, const QueryParameters& query,
                             AuditRecord& record) {
  record.code = answer.code;
  record.reason = answer.reason;
  record.revision = answer.revision;
  record.response_bytes = answer.body.size();
  const bool pretty = wants_pretty_output(query.get("pretty"), field(request, "User-Agent"));
  http::Response response =
      to_response(std::move(answer), record.audit_id, pretty ? Indentation::kTwoBlanks : Indentation::kNone);
  compress_if_large(response, field(request, "Accept-Encoding"));
  return response;
}

// Everything that can be answered at once.
Answer run_verb(ApiService& service, const User& user, const Call& call) {
  if (call.row.storage == Storage::kReviewed) return review(service, user, call);
  if (call.info.subresource == "token") return request_token(service.plane, service.users, call);
  if (call.info.subresource == "scale") return scale(service.plane, call);
  switch (*call.info.verb) {
    case Verb::kGet:
      return get_object(service.plane, call);
    case Verb::kCreate:
      return create(service.plane, call);
    case Verb::kUpdate:
      return update(service.plane, call);
    case Verb::kPatch:
      return patch(service.plane, call);
    case Verb::kDelete:
      return remove(service.plane, call);
    case Verb::kDeleteCollection: {
      const auto options = read_list_options(call.info, call.row);
      return options ? remove_collection(service.plane, call, *options) : status_answer(options.failure());
    }
    default:
      return status_answer(method_not_allowed());
  }
}

}  // namespace

// The stages before the verb: who asks, what goes wrong on purpose, whether he may, and where it goes. Without an
// answer the exchange has a row.
std::optional<Answer> ApiHandler::admit(const http::Request& request, const http::RequestContext& context,
                                        Exchange& exchange) {
  auto read = read_request_info(request.method, request.target);
  if (!read) return status_answer(bad_request(read.error().message()));
  RequestInfo& info = exchange.info;
  info = std::move(*read);
  describe(info, exchange.record);
  const auto asking = authenticate(service_, authentication_, request, context);
  if (!asking) return status_answer(asking.failure());
  exchange.record.user = asking->name;
  exchange.fault = service_.faults.take(asking->name, field(request, "User-Agent"), info);
  exchange.record.injected = exchange.fault.has_value();
  if (exchange.fault && exchange.fault->effect == FaultEffect::kRevisionJump) {
    service_.plane.store().skip_revisions(exchange.fault->revisions);
  }
  if (exchange.fault && exchange.fault->effect == FaultEffect::kClockStep) service_.clock.step(exchange.fault->step);
  if (exchange.fault && exchange.fault->effect == FaultEffect::kAnswer) {
    return status_answer(injected(exchange.fault->code, exchange.fault->retry_after_seconds));
  }
  auto user = impersonate(service_.access_rules, *asking, request.headers);
  if (!user) return status_answer(user.failure());
  if (user->name != asking->name) exchange.record.impersonated_user = user->name;
  exchange.user = std::move(*user);
  const auto refusal = refuse_by_access(service_, authentication_, exchange.user.name, info);
  if (refusal) return status_answer(*refusal);
  if (context.body_limit_exceeded_at != 0) return status_answer(request_entity_too_large(kMostBodyBytes));
  if (!info.is_resource || !service_.plane.registry().serves(info.group_version)) {
    auto answer = answer_non_resource(service_, request, info);
    if (answer) return answer;
    if (names_known_group(service_.plane.registry(), info.path)) return status_answer(unknown_resource());
    return text_answer(404, "404 page not found\n");
  }
  const auto route = find_route(service_.plane.registry(), info);
  if (!route && is_about_missing_pod(service_.plane, info)) {
    return status_answer(not_found(kube::resources::kPods, info.name));
  }
  if (!route) return status_answer(route.failure());
  exchange.row = *route;
  return std::nullopt;
}

net::Awaitable<void> ApiHandler::handle(const http::Request& request, const http::RequestContext& context,
                                        http::ResponseWriter& writer) {
  Exchange exchange;
  AuditRecord& record = exchange.record;
  record = begin_record(service_, request, context);
  std::optional<Answer> answer = admit(request, context, exchange);
  const bool at_once = !exchange.fault || exchange.fault->effect == FaultEffect::kSlowEvents;
  const base::Duration delay = at_once ? base::Duration(0) : exchange.fault->delay;
  if (delay > base::Duration(0)) {
    const auto waited = co_await net::wait_for(delay);
    base::ignore_failure(waited);
  }
  if (exchange.fault && exchange.fault->effect == FaultEffect::kCut) {
    writer.abort();  // and the log says 0
  } else if (exchange.fault && exchange.fault->effect == FaultEffect::kEnd) {
    co_await writer.end_early("");
  } else if (answer) {
    http::Response response = finish_answer(std::move(*answer), request, exchange.info.query, record);
    const auto sent = co_await writer.send(std::move(response));
    base::ignore_failure(sent);
  } else {
    co_await handle_resource(request, exchange, writer);
  }
  record.latency = service_.clock.now() - record.received;
  service_.metrics.note_request(record);
  service_.audit.record(std::move(record));
}

net::Awaitable<void> ApiHandler::handle_resource(const http::Request& request, Exchange& exchange,
                                                 http::ResponseWriter& writer) {
  const RequestInfo& info = exchange.info;
  const ResourceRow& row = *exchange.row;
  AuditRecord& record = exchange.record;
  std::optional<Answer> answer;
  const auto form = negotiate_answer(field(request, "Accept"), shape_of(*info.verb));
  const Call call{info,
                  row,
                  form ? *form : AnswerForm::kObject,
                  field(request, "Content-Type"),
                  request.body,
                  field(request, "User-Agent"),
                  service_.deprecation_of(row)};
  if (!form) {
    answer = status_answer(form.failure());
  } else if (info.verb == Verb::kList || info.verb == Verb::kWatch) {
    auto options = read_list_options(info, row, service_.features.watch_list);
    if (!options) {
      answer = status_answer(options.failure());
    } else if (info.verb == Verb::kWatch) {
      record.code = 200;
      service_.metrics.note_watch_begun(record);
      const WatchEnd end = co_await serve_watch(service_.watches, call, *options, record, exchange.fault, writer);
      record.events = end.events;
      record.revision = end.revision;
      record.watch_ended = end.why;
      if (exchange.fault && waits_for_events(exchange.fault->effect) && end.why != "injected") {
        record.injected = false;
        service_.faults.give_back(std::move(*exchange.fault));
      }
      co_return;
    } else {
      const std::uint64_t wanted = options->resource_version.value_or(0);
      const bool reached = co_await wait_for_revision(service_.watches, wanted);
      if (exchange.fault) look_back(service_.plane.store(), row.id, *exchange.fault, *options);
      answer = reached ? list_objects(service_.plane, call, *options)
                       : status_answer(too_large_resource_version(wanted, service_.plane.store().revision()));
    }
  } else if (info.verb == Verb::kGet) {
    const auto wanted = read_wanted_revision(info);
    const bool reached = co_await wait_for_revision(service_.watches, wanted ? *wanted : 0);
    if (!wanted) {
      answer = status_answer(wanted.failure());
    } else {
      answer = reached ? run_verb(service_, exchange.user, call)
                       : status_answer(too_large_resource_version(*wanted, service_.plane.store().revision()));
    }
  } else {
    answer = run_verb(service_, exchange.user, call);
    service_.settle();
  }
  fit_form(call, *answer);
  if (exchange.fault) spoil(*exchange.fault, *answer);
  if (!call.deprecation.empty()) answer->warnings.emplace_back(call.deprecation);
  http::Response response = finish_answer(std::move(*answer), request, info.query, record);
  const auto sent = co_await writer.send(std::move(response));
  base::ignore_failure(sent);
}

}  // namespace gauntlet::fakeapiserver
