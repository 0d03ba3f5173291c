#include "foundation/net/certificate_authority.hpp"

#include "foundation/net/tls_context.hpp"
#include "foundation/net/tls_identity.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace gauntlet::net {
namespace {

CertificateRequest request_for(std::string name) {
  CertificateRequest request;
  request.common_name = name;
  request.dns_names = {name};
  return request;
}

CertificatePtr read_one(const std::string& pem) {
  auto certificates = read_certificates(pem);
  EXPECT_EQ(certificates.size(), 1U);
  return certificates.empty() ? nullptr : std::move(certificates.front());
}

// X509_V_OK where a client with this one trusted certificate takes the other at `moment`.
int verify(const std::string& trusted_pem, X509* certificate, base::WallTime moment, int purpose) {
  const auto trusted = read_one(trusted_pem);
  const CertificateStorePtr store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), trusted.get());
  const OpensslOwner<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr);
  X509_STORE_CTX_set_purpose(context.get(), purpose);
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context.get()), X509_V_FLAG_X509_STRICT);
  X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(moment));
  return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

class CertificateAuthorityTest : public ::testing::Test {
 protected:
  static CertificateAuthority make_authority(const std::string& name) {
    auto made = CertificateAuthority::create(name);
    if (!made) ADD_FAILURE() << made.error().to_string();
    return std::move(*made);
  }

  IssuedCertificate issue_must_work(const CertificateRequest& request) const {
    auto issued = authority_.issue(request);
    if (issued) return *issued;
    ADD_FAILURE() << issued.error().to_string();
    return IssuedCertificate();
  }

  const base::WallTime now_ = base::SystemClock().wall_time();
  const CertificateAuthority authority_ = make_authority("the authority");
};

TEST_F(CertificateAuthorityTest, IssuesWhatAStrictVerifierTakes) {
  for (const KeyType type : {KeyType::kP256, KeyType::kRsa2048, KeyType::kEd25519}) {
    auto request = request_for("a.example");
    request.key_type = type;
    const auto issued = issue_must_work(request);
    const auto certificate = read_one(issued.certificate_pem);
    EXPECT_EQ(verify(authority_.certificate_pem(), certificate.get(), now_, X509_PURPOSE_SSL_SERVER), X509_V_OK);
    EXPECT_TRUE(TlsIdentity::from_pem(issued.certificate_pem, issued.key_pem).ok());
  }
}

TEST_F(CertificateAuthorityTest, NamesAreThoseOfTheRequest) {
  auto request = request_for("a.example");
  request.dns_names = {"*.b.example", "odd,DNS:evil.example"};
  request.ip_addresses = {"127.0.0.1", "::1"};
  const auto certificate = read_one(issue_must_work(request).certificate_pem);
  const auto has_host = [&](const char* name) { return X509_check_host(certificate.get(), name, 0, 0, nullptr) == 1; };
  EXPECT_TRUE(has_host("x.b.example"));
  EXPECT_FALSE(has_host("b.example"));
  EXPECT_FALSE(has_host("evil.example")) << "a name is a name, not a configuration";
  EXPECT_FALSE(has_host("a.example")) << "the common name is not looked at where there are alternative names";
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
  EXPECT_EQ(subject_of(certificate.get()), "CN=a.example");
}

TEST_F(CertificateAuthorityTest, ValidityIsThatOfTheRequest) {
  const auto by_default = read_one(issue_must_work(request_for("a.example")).certificate_pem);
  const std::string& trusted = authority_.certificate_pem();
  const auto at = [&](X509* certificate, base::WallTime moment) {
    return verify(trusted, certificate, moment, X509_PURPOSE_SSL_SERVER);
  };
  EXPECT_EQ(at(by_default.get(), now_ + std::chrono::hours(24 * 29)), X509_V_OK);
  EXPECT_EQ(at(by_default.get(), now_ + std::chrono::hours(24 * 31)), X509_V_ERR_CERT_HAS_EXPIRED);

  auto request = request_for("a.example");
  request.not_before = now_ - std::chrono::hours(2);
  request.not_after = now_ - std::chrono::hours(1);
  EXPECT_EQ(at(read_one(issue_must_work(request).certificate_pem).get(), now_), X509_V_ERR_CERT_HAS_EXPIRED);
  request.not_before = now_ + std::chrono::hours(1);
  request.not_after = now_ + std::chrono::hours(2);
  EXPECT_EQ(at(read_one(issue_must_work(request).certificate_pem).get(), now_), X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_F(CertificateAuthorityTest, UsageIsThatOfTheRequest) {
  auto request = request_for("someone");
  request.usage = CertificateRequest::Usage::kClient;
  const auto certificate = read_one(issue_must_work(request).certificate_pem);
  const std::string& trusted = authority_.certificate_pem();
  EXPECT_EQ(verify(trusted, certificate.get(), now_, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(verify(trusted, certificate.get(), now_, X509_PURPOSE_SSL_SERVER), X509_V_ERR_INVALID_PURPOSE);
}

TEST_F(CertificateAuthorityTest, AuthoritiesOfOneNameAreStillTwo) {
  const auto other = make_authority("the authority");
  const auto certificate = read_one(issue_must_work(request_for("a.example")).certificate_pem);
  EXPECT_NE(verify(other.certificate_pem(), certificate.get(), now_, X509_PURPOSE_SSL_SERVER), X509_V_OK);
}

TEST_F(CertificateAuthorityTest, RefusesWhatCannotBeWritten) {
  auto request = request_for(std::string(65, 'a'));  // RFC 5280 appendix A.1: ub-common-name is 64
  const auto too_long = authority_.issue(request);
  ASSERT_FALSE(too_long.ok());
  EXPECT_EQ(too_long.error().reason(), base::Reason::kTls);
  request = request_for("a.example");
  request.ip_addresses = {"not an address"};
  EXPECT_FALSE(authority_.issue(request).ok());
}

TEST_F(CertificateAuthorityTest, SelfSignedSignsItself) {
  const auto issued = make_self_signed(request_for("self.example"));
  ASSERT_TRUE(issued.ok());
  const auto certificate = read_one(issued->certificate_pem);
  EXPECT_EQ(verify(issued->certificate_pem, certificate.get(), now_, X509_PURPOSE_ANY), X509_V_OK);
  EXPECT_EQ(issued->fingerprint.size(), 64U);
}

TEST(TlsIdentityTest, RefusesWhatDoesNotFit) {
  const auto one = make_self_signed(request_for("one.example"));
  const auto two = make_self_signed(request_for("two.example"));
  ASSERT_TRUE(one.ok() && two.ok());
  const std::pair<std::string, std::string> wrong[] = {
      {one->certificate_pem, two->key_pem},
      {"", one->key_pem},
      {one->certificate_pem, ""},
      {one->certificate_pem, one->certificate_pem},
      {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", one->key_pem},
      {one->certificate_pem + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", one->key_pem},
  };
  for (const auto& [chain, key] : wrong) {
    const auto identity = TlsIdentity::from_pem(chain, key);
    ASSERT_FALSE(identity.ok());
    EXPECT_EQ(identity.error().reason(), base::Reason::kTls);
    EXPECT_FALSE(identity.error().message().empty());
  }
  const auto right = TlsIdentity::from_pem(one->certificate_pem, one->key_pem);
  ASSERT_TRUE(right.ok());
  EXPECT_EQ((*right)->fingerprint(), one->fingerprint);
}

}  // namespace
}  // namespace gauntlet::net
