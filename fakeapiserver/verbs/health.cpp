#include "fakeapiserver/verbs/health.hpp"

#include "foundation/base/text.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

bool is_health_path(std::string_view path) {
  return path == "/healthz" || path == "/livez" || path == "/readyz";
}

// The minor version of Kubernetes that we know to say as which version it acts.
constexpr unsigned long long kFirstWithEmulation = 34;

Answer version_answer(const std::string& kubernetes_version) {
  const auto parts = base::split(kubernetes_version, '.');
  const std::string_view major = parts[0].starts_with('v') ? parts[0].substr(1) : parts[0];
  const std::string_view minor = parts.size() > 1 ? parts[1] : "0";
  Json version = {{"major", major},
                  {"minor", minor},
                  {"gitVersion", kubernetes_version},
                  {"gitCommit", "0000000000000000000000000000000000000000"},
                  {"gitTreeState", "clean"},
                  {"buildDate", "1970-01-01T00:00:00Z"},
                  {"goVersion", "go1.0"},
                  {"compiler", "gc"},
                  {"platform", "linux/amd64"}};
  unsigned long long number = 0;
  if (base::parse_decimal(minor, number) && number >= kFirstWithEmulation) {
    version["emulationMajor"] = major;
    version["emulationMinor"] = minor;
    version["minCompatibilityMajor"] = major;
    version["minCompatibilityMinor"] = std::to_string(number - 1);
  }
  return json_answer(200, version);
}

// The checks of one endpoint are one: whoever can answer is well.
Answer health_answer(const RequestInfo& info) {
  if (!info.query.contains("verbose")) return text_answer(200, "ok");
  std::string text = "[+]ping ok\n";
  for (std::string_view excluded : info.query.get_all("exclude")) {
    if (excluded == "ping") text = "[+]ping excluded: ok\n";
  }
  return text_answer(200, text + info.path.substr(1) + " check passed\n");
}

}  // namespace

bool is_public_path(std::string_view path) {
  return is_health_path(path) || path == "/version" || path == "/livez/ping" || path == "/readyz/ping" ||
         path == "/healthz/ping";
}

std::optional<Answer> answer_about_server(const RequestInfo& info, const std::string& kubernetes_version) {
  if (info.path == "/version" || info.path == "/version/") return version_answer(kubernetes_version);
  if (is_health_path(info.path)) return health_answer(info);
  if (is_public_path(info.path)) return text_answer(200, "ok");
  if (info.path == "/") {
    return json_answer(200, {{"paths", Json::array({"/api", "/api/v1", "/apis", "/healthz", "/livez", "/metrics",
                                                    "/openapi/v2", "/openapi/v3", "/readyz", "/version"})}});
  }
  return std::nullopt;
}

}  // namespace gauntlet::fakeapiserver
