#include "reference_controller/routing/mutated_ingress.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

constexpr std::size_t kMostPaths = 100;
constexpr std::size_t kMostCharacters = 255;
constexpr std::ptrdiff_t kMostElements = 10;

char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string in_capitals(std::string path) {
  std::transform(path.begin(), path.end(), path.begin(), to_upper);
  return path;
}

std::string capitalised(std::string path) {
  if (path.size() > 1) path[1] = to_upper(path[1]);
  return path;
}

// One text that the path matches as a regular expression, and not as what it is.
std::string other_match(std::string path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '.') path[i] = 'x';
    if (i > 0 && (path[i] == '+' || path[i] == '*')) path[i] = path[i - 1];
  }
  return path;
}

std::string cut(std::string path) {
  path.resize(std::min(path.size(), kMostCharacters));
  while (std::count(path.begin(), path.end(), '/') > kMostElements) path.resize(path.rfind('/'));
  return path;
}

std::vector<std::string> texts_of(const kube::HttpIngressPath& path) {
  const bool is_exact = path.path_type == kube::PathType::kExact;
  if (mutant_active(is_exact ? Mutant::kExactIgnoresCase : Mutant::kPrefixIgnoresCase)) {
    return {path.path, in_capitals(path.path), capitalised(path.path)};
  }
  if (mutant_active(Mutant::kPathsAreRegularExpressions)) return {path.path, other_match(path.path)};
  if (mutant_active(Mutant::kLongPathsCut)) return {cut(path.path)};
  return {path.path};
}

bool is_ignored(const kube::HttpIngressPath& path) {
  using kube::PathType;
  return (mutant_active(Mutant::kExactIgnored) && path.path_type == PathType::kExact) ||
         (mutant_active(Mutant::kImplementationSpecificIgnored) && path.path_type == PathType::kImplementationSpecific);
}

bool is_ignored(const kube::IngressRule& rule) {
  return (mutant_active(Mutant::kHostlessIgnored) && rule.host.empty()) ||
         (mutant_active(Mutant::kPunycodeHostIgnored) && rule.host.find("xn--") != std::string::npos);
}

void mutate_rules(kube::Ingress& ingress) {
  std::erase_if(ingress.rules, [](const kube::IngressRule& rule) { return is_ignored(rule); });
  std::size_t count = 0;
  for (kube::IngressRule& rule : ingress.rules) {
    std::vector<kube::HttpIngressPath> paths;
    for (kube::HttpIngressPath path : rule.paths) {
      const bool is_late = mutant_active(Mutant::kLatePathsLost) && ++count > kMostPaths;
      if (is_late || is_ignored(path)) continue;
      for (std::string& text : texts_of(path)) {
        path.path = std::move(text);
        paths.push_back(path);
      }
    }
    rule.paths = std::move(paths);
  }
}

void mutate_tls(std::vector<kube::IngressTls>& tls) {
  if (mutant_active(Mutant::kOneCertificatePerIngress) && tls.size() > 1) tls.resize(1);
  for (kube::IngressTls& entry : tls) {
    if (mutant_active(Mutant::kOneHostPerCertificate) && entry.hosts.size() > 1) entry.hosts.resize(1);
    if (!mutant_active(Mutant::kWildcardCertificateIgnored)) continue;
    const auto wildcards = std::erase_if(entry.hosts, [](const std::string& host) { return host.starts_with('*'); });
    if (wildcards > 0 && entry.hosts.empty()) entry.secret_name.clear();
  }
}

}  // namespace

kube::Ingress MutatedIngresses::mutated(const kube::Ingress& ingress) {
  kube::Ingress copy = ingress;
  const bool is_default_lost = mutant_active(Mutant::kDefaultBackendLostBesideRules) && !copy.rules.empty();
  if (is_default_lost || mutant_active(Mutant::kDefaultBackendIgnored)) copy.default_backend.reset();
  mutate_rules(copy);
  mutate_tls(copy.tls);
  return copy;
}

bool has_resource_backend(const kube::Ingress& ingress) {
  if (ingress.default_backend && ingress.default_backend->is_resource) return true;
  return std::any_of(ingress.rules.begin(), ingress.rules.end(), [](const kube::IngressRule& rule) {
    return std::any_of(rule.paths.begin(), rule.paths.end(),
                       [](const kube::HttpIngressPath& path) { return path.backend.is_resource; });
  });
}

}  // namespace gauntlet::reference
