// ProfileVocabulary: which keys may stand where in a profile (docs/schema/profile-v1.json). One table, so that a
// misspelt or misplaced key gets a hint whatever map it stands in.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gauntlet::launch {

enum class ProfileSection {
  kProfile,
  kImplementation,
  kVersion,
  kStart,
  kReady,
  kStop,
  kCompanion,
  kAttach,
  kClass,
  kAnswers,
  kFeatures,
  kTimeouts,
  kKnownFailure,
  kSkippedCase,
  kLog,
};

std::span<const std::string_view> keys_of(ProfileSection section);
// "the profile", "'start.stop'".
std::string_view title_of(ProfileSection section);
// For a key that `section` does not know: "did you mean 'ready'?", "it belongs under 'start'", or empty.
std::string hint_for_key(ProfileSection section, std::string_view key);

}  // namespace gauntlet::launch
