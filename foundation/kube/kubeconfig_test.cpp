#include "foundation/kube/kubeconfig.hpp"

#include "foundation/kube/client_certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace gauntlet::kube {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kCa = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n";

std::string config(const std::string& cluster, const std::string& user) {
  return "apiVersion: v1\nkind: Config\ncurrent-context: dev\n"
         "clusters:\n- {name: other, cluster: {}}\n- name: c\n  cluster:\n" +
         cluster + "users:\n- name: u\n  user:\n" + user +
         "contexts:\n- name: dev\n  context: {cluster: c, user: u, namespace: shop}\n";
}

std::string kubeconfig_error(const std::string& cluster, const std::string& user = "    token: t\n") {
  const auto access = read_kubeconfig(config(cluster, user));
  if (access.ok()) return "accepted";
  EXPECT_EQ(access.error().reason(), base::Reason::kInvalid);
  return access.error().message();
}

TEST(ReadKubeconfig, TakesInlineData) {
  const auto access = read_kubeconfig(
      config("    server: https://127.0.0.1:6443\n    certificate-authority-data: Zm9v\n", "    token: secret\n"));
  ASSERT_TRUE(access.ok()) << access.error().to_string();
  EXPECT_EQ(access->endpoint.to_string(), "127.0.0.1:6443");
  EXPECT_TRUE(access->tls);
  EXPECT_EQ(access->server_name, "127.0.0.1");
  EXPECT_EQ(access->ca_pem, "foo");
  EXPECT_EQ(access->bearer_token, "secret");
  EXPECT_EQ(access->namespace_, "shop");
}

TEST(ReadKubeconfig, TakesOtherServers) {
  auto access = read_kubeconfig(config("    server: http://localhost:8001/\n", "    {}\n"));
  ASSERT_TRUE(access.ok()) << access.error().to_string();
  EXPECT_FALSE(access->tls);
  EXPECT_EQ(access->endpoint.to_string(), "127.0.0.1:8001");
  EXPECT_EQ(access->server_name, "localhost");
  EXPECT_EQ(access->bearer_token, "");

  access =
      read_kubeconfig(config("    server: https://[::1]\n    certificate-authority-data: Zm9v\n"
                             "    tls-server-name: kubernetes.default\n    insecure-skip-tls-verify: false\n",
                             "    token: t\n"));
  ASSERT_TRUE(access.ok()) << access.error().to_string();
  EXPECT_EQ(access->endpoint.to_string(), "[::1]:443");
  EXPECT_EQ(access->server_name, "kubernetes.default");
}

TEST(ReadKubeconfig, NamesTheKeyThatIsWrong) {
  const std::string server = "    server: https://127.0.0.1:6443\n";
  const std::string ca = "    certificate-authority-data: Zm9v\n";
  EXPECT_THAT(kubeconfig_error("    server: ftp://127.0.0.1\n"), HasSubstr("server: "));
  EXPECT_EQ(kubeconfig_error("    server: https://example.com:6443\n" + ca),
            "server: must be an IP address or localhost; names are not looked up");
  EXPECT_EQ(kubeconfig_error("    server: https://127.0.0.1:6443/k8s\n" + ca),
            "server: a path behind the port is not supported");
  EXPECT_THAT(kubeconfig_error(server), HasSubstr("certificate-authority-data: is needed with https"));
  EXPECT_THAT(kubeconfig_error(server + "    certificate-authority-data: '%'\n"),
              HasSubstr("certificate-authority-data: not base64"));
  EXPECT_EQ(kubeconfig_error(server + ca + "    insecure-skip-tls-verify: true\n"),
            "insecure-skip-tls-verify: is not supported; give the certificate-authority");
  EXPECT_EQ(kubeconfig_error(server + ca, "    exec: {command: aws}\n"), "exec: is not supported; give a token");
  EXPECT_EQ(kubeconfig_error(server + ca, "    client-certificate-data: Zm9v\n"),
            "client-certificate-data: is not supported; give a token");
}

TEST(ReadKubeconfig, FollowsTheCurrentContext) {
  const auto message = [](std::string_view text) { return read_kubeconfig(text).error().message(); };
  EXPECT_EQ(message("apiVersion: v1\nkind: Config\n"), "current-context: is needed");
  EXPECT_EQ(message("current-context: a\n"), "contexts: there is no \"a\"");
  EXPECT_EQ(message("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\n"),
            "clusters: there is no \"b\"");
  EXPECT_EQ(message(""), "a kubeconfig is one YAML document");
  EXPECT_EQ(message("a: [\n"), "2:1: expected ',' or ']'");
  EXPECT_EQ(message("- 1\n"), "current-context: is needed");
}

