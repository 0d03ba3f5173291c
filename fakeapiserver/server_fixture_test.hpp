// Internal, tests only: TestServer, an ApiServer on a thread of its own, and a client that waits for each answer.
#pragma once

#include "fakeapiserver/api_server.hpp"
#include "foundation/http/client_connection.hpp"
#include "foundation/kube/object.hpp"
#include "foundation/net/dialer.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/tls_stream.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

inline const std::string kMaps = "/api/v1/namespaces/default/configmaps";
inline const std::string kServices = "/api/v1/namespaces/default/services";
inline const std::string kIngresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
inline const std::string kLeases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

inline base::Deadline soon() {
  return base::Deadline::after(std::chrono::seconds(20));
}

struct Reply {
  int code = 0;
  http::Headers headers;
  std::string text;
  kube::Json json() const {
    auto parsed = kube::parse_json(text);
    EXPECT_TRUE(parsed.ok()) << text;
    return parsed ? std::move(*parsed) : kube::Json();
  }
  std::string header(std::string_view name) const { return std::string(headers.find(name).value_or("")); }
  std::string revision() const { return json()["metadata"]["resourceVersion"]; }
  std::string message() const { return json()["message"]; }
  std::string reason() const { return json()["reason"]; }
};

// A watch as the client sees it: one JSON document per line.
class TestWatch {
 public:
  TestWatch(net::EventLoop& loop, http::ClientConnection connection, http::Response head)
      : code(head.status), headers(std::move(head.headers)), loop_(loop), connection_(std::move(connection)) {}

  // nullopt: the stream has ended; `clean` says how.
  std::optional<kube::Json> next(base::Deadline deadline = soon()) {
    const auto line = next_line(deadline);
    if (!line) return std::nullopt;
    auto event = kube::parse_json(*line);
    EXPECT_TRUE(event.ok()) << *line;
    return event ? std::move(*event) : kube::Json();
  }
  std::optional<std::string> next_line(base::Deadline deadline = soon()) {
    for (;;) {
      const auto line_end = buffer_.find('\n');
      if (line_end != std::string::npos) {
        std::string line = buffer_.substr(0, line_end);
        buffer_.erase(0, line_end + 1);
        return line;
      }
      bool more = false;
      loop_.run_until_done(read(deadline, more));
      if (!more) return std::nullopt;
    }
  }
  // "ADDED name@revision"; "end" and "cut" for how the stream ended.
  std::string next_text() {
    const auto event = next();
    if (!event) return clean ? "end" : "cut";
    const kube::Json& object = (*event)["object"];
    const std::string type = (*event)["type"];
    if (type == "ERROR") return type + " " + std::to_string(object["code"].get<int>());
    const kube::Json& metadata = object["metadata"];
    const bool marks_end = kube::member(kube::member(metadata, "annotations"), "k8s.io/initial-events-end") == "true";
    return type + " " + std::string(kube::string_member(metadata, "name")) + "@" +
           std::string(kube::string_member(metadata, "resourceVersion")) + (marks_end ? " (end of initial)" : "");
  }

  int code;
  http::Headers headers;
  bool clean = false;

 private:
  net::Awaitable<void> read(base::Deadline deadline, bool& more) {
    auto piece = co_await connection_.read_body(deadline);
    more = piece.ok() && !piece->empty();
    clean = piece.ok() && piece->empty();
    if (more) buffer_ += *piece;
  }

  net::EventLoop& loop_;
  http::ClientConnection connection_;
  std::string buffer_;
};

// With nothing in it, so that tests can count.
inline ApiServerOptions unfurnished() {
  ApiServerOptions options;
  options.features.furniture = Furniture::kOff;
  return options;
}

