#include "foundation/kube/client.hpp"

#include "foundation/http/server.hpp"
#include "foundation/http/url.hpp"
#include "foundation/net/acceptor.hpp"
#include "foundation/net/certificate_authority.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/task_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>

namespace gauntlet::kube {
namespace {

using base::Reason;
using base::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

base::Deadline soon() {
  return base::Deadline::after(std::chrono::seconds(20));
}

// One answer of the scripted server: whole, or in pieces that each leave as a chunk.
struct Answer {
  int status = 200;
  std::string body;
  std::vector<std::string> pieces;
  enum class Ending { kFinish, kAbort, kStayOpen } ending = Ending::kFinish;
};

class ScriptedHandler final : public http::Handler {
 public:
  net::Awaitable<void> handle(const http::Request& request, const http::RequestContext& context,
                              http::ResponseWriter& writer) override {
    requests.push_back(request);
    clients.push_back(context.client.to_string());
    Answer answer{404, "nothing was scripted", {}, Answer::Ending::kFinish};
    if (!answers.empty()) {
      answer = std::move(answers.front());
      answers.pop_front();
    }
    http::Response response;
    response.status = answer.status;
    response.headers.set("Content-Type", "application/json");
    response.body = answer.body;
    if (answer.pieces.empty() && answer.ending == Answer::Ending::kFinish) {
      base::ignore_failure(co_await writer.send(std::move(response)));
      co_return;
    }
    base::ignore_failure(co_await writer.begin(std::move(response)));
    for (const std::string& piece : answer.pieces) {
      const std::string_view view = piece;
      const std::span<const std::string_view> views(&view, 1);
      base::ignore_failure(co_await writer.write(views));
    }
    if (answer.ending == Answer::Ending::kStayOpen) {
      co_await writer.wait_for_client_gone();
    }
    if (answer.ending == Answer::Ending::kFinish) {
      base::ignore_failure(co_await writer.finish());
    } else {
      writer.abort();
    }
  }

  std::deque<Answer> answers;
  std::vector<http::Request> requests;
  std::vector<std::string> clients;
};

template <typename T>
net::Awaitable<void> store(net::Awaitable<T> task, std::optional<T>& into) {
  T value = co_await std::move(task);
  into.emplace(std::move(value));
}

class ClientTest : public ::testing::Test {
 protected:
  void SetUp() override { serve(nullptr); }

  void serve(std::shared_ptr<const net::TlsIdentitySelector> tls) {
    auto acceptor = net::Acceptor::listen(loop_.executor(), {"127.0.0.1", 0});
    ASSERT_TRUE(acceptor.ok()) << acceptor.error().to_string();
    access_.endpoint = (*acceptor)->local_endpoint();
    access_.tls = tls != nullptr;
    access_.bearer_token = "secret";
    server_ = std::make_unique<http::Server>(loop_.executor(), handler_);
    server_->serve(std::move(*acceptor), std::move(tls));
  }

  void stop_server() { loop_.run_until_done(server_->stop(base::Deadline::at({}))); }

  void TearDown() override {
    client_.reset();
    stop_server();
  }

  // Runs the loop, and with it the server, until the task is done.
  template <typename T>
  T run(net::Awaitable<T> task) {
    std::optional<T> value;
    loop_.run_until_done(store(std::move(task), value));
    return std::move(*value);
  }

  Client& client() {
    if (!client_) client_ = std::make_unique<Client>(loop_.executor(), access_, "gauntlet-test/1");
    return *client_;
  }

  void answer(int status, std::string body) {
    handler_.answers.push_back({status, std::move(body), {}, Answer::Ending::kFinish});
  }

