#include "fakeapiserver/request_info.hpp"

#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

struct RequestRow {
  const char* method;
  const char* target;
  const char* meaning;  // verb group/version namespace resource name subresource, "-" where empty
};

std::string meaning_of(const RequestInfo& info) {
  const auto or_dash = [](std::string_view text) { return text.empty() ? std::string("-") : std::string(text); };
  return or_dash(info.verb ? to_string(*info.verb) : "") + " " + info.group_version.to_string() + " " +
         or_dash(info.namespace_) + " " + info.resource + " " + or_dash(info.name) + " " + or_dash(info.subresource);
}

// Section 1.1 of the API concepts: the URL grammar.
TEST(RequestInfo, ReadsTheGrammarOfResourcePaths) {
  const RequestRow rows[] = {
      {"GET", "/api/v1/pods", "list v1 - pods - -"},
      {"GET", "/api/v1/pods?watch=1", "watch v1 - pods - -"},
      {"GET", "/api/v1/pods?watch=true", "watch v1 - pods - -"},
      {"GET", "/api/v1/pods?watch=false", "list v1 - pods - -"},
      {"GET", "/api/v1/pods?watch=0", "list v1 - pods - -"},
      {"GET", "/api/v1/namespaces/n/pods/p", "get v1 n pods p -"},
      {"PUT", "/api/v1/namespaces/n/pods/p/status", "update v1 n pods p status"},
      {"GET", "/api/v1/namespaces", "list v1 - namespaces - -"},
      {"GET", "/api/v1/namespaces/n", "get v1 - namespaces n -"},
      {"PUT", "/api/v1/namespaces/n/status", "update v1 - namespaces n status"},
      {"PUT", "/api/v1/namespaces/n/finalize", "update v1 - namespaces n finalize"},
      {"DELETE", "/api/v1/namespaces/n", "delete v1 - namespaces n -"},
      {"DELETE", "/api/v1/namespaces/n/pods", "deletecollection v1 n pods - -"},
      {"POST", "/apis/networking.k8s.io/v1/namespaces/n/ingresses", "create networking.k8s.io/v1 n ingresses - -"},
      {"PATCH", "/apis/networking.k8s.io/v1/namespaces/n/ingresses/i", "patch networking.k8s.io/v1 n ingresses i -"},
      {"GET", "/apis/networking.k8s.io/v1/ingressclasses/c", "get networking.k8s.io/v1 - ingressclasses c -"},
      {"PUT", "/api/v1/namespaces/n/pods", "- v1 n pods - -"},
      {"GET", "/api/v1/namespaces/n/pods/a%2Fb", "get v1 n pods a/b -"},
  };
  for (const RequestRow& row : rows) {
    const auto info = read_request_info(row.method, row.target);
    ASSERT_TRUE(info.ok()) << row.target;
    EXPECT_TRUE(info->is_resource) << row.target;
    EXPECT_EQ(meaning_of(*info), row.meaning) << row.method << " " << row.target;
  }
}

TEST(RequestInfo, OtherPathsAreNoResources) {
  for (const char* target : {"/", "/api", "/apis", "/api/v1", "/apis/networking.k8s.io/v1", "/version", "/openapi/v3",
                             "/api//pods", "/api/v1/pods/"}) {
    const auto info = read_request_info("GET", target);
    ASSERT_TRUE(info.ok()) << target;
    EXPECT_FALSE(info->is_resource) << target;
  }
}

TEST(P0_34, QueriesAreDecodedAndUnknownParametersHarmless) {
  const auto info =
      read_request_info("GET", "/api/v1/pods?timeout=30s&labelSelector=a%3Db%2Cc+in+%28d%29&timeout=5s&empty");
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->query.get("labelSelector"), "a=b,c in (d)");
  EXPECT_EQ(info->query.get("timeout"), "30s");
  EXPECT_TRUE(info->query.contains("empty"));
  EXPECT_FALSE(info->query.contains("limit"));
  EXPECT_EQ(info->query.get_all("timeout").size(), 2u);
}

TEST(RequestInfo, BrokenEscapesAreAnError) {
  EXPECT_FALSE(read_request_info("GET", "/api/v1/pods?labelSelector=%zz").ok());
  EXPECT_FALSE(read_request_info("GET", "/api/v1/namespaces/%zz/pods").ok());
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
