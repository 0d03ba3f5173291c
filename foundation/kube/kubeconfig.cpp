#include "foundation/kube/kubeconfig.hpp"

#include "foundation/base/text.hpp"
#include "foundation/http/url.hpp"
#include "foundation/kube/base64.hpp"
#include "foundation/kube/client_certificate.hpp"
#include "foundation/kube/yaml_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gauntlet::kube {
namespace {

using base::Error;
using base::Reason;
using base::Result;
using std::filesystem::path;

constexpr std::size_t kMostKubeconfigBytes = 1024 * 1024;
constexpr std::string_view kContextName = "gauntlet";

Error invalid(std::string_view key, std::string_view why) {
  return {Reason::kInvalid, fmt::format("{}: {}", key, why)};
}

Result<std::string> read_file(const path& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input) return Error(Reason::kNotFound, fmt::format("{} cannot be read", file.string()));
  std::string text(kMostKubeconfigBytes + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (input.bad()) return Error(Reason::kSystem, fmt::format("{} cannot be read", file.string()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() > kMostKubeconfigBytes) {
    return Error(Reason::kInvalid, fmt::format("{} is larger than {} bytes", file.string(), kMostKubeconfigBytes));
  }
  return text;
}

// One named entry of clusters, users or contexts; `inner` is what it holds under `what`.
Result<Json> find_named(const Json& config, std::string_view list, std::string_view what, std::string_view name) {
  for (const Json& entry : member(config, list)) {
    if (string_member(entry, "name") == name) return member(entry, what);
  }
  return invalid(list, fmt::format("there is no \"{}\"", name));
}

// A kubeconfig's three entries that count, and where its relative file names begin.
class KubeconfigReader {
 public:
  KubeconfigReader(Json config, path directory) : config_(std::move(config)), directory_(std::move(directory)) {}
  Result<ClusterAccess> read();

 private:
  Result<void> read_server(const Json& cluster);
  Result<void> read_trust(const Json& cluster);
  Result<void> read_credentials(const Json& user);
  Result<std::string> read_data_or_file(const Json& json, const std::string& key) const;

  Json config_;
  path directory_;
  ClusterAccess access_;
};

Result<ClusterAccess> KubeconfigReader::read() {
  const std::string_view current = string_member(config_, "current-context");
  if (current.empty()) return invalid("current-context", "is needed");
  const auto context = find_named(config_, "contexts", "context", current);
  if (!context) return context.error();
  const auto cluster = find_named(config_, "clusters", "cluster", string_member(*context, "cluster"));
  if (!cluster) return cluster.error();
  const auto server = read_server(*cluster);
  if (!server) return server.error();
  const auto trust = read_trust(*cluster);
  if (!trust) return trust.error();
  if (const std::string_view user_name = string_member(*context, "user"); !user_name.empty()) {
    const auto user = find_named(config_, "users", "user", user_name);
    if (!user) return user.error();
    const auto credentials = read_credentials(*user);
    if (!credentials) return credentials.error();
  }
  const std::string_view namespace_ = string_member(*context, "namespace");
  if (!namespace_.empty()) access_.namespace_ = namespace_;
  return std::move(access_);
}

Result<void> KubeconfigReader::read_server(const Json& cluster) {
  const auto url = http::parse_url(string_member(cluster, "server"));
  if (!url) return invalid("server", url.error().message());
  if (url->target != "/") return invalid("server", "a path behind the port is not supported");
  access_.tls = url->scheme == "https";
  const bool is_localhost = base::equals_ignoring_case(url->host, "localhost");
  const net::Endpoint written{is_localhost ? "127.0.0.1" : url->host, url->port};
  auto endpoint = net::Endpoint::parse(written.to_string());
  if (!endpoint) return invalid("server", "must be an IP address or localhost; names are not looked up");
  access_.endpoint = std::move(*endpoint);
  const std::string_view server_name = string_member(cluster, "tls-server-name");
  access_.server_name = server_name.empty() ? url->host : std::string(server_name);
  return {};
}

Result<void> KubeconfigReader::read_trust(const Json& cluster) {
  if (const auto* skip = member(cluster, "insecure-skip-tls-verify").get_ptr<const bool*>(); skip != nullptr && *skip) {
    return invalid("insecure-skip-tls-verify", "is not supported; give the certificate-authority");
  }
  if (!string_member(cluster, "proxy-url").empty()) return invalid("proxy-url", "is not supported");
  auto ca_pem = read_data_or_file(cluster, "certificate-authority");
  if (!ca_pem) return ca_pem.error();
  if (access_.tls && ca_pem->empty()) {
    return invalid("certificate-authority-data", "is needed with https; the system's authorities are not used");
  }
  access_.ca_pem = std::move(*ca_pem);
  return {};
}

Result<void> KubeconfigReader::read_credentials(const Json& user) {
  // Without a token these are the only credentials, and all of them need more than a header.
  for (const std::string_view key :
       {"client-certificate", "client-certificate-data", "exec", "auth-provider", "username"}) {
    if (!member(user, key).is_null()) return invalid(key, "is not supported; give a token");
  }
  access_.bearer_token = string_member(user, "token");
  // As client-go: the file wins.
  const std::string_view token_file = string_member(user, "tokenFile");
  if (token_file.empty()) return {};
  const auto token = read_file(directory_ / token_file);
  if (!token) return token.error().with_context("tokenFile");
  access_.bearer_token = token->substr(0, token->find_last_not_of(" \t\r\n") + 1);
  return {};
}

// `key`-data holds base64, `key` names a file; the data wins, as in client-go.
Result<std::string> KubeconfigReader::read_data_or_file(const Json& json, const std::string& key) const {
  if (const std::string_view data = string_member(json, key + "-data"); !data.empty()) {
    auto bytes = base64_decode(data);
    if (!bytes) return invalid(key + "-data", bytes.error().message());
    return bytes;
  }
  const std::string_view file = string_member(json, key);
  if (file.empty()) return std::string();
  auto text = read_file(directory_ / file);
  if (!text) return text.error().with_context(key);
  return text;
}

Result<ClusterAccess> read_config(std::string_view yaml_text, path directory) {
  const YamlStream stream = read_yaml(yaml_text);
  if (!stream.errors.empty()) {
    const YamlError& first = stream.errors.front();
    return Error(Reason::kInvalid, fmt::format("{}:{}: {}", first.mark.line, first.mark.column, first.message));
  }
  if (stream.documents.size() != 1) return Error(Reason::kInvalid, "a kubeconfig is one YAML document");
  KubeconfigReader reader(to_json(stream.documents.front()), std::move(directory));
  return reader.read();
}

// A JSON string is a YAML scalar in quotes, whatever it holds.
std::string scalar_of(std::string_view text) {
  return to_text(Json(text));
}

// `credentials` is what stands behind "user:".
std::string config_text(const ClusterAccess& access, const std::string& credentials) {
  std::string text = "apiVersion: v1\nkind: Config\n";
  text += fmt::format("current-context: {}\n", kContextName);
  text += fmt::format("clusters:\n- name: {}\n  cluster:\n", kContextName);
  text += fmt::format("    server: {}://{}\n", access.tls ? "https" : "http", access.endpoint.to_string());
  if (!access.ca_pem.empty()) text += fmt::format("    certificate-authority-data: {}\n", base64_encode(access.ca_pem));
  if (!access.server_name.empty() && access.server_name != access.endpoint.address) {
    text += fmt::format("    tls-server-name: {}\n", scalar_of(access.server_name));
  }
  text += fmt::format("users:\n- name: {}\n  user:{}\n", kContextName, credentials);
  text += fmt::format("contexts:\n- name: {0}\n  context:\n    cluster: {0}\n    user: {0}\n", kContextName);
  if (!access.namespace_.empty()) text += fmt::format("    namespace: {}\n", scalar_of(access.namespace_));
  return text;
}

}  // namespace

Result<ClusterAccess> read_kubeconfig(std::string_view yaml_text) {
  return read_config(yaml_text, path());
}

Result<ClusterAccess> read_kubeconfig_file(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  auto access = read_config(*text, path(file).parent_path());
  if (!access) return access.error().with_context(file);
  return access;
}

std::string write_kubeconfig(const ClusterAccess& access) {
  if (access.bearer_token.empty()) return config_text(access, " {}");
  return config_text(access, fmt::format("\n    token: {}", scalar_of(access.bearer_token)));
}

std::string write_kubeconfig(const ClusterAccess& access, const ClientCertificate& certificate) {
  return config_text(access,
                     fmt::format("\n    client-certificate-data: {}\n    client-key-data: {}",
                                 base64_encode(certificate.certificate_pem), base64_encode(certificate.key_pem)));
}

}  // namespace gauntlet::kube