  net::EventLoop loop_;
  ScriptedHandler handler_;
  std::unique_ptr<http::Server> server_;
  ClusterAccess access_;
  std::unique_ptr<Client> client_;
};

const ResourceType& kIngresses = resources::kIngresses;
constexpr std::string_view kIngressText =
    R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web","namespace":"shop"}})";

Object ingress() {
  return *Object::parse(kIngressText);
}

TEST_F(ClientTest, SendsWhatApiServersWantToSee) {
  answer(200, std::string(kIngressText));
  const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
  ASSERT_TRUE(object.ok()) << object.error().to_string();
  EXPECT_EQ(object->name(), "web");
  ASSERT_EQ(handler_.requests.size(), 1U);
  const http::Request& request = handler_.requests[0];
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web");
  EXPECT_EQ(request.headers.find("Host"), access_.endpoint.to_string());
  EXPECT_EQ(request.headers.find("User-Agent"), "gauntlet-test/1");
  EXPECT_EQ(request.headers.find("Authorization"), "Bearer secret");
  EXPECT_EQ(request.headers.find("Accept"), "application/json");
  EXPECT_FALSE(request.headers.contains("Content-Type"));
}

TEST_F(ClientTest, HasAVerbForEachMethod) {
  for (int i = 0; i < 8; ++i) answer(i == 0 ? 201 : 200, std::string(kIngressText));
  EXPECT_TRUE(run(client().create(kIngresses, ingress(), soon())).ok());
  EXPECT_TRUE(run(client().update(kIngresses, ingress(), soon())).ok());
  EXPECT_TRUE(run(client().update_status(kIngresses, ingress(), soon())).ok());
  EXPECT_TRUE(run(client().patch(kIngresses, {"shop", "web"}, PatchType::kMerge, Json{{"a", nullptr}}, soon())).ok());
  EXPECT_TRUE(run(client().patch(kIngresses, {"shop", "web"}, PatchType::kJson, Json::array(), soon())).ok());
  EXPECT_TRUE(run(client().remove(kIngresses, {"shop", "web"}, soon())).ok());
  EXPECT_TRUE(run(client().remove_collection(kIngresses, "shop", soon())).ok());
  EXPECT_TRUE(run(client().get(resources::kNamespaces, {"", "shop"}, soon())).ok());

  std::vector<std::string> seen;
  for (const http::Request& request : handler_.requests) {
    seen.push_back(request.method + " " + request.target + " " +
                   std::string(request.headers.find("Content-Type").value_or("-")) + " " + request.body);
  }
  const std::string all = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses";
  const std::string text = ingress().to_text();
  EXPECT_THAT(seen,
              ElementsAre("POST " + all + " application/json " + text, "PUT " + all + "/web application/json " + text,
                          "PUT " + all + "/web/status application/json " + text,
                          "PATCH " + all + "/web application/merge-patch+json {\"a\":null}",
                          "PATCH " + all + "/web application/json-patch+json []", "DELETE " + all + "/web - ",
                          "DELETE " + all + " - ", "GET /api/v1/namespaces/shop - "));
}

TEST_F(ClientTest, PutsObjectsWithoutNamespaceWhereItsAccessSays) {
  access_.namespace_ = "home";
  answer(200, "{}");
  EXPECT_TRUE(run(client().get(kIngresses, {"", "web"}, soon())).ok());
  EXPECT_EQ(handler_.requests[0].target, "/apis/networking.k8s.io/v1/namespaces/home/ingresses/web");
}

TEST_F(ClientTest, FillsInTheKindOfListedItems) {
  answer(200, R"({"apiVersion":"networking.k8s.io/v1","kind":"IngressList","metadata":{"resourceVersion":"12"},
                  "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})");
  ListOptions options;
  options.label_selector = "app in (a,b)";
  options.resource_version = "0";
  const auto list = run(client().list(kIngresses, options, soon()));
  ASSERT_TRUE(list.ok()) << list.error().to_string();
  EXPECT_EQ(list->resource_version, "12");
  ASSERT_EQ(list->items.size(), 2U);
  EXPECT_EQ(list->items[1].name(), "b");
  EXPECT_EQ(list->items[1].kind(), "Ingress");
  EXPECT_EQ(list->items[1].api_version(), "networking.k8s.io/v1");
  EXPECT_EQ(handler_.requests[0].target,
            "/apis/networking.k8s.io/v1/ingresses?labelSelector=app%20in%20%28a%2Cb%29&resourceVersion=0");

  answer(200, R"({"kind":"IngressList","items":null})");
  EXPECT_TRUE(run(client().list(kIngresses, {}, soon())).ok());
  for (const char* body :
       {"[]", "{}", R"({"kind":"IngressList","items":{}})", R"({"kind":"IngressList","items":[1]})"}) {
    answer(200, body);
    EXPECT_EQ(run(client().list(kIngresses, {}, soon())).error().reason(), Reason::kMalformed) << body;
  }
}

TEST_F(ClientTest, TurnsAnswersIntoErrors) {
  answer(409, R"({"kind":"Status","reason":"AlreadyExists","message":"ingresses \"web\" already exists"})");
  const auto created = run(client().create(kIngresses, ingress(), soon()));
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().reason(), Reason::kAlreadyExists);
  EXPECT_EQ(created.error().message(),
            "create ingresses.networking.k8s.io shop/web: the API server answered 409 AlreadyExists");
  EXPECT_EQ(created.error().peer_words(), "ingresses \"web\" already exists");

