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
  kExactIgnoresCase,
  kPrefixIgnoresCase,
  kFirstPathWins,
  kExactDoesNotBeatPrefix,
  kTrailingSlashIgnoredForExact,
  kTrailingSlashKeptForPrefix,
  kExactMatchesSubpaths,
  kQueryKeptInMatching,
  // Hosts.
  kWildcardOverTwoLabels,
  kWildcardMatchesApex,
  kHostCaseSensitive,
  kHostPortNotStripped,
  kHostMatchesAsSuffix,
  kHostlessBeatsHost,
  // Default backend.
  kDefaultBackendLostBesideRules,
  kDefaultBackendIgnored,
  // Classes.
  kClassIgnored,
  kClassObjectsReadOnce,
  kStatusForForeignClass,
  // TLS.
  kStaleCertificateAfterRotation,
  kMissingSecretRemembered,
  kSniRoutesInsteadOfHost,
  kSecretFromOtherNamespace,
  kOneCertificateForAll,
  // Services and endpoints.
  kUnreadyEndpointUsed,
  kOneReplicaOnly,
  kNamedPortIgnored,
  // Changes.
  kRouteKeptAfterDelete,
  kUpdateIgnored,
  // Messages.
  kHostReplacedByEndpoint,
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
extern Mutant selected_mutant;
}
inline bool mutant_active(Mutant mutant) {
  return internal::selected_mutant == mutant;
}

#else

constexpr bool mutant_active(Mutant /*mutant*/) {
  return false;
}

#endif

}  // namespace gauntlet::reference
