#include "fakeapiserver/patch/strategic_merge.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ctime>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

struct MergeRow {
  const char* kind;
  const char* object;
  const char* patch;
  const char* result;
};

void check(const MergeRow& row) {
  const StructType* type = Schema::built_in().find("", row.kind);
  ASSERT_NE(type, nullptr);
  const auto merged = apply_strategic_merge(*type, Json::parse(row.object), Json::parse(row.patch));
  ASSERT_TRUE(merged.ok()) << row.patch << ": " << merged.error().message();
  EXPECT_EQ(*merged, Json::parse(row.result)) << row.patch;
}

// sig-api-machinery/strategic-merge-patch.md, with the merge keys of the API's types.
TEST(P0_23, MergesListsByTheirKeys) {
  check({"Service", R"({"spec":{"ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}]}})",
         R"({"spec":{"ports":[{"port":81,"name":"c"},{"port":82}]}})",
         R"({"spec":{"ports":[{"port":80,"name":"a"},{"port":81,"name":"c"},{"port":82}]}})"});
  check({"Pod", R"({"spec":{"containers":[{"name":"a","image":"1"}]}})",
         R"({"spec":{"containers":[{"name":"a","env":[{"name":"E","value":"v"}]}]}})",
         R"({"spec":{"containers":[{"name":"a","image":"1","env":[{"name":"E","value":"v"}]}]}})"});
}

TEST(P0_23, ReplacesListsWithoutKeys) {
  check({"Ingress", R"({"spec":{"rules":[{"host":"a"},{"host":"b"}],"tls":[{"secretName":"s"}]}})",
         R"({"spec":{"rules":[{"host":"c"}]}})", R"({"spec":{"rules":[{"host":"c"}],"tls":[{"secretName":"s"}]}})"});
  check({"EndpointSlice", R"({"endpoints":[{"addresses":["127.0.0.1"]}]})", R"({"endpoints":[]})",
         R"({"endpoints":[]})"});
}

TEST(P0_23, NullDeletesAndMapsMerge) {
  check({"ConfigMap", R"({"metadata":{"labels":{"a":"1","b":"2"}},"data":{"k":"v"}})",
         R"({"metadata":{"labels":{"a":null,"c":"3"}}})",
         R"({"metadata":{"labels":{"b":"2","c":"3"}},"data":{"k":"v"}})"});
}

TEST(P0_23, UnderstandsDirectives) {
  check({"Service", R"({"spec":{"ports":[{"port":80},{"port":81}]}})",
         R"({"spec":{"ports":[{"port":80,"$patch":"delete"}]}})", R"({"spec":{"ports":[{"port":81}]}})"});
  check({"Service", R"({"spec":{"ports":[{"port":80}]}})", R"({"spec":{"ports":[{"port":90},{"$patch":"replace"}]}})",
         R"({"spec":{"ports":[{"port":90}]}})"});
  check({"ConfigMap", R"({"data":{"a":"1","b":"2"}})", R"({"data":{"$patch":"replace","c":"3"}})",
         R"({"data":{"c":"3"}})"});
  check({"ConfigMap", R"({"data":{"a":"1"},"metadata":{"name":"n"}})", R"({"data":{"$patch":"delete"}})",
         R"({"metadata":{"name":"n"}})"});
  check({"ConfigMap", R"({"metadata":{"finalizers":["a/1","b/2"]}})",
         R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a/1"],"finalizers":["c/3"]}})",
         R"({"metadata":{"finalizers":["c/3","b/2"]}})"});
  check({"Pod", R"({"spec":{"volumes":[{"name":"v","emptyDir":{}}]}})",
         R"({"spec":{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/p"}}]}})",
         R"({"spec":{"volumes":[{"name":"v","hostPath":{"path":"/p"}}]}})"});
  check({"Service", R"({"spec":{"ports":[{"port":80},{"port":81}]}})",
         R"({"spec":{"$setElementOrder/ports":[{"port":82},{"port":81},{"port":80}],"ports":[{"port":82}]}})",
         R"({"spec":{"ports":[{"port":82},{"port":81},{"port":80}]}})"});
}