  answer(404, "404 page not found\n");
  EXPECT_EQ(run(client().remove(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kNotFound);
  answer(410, R"({"kind":"Status","reason":"Expired","message":"too old"})");
  EXPECT_EQ(run(client().list(kIngresses, {}, soon())).error().reason(), Reason::kExpired);
  answer(200, "<html>");
  EXPECT_EQ(run(client().get(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kMalformed);
}

TEST_F(ClientTest, GetsRawBodies) {
  answer(200, "ok");
  EXPECT_EQ(*run(client().get_raw("/readyz?verbose=1", soon())), "ok");
  EXPECT_EQ(handler_.requests[0].target, "/readyz?verbose=1");
  answer(500, "etcd failed");
  EXPECT_EQ(run(client().get_raw("/readyz", soon())).error().peer_words(), "etcd failed");
}

TEST_F(ClientTest, KeepsItsConnection) {
  for (int i = 0; i < 3; ++i) answer(i == 1 ? 404 : 200, "{}");
  for (int i = 0; i < 3; ++i) base::ignore_failure(run(client().get(kIngresses, {"shop", "web"}, soon())));
  ASSERT_EQ(handler_.clients.size(), 3U);
  EXPECT_EQ(handler_.clients[0], handler_.clients[1]);
  EXPECT_EQ(handler_.clients[0], handler_.clients[2]);
}

TEST_F(ClientTest, OutlivesARestartOfTheServer) {
  answer(200, "{}");
  EXPECT_TRUE(run(client().get(kIngresses, {"shop", "web"}, soon())).ok());
  stop_server();
  auto acceptor = net::Acceptor::listen(loop_.executor(), access_.endpoint);
  ASSERT_TRUE(acceptor.ok()) << acceptor.error().to_string();
  server_ = std::make_unique<http::Server>(loop_.executor(), handler_);
  server_->serve(std::move(*acceptor));
  answer(200, "{}");
  const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
  EXPECT_TRUE(object.ok()) << object.error().to_string();
}

TEST_F(ClientTest, SaysWhenNobodyListens) {
  stop_server();
  const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
  ASSERT_FALSE(object.ok());
  EXPECT_EQ(object.error().reason(), Reason::kRefused);
  EXPECT_THAT(object.error().message(), HasSubstr("get ingresses.networking.k8s.io shop/web: "));
}

TEST_F(ClientTest, GivesUpAtTheDeadline) {
  handler_.answers.push_back({200, "", {"{"}, Answer::Ending::kStayOpen});
  const auto object =
      run(client().get(kIngresses, {"shop", "web"}, base::Deadline::after(std::chrono::milliseconds(50))));
  ASSERT_FALSE(object.ok());
  EXPECT_EQ(object.error().reason(), Reason::kTimeout);
}

constexpr std::string_view kEvents =
    R"({"type":"ADDED","object":{"kind":"Ingress","metadata":{"name":"a","resourceVersion":"5"}}})"
    "\n"
    R"({"type":"BOOKMARK","object":{"kind":"Ingress","metadata":{"resourceVersion":"6"}}})"
    "\n"
    R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}})"
    "\n";

std::vector<std::string> pieces_of(std::string_view text, std::size_t size) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size(); at += size) pieces.emplace_back(text.substr(at, size));
  return pieces;
}

TEST_F(ClientTest, DeliversWatchEventsHoweverTheyArrive) {
  constexpr std::size_t kSizes[] = {1, 7, 90, 1000};
  for (const std::size_t size : kSizes) {
    handler_.answers.push_back({200, "", pieces_of(kEvents, size), Answer::Ending::kFinish});
    auto watch = run(client().watch(kIngresses, {}, soon()));
    ASSERT_TRUE(watch.ok()) << watch.error().to_string();
    const auto added = run(watch->next(soon()));
    ASSERT_TRUE(added.ok()) << added.error().to_string();
    EXPECT_EQ(added->type, WatchEventType::kAdded);
    EXPECT_EQ(added->object.resource_version(), "5");
    const auto bookmark = run(watch->next(soon()));
    ASSERT_TRUE(bookmark.ok());
    EXPECT_EQ(bookmark->type, WatchEventType::kBookmark);
    const auto error = run(watch->next(soon()));
    ASSERT_TRUE(error.ok()) << "an ERROR event is an event";
    EXPECT_EQ(error->type, WatchEventType::kError);
    EXPECT_EQ(string_member(error->object.json(), "reason"), "Expired");
    const auto end = run(watch->next(soon()));
    ASSERT_FALSE(end.ok());
    EXPECT_EQ(end.error().reason(), Reason::kClosed);
  }
}

