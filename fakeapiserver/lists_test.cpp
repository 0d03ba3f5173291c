// Lists over HTTP: shape, selectors, pages, revisions.
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void add_map(TestServer& api, const std::string& name, const std::string& label = "") {
  Json object = {{"metadata", {{"name", name}}}};
  if (!label.empty()) object["metadata"]["labels"]["colour"] = label;
  ASSERT_EQ(api.post(kMaps, kube::to_text(object)).code, 201);
}

std::vector<std::string> names_of(const Json& list) {
  std::vector<std::string> names;
  for (const Json& item : list["items"]) names.push_back(item["metadata"]["name"]);
  return names;
}

TEST(P0_22, AnEmptyListHasAnEmptyArray) {
  TestServer api;
  const Json list = api.get("/apis/networking.k8s.io/v1/ingresses").json();
  EXPECT_EQ(list["kind"], "IngressList");
  EXPECT_EQ(list["apiVersion"], "networking.k8s.io/v1");
  EXPECT_EQ(list["items"], Json::array());
  EXPECT_FALSE(list["metadata"]["resourceVersion"].get<std::string>().empty());
}

TEST(P0_22, ItemsHaveNoKindOfTheirOwn) {
  TestServer api;
  add_map(api, "a");
  const Json item = api.get(kMaps).json()["items"][0];
  EXPECT_FALSE(item.contains("kind"));
  EXPECT_FALSE(item.contains("apiVersion"));
}

TEST(P0_21, SelectorsSelect) {
  TestServer api;
  add_map(api, "a", "red");
  add_map(api, "b", "blue");
  add_map(api, "c");
  const auto select = [&](const std::string& query) { return names_of(api.get(kMaps + "?" + query).json()); };
  EXPECT_THAT(select("labelSelector=colour%3Dred"), ElementsAre("a"));
  EXPECT_THAT(select("labelSelector=colour%21%3Dred"), ElementsAre("b", "c"));
  EXPECT_THAT(select("labelSelector=colour+in+%28red%2Cblue%29"), ElementsAre("a", "b"));
  EXPECT_THAT(select("labelSelector=colour+notin+%28red%29"), ElementsAre("b", "c"));
  EXPECT_THAT(select("labelSelector=colour"), ElementsAre("a", "b"));
  EXPECT_THAT(select("labelSelector=%21colour"), ElementsAre("c"));
  EXPECT_THAT(select("labelSelector=colour%3E1"), IsEmpty());
  EXPECT_THAT(select("fieldSelector=metadata.name%3Db"), ElementsAre("b"));
  EXPECT_THAT(select("fieldSelector=metadata.name%21%3Db,metadata.namespace%3Ddefault"), ElementsAre("a", "c"));
}

TEST(P0_21, UnreadableSelectorsAre400) {
  TestServer api;
  for (const char* query : {"labelSelector=a%20b", "fieldSelector=a", "fieldSelector=spec.x%3D1"}) {
    const Reply reply = api.get(kMaps + "?" + query);
    EXPECT_EQ(reply.code, 400) << query;
    EXPECT_EQ(reply.reason(), "BadRequest") << query;
  }
}

TEST(P0_19, PagesShowOneSnapshotWhateverHappensBetweenThem) {
  TestServer api;
  for (const char* name : {"a", "b", "c", "d", "e"}) add_map(api, name);
  const Json first = api.get(kMaps + "?limit=2").json();
  EXPECT_THAT(names_of(first), ElementsAre("a", "b"));
  EXPECT_EQ(first["metadata"]["remainingItemCount"], 3);
  const std::string revision = first["metadata"]["resourceVersion"];
  api.remove(kMaps + "/c");
  add_map(api, "bb");
  const Json second = api.get(kMaps + "?limit=2&continue=" + first["metadata"]["continue"].get<std::string>()).json();
  EXPECT_THAT(names_of(second), ElementsAre("c", "d"));
  EXPECT_EQ(second["metadata"]["resourceVersion"], revision);
  const Json third = api.get(kMaps + "?limit=2&continue=" + second["metadata"]["continue"].get<std::string>()).json();
  EXPECT_THAT(names_of(third), ElementsAre("e"));
  EXPECT_FALSE(third["metadata"].contains("continue"));
  EXPECT_FALSE(third["metadata"].contains("remainingItemCount"));
}