// k/k#39188: two ports with one number collapse; clients see it on real clusters.
TEST(P0_23, PortsOfOneNumberCollapse) {
  check({"Service", R"({"spec":{"ports":[]}})",
         R"({"spec":{"ports":[{"port":53,"protocol":"UDP"},{"port":53,"protocol":"TCP"}]}})",
         R"({"spec":{"ports":[{"port":53,"protocol":"TCP"}]}})"});
}

// As in "Update API Objects in Place Using kubectl patch", where a container that a patch adds comes before the old
// one.
TEST(P0_23, NewItemsComeBeforeTheRest) {
  constexpr const char* kThree = R"({"spec":{"ports":[{"port":80},{"port":81},{"port":82}]}})";
  check({"Service", kThree, R"({"spec":{"ports":[{"port":90}]}})",
         R"({"spec":{"ports":[{"port":90},{"port":80},{"port":81},{"port":82}]}})"});
  check({"Service", kThree, R"({"spec":{"ports":[{"port":81,"name":"x"},{"port":90}]}})",
         R"({"spec":{"ports":[{"port":80},{"port":81,"name":"x"},{"port":90},{"port":82}]}})"});
  check({"Service", kThree, R"({"spec":{"$setElementOrder/ports":[{"port":82}],"ports":[{"port":82,"name":"x"}]}})",
         R"({"spec":{"ports":[{"port":80},{"port":81},{"port":82,"name":"x"}]}})"});
  check({"Service", R"({"metadata":{"finalizers":["a","b"]}})", R"({"metadata":{"finalizers":["c"]}})",
         R"({"metadata":{"finalizers":["c","a","b"]}})"});
}

TEST(P0_23, AnOrderOfWhatIsNoListIsPassedOver) {
  check({"Service", R"({"spec":{"selector":{"a":"b"}}})", R"({"spec":{"$setElementOrder/selector":["a"]}})",
         R"({"spec":{"selector":{"a":"b"}}})"});
  check({"Service", R"({"spec":{"ports":[{"port":80}]}})", R"({"spec":{"$setElementOrder/ports":{"port":80}}})",
         R"({"spec":{"ports":[{"port":80}]}})"});
}

// As many items as fit into a request, each of which is looked up among the others. Counts the processor's time, so
// that a busy machine does not matter; one by one it took minutes.
TEST(P0_23, ManyItemsAreMergedInTheTimeOfReadingThem) {
  Json object = Json::parse(R"({"spec":{"ports":[]}})");
  Json patch = object;
  for (int port = 0; port < 60'000; ++port) {
    object["spec"]["ports"].push_back({{"port", port}});
    patch["spec"]["ports"].push_back({{"port", port + 30'000}, {"name", "n"}});
  }
  const std::clock_t before = std::clock();
  const auto merged = apply_strategic_merge(*Schema::built_in().find("", "Service"), std::move(object), patch);
  EXPECT_LT(std::clock() - before, 30 * CLOCKS_PER_SEC);
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ((*merged)["spec"]["ports"].size(), 90'000u);
}

TEST(P0_23, BrokenPatchesAreRefused) {
  const StructType& type = *Schema::built_in().find("", "Service");
  for (const char* patch : {R"({"spec":{"ports":[{"name":"no key"}]}})", R"({"spec":{"$patch":"smudge"}})",
                            R"({"spec":{"ports":["text"]}})"}) {
    const auto merged = apply_strategic_merge(type, Json::parse(R"({"spec":{"ports":[]}})"), Json::parse(patch));
    ASSERT_FALSE(merged.ok()) << patch;
    EXPECT_EQ(merged.error().reason(), base::Reason::kBadRequest);
  }
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
