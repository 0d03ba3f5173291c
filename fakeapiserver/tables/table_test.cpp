// What `kubectl get` shows of each kind: the columns that a kube-apiserver prints (pkg/printers/internalversion), with
// one object of each.
#include "fakeapiserver/tables/table.hpp"

#include "fakeapiserver/resource_registry.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

constexpr const char* kCreated = "2026-01-02T03:04:05Z";
constexpr std::chrono::seconds kOneHourLater(1'767'323'045 + 3600);

struct TableRow {
  const char* plural;
  const char* columns;  // those of the wide form in brackets
  const char* object;   // without its metadata; the name is "n", its age an hour
  const char* cells;
};

// Age is "60m", the name "n".
const std::vector<TableRow>& rows() {
  static const std::vector<TableRow> all = {
      {"ingresses", "Name Class Hosts Address Ports Age",
       R"({"spec":{"ingressClassName":"c","tls":[{}],"rules":[{"host":"a"},{"host":"b"},{"host":"c"},{"host":"d"}]},
           "status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"},{"hostname":"lb.test"}]}}})",
       R"(["n","c","a,b,c + 1 more...","192.0.2.1,lb.test","80, 443","60m"])"},
      {"ingresses", "Name Class Hosts Address Ports Age", R"({"spec":{"rules":[{}]}})",
       R"(["n","<none>","*","","80","60m"])"},
      {"ingressclasses", "Name Controller Parameters Age",
       R"({"spec":{"controller":"a.b/c","parameters":{"apiGroup":"x.y","kind":"K","name":"p"}}})",
       R"(["n","a.b/c","K.x.y/p","60m"])"},
      {"services", "Name Type Cluster-IP External-IP Port(s) Age [Selector]",
       R"({"spec":{"type":"NodePort","clusterIP":"127.96.0.9","selector":{"a":"b","c":"d"},
           "ports":[{"port":80,"nodePort":30080,"protocol":"TCP"},{"port":53,"protocol":"UDP"}]}})",
       R"(["n","NodePort","127.96.0.9","<none>","80:30080/TCP,53/UDP","60m","a=b,c=d"])"},
      {"services", "Name Type Cluster-IP External-IP Port(s) Age [Selector]",
       R"({"spec":{"type":"LoadBalancer","clusterIP":"127.96.0.9"}})",
       R"(["n","LoadBalancer","127.96.0.9","<pending>","<none>","60m","<none>"])"},
      {"endpoints", "Name Endpoints Age",
       R"({"subsets":[{"addresses":[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}],"ports":[{"port":80},{"port":81}]}]})",
       R"(["n","192.0.2.1:80,192.0.2.1:81,192.0.2.2:80 + 1 more...","60m"])"},
      {"endpointslices", "Name AddressType Ports Endpoints Age",
       R"({"addressType":"IPv4","ports":[{"port":80}],"endpoints":[{"addresses":["192.0.2.1"]}]})",
       R"(["n","IPv4","80","192.0.2.1","60m"])"},
      {"endpointslices", "Name AddressType Ports Endpoints Age", R"({"addressType":"IPv4","endpoints":[]})",
       R"(["n","IPv4","<unset>","<unset>","60m"])"},
      {"networkpolicies", "Name Pod-Selector Age", R"({"spec":{"podSelector":{}}})", R"(["n","<none>","60m"])"},
      {"pods", "Name Ready Status Restarts Age [IP] [Node] [Nominated Node] [Readiness Gates]",
       R"({"spec":{"nodeName":"node","containers":[{},{}]},"status":{"phase":"Running","podIP":"192.0.2.1",
           "containerStatuses":[{"ready":true,"restartCount":2},{"ready":false,"restartCount":1}]}})",
       R"(["n","1/2","Running","3","60m","192.0.2.1","node","<none>","<none>"])"},
      {"nodes",
       "Name Status Roles Age Version [Internal-IP] [External-IP] [OS-Image] [Kernel-Version] [Container-Runtime]",
       R"({"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}],
           "addresses":[{"type":"InternalIP","address":"192.0.2.1"}],"nodeInfo":{"kubeletVersion":"v1.35.0",
           "osImage":"Linux","kernelVersion":"6.1","containerRuntimeVersion":"c://1"}}})",
       R"(["n","Ready,SchedulingDisabled","<none>","60m","v1.35.0","192.0.2.1","<none>","Linux","6.1","c://1"])"},
      {"namespaces", "Name Status Age", R"({"status":{"phase":"Active"}})", R"(["n","Active","60m"])"},
      {"configmaps", "Name Data Age", R"({"data":{"a":"","b":""},"binaryData":{"c":""}})", R"(["n",3,"60m"])"},
      {"secrets", "Name Type Data Age", R"({"type":"Opaque","data":{"a":""}})", R"(["n","Opaque",1,"60m"])"},
      {"serviceaccounts", "Name Age", R"({"secrets":[{"name":"s"}]})", R"(["n","60m"])"},
      {"leases", "Name Holder Age", R"({"spec":{"holderIdentity":"me"}})", R"(["n","me","60m"])"},
      {"events", "Last Seen Type Reason Object [Subobject] [Source] Message [First Seen] [Count] [Name]",
       R"({"type":"Normal","reason":"Pulled","message":"m","count":2,"involvedObject":{"kind":"Pod","name":"p",
           "fieldPath":"spec.x"},"source":{"component":"kubelet","host":"node"},
           "firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T04:03:05Z"})",
       R"(["60s","Normal","Pulled","pod/p","spec.x","kubelet, node","m","60m",2,"n"])"},
      {"events", "Last Seen Type Reason Object [Subobject] [Source] Message [First Seen] [Count] [Name]",
       R"({"type":"Warning","reason":"R","message":"m","eventTime":"2026-01-02T03:04:05.000000Z",
           "involvedObject":{"kind":"Ingress","name":"i"},"reportingComponent":"c","reportingInstance":"c-1",
           "series":{"count":7,"lastObservedTime":"2026-01-02T04:04:04.500000Z"}})",
       R"(["1s","Warning","R","ingress/i","","c, c-1","m","60m",7,"n"])"},
      {"deployments", "Name Ready Up-to-date Available Age [Containers] [Images] [Selector]",
       R"({"spec":{"replicas":3,"selector":{"matchLabels":{"a":"b"}},
           "template":{"spec":{"containers":[{"name":"c","image":"i"}]}}},
           "status":{"readyReplicas":1,"updatedReplicas":2,"availableReplicas":1}})",
       R"(["n","1/3",2,1,"60m","c","i","a=b"])"},
      {"replicasets", "Name Desired Current Ready Age [Containers] [Images] [Selector]",
       R"({"spec":{"replicas":3,"selector":{"matchLabels":{"a":"b"}},
           "template":{"spec":{"containers":[{"name":"c","image":"i"}]}}},
           "status":{"replicas":2,"readyReplicas":1}})",
       R"(["n",3,2,1,"60m","c","i","a=b"])"},
      {"daemonsets",
       "Name Desired Current Ready Up-to-date Available Node Selector Age [Containers] [Images] [Selector]",
       R"({"spec":{"selector":{"matchLabels":{"a":"b"}},
           "template":{"spec":{"nodeSelector":{"os":"linux"},"containers":[{"name":"c","image":"i"}]}}},
           "status":{"desiredNumberScheduled":5,"currentNumberScheduled":4,"numberReady":3,"updatedNumberScheduled":2,
           "numberAvailable":1}})",
       R"(["n",5,4,3,2,1,"os=linux","60m","c","i","a=b"])"},
      {"jobs", "Name Status Completions Duration Age [Containers] [Images] [Selector]",
       R"({"spec":{"completions":3,"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}},
           "status":{"succeeded":3,"startTime":"2026-01-02T03:04:05Z","completionTime":"2026-01-02T03:04:15Z",
           "conditions":[{"type":"Complete","status":"True"}]}})",
       R"(["n","Complete","3/3","10s","60m","c","i","<none>"])"},
      {"jobs", "Name Status Completions Duration Age [Containers] [Images] [Selector]",
       R"({"spec":{"parallelism":2,"template":{"spec":{"containers":[]}}}})",
       R"(["n","Running","0/1 of 2","","60m","","","<none>"])"},
      {"poddisruptionbudgets", "Name Min Available Max Unavailable Allowed Disruptions Age",
       R"({"spec":{"minAvailable":"50%"},"status":{"disruptionsAllowed":1}})", R"(["n","50%","N/A",1,"60m"])"},
      {"horizontalpodautoscalers", "Name Reference Targets MinPods MaxPods Replicas Age",
       R"({"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":5,"metrics":[{"type":"Resource",
           "resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]}})",
       R"(["n","Deployment/d","cpu: <unknown>/80%","<unset>","5",0,"60m"])"},
      {"resourcequotas", "Name Request Limit Age",
       R"({"status":{"hard":{"pods":"10","limits.cpu":"2","requests.cpu":"1"},"used":{"pods":"3"}}})",
       R"(["n","pods: 3/10, requests.cpu: 0/1","limits.cpu: 0/2","60m"])"},
      {"limitranges", "Name Created At", "{}", R"(["n","2026-01-02T03:04:05Z"])"},
      {"rolebindings", "Name Role Age [Users] [Groups] [ServiceAccounts]",
       R"({"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u"},{"kind":"User","name":"v"},
           {"kind":"ServiceAccount","name":"s","namespace":"x"}]})",
       R"(["n","Role/r","60m","u, v","","x/s"])"},
      {"clusterrolebindings", "Name Role Age [Users] [Groups] [ServiceAccounts]",
       R"({"roleRef":{"kind":"ClusterRole","name":"r"}})", R"(["n","ClusterRole/r","60m","","",""])"},
      {"roles", "Name Created At", "{}", R"(["n","2026-01-02T03:04:05Z"])"},
      {"clusterroles", "Name Created At", "{}", R"(["n","2026-01-02T03:04:05Z"])"},
      {"customresourcedefinitions", "Name Created At", "{}", R"(["n","2026-01-02T03:04:05Z"])"},
  };
  return all;
}

