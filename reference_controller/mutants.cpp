#include "reference_controller/mutants.hpp"

#ifdef GAUNTLET_MUTANTS

#include <algorithm>
#include <array>

namespace gauntlet::reference {
namespace {

constexpr std::array kMutantNames = {
    MutantName{Mutant::kPrefixWithoutElementBoundary, "prefix-without-element-boundary", "Prefix /foo matches /foobar"},
    MutantName{Mutant::kPrefixIgnoresCase, "prefix-ignores-case", "Prefix /foo matches /FOO"},
    MutantName{Mutant::kPrefixMatchesAsExact, "prefix-matches-as-exact", "Prefix /foo does not match /foo/bar"},
    MutantName{Mutant::kPrefixDoesNotMatchItself, "prefix-does-not-match-itself", "Prefix /foo does not match /foo"},
    MutantName{Mutant::kPrefixRefusesFinalSlash, "prefix-refuses-final-slash", "Prefix /foo does not match /foo/"},
    MutantName{Mutant::kTrailingSlashKeptForPrefix, "trailing-slash-kept-for-prefix",
               "Prefix /foo/ does not match /foo"},
    MutantName{Mutant::kExactIgnored, "exact-ignored", "Exact paths match nothing"},
    MutantName{Mutant::kExactIgnoresCase, "exact-ignores-case", "Exact /foo matches /FOO"},
    MutantName{Mutant::kExactDoesNotBeatPrefix, "exact-does-not-beat-prefix",
               "Prefix wins over Exact for the same path"},
    MutantName{Mutant::kExactMatchesSubpaths, "exact-matches-subpaths", "Exact /foo matches /foo/bar"},
    MutantName{Mutant::kTrailingSlashIgnoredForExact, "trailing-slash-ignored-for-exact",
               "Exact /foo matches /foo/, and the reverse"},
    MutantName{Mutant::kImplementationSpecificIgnored, "implementation-specific-ignored",
               "ImplementationSpecific paths match nothing"},
    MutantName{Mutant::kFirstPathWins, "first-path-wins", "of the matching paths the first one wins, not the longest"},
    MutantName{Mutant::kQueryKeptInMatching, "query-kept-in-matching", "the query is part of the path that is matched"},
    MutantName{Mutant::kPathsAreRegularExpressions, "paths-are-regular-expressions",
               "a dot in a path stands for any character, + and * for repetition"},
    MutantName{Mutant::kLongPathsCut, "long-paths-cut",
               "of a path only the first 255 characters and 10 elements are looked at"},
    MutantName{Mutant::kLatePathsLost, "late-paths-lost", "an Ingress is served up to its hundredth path"},
    MutantName{Mutant::kUnusualPathsRefused, "unusual-paths-refused",
               "paths with anything but letters, digits, . - _ and single slashes are answered with 400"},
    MutantName{Mutant::kWildcardOverTwoLabels, "wildcard-over-two-labels", "*.foo.com matches baz.bar.foo.com"},
    MutantName{Mutant::kWildcardMatchesApex, "wildcard-matches-apex", "*.foo.com matches foo.com"},
    MutantName{Mutant::kWildcardBeatsFullName, "wildcard-beats-full-name",
               "rules for *.foo.com go before those for bar.foo.com"},
    MutantName{Mutant::kHostCaseSensitive, "host-case-sensitive", "Host: FOO.com does not match foo.com"},
    MutantName{Mutant::kHostPortNotStripped, "host-port-not-stripped", "Host: foo.com:80 does not match foo.com"},
    MutantName{Mutant::kHostMatchesAsSuffix, "host-matches-as-suffix", "foo.com matches bar.foo.com"},
    MutantName{Mutant::kHostlessBeatsHost, "hostless-beats-host", "rules without host go before rules with one"},
    MutantName{Mutant::kHostlessIgnored, "hostless-ignored", "rules without host match nothing"},
    MutantName{Mutant::kPunycodeHostIgnored, "punycode-host-ignored", "hosts with an xn-- label match nothing"},
    MutantName{Mutant::kUnknownHostGetsFirstRule, "unknown-host-gets-first-rule",
               "a host that no rule names gets the rules of the first host"},
    MutantName{Mutant::kRulesOfHostNotMerged, "rules-of-host-not-merged",
               "of several rules for one host only the first counts"},
    MutantName{Mutant::kDefaultBackendLostBesideRules, "default-backend-lost-beside-rules",
               "spec.defaultBackend counts only where there are no rules"},
    MutantName{Mutant::kDefaultBackendIgnored, "default-backend-ignored", "spec.defaultBackend is never used"},
    MutantName{Mutant::kDefaultBackendBeatsRules, "default-backend-beats-rules",
               "spec.defaultBackend gets every request"},
    MutantName{Mutant::kResourceBackendStopsBuilding, "resource-backend-stops-building",
               "after an Ingress with a resource backend no other one is served"},
    MutantName{Mutant::kClassIgnored, "class-ignored", "Ingresses of every class are served"},
    MutantName{Mutant::kClassControllerIgnored, "class-controller-ignored",
               "every IngressClass that exists is served, whatever its controller is"},
    MutantName{Mutant::kUnknownClassServed, "unknown-class-served", "a class without IngressClass object is served"},
    MutantName{Mutant::kDefaultClassNotServed, "default-class-not-served",
               "an IngressClass that is marked as default is not served"},
    MutantName{Mutant::kClassObjectsReadOnce, "class-objects-read-once",
               "IngressClasses that are created after the start are not seen"},
    MutantName{Mutant::kStaleCertificateAfterRotation, "stale-certificate-after-rotation",
               "a changed Secret is not read again"},
    MutantName{Mutant::kMissingSecretRemembered, "missing-secret-remembered",
               "a Secret that was missing once is not looked for again"},
    MutantName{Mutant::kMissingSecretBreaksNeighbours, "missing-secret-breaks-neighbours",
               "after an entry whose Secret is missing no other certificate is loaded"},
    MutantName{Mutant::kSecretFromOtherNamespace, "secret-from-other-namespace",
               "a Secret that is missing is taken from another namespace"},
    MutantName{Mutant::kSecretNamespaceIgnored, "secret-namespace-ignored", "Secrets are told apart by name alone"},
    MutantName{Mutant::kSecretServesOneIngress, "secret-serves-one-ingress",
               "a second Ingress with the same Secret gets no certificate"},
    MutantName{Mutant::kOneCertificateForAll, "one-certificate-for-all", "the first certificate is shown to everybody"},
    MutantName{Mutant::kOneCertificatePerIngress, "one-certificate-per-ingress",
               "of spec.tls only the first entry counts"},
    MutantName{Mutant::kOneHostPerCertificate, "one-host-per-certificate",
               "of the hosts of a spec.tls entry only the first counts"},
    MutantName{Mutant::kWildcardCertificateIgnored, "wildcard-certificate-ignored",
               "a wildcard host in spec.tls gets no certificate"},
    MutantName{Mutant::kSniRoutesInsteadOfHost, "sni-routes-instead-of-host",
               "over TLS the server name is routed, not the Host field"},
    MutantName{Mutant::kRedirectsToHttps, "redirects-to-https", "plain HTTP is redirected to HTTPS"},
    MutantName{Mutant::kUnreadyEndpointUsed, "unready-endpoint-used", "endpoints that are not ready get requests"},
    MutantName{Mutant::kOneReplicaOnly, "one-replica-only", "all requests go to the first endpoint"},
    MutantName{Mutant::kOneSliceOnly, "one-slice-only", "of the EndpointSlices of a Service only the first is read"},
    MutantName{Mutant::kNamedPortIgnored, "named-port-ignored", "a backend port that is given by name is not found"},
    MutantName{Mutant::kEndpointPortNameIgnored, "endpoint-port-name-ignored",
               "requests go to the first port of an endpoint, whatever its name is"},
    MutantName{Mutant::kEndpointsReadOnce, "endpoints-read-once", "changes of endpoints are ignored"},
    MutantName{Mutant::kRouteKeptAfterDelete, "route-kept-after-delete", "a deleted Ingress is still served"},
    MutantName{Mutant::kUpdateIgnored, "update-ignored", "changes of an Ingress are ignored"},
    MutantName{Mutant::kRelistKeepsDeleted, "relist-keeps-deleted", "what was deleted while the watch was down stays"},
    MutantName{Mutant::kWatchNotResumed, "watch-not-resumed", "a watch that ends is not begun again"},
    MutantName{Mutant::kExpiredNotRelisted, "expired-not-relisted",
               "after 410 Gone the same revision is asked for again"},
    MutantName{Mutant::kStatusForForeignClass, "status-for-foreign-class",
               "the status of Ingresses of other classes is written"},
    MutantName{Mutant::kStatusNotWritten, "status-not-written", "no status is written"},
    MutantName{Mutant::kHostReplacedByEndpoint, "host-replaced-by-endpoint",
               "the backend sees its own address in the Host field"},
    MutantName{Mutant::kPathStripped, "path-stripped", "the backend sees the path without its first element"},
    MutantName{Mutant::kQueryLost, "query-lost", "the backend does not see the query"},
    MutantName{Mutant::kUnusualMethodsRefused, "unusual-methods-refused",
               "methods other than GET, HEAD and POST are answered with 405"},
    MutantName{Mutant::kHopByHopFieldsKept, "hop-by-hop-fields-kept", "the fields that Connection names are forwarded"},
    MutantName{Mutant::kForwardedFieldsLost, "forwarded-fields-lost",
               "X-Forwarded-For, -Proto, -Port and -Host are not set"},
    MutantName{Mutant::kForwardedFieldsTrusted, "forwarded-fields-trusted",
               "what a client claims in X-Forwarded fields is passed on"},
};

}  // namespace

namespace internal {
Mutant selected_mutant = Mutant::kNone;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
}

std::span<const MutantName> mutant_names() {
  return kMutantNames;
}

bool select_mutant(std::string_view name) {
  const auto found = std::find_if(kMutantNames.begin(), kMutantNames.end(),
                                  [name](const MutantName& row) { return row.name == name; });
  if (found == kMutantNames.end()) return false;
  select_mutant(found->mutant);
  return true;
}

void select_mutant(Mutant mutant) {
  internal::selected_mutant = mutant;
}

}  // namespace gauntlet::reference

#endif