// A directory that is gone at the end of the test.
class KubeconfigFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "gauntlet-kubeconfig-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string write(const std::string& name, std::string_view text) {
    std::ofstream(directory_ / name) << text;
    return (directory_ / name).string();
  }

  std::filesystem::path directory_;
};

TEST_F(KubeconfigFile, NamesFilesBesideItself) {
  write("ca.crt", kCa);
  const std::string token_file = write("token", "from-file\n");
  const std::string file =
      write("config", config("    server: https://127.0.0.1:6443\n    certificate-authority: ca.crt\n",
                             "    token: inline\n    tokenFile: " + token_file + "\n"));
  const auto access = read_kubeconfig_file(file);
  ASSERT_TRUE(access.ok()) << access.error().to_string();
  EXPECT_EQ(access->ca_pem, kCa);
  EXPECT_EQ(access->bearer_token, "from-file") << "tokenFile wins over token, as in client-go";
}

TEST_F(KubeconfigFile, SaysWhichFileIsMissing) {
  const std::string file =
      write("config", config("    server: https://127.0.0.1:6443\n    certificate-authority: gone\n", "    {}\n"));
  const auto access = read_kubeconfig_file(file);
  ASSERT_FALSE(access.ok());
  EXPECT_EQ(access.error().reason(), base::Reason::kNotFound);
  EXPECT_THAT(access.error().message(), HasSubstr("certificate-authority: " + (directory_ / "gone").string()));
  EXPECT_EQ(read_kubeconfig_file(file + "-gone").error().reason(), base::Reason::kNotFound);
  EXPECT_FALSE(read_kubeconfig_file(directory_.string()).ok());
}

void expect_round_trip(const ClusterAccess& access) {
  const std::string text = write_kubeconfig(access);
  const auto read = read_kubeconfig(text);
  ASSERT_TRUE(read.ok()) << read.error().to_string() << "\n" << text;
  EXPECT_EQ(read->endpoint, access.endpoint);
  EXPECT_EQ(read->tls, access.tls);
  EXPECT_EQ(read->server_name, access.server_name);
  EXPECT_EQ(read->ca_pem, access.ca_pem);
  EXPECT_EQ(read->bearer_token, access.bearer_token);
  EXPECT_EQ(read->namespace_, access.namespace_);
}

TEST(WriteKubeconfig, IsReadBack) {
  expect_round_trip({{"127.0.0.1", 6443}, true, "127.0.0.1", std::string(kCa), "token", "default"});
  expect_round_trip({{"::1", 6443}, true, "kubernetes", std::string(kCa), "a \"strange\" #token: \\", "shop"});
  expect_round_trip({{"127.0.0.1", 80}, false, "127.0.0.1", "", "", "default"});
}

TEST(WriteKubeconfig, IsWhatKubectlTakes) {
  EXPECT_EQ(write_kubeconfig({{"127.0.0.1", 6443}, true, "127.0.0.1", "foo", "secret", "default"}),
            "apiVersion: v1\n"
            "kind: Config\n"
            "current-context: gauntlet\n"
            "clusters:\n"
            "- name: gauntlet\n"
            "  cluster:\n"
            "    server: https://127.0.0.1:6443\n"
            "    certificate-authority-data: Zm9v\n"
            "users:\n"
            "- name: gauntlet\n"
            "  user:\n"
            "    token: \"secret\"\n"
            "contexts:\n"
            "- name: gauntlet\n"
            "  context:\n"
            "    cluster: gauntlet\n"
            "    user: gauntlet\n"
            "    namespace: \"default\"\n");
}

TEST(WriteKubeconfig, HoldsAClientCertificate) {
  const ClusterAccess access{{"127.0.0.1", 6443}, true, "127.0.0.1", "foo", "", "default"};
  EXPECT_THAT(write_kubeconfig(access, {"bar", "baz"}), HasSubstr("  user:\n"
                                                                  "    client-certificate-data: YmFy\n"
                                                                  "    client-key-data: YmF6\n"));
}

}  // namespace
}  // namespace gauntlet::kube
