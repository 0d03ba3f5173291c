#include "reference_controller/proxy/mutated_request.hpp"

#include "reference_controller/mutants.hpp"

#include <algorithm>

namespace gauntlet::reference {
namespace {

bool is_usual_path(std::string_view path) {
  const bool has_usual_characters = std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/.-_").find(c) != std::string_view::npos;
  });
  return has_usual_characters && path.find("//") == std::string_view::npos;
}

}  // namespace

std::optional<OwnAnswer> refuse_as_mutant(const http::MessageHead& request, const RequestTarget& target,
                                          std::string_view forwarded_lines) {
  const std::string_view method = request.method;
  if (mutant_active(Mutant::kUnusualMethodsRefused) && method != "GET" && method != "HEAD" && method != "POST") {
    return OwnAnswer::kMethodNotAllowed;
  }
  if (mutant_active(Mutant::kUnusualPathsRefused) && !is_usual_path(target.path)) return OwnAnswer::kBadRequest;
  const bool is_plain = forwarded_lines.find("Proto: http\r\n") != std::string_view::npos;
  if (mutant_active(Mutant::kRedirectsToHttps) && is_plain) return OwnAnswer::kRedirectToHttps;
  return std::nullopt;
}

void mutate_target(RequestTarget& target, BackendEndpoints& endpoints, std::string& host) {
  if (mutant_active(Mutant::kHostReplacedByEndpoint)) {
    host = endpoints.next().endpoint().to_string();
    target.host_field = host;
  }
  if (mutant_active(Mutant::kQueryLost)) target.origin_form = target.path;
  if (mutant_active(Mutant::kPathStripped) && target.path.size() > 1) {
    const std::size_t end = target.path.find('/', 1);
    const std::size_t first_element = end == std::string_view::npos ? target.path.size() : end;
    target.origin_form.remove_prefix(first_element);
    target.lacks_leading_slash = !target.origin_form.starts_with('/');
  }
}

}  // namespace gauntlet::reference
