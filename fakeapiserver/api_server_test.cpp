// The server as a whole: who may come in, discovery, health, the request log, times of writes.
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/faults.hpp"
#include "fakeapiserver/server_fixture_test.hpp"
#include "foundation/kube/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const std::string kAggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

TEST(P0_31, ABadTokenIs401AndHealthIsForEverybody) {
  TestServer api;
  http::Request request;
  request.target = "/api/v1/pods";
  request.headers.set("Authorization", "Bearer wrong");
  const Reply reply = api.send(request);
  EXPECT_EQ(reply.code, 401);
  EXPECT_EQ(reply.json(), Json::parse(R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
      "message":"Unauthorized","reason":"Unauthorized","code":401})"));
}

TEST(P0_31, TheKubeconfigOfAUserWorks) {
  TestServer api;
  std::string text;
  api.on_server([&](ApiServer& server) { text = kube::write_kubeconfig(server.access_for("someone")); });
  auto access = kube::read_kubeconfig(text);
  ASSERT_TRUE(access.ok()) << access.error().to_string();
  kube::Client client(api.client_loop().executor(), *access, "test/1");
  bool listed = false;
  const auto list = [&]() -> net::Awaitable<void> {
    kube::ListOptions options;
    const auto deadline = soon();
    auto namespaces = co_await client.list(kube::resources::kNamespaces, options, deadline);
    listed = namespaces.ok() && namespaces->items.size() == 4;
  };
  api.client_loop().run_until_done(list());
  EXPECT_TRUE(listed);
}

TEST(P0_30, TheNamespacesOfANewCluster) {
  TestServer api;
  std::vector<std::string> names;
  const Json list = api.get("/api/v1/namespaces").json();
  for (const Json& item : list["items"]) names.push_back(item["metadata"]["name"]);
  EXPECT_THAT(names, ElementsAre("default", "kube-node-lease", "kube-public", "kube-system"));
}

TEST(P0_01, LegacyDiscovery) {
  TestServer api;
  EXPECT_EQ(api.get("/api").json()["versions"], Json::array({"v1"}));
  const Json groups = api.get("/apis").json();
  EXPECT_EQ(groups["kind"], "APIGroupList");
  std::vector<std::string> names;
  for (const Json& group : groups["groups"]) names.push_back(group["name"]);
  EXPECT_THAT(names, Contains("networking.k8s.io"));
  EXPECT_EQ(api.get("/apis/networking.k8s.io").json()["preferredVersion"]["groupVersion"], "networking.k8s.io/v1");
  const Json resources = api.get("/apis/networking.k8s.io/v1").json();
  EXPECT_EQ(resources["groupVersion"], "networking.k8s.io/v1");
  std::map<std::string, Json> by_name;
  for (const Json& resource : resources["resources"]) by_name[resource["name"]] = resource;
  EXPECT_EQ(by_name["ingresses"]["shortNames"], Json::array({"ing"}));
  EXPECT_EQ(by_name["ingresses"]["namespaced"], true);
  EXPECT_FALSE(by_name["ingresses"].contains("categories")) << "kubectl get all does not list Ingresses";
  EXPECT_EQ(by_name["ingresses/status"]["verbs"], Json::array({"get", "patch", "update"}));
  EXPECT_EQ(by_name["ingressclasses"]["namespaced"], false);
  EXPECT_EQ(api.get("/apis/no.such.group/v1").code, 404);
  EXPECT_EQ(api.get("/apis/no.such.group/v1/things").code, 404);
  EXPECT_EQ(api.get("/version").json()["gitVersion"], "v1.35.0");
}

