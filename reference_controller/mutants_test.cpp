// Every mutant is seen: what it breaks is right without it and wrong with it. What concerns single requests, watches
// and statuses is seen in the tests of those, which kSeenElsewhere names.
#include "reference_controller/mutants.hpp"

#ifdef GAUNTLET_MUTANTS

#include "reference_controller/watch/known_cluster_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

using Cluster = KnownCluster;

struct Row {
  Mutant mutant;
  std::function<bool(Cluster&)> is_right;
};

std::string exact(const std::string& path, const std::string& service = "a") {
  return Cluster::path("Exact", path, service);
}
std::string prefix(const std::string& path, const std::string& service = "a") {
  return Cluster::path("Prefix", path, service);
}

// One Ingress for h.test with these paths.
void serve(Cluster& cluster, const std::string& paths) {
  cluster.put(Cluster::ingress("i", "rules: [" + Cluster::rule("h.test", paths) + "]"));
}
bool serves(Cluster& cluster, const std::string& path, const std::string& service) {
  return cluster.service_for("h.test", path) == service;
}

// Whether, with these paths, that path leads to that Service.
std::function<bool(Cluster&)> path_case(std::string paths, std::string path, std::string service) {
  return [=](Cluster& cluster) {
    serve(cluster, paths);
    return serves(cluster, path, service);
  };
}

// Whether, with one rule that leads to a for each host of `hosts`, and b for `other`, that host leads to that Service.
std::function<bool(Cluster&)> host_case(std::string first, std::string second, std::string host, std::string service) {
  return [=](Cluster& cluster) {
    cluster.put(Cluster::ingress("i", "rules: [" + Cluster::rule(first, prefix("/", "a")) + ", " +
                                          Cluster::rule(second, prefix("/", "b")) + "]"));
    return cluster.service_for(host, "/") == service;
  };
}

void serve_with_class(Cluster& cluster, const std::string& name) {
  cluster.put("{kind: Ingress, metadata: {namespace: n, name: i}, spec: {ingressClassName: " + name + ", rules: [" +
              Cluster::rule("h.test", prefix("/")) + "]}}");
}

std::string tls(const std::string& hosts, const std::string& secret) {
  return "{hosts: [" + hosts + "], secretName: " + secret + "}";
}
// An Ingress without rules that matter; `namespace_` is in place of "n".
std::string tls_ingress(const std::string& name, const std::string& entries, const std::string& namespace_ = "n") {
  return "{kind: Ingress, metadata: {namespace: " + namespace_ + ", name: " + name +
         "}, spec: {ingressClassName: ours, defaultBackend: " + Cluster::to("a") + ", tls: [" + entries + "]}}";
}

const std::string kLongPath = "/" + std::string(300, 'x');

const std::vector<Row> kPathRows = {
    {Mutant::kPrefixWithoutElementBoundary, path_case(prefix("/foo"), "/foobar", "no route")},
    {Mutant::kPrefixIgnoresCase, path_case(prefix("/foo"), "/FOO/x", "no route")},
    {Mutant::kPrefixMatchesAsExact, path_case(prefix("/foo"), "/foo/bar", "a")},
    {Mutant::kPrefixMatchesAsExact, path_case(prefix("/"), "/bar", "a")},
    {Mutant::kPrefixDoesNotMatchItself, path_case(prefix("/foo"), "/foo", "a")},
    {Mutant::kPrefixRefusesFinalSlash, path_case(prefix("/foo"), "/foo/", "a")},
    {Mutant::kTrailingSlashKeptForPrefix, path_case(prefix("/foo/"), "/foo", "a")},
    {Mutant::kExactIgnored, path_case(exact("/foo"), "/foo", "a")},
    {Mutant::kExactIgnoresCase, path_case(exact("/foo"), "/FOO", "no route")},
    {Mutant::kExactDoesNotBeatPrefix, path_case(prefix("/foo") + ", " + exact("/foo", "b"), "/foo", "b")},
    {Mutant::kExactMatchesSubpaths, path_case(exact("/foo"), "/foo/bar", "no route")},
    {Mutant::kTrailingSlashIgnoredForExact, path_case(exact("/foo"), "/foo/", "no route")},
    {Mutant::kTrailingSlashIgnoredForExact, path_case(exact("/foo/"), "/foo", "no route")},
    {Mutant::kImplementationSpecificIgnored,
     path_case(Cluster::path("ImplementationSpecific", "/foo", "a"), "/foo", "a")},
    {Mutant::kFirstPathWins, path_case(prefix("/") + ", " + prefix("/foo", "b"), "/foo", "b")},
    {Mutant::kPathsAreRegularExpressions, path_case(prefix("/a.b"), "/axb", "no route")},
    {Mutant::kPathsAreRegularExpressions, path_case(prefix("/a+b"), "/aab", "no route")},
    {Mutant::kLongPathsCut, path_case(prefix(kLongPath), kLongPath, "a")},
    {Mutant::kLongPathsCut, path_case(prefix("/1/2/3/4/5/6/7/8/9/10/11"), "/1/2/3/4/5/6/7/8/9/10", "no route")},
    {Mutant::kLatePathsLost,
     [](Cluster& cluster) {
       std::string paths;
       for (int i = 1; i <= 150; ++i) paths += prefix("/" + std::to_string(i)) + ", ";
       serve(cluster, paths);
       return serves(cluster, "/150", "a");
     }},
};

