#include "foundation/kube/client.hpp"

#include "foundation/http/url.hpp"
#include "foundation/kube/status.hpp"
#include "foundation/kube/watch_state.hpp"
#include "foundation/net/dialer.hpp"
#include "foundation/net/tls_stream.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::kube {
namespace {

using base::Deadline;
using base::Error;
using base::NamespacedName;
using base::Reason;
using base::Result;
using net::Awaitable;

constexpr std::size_t kMostIdleConnections = 8;
// Long enough to be rare, short enough that a load balancer in between does not cut it first.
constexpr int kWatchSeconds = 600;
constexpr std::string_view kJsonType = "application/json";

bool is_success(const http::Response& answer) {
  return answer.status >= 200 && answer.status < 300;
}

// "a=1&b=2" from what is not empty.
class Query {
 public:
  Query& add(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    text_ += text_.empty() ? '?' : '&';
    text_ += fmt::format("{}={}", name, http::percent_encode(value));
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

http::Request make_request(std::string method, std::string target) {
  http::Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  return request;
}

void set_body(http::Request& request, std::string_view content_type, std::string body) {
  request.headers.set("Content-Type", content_type);
  request.body = std::move(body);
}

// "update ingresses.networking.k8s.io shop/web", in front of what went wrong.
std::string describe(std::string_view verb, const ResourceType& type, const NamespacedName& name) {
  return fmt::format("{} {} {}", verb, type.group_resource(), name.to_string());
}

std::string describe(std::string_view verb, const ResourceType& type, std::string_view namespace_) {
  if (namespace_.empty()) return fmt::format("{} {}", verb, type.group_resource());
  return fmt::format("{} {} in {}", verb, type.group_resource(), namespace_);
}

Result<ObjectList> read_list(std::string_view body) {
  auto json = parse_json(body);
  if (!json) return json.error();
  const std::string_view list_kind = string_member(*json, "kind");
  constexpr std::string_view kSuffix = "List";
  if (!list_kind.ends_with(kSuffix)) {
    return Error(Reason::kMalformed, fmt::format("kind \"{}\" is no list", list_kind));
  }
  const std::string api_version(string_member(*json, "apiVersion"));
  const std::string kind(list_kind.substr(0, list_kind.size() - kSuffix.size()));
  ObjectList list;
  list.resource_version = string_member(member(*json, "metadata"), "resourceVersion");
  Json& items = (*json)["items"];
  if (!items.is_array() && !items.is_null()) return Error(Reason::kMalformed, "items is not a list");
  list.items.reserve(items.size());
  for (Json& item : items) {
    if (!item.is_object()) return Error(Reason::kMalformed, "an item is not an object");
    if (!item.contains("apiVersion")) item["apiVersion"] = api_version;
    if (!item.contains("kind")) item["kind"] = kind;
    list.items.push_back(Object::from_json(std::move(item)));
  }
  return list;
}

}  // namespace

struct Client::State {
  State(ClusterAccess to, std::string agent) : access(std::move(to)), user_agent(std::move(agent)) {}

  // The namespace that a namespaced object without one is in, as for kubectl.
  NamespacedName complete(const ResourceType& type, NamespacedName name) const;
  void set_common_headers(http::Request& request) const;
  Awaitable<Result<http::ClientConnection>> open(Deadline deadline);
  Awaitable<Result<http::Response>> exchange(http::Request request, Deadline deadline);
  // Like exchange, but an answer that is no success is an error.
  Awaitable<Result<http::Response>> call(http::Request request, std::string context, Deadline deadline);
  Awaitable<Result<Object>> call_for_object(http::Request request, std::string context, Deadline deadline);
  std::optional<http::ClientConnection> take_idle();
  void keep(http::ClientConnection connection);