TEST(P0_02, AggregatedDiscovery) {
  TestServer api;
  for (const char* path : {"/api", "/apis"}) {
    const Reply reply = api.get(path, kAggregated);
    EXPECT_EQ(reply.header("Content-Type"), "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    EXPECT_EQ(reply.json()["kind"], "APIGroupDiscoveryList");
    EXPECT_EQ(reply.header("Vary"), "Accept");
    const std::string etag = reply.header("ETag");
    EXPECT_THAT(etag, MatchesRegex("\"[0-9A-Fa-f]+\""));
    http::Request again;
    again.target = path;
    again.headers.set("Accept", kAggregated);
    again.headers.set("If-None-Match", etag);
    EXPECT_EQ(api.send(again).code, 304);
  }
  const Json core = api.get("/api", kAggregated).json();
  ASSERT_EQ(core["items"].size(), 1u);
  EXPECT_EQ(core["items"][0]["versions"][0]["version"], "v1");
  EXPECT_EQ(core["items"][0]["versions"][0]["freshness"], "Current");
  bool found = false;
  for (const Json& resource : core["items"][0]["versions"][0]["resources"]) {
    if (resource["resource"] != "pods") continue;
    found = true;
    EXPECT_EQ(resource["responseKind"], Json({{"group", ""}, {"version", ""}, {"kind", "Pod"}}));
    EXPECT_EQ(resource["scope"], "Namespaced");
    EXPECT_EQ(resource["singularResource"], "pod");
  }
  EXPECT_TRUE(found);
}

TEST(P0_02, AGroupIsListedOnceWithAllItsVersions) {
  TestServer api;
  std::vector<std::string> versions;
  const Json groups = api.get("/apis", kAggregated).json();
  for (const Json& group : groups["items"]) {
    if (group["metadata"]["name"] != "autoscaling") continue;
    for (const Json& version : group["versions"]) versions.push_back(version["version"]);
  }
  EXPECT_THAT(versions, ElementsAre("v2", "v1")) << "the preferred one first";
  const Json group = api.get("/apis/autoscaling").json();
  EXPECT_EQ(group["preferredVersion"]["version"], "v2");
  EXPECT_EQ(group["versions"].size(), 2u);
}

TEST(P0_06, RoutesAndMethods) {
  TestServer api;
  const Reply unknown = api.get("/api/v1/namespaces/default/things");
  EXPECT_EQ(unknown.code, 404);
  EXPECT_EQ(unknown.message(), "the server could not find the requested resource");
  EXPECT_EQ(api.get("/nowhere").code, 404);
  EXPECT_EQ(api.get("/nowhere").text, "404 page not found\n");
  EXPECT_EQ(api.post("/api/v1/configmaps", R"({"metadata":{"name":"a"}})").code, 405);
  EXPECT_EQ(api.put(kMaps, Json::object()).code, 405);
  EXPECT_EQ(api.get(kMaps, "text/html").code, 406);
  EXPECT_EQ(api.send("POST", kMaps, "x", "application/cbor").code, 415);
}

TEST(P0_32, Health) {
  TestServer api;
  for (const char* path : {"/healthz", "/livez", "/readyz", "/readyz/ping"}) {
    const Reply reply = api.get(path);
    EXPECT_EQ(reply.code, 200) << path;
    EXPECT_EQ(reply.text, "ok") << path;
    EXPECT_EQ(reply.header("Content-Type"), "text/plain; charset=utf-8");
  }
  EXPECT_EQ(api.get("/readyz?verbose").text, "[+]ping ok\nreadyz check passed\n");
}

TEST(P0_05, EveryAnswerIsJsonAndNamesItsAuditId) {
  TestServer api;
  const Reply reply = api.get(kMaps, "application/vnd.kubernetes.protobuf,application/json");
  EXPECT_EQ(reply.header("Content-Type"), "application/json");
  EXPECT_EQ(reply.header("Cache-Control"), "no-cache, private");
  EXPECT_THAT(reply.header("Audit-Id"), MatchesRegex("[0-9a-f-]{36}"));
  EXPECT_EQ(api.get(kMaps + "/x").header("Content-Type"), "application/json");
}

TEST(Pretty, ForPeopleAtATerminal) {
  TestServer api;
  const Reply pretty = api.get("/version?pretty=true");
  EXPECT_THAT(pretty.text, HasSubstr("{\n  \""));
  EXPECT_EQ(pretty.text.back(), '\n');
}

// Clients before 1.27 ask by this name and read the media type of the answer.
TEST(P0_24, OpenApiV2HasAMediaTypeThatCanBeRead) {
  TestServer api;
  const Reply reply = api.get("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
  EXPECT_EQ(reply.code, 200);
  EXPECT_EQ(reply.header("Content-Type"), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
}

TEST(P0_24, OpenApiIsEnoughForKubectl) {
  TestServer api;
  const Json index = api.get("/openapi/v3").json();
  const std::string url = index["paths"]["apis/networking.k8s.io/v1"]["serverRelativeURL"];
  EXPECT_THAT(url, MatchesRegex("/openapi/v3/apis/networking.k8s.io/v1\\?hash=[0-9A-F]+"));
  const Reply reply = api.get(url);
  EXPECT_EQ(reply.header("Cache-Control"), "public, immutable");
  const Json patch =
      reply.json()["paths"]["/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses/{name}"]["patch"];
  EXPECT_EQ(patch["x-kubernetes-group-version-kind"],
            Json({{"group", "networking.k8s.io"}, {"version", "v1"}, {"kind", "Ingress"}}));
  bool validates = false;
  for (const Json& parameter : patch["parameters"]) validates = validates || parameter["name"] == "fieldValidation";
  EXPECT_TRUE(validates);
  EXPECT_EQ(api.get("/openapi/v3/apis/networking.k8s.io/v1?hash=0").code, 301);
  http::Request again;
  again.target = url;
  again.headers.set("If-None-Match", reply.header("ETag"));
  EXPECT_EQ(api.send(again).code, 304);
}

TEST(P1_14, OpenApiSaysWhatFieldsAreFor) {
  TestServer api;
  const Json schemas = api.get("/openapi/v3/apis/networking.k8s.io/v1").json()["components"]["schemas"];
  const Json spec = schemas["io.k8s.api.networking.v1.IngressSpec"];
  EXPECT_THAT(spec["description"].get<std::string>(), HasSubstr("requests"));
  EXPECT_THAT(spec["properties"]["rules"]["description"].get<std::string>(), HasSubstr("host and path"));
  const Json backend = spec["properties"]["defaultBackend"];
  EXPECT_FALSE(backend.contains("$ref")) << "a reference has no description";
  EXPECT_EQ(backend["allOf"][0]["$ref"], "#/components/schemas/io.k8s.api.networking.v1.IngressBackend");
}

TEST(P1_14, OpenApiVersion2HasDefinitionsAsJson) {
  TestServer api;
  const Reply reply = api.get("/openapi/v2");
  EXPECT_EQ(reply.header("Content-Type"), "application/json");
  const Json document = reply.json();
  EXPECT_EQ(document["swagger"], "2.0");
  const Json spec = document["definitions"]["io.k8s.api.networking.v1.IngressSpec"]["properties"];
  EXPECT_EQ(spec["defaultBackend"]["$ref"], "#/definitions/io.k8s.api.networking.v1.IngressBackend");
  EXPECT_EQ(spec["rules"]["items"]["$ref"], "#/definitions/io.k8s.api.networking.v1.IngressRule");
  EXPECT_TRUE(document["definitions"].contains("io.k8s.api.core.v1.Service"));
  EXPECT_EQ(reply.text.find("#/components"), std::string::npos);
}

std::vector<std::string> log_of(TestServer& api) {
  std::vector<std::string> lines;
  api.on_server([&](ApiServer& server) {
    for (const AuditRecord& record : server.audit().records()) {
      lines.push_back(record.user + " " + record.verb + " " + record.resource +
                      (record.subresource.empty() ? "" : "/" + record.subresource) + " " + record.name + " " +
                      std::to_string(record.code) + (record.injected ? " injected" : ""));
    }
  });
  return lines;
}

TEST(P0_33, EveryRequestIsInTheLog) {
  TestServer api;
  api.become("controller");
  api.post("/apis/networking.k8s.io/v1/namespaces/default/ingresses",
           R"({"metadata":{"name":"w"},"spec":{"rules":[{}]}})");
  api.merge("/apis/networking.k8s.io/v1/namespaces/default/ingresses/w/status", R"({"status":{}})");
  api.get(kMaps);
  api.get("/version");
  EXPECT_THAT(log_of(api), ElementsAre("controller create ingresses.networking.k8s.io  201",
                                       "controller patch ingresses.networking.k8s.io/status w 200",
                                       "controller list configmaps  200", "controller get   200"));
}

TEST(P0_33, TheLogKeepsHowTheClientSpoke) {
  TestServer api;
  http::Request request;
  request.method = "POST";
  request.target = kMaps + "?fieldManager=m";
  request.headers.set("User-Agent", "controller/1.0");
  request.headers.set("Content-Type", "application/json");
  request.headers.set("Accept", "application/json");
  request.body = R"({"metadata":{"name":"a"}})";
  ASSERT_EQ(api.send(request).code, 201);
  api.on_server([](ApiServer& server) {
    const AuditRecord& record = server.audit().records().back();
    EXPECT_EQ(record.user_agent, "controller/1.0");
    EXPECT_EQ(record.content_type, "application/json");
    EXPECT_EQ(record.accept, "application/json");
    EXPECT_EQ(record.query, "fieldManager=m");
    EXPECT_GT(record.response_bytes, 0u);
  });
}

TEST(P1_08, InjectedAnswers) {
  TestServer api;
  api.on_server([](ApiServer& server) {
    Fault fault;
    fault.resource = "configmaps";
    fault.code = 429;
    fault.retry_after_seconds = 2;
    server.faults().add(fault);
    fault.effect = FaultEffect::kCut;
    server.faults().add(fault);
  });
  const Reply busy = api.get(kMaps);
  EXPECT_EQ(busy.code, 429);
  EXPECT_EQ(busy.reason(), "TooManyRequests");
  EXPECT_EQ(busy.header("Retry-After"), "2");
  EXPECT_EQ(api.get(kMaps).code, 0) << "the connection was cut";
  EXPECT_EQ(api.get(kMaps).code, 200);
  EXPECT_THAT(log_of(api), ElementsAre("tester list configmaps  429 injected", "tester list configmaps  0 injected",
                                       "tester list configmaps  200"));
}

TEST(WriteTimes, TellWhenAWriteWasCommittedAndWhenAUsersWatchWasSentIt) {
  TestServer api;
  const Reply first = api.post(kMaps, R"({"metadata":{"name":"a"}})");
  api.become("watcher");
  TestWatch watch = api.watch(kMaps + "?watch=1&resourceVersion=" + first.revision());
  const auto before = base::SystemClock().now();
  const std::string revision = api.merge(kMaps + "/a", R"({"data":{"k":"v"}})").revision();
  ASSERT_EQ(watch.next_text(), "MODIFIED a@" + revision);
  const auto after = base::SystemClock().now();
  api.on_server([&](ApiServer& server) {
    const auto times = server.write_times(revision, "watcher");
    ASSERT_TRUE(times.has_value());
    EXPECT_GE(times->committed, before);
    ASSERT_TRUE(times->delivered.has_value());
    EXPECT_GE(*times->delivered, times->committed);
    EXPECT_LE(*times->delivered, after);
    EXPECT_FALSE(server.write_times(revision, "tester")->delivered.has_value());
    EXPECT_FALSE(server.write_times("99999999", "watcher").has_value());
    EXPECT_FALSE(server.write_times("nonsense", "watcher").has_value());
  });
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
