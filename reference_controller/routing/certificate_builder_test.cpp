#include "reference_controller/routing/certificate_builder.hpp"

#include "foundation/kube/base64.hpp"
#include "foundation/net/certificate_authority.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

using base::NamespacedName;

class Secrets final : public SecretSource {
 public:
  void set(const NamespacedName& name, const std::string& certificate, const std::string& key) {
    const kube::Json data = {{"tls.crt", kube::base64_encode(certificate)}, {"tls.key", kube::base64_encode(key)}};
    const kube::Json metadata = {{"namespace", name.namespace_}, {"name", name.name}};
    secrets_.insert_or_assign(name, kube::Object::from_json({{"metadata", metadata}, {"data", data}}));
  }
  void remove(const NamespacedName& name) { secrets_.erase(name); }
  const kube::Object* find_secret(const NamespacedName& name) const override {
    const auto found = secrets_.find(name);
    return found == secrets_.end() ? nullptr : &found->second;
  }
  const kube::Object* find_secret_anywhere(std::string_view /*name*/) const override { return nullptr; }

 private:
  std::map<NamespacedName, kube::Object> secrets_;
};

net::IssuedCertificate issue(const std::string& name) {
  static const auto authority = net::CertificateAuthority::create("test");
  net::CertificateRequest request;
  request.dns_names = {name};
  auto issued = authority->issue(request);
  EXPECT_TRUE(issued.ok());
  return *issued;
}

class CertificateBuilderTest : public testing::Test {
 protected:
  CertificateBuilderTest() {
    const auto own = issue("fallback");
    fallback_ = *net::TlsIdentity::from_pem(own.certificate_pem, own.key_pem);
    builder_.emplace(fallback_, log_);
  }

  // The fingerprint of the certificate that is stored.
  std::string store(const NamespacedName& name) {
    const auto issued = issue(name.name);
    secrets_.set(name, issued.certificate_pem, issued.key_pem);
    return issued.fingerprint;
  }
  kube::Ingress& add_ingress(const std::string& namespace_, const std::string& name) {
    kube::Ingress& ingress = ingresses_.emplace_back();
    ingress.name = {namespace_, name};
    return ingress;
  }
  void build() {
    std::vector<const kube::Ingress*> served;
    for (const kube::Ingress& ingress : ingresses_) served.push_back(&ingress);
    certificates_ = builder_->build(served, secrets_);
  }
  std::string shown(std::string_view server_name) const {
    const auto identity = certificates_->select(server_name);
    return identity == fallback_ ? "fallback" : identity->fingerprint();
  }

  base::Log log_;
  IdentityPtr fallback_;
  std::optional<CertificateBuilder> builder_;
  Secrets secrets_;
  std::vector<kube::Ingress> ingresses_;
  std::shared_ptr<const Certificates> certificates_;
};

TEST_F(CertificateBuilderTest, HostsAreShownTheCertificateOfTheirSecret) {
  const std::string one = store({"default", "one"});
  const std::string two = store({"default", "two"});
  add_ingress("default", "web").tls = {{{"foo.test", "bar.test"}, "one"}, {{"baz.test"}, "two"}};
  build();
  EXPECT_EQ(shown("foo.test"), one);
  EXPECT_EQ(shown("BAR.test"), one);
  EXPECT_EQ(shown("baz.test"), two);
  EXPECT_EQ(shown("unknown.test"), "fallback");
  EXPECT_EQ(shown(""), "fallback");
}

TEST_F(CertificateBuilderTest, WildcardStandsForOneLabelAndAFullNameGoesBeforeIt) {
  const std::string wild = store({"default", "wild"});
  const std::string full = store({"default", "full"});
  add_ingress("default", "web").tls = {{{"*.foo.test"}, "wild"}, {{"x.foo.test"}, "full"}};
  build();
  EXPECT_EQ(shown("y.foo.test"), wild);
  EXPECT_EQ(shown("x.foo.test"), full);
  EXPECT_EQ(shown("a.y.foo.test"), "fallback");
  EXPECT_EQ(shown("foo.test"), "fallback");
  EXPECT_EQ(shown(".foo.test"), "fallback");
}

TEST_F(CertificateBuilderTest, SecretsOfOtherNamespacesAreNotUsed) {
  store({"other", "one"});
  add_ingress("default", "web").tls = {{{"foo.test"}, "one"}};
  build();
  EXPECT_EQ(shown("foo.test"), "fallback");
}

TEST_F(CertificateBuilderTest, ChangesAreFollowed) {
  add_ingress("default", "web").tls = {{{"foo.test"}, "one"}};
  build();
  EXPECT_EQ(shown("foo.test"), "fallback");
  const std::string first = store({"default", "one"});
  build();
  EXPECT_EQ(shown("foo.test"), first);
  const std::string second = store({"default", "one"});
  ASSERT_NE(first, second);
  build();
  EXPECT_EQ(shown("foo.test"), second);
  secrets_.remove({"default", "one"});
  build();
  EXPECT_EQ(shown("foo.test"), "fallback");
}

TEST_F(CertificateBuilderTest, AnUnchangedSecretIsParsedOnce) {
  store({"default", "one"});
  add_ingress("default", "web").tls = {{{"foo.test"}, "one"}};
  build();
  const auto first = certificates_->select("foo.test");
  build();
  EXPECT_EQ(certificates_->select("foo.test"), first);
}

TEST_F(CertificateBuilderTest, BrokenSecretsHarmNobodyElse) {
  const std::string good = store({"default", "good"});
  secrets_.set({"default", "garbage"}, "garbage", "garbage");
  secrets_.set({"default", "mismatch"}, issue("a").certificate_pem, issue("b").key_pem);
  secrets_.set({"default", "empty"}, "", "");
  add_ingress("default", "web").tls = {
      {{"a.test"}, "garbage"}, {{"b.test"}, "mismatch"}, {{"c.test"}, "empty"}, {{"d.test"}, ""}, {{"e.test"}, "good"}};
  build();
  for (const char* const host : {"a.test", "b.test", "c.test", "d.test"}) EXPECT_EQ(shown(host), "fallback") << host;
  EXPECT_EQ(shown("e.test"), good);
}

TEST_F(CertificateBuilderTest, TheOlderIngressCounts) {
  const std::string one = store({"default", "one"});
  store({"default", "two"});
  add_ingress("default", "old").tls = {{{"foo.test"}, "one"}};
  add_ingress("default", "young").tls = {{{"foo.test"}, "two"}};
  build();
  EXPECT_EQ(shown("foo.test"), one);
}

TEST_F(CertificateBuilderTest, WithoutHostsTheHostsOfTheRulesCount) {
  const std::string one = store({"default", "one"});
  kube::Ingress& ingress = add_ingress("default", "web");
  ingress.tls = {{{}, "one"}};
  ingress.rules = {{"foo.test", {}}, {"", {}}};
  build();
  EXPECT_EQ(shown("foo.test"), one);
  EXPECT_EQ(shown("bar.test"), "fallback");
}

}  // namespace
}  // namespace gauntlet::reference