  ClusterAccess access;
  std::string user_agent;
  std::vector<http::ClientConnection> idle;  // the last one was used last
};

NamespacedName Client::State::complete(const ResourceType& type, NamespacedName name) const {
  if (type.scope == Scope::kNamespaced && name.namespace_.empty()) name.namespace_ = access.namespace_;
  return name;
}

void Client::State::set_common_headers(http::Request& request) const {
  request.headers.set("Host", access.endpoint.to_string());
  request.headers.set("User-Agent", user_agent);
  request.headers.set("Accept", kJsonType);
  if (!access.bearer_token.empty()) request.headers.set("Authorization", "Bearer " + access.bearer_token);
}

Awaitable<Result<http::ClientConnection>> Client::State::open(Deadline deadline) {
  net::DialOptions dial_options(access.endpoint);
  auto dialed = co_await net::dial(std::move(dial_options), deadline);
  if (!dialed) co_return dialed.error();
  std::unique_ptr<net::ByteStream> stream = std::move(*dialed);
  if (!access.tls) co_return http::ClientConnection(std::move(stream));

  net::TlsClientOptions tls_options;
  tls_options.server_name = access.server_name;
  tls_options.trusted_pem = access.ca_pem;
  tls_options.alpn.emplace_back("http/1.1");
  auto secured = co_await net::tls_connect(std::move(stream), std::move(tls_options), deadline);
  if (!secured) co_return secured.error();
  co_return http::ClientConnection(std::move(*secured));
}

std::optional<http::ClientConnection> Client::State::take_idle() {
  while (!idle.empty()) {
    http::ClientConnection connection = std::move(idle.back());
    idle.pop_back();
    if (connection.reusable()) return connection;
  }
  return std::nullopt;
}

void Client::State::keep(http::ClientConnection connection) {
  if (connection.reusable() && idle.size() < kMostIdleConnections) idle.push_back(std::move(connection));
}

Awaitable<Result<http::Response>> Client::State::exchange(http::Request request, Deadline deadline) {
  set_common_headers(request);
  std::optional<http::ClientConnection> kept = take_idle();
  if (kept) {
    auto answer = co_await kept->exchange(request, deadline);
    if (answer) keep(std::move(*kept));
    const bool had_ended = !answer && !kept->answer_begun() &&
                           (answer.error().reason() == Reason::kClosed || answer.error().reason() == Reason::kReset);
    if (!had_ended) co_return answer;
    idle.clear();  // what ended one of them has ended the others, most likely a restart
  }
  auto opened = co_await open(deadline);
  if (!opened) co_return opened.error();
  auto answer = co_await opened->exchange(request, deadline);
  if (answer) keep(std::move(*opened));
  co_return answer;
}

Awaitable<Result<http::Response>> Client::State::call(http::Request request, std::string context, Deadline deadline) {
  auto answer = co_await exchange(std::move(request), deadline);
  if (!answer) co_return answer.error().with_context(context);
  if (!is_success(*answer)) co_return error_from_answer(answer->status, answer->body).with_context(context);
  co_return answer;
}

Awaitable<Result<Object>> Client::State::call_for_object(http::Request request, std::string context,
                                                         Deadline deadline) {
  const auto answer = co_await call(std::move(request), context, deadline);
  if (!answer) co_return answer.error();
  auto object = Object::parse(answer->body);
  if (!object) co_return object.error().with_context(context);
  co_return object;
}

Client::Client(net::Executor /*executor*/, ClusterAccess access, std::string user_agent)
    : state_(std::make_unique<State>(std::move(access), std::move(user_agent))) {}
Client::~Client() = default;

Awaitable<Result<Object>> Client::get(const ResourceType& type, NamespacedName name, Deadline deadline) {
  const NamespacedName full = state_->complete(type, std::move(name));
  http::Request request = make_request("GET", type.object_path(full.namespace_, full.name));
  std::string context = describe("get", type, full);
  co_return co_await state_->call_for_object(std::move(request), std::move(context), deadline);
}

Awaitable<Result<ObjectList>> Client::list(const ResourceType& type, ListOptions options, Deadline deadline) {
  Query query;
  query.add("labelSelector", options.label_selector)
      .add("fieldSelector", options.field_selector)
      .add("resourceVersion", options.resource_version);
  http::Request request = make_request("GET", type.collection_path(options.namespace_) + query.text());
  const std::string context = describe("list", type, options.namespace_);
  const auto answer = co_await state_->call(std::move(request), context, deadline);
  if (!answer) co_return answer.error();
  auto list = read_list(answer->body);
  if (!list) co_return list.error().with_context(context);
  co_return list;
}

Awaitable<Result<Watch>> Client::watch(const ResourceType& type, WatchOptions options, Deadline deadline) {
  const bool sends_initial = options.initial == WatchOptions::Initial::kSendInitialEvents;
  Query query;
  query.add("watch", "true")
      .add("allowWatchBookmarks", "true")
      .add("resourceVersion", options.resource_version)
      .add("sendInitialEvents", sends_initial ? "true" : "")
      .add("resourceVersionMatch", sends_initial ? "NotOlderThan" : "")
      .add("labelSelector", options.label_selector)
      .add("fieldSelector", options.field_selector)
      .add("timeoutSeconds", std::to_string(kWatchSeconds));
  http::Request request = make_request("GET", type.collection_path(options.namespace_) + query.text());
  state_->set_common_headers(request);
  const std::string context = describe("watch", type, options.namespace_);

  auto opened = co_await state_->open(deadline);
  if (!opened) co_return opened.error().with_context(context);
  auto begun = co_await opened->begin(request, deadline);
  if (!begun) co_return begun.error().with_context(context);
  if (begun->status == 200) co_return Watch(std::make_unique<Watch::State>(std::move(*opened)));

  std::string body;
  for (;;) {
    const auto piece = co_await opened->read_body(deadline);
    if (!piece || piece->empty() || body.size() > Watch::State::kMostLineBytes) break;
    body += *piece;
  }
  co_return error_from_answer(begun->status, body).with_context(context);
}

Awaitable<Result<Object>> Client::create(const ResourceType& type, Object object, Deadline deadline) {
  const NamespacedName full = state_->complete(type, object.namespaced_name());
  http::Request request = make_request("POST", type.collection_path(full.namespace_));
  set_body(request, kJsonType, object.to_text());
  std::string context = describe("create", type, full);
  co_return co_await state_->call_for_object(std::move(request), std::move(context), deadline);
}

Awaitable<Result<Object>> Client::update(const ResourceType& type, Object object, Deadline deadline) {
  const NamespacedName full = state_->complete(type, object.namespaced_name());
  http::Request request = make_request("PUT", type.object_path(full.namespace_, full.name));
  set_body(request, kJsonType, object.to_text());
  std::string context = describe("update", type, full);
  co_return co_await state_->call_for_object(std::move(request), std::move(context), deadline);
}

Awaitable<Result<Object>> Client::update_status(const ResourceType& type, Object object, Deadline deadline) {
  const NamespacedName full = state_->complete(type, object.namespaced_name());
  http::Request request = make_request("PUT", type.object_path(full.namespace_, full.name) + "/status");
  set_body(request, kJsonType, object.to_text());
  std::string context = describe("update the status of", type, full);
  co_return co_await state_->call_for_object(std::move(request), std::move(context), deadline);
}

Awaitable<Result<Object>> Client::patch(const ResourceType& type, NamespacedName name, PatchType patch_type, Json patch,
                                        Deadline deadline) {
  const NamespacedName full = state_->complete(type, std::move(name));
  http::Request request = make_request("PATCH", type.object_path(full.namespace_, full.name));
  const bool is_json_patch = patch_type == PatchType::kJson;
  set_body(request, is_json_patch ? "application/json-patch+json" : "application/merge-patch+json", to_text(patch));
  std::string context = describe("patch", type, full);
  co_return co_await state_->call_for_object(std::move(request), std::move(context), deadline);
}

Awaitable<Result<void>> Client::remove(const ResourceType& type, NamespacedName name, Deadline deadline) {
  const NamespacedName full = state_->complete(type, std::move(name));
  http::Request request = make_request("DELETE", type.object_path(full.namespace_, full.name));
  std::string context = describe("delete", type, full);
  const auto answer = co_await state_->call(std::move(request), std::move(context), deadline);
  if (!answer) co_return answer.error();
  co_return Result<void>();
}

Awaitable<Result<void>> Client::remove_collection(const ResourceType& type, std::string namespace_, Deadline deadline) {
  http::Request request = make_request("DELETE", type.collection_path(namespace_));
  std::string context = describe("delete all", type, namespace_);
  const auto answer = co_await state_->call(std::move(request), std::move(context), deadline);
  if (!answer) co_return answer.error();
  co_return Result<void>();
}

Awaitable<Result<std::string>> Client::get_raw(std::string target, Deadline deadline) {
  http::Request request = make_request("GET", target);
  std::string context = "get " + target;
  auto answer = co_await state_->call(std::move(request), std::move(context), deadline);
  if (!answer) co_return answer.error();
  co_return std::move(answer->body);
}

}  // namespace gauntlet::kube