const std::vector<Row> kHostRows = {
    {Mutant::kWildcardOverTwoLabels, host_case("*.foo.test", "b.test", "x.y.foo.test", "no route")},
    {Mutant::kWildcardMatchesApex, host_case("*.foo.test", "b.test", "foo.test", "no route")},
    {Mutant::kWildcardBeatsFullName, host_case("*.foo.test", "x.foo.test", "x.foo.test", "b")},
    {Mutant::kHostCaseSensitive, host_case("foo.test", "b.test", "FOO.test", "a")},
    {Mutant::kHostPortNotStripped, host_case("foo.test", "b.test", "foo.test:8080", "a")},
    {Mutant::kHostMatchesAsSuffix, host_case("foo.test", "b.test", "x.foo.test", "no route")},
    {Mutant::kHostlessBeatsHost, host_case("", "foo.test", "foo.test", "b")},
    {Mutant::kHostlessIgnored, host_case("", "foo.test", "bar.test", "a")},
    {Mutant::kPunycodeHostIgnored, host_case("xn--bcher-kva.test", "b.test", "xn--bcher-kva.test", "a")},
    {Mutant::kUnknownHostGetsFirstRule, host_case("foo.test", "b.test", "bar.test", "no route")},
    {Mutant::kRulesOfHostNotMerged,
     [](Cluster& cluster) {
       cluster.put(Cluster::ingress("i", "rules: [" + Cluster::rule("h.test", prefix("/x")) + ", " +
                                             Cluster::rule("h.test", prefix("/y", "b")) + "]"));
       return serves(cluster, "/y", "b");
     }},
};

const std::string kDefaultAndRule = Cluster::ingress(
    "i", "defaultBackend: " + Cluster::to("b") + ", rules: [" + Cluster::rule("h.test", prefix("/a")) + "]");

const std::vector<Row> kDefaultBackendRows = {
    {Mutant::kDefaultBackendLostBesideRules,
     [](Cluster& cluster) {
       cluster.put(kDefaultAndRule);
       return serves(cluster, "/x", "b");
     }},
    {Mutant::kDefaultBackendIgnored,
     [](Cluster& cluster) {
       cluster.put(Cluster::ingress("i", "defaultBackend: " + Cluster::to("b")));
       return serves(cluster, "/x", "b");
     }},
    {Mutant::kDefaultBackendBeatsRules,
     [](Cluster& cluster) {
       cluster.put(kDefaultAndRule);
       return serves(cluster, "/a", "a");
     }},
    {Mutant::kResourceBackendStopsBuilding,
     [](Cluster& cluster) {
       cluster.put(Cluster::ingress("early", "defaultBackend: {resource: {kind: StorageBucket, name: x}}"));
       cluster.put(Cluster::ingress("late", "rules: [" + Cluster::rule("h.test", prefix("/")) + "]"));
       return serves(cluster, "/", "a");
     }},
};

const std::vector<Row> kClassRows = {
    {Mutant::kClassIgnored,
     [](Cluster& cluster) {
       cluster.put("{kind: Ingress, metadata: {namespace: n, name: i}, spec: {rules: [" +
                   Cluster::rule("h.test", prefix("/")) + "]}}");
       return serves(cluster, "/", "no route");
     }},
    {Mutant::kClassControllerIgnored,
     [](Cluster& cluster) {
       cluster.put("{kind: IngressClass, metadata: {name: theirs}, spec: {controller: example.com/other}}");
       serve_with_class(cluster, "theirs");
       return serves(cluster, "/", "no route");
     }},
    {Mutant::kUnknownClassServed,
     [](Cluster& cluster) {
       serve_with_class(cluster, "unknown");
       return serves(cluster, "/", "no route");
     }},
    {Mutant::kDefaultClassNotServed,
     [](Cluster& cluster) {
       cluster.put(
           "{kind: IngressClass, metadata: {name: fallback, annotations: {ingressclass.kubernetes.io/is-default-class: "
           "\"true\"}}, spec: {controller: gauntlet.test/reference}}");
       serve_with_class(cluster, "fallback");
       return serves(cluster, "/", "a");
     }},
    {Mutant::kClassObjectsReadOnce,
     [](Cluster& cluster) {
       serve_with_class(cluster, "late");
       cluster.put("{kind: IngressClass, metadata: {name: late}, spec: {controller: gauntlet.test/reference}}");
       return serves(cluster, "/", "a");
     }},
};

