// Clients that mean no good, or are broken: each is answered with the right 4xx or cut, and costs nothing for long.
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/raw_connection_test.hpp"
#include "fakeapiserver/server_fixture_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using ::testing::HasSubstr;

constexpr std::size_t kMostBody = 3 * 1024 * 1024;

std::string nested(int depth, const std::string& open, const std::string& close) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

// That the server still is there for others.
void expect_well(TestServer& api) {
  EXPECT_EQ(api.get("/readyz").code, 200);
}

TEST(HostileInput, DeepNestingIsRefused) {
  TestServer api;
  api.post(kMaps, R"({"metadata":{"name":"a"}})");
  const std::string lists = nested(10'000, "[", "]");
  const std::string objects = nested(10'000, R"({"a":)", "}");
  const std::string unclosed(10'000, '[');
  for (const std::string& body : {lists, unclosed, R"({"metadata":{"name":"b"},"data":)" + lists + "}"}) {
    EXPECT_EQ(api.post(kMaps, body).code, 400);
    EXPECT_EQ(api.send("POST", kMaps, body, "application/yaml").code, 400);
    EXPECT_EQ(api.send("PATCH", kMaps + "/a", body, "application/json-patch+json").code, 400);
    EXPECT_EQ(api.send("PATCH", kMaps + "/a", body, "application/merge-patch+json").code, 400);
    EXPECT_EQ(api.send("PATCH", kMaps + "/a", body, "application/strategic-merge-patch+json").code, 400);
    EXPECT_EQ(api.send("PATCH", kMaps + "/a?fieldManager=m", body, "application/apply-patch+yaml").code, 400);
    EXPECT_EQ(api.remove(kMaps + "/a", body).code, 400);
  }
  EXPECT_EQ(api.post(kMaps, objects).code, 400);
  EXPECT_EQ(api.get(kMaps + "/a").code, 200);
}

TEST(HostileInput, BodiesOverTheLimitAreTooLarge) {
  TestServer api;
  const std::string value(kMostBody, 'x');
  const Reply sized = api.post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":")" + value + "\"}}");
  EXPECT_EQ(sized.code, 413);
  EXPECT_EQ(sized.reason(), "RequestEntityTooLarge");
  RawConnection chunked(api.plain_endpoint());
  chunked.send("POST " + kMaps + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  for (std::size_t sent = 0; sent <= kMostBody && chunked.send(chunk); sent += 0x10000) {
  }
  EXPECT_EQ(chunked.read_status(), 413);
  RawConnection claims(api.plain_endpoint());
  claims.send("POST " + kMaps + " HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n");
  EXPECT_EQ(claims.read_status(), 413) << "before a byte of it has come";
  expect_well(api);
}

TEST(HostileInput, SelectorsOfAMillionItems) {
  TestServer api;
  std::string items = "a";
  for (int i = 1; i < 30'000; ++i) items += ",b";
  const Reply many = api.get(kMaps + "?labelSelector=x%20in%20(" + items + ")");
  EXPECT_EQ(many.code, 200) << "as many as a request can hold";
  while (items.size() < 2'000'000) items += items;
  RawConnection connection(api.plain_endpoint());
  connection.send("GET " + kMaps + "?labelSelector=x%20in%20(" + items + ") HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(connection.read_status(), 431);
  EXPECT_EQ(api.get(kMaps + "?labelSelector=x%20in%20(" + std::string(50'000, '(')).code, 400);
  expect_well(api);
}

// "a,a,a", so many bytes or a little less.
std::string repeated(const std::string& item, std::size_t bytes) {
  std::string text = item;
  while (text.size() + item.size() + 1 < bytes) text += "," + item;
  return text;
}

// "a0b,a1b,a2b"
std::string numbered(const std::string& before, const std::string& behind, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + before + std::to_string(i) + behind;
  return text;
}

// Of a Service, each looked up among the others.
std::string body_of_ports(int count) {
  return R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[)" +
         numbered(R"({"port":)", "}", count) + "]}}";
}

constexpr std::size_t kAlmostAll = kMostBody - 1000;

// As many as fit into 3 MiB: refused, or worked through in a time that grows with their number only.
TEST(HostileInput, BodiesOfAMillionItems) {
  TestServer api;
  ASSERT_EQ(api.post(kMaps, R"({"metadata":{"name":"a"}})").code, 201);
  // More values than any object has.
  for (const std::string& values :
       {repeated("1", kAlmostAll), repeated("{}", kAlmostAll), repeated("[]", kAlmostAll)}) {
    EXPECT_EQ(api.post(kMaps, "[" + values + "]").code, 400);
    EXPECT_EQ(api.send("PATCH", kMaps + "/a", "[" + values + "]", "application/json-patch+json").code, 400);
  }
  EXPECT_EQ(api.send("POST", kMaps, "[" + repeated("1", kAlmostAll) + "]", "application/yaml").code, 400);
  const std::string selector = R"({"metadata":{"name":"a"},"spec":{"podSelector":{"matchExpressions":[{"key":"a",
      "operator":"In","values":[)";
  EXPECT_EQ(api.post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
                     selector + repeated("\"b\"", kAlmostAll) + "]}]}}}")
                .code,
            400);
  // Many, each of which is looked up among the others, or complained about.
  const Reply hosts = api.post(
      kIngresses, R"({"metadata":{"name":"a"},"spec":{"rules":[)" + repeated(R"({"host":"A"})", 300'000) + "]}}");
  EXPECT_EQ(hosts.code, 422);
  EXPECT_LT(hosts.text.size(), std::size_t{2} * 1024 * 1024);
  const Reply unknown = api.post(kMaps, R"({"metadata":{"name":"b"},)" + numbered("\"k", "\":1", 50'000) + "}");
  EXPECT_EQ(unknown.code, 201);
  EXPECT_EQ(unknown.headers.find_all("Warning").size(), 100u);
  const std::string twice = R"({"host":"a","host":"a"})";
  EXPECT_LT(api.post(kIngresses + "?fieldValidation=Strict",
                     R"({"metadata":{"name":"c"},"spec":{"rules":[)" + repeated(twice, 400'000) + "]}}")
                .text.size(),
            std::size_t{100} * 1024);
  EXPECT_EQ(
      api.post(kMaps, R"({"metadata":{"name":"d","ownerReferences":[)" + numbered(R"({"uid":")", "\"}", 20'000) + "]}}")
          .code,
      422);
  EXPECT_EQ(
      api.post(kMaps, R"({"metadata":{"name":"e","finalizers":[)" + numbered("\"a.b/", "\"", 25'000) + "]}}").code,
      201);
  ASSERT_EQ(api.post(kServices, R"({"metadata":{"name":"s"},"spec":{"ports":[{"port":1}]}})").code, 201);
  for (const char* type : {"application/strategic-merge-patch+json", "application/apply-patch+yaml"}) {
    EXPECT_EQ(api.send("PATCH", kServices + "/s?fieldManager=m", body_of_ports(15'000), type).code, 422) << type;
  }
  expect_well(api);
}

TEST(HostileInput, BodiesOfAMillionItemsLeaveNoMemoryBehind) {
  if (!kMemoryCanBeMeasured) GTEST_SKIP() << "a sanitizer keeps what has been freed";
  TestServer api;
  ASSERT_EQ(api.post(kServices, R"({"metadata":{"name":"s"},"spec":{"ports":[{"port":1}]}})").code, 201);
  const std::string values = "[" + repeated("1", kAlmostAll) + "]";
  const std::string hosts =
      R"({"metadata":{"name":"a"},"spec":{"rules":[)" + repeated(R"({"host":"A"})", 300'000) + "]}}";
  const std::string ports = body_of_ports(15'000);
  const auto bother = [&](int times) {
    for (int i = 0; i < times; ++i) {
      api.post(kMaps, values);
      api.post(kIngresses, hosts);
      api.send("PATCH", kServices + "/s", ports, "application/strategic-merge-patch+json");
    }
  };
  bother(4);  // the allocator has had what it wants to keep
  const std::size_t before = resident_bytes();
  bother(2);
  EXPECT_LT(resident_bytes(), before + std::size_t{48} * 1024 * 1024);
}

TEST(HostileInput, FloodsOfFields) {
  TestServer api;
  std::string many = "GET /version HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 10'000; ++i) many += "a: b\r\n";
  RawConnection numerous(api.plain_endpoint());
  numerous.send(many + "\r\n");
  EXPECT_EQ(numerous.read_status(), 431);
  RawConnection endless(api.plain_endpoint());
  endless.send("GET /version HTTP/1.1\r\nHost: a\r\nX: ");
  const std::string piece(65536, 'x');
  for (int i = 0; i < 100 && endless.send(piece); ++i) {
  }
  EXPECT_EQ(endless.read_status(), 431);
  expect_well(api);
}

// Half a second for a request.
ApiServerOptions impatient() {
  ApiServerOptions options = unfurnished();
  options.limits.head = std::chrono::milliseconds(500);
  return options;
}

TEST(HostileInput, RequestsThatNeverEndAreGivenUp) {
  TestServer api(impatient());
  RawConnection head(api.plain_endpoint());
  head.send("GET /version HTTP/1.1\r\nHost: a\r\nX-");
  RawConnection body(api.plain_endpoint());
  body.send("POST " + kMaps + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  RawConnection handshake(api.access().endpoint);
  handshake.send("\x16\x03\x01");
  EXPECT_EQ(head.read_status(), 408);
  EXPECT_EQ(body.read_status(), 408);
  EXPECT_EQ(handshake.read_status(), 0);
  expect_well(api);
}

TEST(HostileInput, ClientsThatSendNoMore) {
  TestServer api;
  RawConnection half(api.plain_endpoint());
  half.send("GET /version HTT");
  half.end_sending();
  EXPECT_EQ(half.read_status(), 400);
  RawConnection whole(api.plain_endpoint());
  whole.send("GET /version HTTP/1.1\r\nHost: a\r\n\r\n");
  whole.end_sending();
  EXPECT_EQ(whole.read_status(), 200) << "who only reads gets his answer";
  const RawConnection silent(api.plain_endpoint());
  expect_well(api);
}

TEST(HostileInput, AWatchEndsWithItsClient) {
  TestServer api;
  std::mutex mutex;
  std::condition_variable changed;
  std::string why;
  api.on_server([&](ApiServer& server) {
    server.audit().set_sink([&](const AuditRecord& record) {
      const std::lock_guard lock(mutex);
      why = record.watch_ended;
      changed.notify_all();
    });
  });
  RawConnection watch(api.plain_endpoint());
  watch.send("GET " + kMaps + "?watch=1 HTTP/1.1\r\nHost: a\r\n\r\n");
  watch.end_sending();
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return !why.empty(); }));
  EXPECT_EQ(why, "client");
  lock.unlock();
  api.on_server([](ApiServer& server) { server.audit().set_sink(nullptr); });
}

TEST(HostileInput, BytesThatAreNoText) {
  TestServer api;
  EXPECT_EQ(api.post(kMaps, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"\xff\xfe\"}}").code, 400);
  EXPECT_EQ(api.post(kMaps, "{\"metadata\":{\"name\":\"a\"},\"\xc0\x80\":1}").code, 400);
  EXPECT_EQ(api.post(kMaps, std::string("{\"metadata\":\0}", 14)).code, 400);
  EXPECT_EQ(api.send("POST", kMaps, "data: \"\xff\"", "application/yaml").code, 400);
  EXPECT_EQ(api.post(kMaps, R"({"metadata":{"name":"\ud800"}})").code, 400) << "half a surrogate pair";
  const Reply name = api.get(kMaps + "/%ff%00%c0");
  EXPECT_EQ(name.code, 404);
  EXPECT_EQ(name.json()["kind"], "Status") << "well-formed whatever was asked for";
  EXPECT_EQ(api.get(kMaps + "?labelSelector=%ff").code, 400);
  EXPECT_EQ(api.get(kMaps + "?fieldSelector=metadata.name%3D%ff").code, 200);
  EXPECT_EQ(api.get(kMaps + "/%f").code, 400);
  RawConnection target(api.plain_endpoint());
  target.send("GET /version\x01\xff HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(target.read_status(), 400);
  RawConnection noise(api.plain_endpoint());
  noise.send(std::string(4096, '\0'));
  EXPECT_EQ(noise.read_status(), 400);
  expect_well(api);
}

TEST(HostileInput, LeavesNoMemoryBehind) {
  if (!kMemoryCanBeMeasured) GTEST_SKIP() << "a sanitizer keeps what has been freed";
  TestServer api;
  const std::string lists = nested(10'000, "[", "]");
  const std::string large(kMostBody - 100, ' ');
  const auto bother = [&](int times) {
    for (int i = 0; i < times; ++i) {
      api.post(kMaps, lists);
      api.post(kMaps, large);
      api.get(kMaps + "?labelSelector=x%20in%20(" + std::string(40'000, ',') + ")");
      RawConnection connection(api.plain_endpoint());
      connection.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100'000, 'x'));
      connection.read_status();
    }
  };
  bother(4);
  const std::size_t before = resident_bytes();
  bother(20);
  EXPECT_LT(resident_bytes(), before + std::size_t{24} * 1024 * 1024);
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