std::string columns_of(const TableLayout& layout) {
  std::vector<std::string> names;
  for (const Json& column : column_definitions(layout)) {
    const std::string name = column["name"];
    names.push_back(column["priority"] == 0 ? name : "[" + name + "]");
  }
  return fmt::format("{}", fmt::join(names, " "));
}

const ResourceRow& row_of(const ResourceRegistry& registry, std::string_view plural) {
  for (const auto& row : registry.rows()) {
    if (row->type.plural == plural) return *row;
  }
  ADD_FAILURE() << plural << " is not served";
  return *registry.rows().front();
}

TEST(P1_01, EachKindHasItsColumns) {
  const ResourceRegistry registry;
  const base::WallTime now{kOneHourLater};
  for (const TableRow& row : rows()) {
    SCOPED_TRACE(row.plural);
    const TableLayout& layout = table_layout(row_of(registry, row.plural).type);
    EXPECT_EQ(columns_of(layout), row.columns);
    Json object = Json::parse(row.object);
    object["metadata"] = {{"name", "n"}, {"creationTimestamp", kCreated}};
    EXPECT_EQ(layout.cells(object, now), Json::parse(row.cells));
  }
}

TEST(P1_01, NoStoredKindIsForgotten) {
  std::set<std::string_view> shown;
  for (const TableRow& row : rows()) shown.insert(row.plural);
  const ResourceRegistry registry;
  for (const auto& row : registry.rows()) {
    if (row->storage == Storage::kStored) {
      EXPECT_TRUE(shown.contains(row->type.plural)) << row->type.plural;
    }
  }
}

