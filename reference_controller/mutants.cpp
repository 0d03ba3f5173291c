#include "reference_controller/mutants.hpp"

#ifdef GAUNTLET_MUTANTS

#include <algorithm>
#include <array>

namespace gauntlet::reference {
namespace {

constexpr std::array kMutantNames = {
    MutantName{Mutant::kPrefixWithoutElementBoundary, "prefix-without-element-boundary", "Prefix /foo matches /foobar"},
    MutantName{Mutant::kExactIgnoresCase, "exact-ignores-case", "Exact /foo matches /FOO"},
    MutantName{Mutant::kPrefixIgnoresCase, "prefix-ignores-case", "Prefix /foo matches /FOO"},
    MutantName{Mutant::kFirstPathWins, "first-path-wins", "of the matching paths the first one wins, not the longest"},
    MutantName{Mutant::kExactDoesNotBeatPrefix, "exact-does-not-beat-prefix",
               "Prefix wins over Exact for the same path"},
    MutantName{Mutant::kTrailingSlashIgnoredForExact, "trailing-slash-ignored-for-exact",
               "Exact /foo matches /foo/, and the reverse"},
    MutantName{Mutant::kTrailingSlashKeptForPrefix, "trailing-slash-kept-for-prefix",
               "Prefix /foo/ does not match /foo"},
    MutantName{Mutant::kExactMatchesSubpaths, "exact-matches-subpaths", "Exact /foo matches /foo/bar"},
    MutantName{Mutant::kQueryKeptInMatching, "query-kept-in-matching", "the query is part of the path that is matched"},
    MutantName{Mutant::kWildcardOverTwoLabels, "wildcard-over-two-labels", "*.foo.com matches baz.bar.foo.com"},
    MutantName{Mutant::kWildcardMatchesApex, "wildcard-matches-apex", "*.foo.com matches foo.com"},
    MutantName{Mutant::kHostCaseSensitive, "host-case-sensitive", "Host: FOO.com does not match foo.com"},
    MutantName{Mutant::kHostPortNotStripped, "host-port-not-stripped", "Host: foo.com:80 does not match foo.com"},
    MutantName{Mutant::kHostMatchesAsSuffix, "host-matches-as-suffix", "foo.com matches bar.foo.com"},
    MutantName{Mutant::kHostlessBeatsHost, "hostless-beats-host", "rules without host go before rules with one"},
    MutantName{Mutant::kDefaultBackendLostBesideRules, "default-backend-lost-beside-rules",
               "spec.defaultBackend counts only where there are no rules"},
    MutantName{Mutant::kDefaultBackendIgnored, "default-backend-ignored", "spec.defaultBackend is never used"},
    MutantName{Mutant::kClassIgnored, "class-ignored", "Ingresses of every class are served"},
    MutantName{Mutant::kClassObjectsReadOnce, "class-objects-read-once",
               "IngressClasses that are created after the start are not seen"},
    MutantName{Mutant::kStatusForForeignClass, "status-for-foreign-class",
               "the status of Ingresses of other classes is written"},
    MutantName{Mutant::kStaleCertificateAfterRotation, "stale-certificate-after-rotation",
               "a changed Secret is not read again"},
    MutantName{Mutant::kMissingSecretRemembered, "missing-secret-remembered",
               "a Secret that was missing once is not looked for again"},
    MutantName{Mutant::kSniRoutesInsteadOfHost, "sni-routes-instead-of-host",
               "over TLS the server name is routed, not the Host field"},
    MutantName{Mutant::kSecretFromOtherNamespace, "secret-from-other-namespace",
               "a Secret of that name is taken from any namespace"},
    MutantName{Mutant::kOneCertificateForAll, "one-certificate-for-all", "the first certificate is shown to everybody"},
    MutantName{Mutant::kUnreadyEndpointUsed, "unready-endpoint-used", "endpoints that are not ready get requests"},
    MutantName{Mutant::kOneReplicaOnly, "one-replica-only", "all requests go to the first endpoint"},
    MutantName{Mutant::kNamedPortIgnored, "named-port-ignored", "a backend port that is given by name is not found"},
    MutantName{Mutant::kRouteKeptAfterDelete, "route-kept-after-delete", "a deleted Ingress is still served"},
    MutantName{Mutant::kUpdateIgnored, "update-ignored", "changes of an Ingress are ignored"},
    MutantName{Mutant::kHostReplacedByEndpoint, "host-replaced-by-endpoint",
               "the backend sees its own address in the Host field"},
};

}  // namespace

namespace internal {
Mutant selected_mutant = Mutant::kNone;
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