class TestServer {
 public:
  explicit TestServer(ApiServerOptions options = unfurnished())
      : server_(server_loop_.executor(), with_plain(options)) {
    server_loop_.start("api");
    on_server([](ApiServer& server) {
      const auto started = server.start();
      ASSERT_TRUE(started.ok()) << started.error().to_string();
    });
    on_server([this](ApiServer& server) { access_ = server.access_for("tester"); });
  }
  ~TestServer() {
    connection_.reset();
    stop();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  void stop() {
    const base::Deadline at_once = base::Deadline::after(std::chrono::milliseconds(200));
    server_loop_.run_and_wait_for([this, at_once] { return server_.stop(at_once); });
  }
  void restart(RestartData data) {
    connection_.reset();
    server_loop_.run_and_wait_for([this, data]() -> net::Awaitable<void> {
      const auto restarted = co_await server_.restart(data);
      EXPECT_TRUE(restarted.ok()) << restarted.error().to_string();
    });
  }
  void on_server(const std::function<void(ApiServer&)>& work) {
    server_loop_.run_and_wait([&] { work(server_); });
  }
  // Who asks from now on.
  void become(const std::string& user) {
    on_server([&](ApiServer& server) { access_ = server.access_for(user); });
  }
  // Who asks from now on, on a new connection, shows this certificate and no token.
  void show_certificate(kube::ClientCertificate certificate) {
    certificate_ = std::move(certificate);
    access_.bearer_token.clear();
    connection_.reset();
  }
  void reconnect() { connection_.reset(); }
  // By the server, as a fingerprint, when the last connection was opened.
  const std::string& certificate_shown() const { return certificate_shown_; }
  const kube::ClusterAccess& access() const { return access_; }
  net::EventLoop& client_loop() { return client_loop_; }
  net::Endpoint plain_endpoint() {
    net::Endpoint endpoint;
    on_server([&](ApiServer& server) { endpoint = server.endpoint(Transport::kPlain); });
    return endpoint;
  }

  Reply send(http::Request request) {
    add_standing_headers(request);
    Reply reply;
    client_loop_.run_until_done(exchange(request, reply));
    return reply;
  }
  Reply send(std::string method, std::string target, std::string body = "",
             std::string content_type = "application/json") {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    if (!request.body.empty()) request.headers.set("Content-Type", content_type);
    return send(std::move(request));
  }
  Reply get(std::string target, std::string accept = "application/json") {
    http::Request request;
    request.target = std::move(target);
    request.headers.set("Accept", accept);
    return send(std::move(request));
  }
  Reply post(std::string target, std::string_view body) { return send("POST", std::move(target), std::string(body)); }
  Reply put(std::string target, const kube::Json& body) { return send("PUT", std::move(target), kube::to_text(body)); }
  Reply merge(std::string target, std::string_view patch) {
    return send("PATCH", std::move(target), std::string(patch), "application/merge-patch+json");
  }
  Reply remove(std::string target, std::string_view options = "") {
    return send("DELETE", std::move(target), std::string(options));
  }

  TestWatch watch(std::string target, std::string accept = "application/json") {
    http::Request request;
    request.target = std::move(target);
    request.headers.set("Accept", accept);
    add_standing_headers(request);
    std::unique_ptr<TestWatch> made;
    client_loop_.run_until_done(begin_watch(request, made));
    if (!made) ADD_FAILURE() << "no watch: " << request.target;
    return std::move(*made);
  }

 private:
  static ApiServerOptions with_plain(ApiServerOptions options) {
    options.plain_listen = net::Endpoint{"127.0.0.1", 0};
    return options;
  }
  void add_standing_headers(http::Request& request) const {
    request.headers.set("Host", access_.endpoint.to_string());
    const auto given = request.headers.find("Authorization");  // empty: nobody asks
    if (!given && !access_.bearer_token.empty()) request.headers.set("Authorization", "Bearer " + access_.bearer_token);
  }
  net::Awaitable<void> open(std::optional<http::ClientConnection>& into) {
    const auto deadline = soon();
    net::DialOptions dial_options(access_.endpoint);
    auto dialed = co_await net::dial(std::move(dial_options), deadline);
    if (!dialed) co_return;
    net::TlsClientOptions tls;
    tls.server_name = access_.server_name;
    tls.trusted_pem = access_.ca_pem;
    if (!certificate_.certificate_pem.empty()) {
      auto identity = net::TlsIdentity::from_pem(certificate_.certificate_pem, certificate_.key_pem);
      EXPECT_TRUE(identity.ok());
      if (identity) tls.client_identity = std::move(*identity);
    }
    auto secured = co_await net::tls_connect(std::move(*dialed), std::move(tls), deadline);
    if (!secured) {
      ADD_FAILURE() << secured.error().to_string();
      co_return;
    }
    certificate_shown_ = (*secured)->session().peer_fingerprint;
    into.emplace(std::move(*secured));
  }
  net::Awaitable<void> exchange(const http::Request& request, Reply& reply) {
    const auto deadline = soon();
    if (!connection_ || !connection_->reusable()) co_await open(connection_);
    if (!connection_) co_return;
    auto answer = co_await connection_->exchange(request, deadline);
    if (!answer) {
      connection_.reset();
      reply.text = answer.error().to_string();
      co_return;
    }
    reply.code = answer->status;
    reply.headers = std::move(answer->headers);
    reply.text = std::move(answer->body);
  }
  net::Awaitable<void> begin_watch(const http::Request& request, std::unique_ptr<TestWatch>& made) {
    const auto deadline = soon();
    std::optional<http::ClientConnection> connection;
    co_await open(connection);
    if (!connection) co_return;
    auto head = co_await connection->begin(request, deadline);
    if (!head) {
      ADD_FAILURE() << head.error().to_string();
      co_return;
    }
    made = std::make_unique<TestWatch>(client_loop_, std::move(*connection), std::move(*head));
  }

  net::EventLoop server_loop_;
  net::EventLoop client_loop_;
  ApiServer server_;
  kube::ClusterAccess access_;
  std::optional<http::ClientConnection> connection_;
  kube::ClientCertificate certificate_;
  std::string certificate_shown_;
};

}  // namespace gauntlet::fakeapiserver
