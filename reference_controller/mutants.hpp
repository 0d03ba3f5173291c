// Mutants: deliberate defects of this controller, each one switched on by its name, which prove that the suite can
// fail. Built only with the CMake option GAUNTLET_MUTANTS; without it every question below is answered at compile time
// with no.
#pragma once

#include <span>
#include <string_view>

namespace gauntlet::reference {

enum class Mutant {
  kNone,
  // Paths.
  kPrefixWithoutElementBoundary,
  kPrefixIgnoresCase,
  kPrefixMatchesAsExact,
  kPrefixDoesNotMatchItself,
  kPrefixRefusesFinalSlash,
  kTrailingSlashKeptForPrefix,
  kExactIgnored,
  kExactIgnoresCase,
  kExactDoesNotBeatPrefix,
  kExactMatchesSubpaths,
  kTrailingSlashIgnoredForExact,
  kImplementationSpecificIgnored,
  kFirstPathWins,
  kQueryKeptInMatching,
  kPathsAreRegularExpressions,
  kLongPathsCut,
  kLatePathsLost,
  kUnusualPathsRefused,
  // Hosts.
  kWildcardOverTwoLabels,
  kWildcardMatchesApex,
  kWildcardBeatsFullName,
  kHostCaseSensitive,
  kHostPortNotStripped,
  kHostMatchesAsSuffix,
  kHostlessBeatsHost,
  kHostlessIgnored,
  kPunycodeHostIgnored,
  kUnknownHostGetsFirstRule,
  kRulesOfHostNotMerged,
  // Default backend.
  kDefaultBackendLostBesideRules,
  kDefaultBackendIgnored,
  kDefaultBackendBeatsRules,
  kResourceBackendStopsBuilding,
  // Classes.
  kClassIgnored,
  kClassControllerIgnored,
  kUnknownClassServed,
  kDefaultClassNotServed,
  kClassObjectsReadOnce,
  // TLS.
  kStaleCertificateAfterRotation,
  kMissingSecretRemembered,
  kMissingSecretBreaksNeighbours,
  kSecretFromOtherNamespace,
  kSecretNamespaceIgnored,
  kSecretServesOneIngress,
  kOneCertificateForAll,
  kOneCertificatePerIngress,
  kOneHostPerCertificate,
  kWildcardCertificateIgnored,
  kSniRoutesInsteadOfHost,
  kRedirectsToHttps,
  // Services and endpoints.
  kUnreadyEndpointUsed,
  kOneReplicaOnly,
  kOneSliceOnly,
  kNamedPortIgnored,
  kEndpointPortNameIgnored,
  kEndpointsReadOnce,
  // Changes.
  kRouteKeptAfterDelete,
  kUpdateIgnored,
  kRelistKeepsDeleted,
  kWatchNotResumed,
  kExpiredNotRelisted,
  // Status.
  kStatusForForeignClass,
  kStatusNotWritten,
  // Messages.
  kHostReplacedByEndpoint,
  kPathStripped,
  kQueryLost,
  kUnusualMethodsRefused,
  kHopByHopFieldsKept,
  kForwardedFieldsLost,
  kForwardedFieldsTrusted,
};

struct MutantName {
  Mutant mutant;
  std::string_view name;
  std::string_view defect;  // one line
};

#ifdef GAUNTLET_MUTANTS

std::span<const MutantName> mutant_names();
// Before the first thread starts; false: no such name. The one piece of global state here: a parameter for it would run
// through every function of the controller, and would stay in the released program.
bool select_mutant(std::string_view name);
void select_mutant(Mutant mutant);

namespace internal {
extern Mutant selected_mutant;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
}
inline bool mutant_active(Mutant mutant) {
  return internal::selected_mutant == mutant;
}
inline bool has_mutant() {
  return internal::selected_mutant != Mutant::kNone;
}

#else

constexpr bool mutant_active(Mutant /*mutant*/) {
  return false;
}
constexpr bool has_mutant() {
  return false;
}

#endif

}  // namespace gauntlet::reference