TEST(P0_19, WithASelectorTheRestIsNotCounted) {
  TestServer api;
  for (const char* name : {"a", "b", "c"}) add_map(api, name, "red");
  const Json first = api.get(kMaps + "?limit=1&labelSelector=colour%3Dred").json();
  EXPECT_TRUE(first["metadata"].contains("continue"));
  EXPECT_FALSE(first["metadata"].contains("remainingItemCount"));
}

TEST(P0_19, BadContinueTokens) {
  TestServer api;
  for (const char* name : {"a", "b", "c"}) add_map(api, name);
  EXPECT_EQ(api.get(kMaps + "?continue=nonsense").code, 400);
  EXPECT_EQ(api.get(kMaps + "?continue=%21%21").json()["message"],
            "invalid continue token: continue key is not valid: illegal base64 data at input byte 0");
  EXPECT_EQ(api.get(kMaps + "?continue=abcd").json()["message"],
            "invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value");
  const std::string token = api.get(kMaps + "?limit=1").json()["metadata"]["continue"];
  EXPECT_EQ(api.get(kMaps + "?resourceVersion=5&continue=" + token).code, 400);
  add_map(api, "d");
  api.on_server([](ApiServer& server) { server.compact_history(); });
  const Reply expired = api.get(kMaps + "?limit=1&continue=" + token);
  EXPECT_EQ(expired.code, 410);
  EXPECT_EQ(expired.reason(), "Expired");
  // The inconsistent continuation: from here on at the newest state.
  const std::string fresh = expired.json()["metadata"]["continue"];
  EXPECT_THAT(names_of(api.get(kMaps + "?continue=" + fresh).json()), ElementsAre("b", "c", "d"));
}

TEST(P0_20, RevisionsOfLists) {
  TestServer api;
  add_map(api, "a");
  const std::string old = api.get(kMaps).json()["metadata"]["resourceVersion"];
  add_map(api, "b");
  const std::string now = api.get(kMaps).json()["metadata"]["resourceVersion"];
  EXPECT_THAT(names_of(api.get(kMaps + "?resourceVersion=0&limit=500").json()), ElementsAre("a", "b"));
  EXPECT_THAT(names_of(api.get(kMaps + "?resourceVersion=" + old).json()), ElementsAre("a", "b")) << "not older than";
  const Json exact = api.get(kMaps + "?resourceVersionMatch=Exact&resourceVersion=" + old).json();
  EXPECT_THAT(names_of(exact), ElementsAre("a"));
  EXPECT_EQ(exact["metadata"]["resourceVersion"], old);
  const Json paged = api.get(kMaps + "?limit=5&resourceVersion=" + old).json();
  EXPECT_THAT(names_of(paged), ElementsAre("a")) << "with a limit: exactly that revision (legacy)";
  EXPECT_EQ(paged["metadata"]["resourceVersion"], old);
  const Json fresh = api.get(kMaps + "?limit=5&resourceVersionMatch=NotOlderThan&resourceVersion=" + old).json();
  EXPECT_THAT(names_of(fresh), ElementsAre("a", "b"));
  EXPECT_EQ(fresh["metadata"]["resourceVersion"], now);
}

TEST(P0_20, TheFutureTimesOut) {
  TestServer api;
  const Reply reply = api.get(kMaps + "?resourceVersion=99999999");
  EXPECT_EQ(reply.code, 504);
  EXPECT_EQ(reply.reason(), "Timeout");
  EXPECT_EQ(reply.json()["details"]["causes"][0]["reason"], "ResourceVersionTooLarge");
  EXPECT_EQ(reply.header("Retry-After"), "1");
}

TEST(P0_20, AnObjectMayBeAskedForNotOlderThan) {
  TestServer api;
  add_map(api, "a");
  const std::string now = api.get(kMaps).revision();
  for (const std::string& revision : {std::string("0"), now}) {
    EXPECT_EQ(api.get(kMaps + "/a?resourceVersion=" + revision).code, 200) << revision;
  }
  const Reply future = api.get(kMaps + "/a?resourceVersion=" + std::to_string(std::stoull(now) + 1000));
  EXPECT_EQ(future.code, 504);
  EXPECT_EQ(future.json()["details"]["causes"][0]["reason"], "ResourceVersionTooLarge");
}