TEST(P1_01, APodThatIsGoingSaysSo) {
  const ResourceRegistry registry;
  const Json pod = Json::parse(R"({"metadata":{"name":"n","deletionTimestamp":"2026-01-02T03:04:05Z"},
      "status":{"phase":"Running"}})");
  EXPECT_EQ(table_layout(row_of(registry, "pods").type).cells(pod, base::WallTime{kOneHourLater})[2], "Terminating");
}

// apimachinery, duration.HumanDuration.
TEST(P1_01, AgesAreFinerWhileTheyAreShort) {
  const auto age = [](long long passed) {
    return age_text("1970-01-01T00:00:00Z", base::WallTime{std::chrono::seconds(passed)});
  };
  EXPECT_EQ(age(119), "119s");
  EXPECT_EQ(age(120), "2m");
  EXPECT_EQ(age(9 * 60 + 59), "9m59s");
  EXPECT_EQ(age(10 * 60), "10m");
  EXPECT_EQ(age(179 * 60), "179m");
  EXPECT_EQ(age(3 * 3600), "3h");
  EXPECT_EQ(age(7 * 3600 + 59 * 60), "7h59m");
  EXPECT_EQ(age(47 * 3600), "47h");
  EXPECT_EQ(age(2 * 86400), "2d");
  EXPECT_EQ(age(7 * 86400 + 23 * 3600), "7d23h");
  EXPECT_EQ(age(8 * 86400), "8d");
  EXPECT_EQ(age(2 * 365 * 86400LL), "2y");
  EXPECT_EQ(age_text("never", base::WallTime{}), "<unknown>");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