TEST_F(ClientTest, AsksForAWatchAsInformersDo) {
  handler_.answers.push_back({200, "", {"\n"}, Answer::Ending::kFinish});
  handler_.answers.push_back({200, "", {"\n"}, Answer::Ending::kFinish});
  WatchOptions options;
  options.namespace_ = "shop";
  options.resource_version = "42";
  options.field_selector = "metadata.name=web";
  EXPECT_TRUE(run(client().watch(kIngresses, options, soon())).ok());
  WatchOptions streaming;
  streaming.initial = WatchOptions::Initial::kSendInitialEvents;
  EXPECT_TRUE(run(client().watch(kIngresses, streaming, soon())).ok());
  EXPECT_EQ(handler_.requests[0].target,
            "/apis/networking.k8s.io/v1/namespaces/shop/ingresses?watch=true&allowWatchBookmarks=true&"
            "resourceVersion=42&fieldSelector=metadata.name%3Dweb&timeoutSeconds=600");
  EXPECT_EQ(handler_.requests[1].target,
            "/apis/networking.k8s.io/v1/ingresses?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&"
            "resourceVersionMatch=NotOlderThan&timeoutSeconds=600");
}

TEST_F(ClientTest, SaysHowAWatchEnded) {
  handler_.answers.push_back({200, "", {R"({"type":"ADD)"}, Answer::Ending::kFinish});
  auto cut = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(cut.ok());
  EXPECT_EQ(run(cut->next(soon())).error().reason(), Reason::kMalformed);

  handler_.answers.push_back({200, "", {R"({"type":"ADD)"}, Answer::Ending::kAbort});
  auto aborted = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(aborted.ok());
  const auto ended = run(aborted->next(soon()));
  EXPECT_THAT(ended.error().reason(), ::testing::AnyOf(Reason::kClosed, Reason::kReset));

  handler_.answers.push_back({200, "", {"\n"}, Answer::Ending::kStayOpen});
  auto quiet = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(quiet.ok());
  const auto timeout = run(quiet->next(base::Deadline::after(std::chrono::milliseconds(50))));
  EXPECT_EQ(timeout.error().reason(), Reason::kTimeout);

  answer(403, R"({"kind":"Status","reason":"Forbidden","message":"no"})");
  const auto forbidden = run(client().watch(kIngresses, {}, soon()));
  ASSERT_FALSE(forbidden.ok());
  EXPECT_EQ(forbidden.error().reason(), Reason::kForbidden);
  EXPECT_EQ(forbidden.error().peer_words(), "no");
}

TEST_F(ClientTest, TakesLongWatchLinesButNotEndlessOnes) {
  const std::string line = R"({"type":"ADDED","object":{"data":")" + std::string(3'000'000, 'x') + "\"}}\n";
  handler_.answers.push_back({200, "", pieces_of(line, 100'000), Answer::Ending::kFinish});
  auto watch = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(watch.ok());
  const auto event = run(watch->next(soon()));
  ASSERT_TRUE(event.ok()) << event.error().to_string();
  EXPECT_EQ(string_member(event->object.json(), "data").size(), 3'000'000U);

  handler_.answers.push_back(
      {200, "", std::vector<std::string>(100, std::string(100'000, 'x')), Answer::Ending::kFinish});
  auto endless = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(endless.ok());
  EXPECT_EQ(run(endless->next(soon())).error().reason(), Reason::kMalformed);
}

TEST_F(ClientTest, LetsAWatchStandOnItsOwn) {
  handler_.answers.push_back({200, "", pieces_of(kEvents, 10), Answer::Ending::kFinish});
  auto watch = run(client().watch(kIngresses, {}, soon()));
  ASSERT_TRUE(watch.ok());
  client_.reset();
  Watch moved = std::move(*watch);
  EXPECT_TRUE(run(moved.next(soon())).ok());
}

TEST_F(ClientTest, SpeaksTlsAndChecksTheCertificate) {
  const auto authority = net::CertificateAuthority::create("test authority");
  const auto other = net::CertificateAuthority::create("another authority");
  ASSERT_TRUE(authority.ok() && other.ok());
  net::CertificateRequest request;
  request.common_name = "kubernetes";
  request.dns_names = {"kubernetes.default"};
  request.ip_addresses = {"127.0.0.1"};
  const auto issued = authority->issue(request);
  ASSERT_TRUE(issued.ok()) << issued.error().to_string();
  auto identity = net::TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
  ASSERT_TRUE(identity.ok()) << identity.error().to_string();
  stop_server();
  serve(std::make_shared<net::FixedTlsIdentity>(*identity));

  access_.ca_pem = authority->certificate_pem();
  for (const char* name : {"127.0.0.1", "kubernetes.default"}) {
    access_.server_name = name;
    client_.reset();
    answer(200, "{}");
    const auto object = run(client().get(kIngresses, {"shop", "web"}, soon()));
    EXPECT_TRUE(object.ok()) << name << ": " << object.error().to_string();
  }
  access_.server_name = "other.default";
  client_.reset();
  EXPECT_EQ(run(client().get(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kTls);
  access_.server_name = "127.0.0.1";
  access_.ca_pem = other->certificate_pem();
  client_.reset();
  EXPECT_EQ(run(client().get(kIngresses, {"shop", "web"}, soon())).error().reason(), Reason::kTls);
}

// What a raw server answers to the requests of one connection, before it closes it.
using ConnectionScript = std::vector<std::string>;
constexpr std::string_view kEmptyObject = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

// Serves one connection after the other; every request is a head without a body.
net::Awaitable<void> serve_raw(net::Acceptor& acceptor, const std::vector<ConnectionScript>& scripts,
                               std::size_t& requests) {
  for (const ConnectionScript& script : scripts) {
    auto accepted = co_await acceptor.accept();
    if (!accepted) co_return;
    net::ByteStream& stream = **accepted;
    for (const std::string& answer : script) {
      std::string head;
      while (!head.ends_with("\r\n\r\n")) {
        char buffer[1024];
        const std::span<char> into(buffer);
        const auto count = co_await stream.read_some(into, soon());
        if (!count || *count == 0) co_return;
        head.append(buffer, *count);
      }
      ++requests;
      base::ignore_failure(co_await stream.write_all(answer, soon()));
    }
    stream.close();
  }
}

// Two gets of one client; the second one's result.
net::Awaitable<void> get_twice(Client& client, std::optional<Result<Object>>& second) {
  const base::NamespacedName name{"shop", "web"};
  const auto first = co_await client.get(kIngresses, name, soon());
  EXPECT_TRUE(first.ok()) << first.error().to_string();
  auto result = co_await client.get(kIngresses, name, soon());
  second.emplace(std::move(result));
}

class KeptConnection : public ::testing::Test {
 protected:
  // The second of two requests against such a server.
  Result<Object> second_get(std::vector<ConnectionScript> scripts) {
    auto acceptor = net::Acceptor::listen(loop_.executor(), {"127.0.0.1", 0});
    EXPECT_TRUE(acceptor.ok());
    ClusterAccess access;
    access.endpoint = (*acceptor)->local_endpoint();
    access.tls = false;
    Client client(loop_.executor(), access, "gauntlet-test/1");
    net::TaskGroup servers(loop_.executor());
    servers.spawn(serve_raw(**acceptor, scripts, requests_));
    std::optional<Result<Object>> second;
    loop_.run_until_done(get_twice(client, second));
    (*acceptor)->close();
    loop_.run_until_done(servers.stop(base::Deadline::at({})));
    return std::move(*second);
  }

  net::EventLoop loop_;
  std::size_t requests_ = 0;
};

TEST_F(KeptConnection, IsReplacedWhereItEndsBeforeAnyAnswer) {
  const auto second = second_get({{std::string(kEmptyObject), ""}, {std::string(kEmptyObject)}});
  EXPECT_TRUE(second.ok()) << second.error().to_string();
  EXPECT_EQ(requests_, 3U) << "the request of the second get was sent twice";
}

TEST_F(KeptConnection, IsNotReplacedTwice) {
  const auto second = second_get({{std::string(kEmptyObject), ""}, {""}, {std::string(kEmptyObject)}});
  EXPECT_THAT(second.error().reason(), ::testing::AnyOf(Reason::kClosed, Reason::kReset));
  EXPECT_EQ(requests_, 3U);
}

TEST_F(KeptConnection, IsNotReplacedOnceAnAnswerHasBegun) {
  for (const char* begun : {"H", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{"}) {
    requests_ = 0;
    const auto second = second_get({{std::string(kEmptyObject), begun}, {std::string(kEmptyObject)}});
    EXPECT_FALSE(second.ok()) << begun;
    EXPECT_EQ(requests_, 2U) << begun;
  }
}

}  // namespace
}  // namespace gauntlet::kube
