#include "harness/scenario/case_header.hpp"

#include "harness/scenario/suggestion.hpp"

namespace gauntlet::scenario {

namespace {

bool holds_checks(std::string_view key) {
  return key == "send" || key == "steps";
}

}  // namespace

CaseHeader::CaseHeader(const Place& own, const Place& parent) : own_(own), own_members_(own.members()) {
  if (parent.node != nullptr) parent_members_ = parent.members();
}

std::optional<Member> CaseHeader::find(std::string_view key) const {
  if (const Member* member = find_member(own_members_, key)) return *member;
  // A case that says what to send does not also take over the steps of its base.
  const bool replaced = holds_checks(key) &&
                        (find_member(own_members_, "send") != nullptr || find_member(own_members_, "steps") != nullptr);
  const Member* inherited = replaced ? nullptr : find_member(parent_members_, key);
  return inherited != nullptr ? std::optional<Member>(*inherited) : std::nullopt;
}

Members CaseHeader::entries(std::string_view key, ValueReader& reader) const {
  Members merged;
  if (const Member* member = find_member(own_members_, key)) merged = reader.map(member->value()).value_or(Members());
  if (const Member* member = find_member(parent_members_, key)) {
    for (const Member& entry : reader.map(member->value()).value_or(Members())) {
      if (find_member(merged, entry.key()) == nullptr) merged.push_back(entry);
    }
  }
  return merged;
}

void CaseHeader::check_keys(ValueReader& reader) const {
  reader.known_members(own_members_, Section::kHeader);
  reader.known_members(parent_members_, Section::kHeader);
}

bool CaseHeader::is_misspelt(std::string_view key) const {
  for (const Member& member : own_members_) {
    if (find_key(Section::kHeader, member.key()) != nullptr) continue;
    if (nearest(member.key(), served_keys(Section::kHeader)) == key) return true;
  }
  return false;
}

Underline CaseHeader::first_key() const {
  return own_members_.empty() ? underline(own_) : underline_key(own_members_.front());
}

}  // namespace gauntlet::scenario