const std::vector<Row> kTlsRows = {
    {Mutant::kStaleCertificateAfterRotation,
     [](Cluster& cluster) {
       cluster.put_secret("s", "old");
       cluster.put(tls_ingress("i", tls("h.test", "s")));
       const bool was_right = cluster.certificate_for("h.test") == "old";
       cluster.put_secret("s", "new");
       return was_right && cluster.certificate_for("h.test") == "new";
     }},
    {Mutant::kMissingSecretRemembered,
     [](Cluster& cluster) {
       cluster.put(tls_ingress("i", tls("h.test", "s")));
       const bool was_right = cluster.certificate_for("h.test") == "fallback";
       cluster.put_secret("s", "late");
       return was_right && cluster.certificate_for("h.test") == "late";
     }},
    {Mutant::kMissingSecretBreaksNeighbours,
     [](Cluster& cluster) {
       cluster.put_secret("s", "good");
       cluster.put(tls_ingress("broken", tls("x.test", "missing")));
       cluster.put(tls_ingress("good", tls("h.test", "s")));
       return cluster.certificate_for("h.test") == "good";
     }},
    {Mutant::kSecretFromOtherNamespace,
     [](Cluster& cluster) {
       cluster.put_secret("s", "foreign", "other");
       cluster.put(tls_ingress("i", tls("h.test", "s")));
       return cluster.certificate_for("h.test") == "fallback";
     }},
    {Mutant::kSecretNamespaceIgnored,
     [](Cluster& cluster) {
       for (const std::string namespace_ : {"n", "m"}) {
         cluster.put_secret("s", "of " + namespace_, namespace_);
         cluster.put(tls_ingress("i", tls(namespace_ + ".test", "s"), namespace_));
       }
       return cluster.certificate_for("n.test") == "of n" && cluster.certificate_for("m.test") == "of m";
     }},
    {Mutant::kSecretServesOneIngress,
     [](Cluster& cluster) {
       cluster.put_secret("s", "shared");
       cluster.put(tls_ingress("i", tls("x.test", "s")));
       cluster.put(tls_ingress("j", tls("y.test", "s")));
       return cluster.certificate_for("x.test") == "shared" && cluster.certificate_for("y.test") == "shared";
     }},
    {Mutant::kOneCertificateForAll,
     [](Cluster& cluster) {
       cluster.put_secret("s", "s");
       cluster.put_secret("t", "t");
       cluster.put(tls_ingress("i", tls("x.test", "s") + ", " + tls("y.test", "t")));
       return cluster.certificate_for("x.test") == "s" && cluster.certificate_for("y.test") == "t";
     }},
    {Mutant::kOneCertificatePerIngress,
     [](Cluster& cluster) {
       cluster.put_secret("s", "s");
       cluster.put_secret("t", "t");
       cluster.put(tls_ingress("i", tls("x.test", "s") + ", " + tls("y.test", "t")));
       return cluster.certificate_for("y.test") == "t";
     }},
    {Mutant::kOneHostPerCertificate,
     [](Cluster& cluster) {
       cluster.put_secret("s", "s");
       cluster.put(tls_ingress("i", tls("x.test, y.test", "s")));
       return cluster.certificate_for("y.test") == "s";
     }},
    {Mutant::kWildcardCertificateIgnored,
     [](Cluster& cluster) {
       cluster.put_secret("s", "s");
       cluster.put(tls_ingress("i", tls("\"*.x.test\"", "s")));
       return cluster.certificate_for("a.x.test") == "s";
     }},
};

