#include "harness/scenario/host_uses.hpp"

#include "foundation/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace gauntlet::scenario {

namespace {

std::string host_without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  return base::ascii_lower(has_port ? host.substr(0, colon) : host);
}

// A host with the case that serves it.
struct Owner {
  const CaseDraft* draft = nullptr;
  const HostUse* use = nullptr;
};

class HostOwners {
 public:
  HostOwners(const std::vector<const CaseDraft*>& drafts, Diagnostics& diagnostics)
      : drafts_(drafts), diagnostics_(diagnostics) {
    for (const CaseDraft* draft : drafts) {
      for (const HostUse& use : draft->hosts) {
        if (use.kind == HostUse::Kind::kServed) owners_[use.host].push_back({draft, &use});
      }
    }
  }

  void check() {
    for (const CaseDraft* draft : drafts_) {
      for (const HostUse& use : draft->hosts) {
        compare(*draft, use, use.host);
        // Every wildcard above it, whatever number of labels: a controller may get that wrong, which is not this case's
        // fault.
        for (std::size_t dot = use.host.find('.'); dot != std::string::npos; dot = use.host.find('.', dot + 1)) {
          compare(*draft, use, "*" + use.host.substr(dot));
        }
      }
    }
  }

 private:
  void compare(const CaseDraft& draft, const HostUse& use, const std::string& served) {
    const auto owners = owners_.find(served);
    if (owners == owners_.end()) return;
    for (const Owner& owner : owners->second) {
      if (owner.draft != &draft) report(draft, use, owner);
    }
  }

  // Once for two cases, at the one that comes later.
  void report(const CaseDraft& draft, const HostUse& use, const Owner& owner) {
    const CaseDraft* first = std::min(&draft, owner.draft);
    const CaseDraft* second = std::max(&draft, owner.draft);
    if (!reported_.insert({first, second}).second) return;
    if (first->scenario.id == second->scenario.id) {
      diagnostics_.error("E017", use.where,
                         fmt::format("the rows '{}' and '{}' share the host '{}'", first->scenario.row,
                                     second->scenario.row, owner.use->host),
                         "rows run together: put ${row} into it");
      return;
    }
    const bool owner_is_later = owner.use->where.position > use.where.position;
    const HostUse& later = owner_is_later ? *owner.use : use;
    const HostUse& earlier = owner_is_later ? use : *owner.use;
    const CaseDraft& other = owner_is_later ? draft : *owner.draft;
    diagnostics_.error("E017", later.where,
                       fmt::format("the host '{}' is used by the case {} as well ({}:{})", later.host,
                                   other.scenario.full_id(), earlier.where.position.file, earlier.where.position.line),
                       "cases run together: end it in the case's own name");
  }

  const std::vector<const CaseDraft*>& drafts_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, std::vector<Owner>> owners_;
  std::set<std::pair<const CaseDraft*, const CaseDraft*>> reported_;
};

}  // namespace

void note_served_host(const Place& place, ValueReader& reader, CaseDraft& draft) {
  if (!place.is_scalar()) return;
  const std::string host = base::ascii_lower(reader.text(place).value_or(""));
  if (!host.empty()) draft.hosts.push_back({host, HostUse::Kind::kServed, underline(place)});
}

void note_served_hosts(const Place& place, ValueReader& reader, CaseDraft& draft) {
  for (const Place& item : place.items()) note_served_hosts(item, reader, draft);
  for (const Member& member : place.members()) {
    if (member.key() == "host") {
      note_served_host(member.value(), reader, draft);
    } else if (member.key() == "hosts") {
      for (const Place& host : member.value().items()) note_served_host(host, reader, draft);
    } else {
      note_served_hosts(member.value(), reader, draft);
    }
  }
}

void note_requested_hosts(const Check& check, const Underline& where, CaseDraft& draft) {
  for (const std::string& host : {check.host, check.host_header.value_or(""), check.sni.value_or("")}) {
    if (!host.empty()) draft.hosts.push_back({host_without_port(host), HostUse::Kind::kRequested, where});
  }
}

void check_hosts_apart(const std::vector<const CaseDraft*>& drafts, Diagnostics& diagnostics) {
  HostOwners(drafts, diagnostics).check();
}

}  // namespace gauntlet::scenario