// Expected: answers of kube-apiserver 1.35.4.
TEST(P0_20, ABadRevisionOfOneObjectIsAnErrorWithoutReason) {
  TestServer api;
  add_map(api, "a");
  const Reply reply = api.get(kMaps + "/a?resourceVersion=x");
  EXPECT_EQ(reply.code, 500);
  EXPECT_FALSE(reply.json().contains("reason"));
  EXPECT_EQ(reply.json()["message"],
            "resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax");
}

TEST(P0_20, BadNumbersAre400) {
  TestServer api;
  EXPECT_EQ(api.get(kMaps + "?resourceVersion=abc").code, 400);
  EXPECT_EQ(api.get(kMaps + "?limit=abc").code, 400);
}

TEST(P1_01, DeploymentsHaveColumnsForTheWideForm) {
  TestServer api;
  ASSERT_EQ(api.post("/apis/apps/v1/namespaces/default/deployments", R"({"metadata":{"name":"web"},"spec":{
                      "selector":{"matchLabels":{"app":"web"},"matchExpressions":[
                        {"key":"a","operator":"In","values":["x","y"]},{"key":"gone","operator":"DoesNotExist"}]},
                      "template":{"metadata":{"labels":{"app":"web","a":"x"}},"spec":{"containers":[
                        {"name":"one","image":"echo:1"},{"name":"two","image":"log:2"}]}}}})")
                .code,
            201);
  const Json table =
      api.get("/apis/apps/v1/deployments", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json").json();
  const Json& columns = table["columnDefinitions"];
  const Json& cells = table["rows"][0]["cells"];
  ASSERT_EQ(columns.size(), 8u);
  ASSERT_EQ(cells.size(), 8u);
  EXPECT_EQ(columns[5]["name"], "Containers");
  EXPECT_EQ(columns[5]["priority"], 1);
  EXPECT_EQ(cells[5], "one,two");
  EXPECT_EQ(cells[6], "echo:1,log:2");
  EXPECT_EQ(columns[7]["name"], "Selector");
  EXPECT_EQ(cells[7], "a in (x,y),app=web,!gone");
}

TEST(P1_01, ListsAsTables) {
  TestServer api;
  ASSERT_EQ(api.post("/apis/networking.k8s.io/v1/namespaces/default/ingresses",
                     R"({"metadata":{"name":"web"},"spec":{"ingressClassName":"c","tls":[{}],
                        "rules":[{"host":"a.b"},{"host":"c.d"},{"host":"e.f"},{"host":"g.h"}]}})")
                .code,
            201);
  const std::string table_type = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  const Reply reply = api.get("/apis/networking.k8s.io/v1/ingresses", table_type);
  const Json table = reply.json();
  EXPECT_EQ(table["kind"], "Table");
  EXPECT_EQ(table["apiVersion"], "meta.k8s.io/v1");
  std::vector<std::string> columns;
  for (const Json& column : table["columnDefinitions"]) columns.push_back(column["name"]);
  EXPECT_THAT(columns, ElementsAre("Name", "Class", "Hosts", "Address", "Ports", "Age"));
  Json cells = table["rows"][0]["cells"];
  ASSERT_EQ(cells.size(), 6u);
  cells.erase(5);
  EXPECT_EQ(cells, kube::parse_json(R"(["web","c","a.b,c.d,e.f + 1 more...","","80, 443"])").value());
  EXPECT_EQ(table["rows"][0]["object"]["kind"], "PartialObjectMetadata");
  const Json whole = api.get("/apis/networking.k8s.io/v1/ingresses?includeObject=Object", table_type).json();
  EXPECT_EQ(whole["rows"][0]["object"]["kind"], "Ingress");
  const Json none = api.get("/apis/networking.k8s.io/v1/ingresses?includeObject=None", table_type).json();
  EXPECT_EQ(none["rows"][0]["object"], Json(nullptr));
  const Json one = api.get("/apis/networking.k8s.io/v1/namespaces/default/ingresses/web", table_type).json();
  EXPECT_EQ(one["kind"], "Table");
  EXPECT_EQ(one["rows"].size(), 1u);
}

TEST(P1_02, ListsOfMetadata) {
  TestServer api;
  api.post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":"v"}})");
  const Json list =
      api.get(kMaps, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json").json();
  EXPECT_EQ(list["kind"], "PartialObjectMetadataList");
  EXPECT_EQ(list["apiVersion"], "meta.k8s.io/v1");
  EXPECT_EQ(list["items"][0]["metadata"]["name"], "a");
  EXPECT_FALSE(list["items"][0].contains("data"));
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
