#include "harness/selftest/likely_cases.hpp"

#include "foundation/base/text.hpp"

#include <array>

namespace gauntlet::selftest {

namespace {

constexpr std::array kLikelyCases = {
    LikelyCases{"prefix-without-element-boundary", "path.prefix-does-not-match-partial-element"},
    LikelyCases{"prefix-ignores-case", "path.prefix-case-sensitive"},
    LikelyCases{"prefix-matches-as-exact", "path.prefix-subpath"},
    LikelyCases{"prefix-does-not-match-itself", "path.prefix-match-self"},
    LikelyCases{"prefix-refuses-final-slash", "path.prefix-request-trailing-slash"},
    LikelyCases{"trailing-slash-kept-for-prefix", "path.prefix-rule-trailing-slash-matches-without"},
    LikelyCases{"exact-ignored", "path.exact-match"},
    LikelyCases{"exact-ignores-case", "path.exact-case-sensitive"},
    LikelyCases{"exact-does-not-beat-prefix", "path.exact-over-prefix-same-path"},
    LikelyCases{"exact-matches-subpaths", "path.exact-subpath-not-matched"},
    LikelyCases{"trailing-slash-ignored-for-exact", "path.exact-no-trailing-slash"},
    LikelyCases{"implementation-specific-ignored", "path.impl-specific-literal"},
    LikelyCases{"first-path-wins", "path.prefix-longest-wins-any-order path.prefix-longest-wins"},
    LikelyCases{"query-kept-in-matching", "path.exact-ignores-query"},
    LikelyCases{"paths-are-regular-expressions", "path.literal-dot path.literal-plus-star"},
    LikelyCases{"long-paths-cut", "path.long-rule-500 path.deep-50-elements"},
    LikelyCases{"late-paths-lost", "path.200-paths-one-ingress"},
    LikelyCases{"unusual-paths-refused", "path.literal-tilde-colon-at path.double-slash-inside"},
    LikelyCases{"wildcard-over-two-labels", "host.wildcard-two-labels"},
    LikelyCases{"wildcard-matches-apex", "host.wildcard-apex"},
    LikelyCases{"wildcard-beats-full-name", "host.wildcard-* host.precise-*"},
    LikelyCases{"host-case-sensitive", "host.case-insensitive"},
    LikelyCases{"host-port-not-stripped", "host.port-ignored"},
    LikelyCases{"host-matches-as-suffix", "host.precise-is-not-suffix"},
    LikelyCases{"hostless-beats-host", "host.precise-over-hostless"},
    LikelyCases{"hostless-ignored", "host.hostless-catch-all"},
    LikelyCases{"punycode-host-ignored", "host.punycode"},
    LikelyCases{"unknown-host-gets-first-rule", "host.precise-nonmatch"},
    LikelyCases{"rules-of-host-not-merged", "host.two-rules-same-host"},
    LikelyCases{"default-backend-lost-beside-rules", "default.host-miss default.path-miss"},
    LikelyCases{"default-backend-ignored", "default.no-rules"},
    LikelyCases{"default-backend-beats-rules", "default.rule-hit-wins"},
    LikelyCases{"resource-backend-stops-building", "default.resource-backend default.path-resource-backend"},
    LikelyCases{"class-ignored", "class.other-controller-ignored"},
    LikelyCases{"class-controller-ignored", "class.other-controller-ignored class.two-controllers-disjoint"},
    LikelyCases{"unknown-class-served", "class.unknown-name"},
    LikelyCases{"default-class-not-served", "class.defaulted-by-api"},
    LikelyCases{"class-objects-read-once", "class.object-created-later"},
    LikelyCases{"stale-certificate-after-rotation", "tls.secret-rotated"},
    LikelyCases{"missing-secret-remembered", "tls.secret-created-later"},
    LikelyCases{"missing-secret-breaks-neighbours", "tls.missing-secret-neighbours"},
    LikelyCases{"secret-from-other-namespace", "tls.secret-other-namespace-unreadable"},
    LikelyCases{"secret-namespace-ignored", "tls.two-namespaces"},
    LikelyCases{"secret-serves-one-ingress", "tls.shared-secret-two-ingresses"},
    LikelyCases{"one-certificate-for-all", "tls.two-secrets-one-ingress"},
    LikelyCases{"one-certificate-per-ingress", "tls.two-secrets-one-ingress"},
    LikelyCases{"one-host-per-certificate", "tls.one-secret-many-hosts"},
    LikelyCases{"wildcard-certificate-ignored", "tls.wildcard-cert"},
    LikelyCases{"sni-routes-instead-of-host", "tls.sni-host-mismatch"},
    LikelyCases{"redirects-to-https", "tls.no-tls-no-redirect"},
    LikelyCases{"unready-endpoint-used", "svc.not-ready-excluded lb.not-ready-gets-none"},
    LikelyCases{"one-replica-only", "lb.all-replicas-used"},
    LikelyCases{"one-slice-only", "svc.several-slices"},
    LikelyCases{"named-port-ignored", "svc.port-by-name default.named-port"},
    LikelyCases{"endpoint-port-name-ignored", "svc.multi-port-right-one svc.multi-port-names-swapped"},
    LikelyCases{"endpoints-read-once", "lb.new-pod-gets-traffic dyn.scale-up"},
    LikelyCases{"route-kept-after-delete", "dyn.delete"},
    LikelyCases{"update-ignored", "dyn.update-backend"},
    LikelyCases{"status-for-foreign-class", "status.not-for-other-class"},
    LikelyCases{"status-not-written", "status.*"},
    LikelyCases{"host-replaced-by-endpoint", "http.host-preserved"},
    LikelyCases{"path-stripped", "http.* path.prefix-subpath"},
    LikelyCases{"query-lost", "path.query-is-not-path http.*"},
    LikelyCases{"unusual-methods-refused", "http.methods"},
    LikelyCases{"hop-by-hop-fields-kept", "http.*"},
    LikelyCases{"forwarded-fields-lost", "http.*"},
    LikelyCases{"forwarded-fields-trusted", "http.*"},
    LikelyCases{"watch-not-resumed", "api.watch-closed-clean"},
    LikelyCases{"expired-not-relisted", "api.watch-410"},
    LikelyCases{"relist-keeps-deleted", "api.delete-during-outage"},
};

}  // namespace

std::span<const LikelyCases> all_likely_cases() {
  return kLikelyCases;
}

std::vector<std::string> likely_cases(std::string_view mutant) {
  std::vector<std::string> patterns;
  for (const LikelyCases& row : kLikelyCases) {
    if (row.mutant != mutant) continue;
    for (const std::string_view pattern : base::split(row.patterns, ' ')) patterns.emplace_back(pattern);
  }
  return patterns;
}

}  // namespace gauntlet::selftest