const std::vector<Row> kEndpointRows = {
    {Mutant::kUnreadyEndpointUsed,
     [](Cluster& cluster) {
       serve(cluster, prefix("/"));
       cluster.put_slice("a-1", "a", "{addresses: [127.0.0.9], conditions: {ready: false}}");
       return cluster.endpoints_for("h.test", "/").empty();
     }},
    {Mutant::kOneSliceOnly,
     [](Cluster& cluster) {
       serve(cluster, prefix("/"));
       cluster.put_slice("a-1", "a", "{addresses: [127.0.0.8]}");
       cluster.put_slice("a-2", "a", "{addresses: [127.0.0.9]}");
       return cluster.endpoints_for("h.test", "/") == "127.0.0.8:8080 127.0.0.9:8080";
     }},
    {Mutant::kNamedPortIgnored,
     [](Cluster& cluster) {
       cluster.put(Cluster::ingress("i", "defaultBackend: {service: {name: a, port: {name: web}}}"));
       return serves(cluster, "/", "a");
     }},
    {Mutant::kEndpointPortNameIgnored,
     [](Cluster& cluster) {
       serve(cluster, prefix("/"));
       return cluster.endpoints_for("h.test", "/") == "127.0.0.1:8080";
     }},
    {Mutant::kEndpointsReadOnce,
     [](Cluster& cluster) {
       serve(cluster, prefix("/"));
       cluster.put_slice("a-1", "a", "{addresses: [127.0.0.9]}");
       return cluster.endpoints_for("h.test", "/") == "127.0.0.9:8080";
     }},
};

const std::vector<Row> kChangeRows = {
    {Mutant::kRouteKeptAfterDelete,
     [](Cluster& cluster) {
       serve(cluster, prefix("/"));
       cluster.remove("{kind: Ingress, metadata: {namespace: n, name: i}}");
       return serves(cluster, "/", "no route");
     }},
    {Mutant::kUpdateIgnored,
     [](Cluster& cluster) {
       serve(cluster, prefix("/"));
       serve(cluster, prefix("/", "b"));
       return serves(cluster, "/", "b");
     }},
    {Mutant::kRelistKeepsDeleted,
     [](Cluster& cluster) {
       cluster.relist("");
       cluster.put_service("a");
       serve(cluster, prefix("/"));
       cluster.relist("{kind: IngressClass, metadata: {name: ours}, spec: {controller: gauntlet.test/reference}}");
       return serves(cluster, "/", "no route");
     }},
};

// proxy/mutated_request_test.cpp, proxy/endpoint_picker_test.cpp, watch/reflector_test.cpp,
// status/ingress_status_test.cpp
const std::vector<Mutant> kSeenElsewhere = {
    Mutant::kQueryKeptInMatching,    Mutant::kUnusualPathsRefused,   Mutant::kSniRoutesInsteadOfHost,
    Mutant::kRedirectsToHttps,       Mutant::kOneReplicaOnly,        Mutant::kWatchNotResumed,
    Mutant::kExpiredNotRelisted,     Mutant::kStatusForForeignClass, Mutant::kStatusNotWritten,
    Mutant::kHostReplacedByEndpoint, Mutant::kPathStripped,          Mutant::kQueryLost,
    Mutant::kUnusualMethodsRefused,  Mutant::kHopByHopFieldsKept,    Mutant::kForwardedFieldsLost,
    Mutant::kForwardedFieldsTrusted};

const std::vector<const std::vector<Row>*> kTables = {&kPathRows, &kHostRows,     &kDefaultBackendRows, &kClassRows,
                                                      &kTlsRows,  &kEndpointRows, &kChangeRows};

std::string_view name_of(Mutant mutant) {
  const auto names = mutant_names();
  return std::find_if(names.begin(), names.end(), [mutant](const MutantName& row) { return row.mutant == mutant; })
      ->name;
}

class MutantsTest : public testing::Test {
 protected:
  ~MutantsTest() override { select_mutant(Mutant::kNone); }

  static bool is_right_with(Mutant mutant, const Row& row) {
    select_mutant(mutant);
    Cluster cluster;
    return row.is_right(cluster);
  }
};

TEST_F(MutantsTest, EachBreaksWhatItsNameSays) {
  for (const std::vector<Row>* const table : kTables) {
    for (const Row& row : *table) {
      EXPECT_TRUE(is_right_with(Mutant::kNone, row)) << "without " << name_of(row.mutant);
      EXPECT_FALSE(is_right_with(row.mutant, row)) << "with " << name_of(row.mutant);
    }
  }
}

TEST_F(MutantsTest, NoneIsUnseen) {
  std::set<Mutant> seen(kSeenElsewhere.begin(), kSeenElsewhere.end());
  for (const std::vector<Row>* const table : kTables) {
    for (const Row& row : *table) seen.insert(row.mutant);
  }
  for (const MutantName& row : mutant_names()) EXPECT_TRUE(seen.contains(row.mutant)) << row.name;
}

TEST_F(MutantsTest, AreFoundByName) {
  EXPECT_TRUE(select_mutant("class-ignored"));
  EXPECT_TRUE(mutant_active(Mutant::kClassIgnored));
  EXPECT_FALSE(select_mutant("no-such-mutant"));
  std::set<std::string_view> names;
  for (const MutantName& row : mutant_names()) EXPECT_TRUE(names.insert(row.name).second) << row.name << " twice";
}

}  // namespace
}  // namespace gauntlet::reference

#endif
