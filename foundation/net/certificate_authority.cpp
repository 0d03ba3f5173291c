#include "foundation/net/certificate_authority.hpp"

#include "foundation/net/tls_context.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace gauntlet::net {

namespace {

using BignumPtr = OpensslOwner<BIGNUM, BN_free>;
using ExtensionPtr = OpensslOwner<X509_EXTENSION, X509_EXTENSION_free>;

constexpr std::chrono::hours kAgeByDefault(1);
constexpr std::chrono::hours kValidByDefault(30 * 24);
constexpr std::chrono::hours kAuthorityValid(10 * 365 * 24);

KeyPtr make_key(KeyType type) {
  switch (type) {
    case KeyType::kP256:
      return KeyPtr(EVP_EC_gen("P-256"));
    case KeyType::kRsa2048:
      return KeyPtr(EVP_RSA_gen(2048));
    case KeyType::kRsa4096:
      return KeyPtr(EVP_RSA_gen(4096));
    case KeyType::kEd25519:
      return KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  return nullptr;
}

std::string content_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string pem_of(X509* certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return {};
  return content_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) return {};
  return content_of(bio.get());
}

// A positive random number of 127 bits (RFC 5280 section 4.1.2.2 allows 20 octets).
bool set_serial(X509* certificate) {
  const BignumPtr number(BN_new());
  return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, base::WallTime not_before, base::WallTime not_after) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), std::chrono::system_clock::to_time_t(not_before)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), std::chrono::system_clock::to_time_t(not_after)) != nullptr;
}

bool set_common_name(X509_NAME* name, const std::string& common_name) {
  if (common_name.empty()) return true;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(common_name.data());
  return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, bytes, static_cast<int>(common_name.size()),
                                    -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Built as names rather than through OpenSSL's configuration syntax, in which a comma would begin another name.
bool add_subject_names(X509* certificate, const CertificateRequest& request) {
  if (request.dns_names.empty() && request.ip_addresses.empty()) return true;
  const OpensslOwner<GENERAL_NAMES, GENERAL_NAMES_free> names(GENERAL_NAMES_new());
  for (const std::string& dns_name : request.dns_names) {
    ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, dns_name.data(), static_cast<int>(dns_name.size()));
    GENERAL_NAME* const name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, GEN_DNS, text);
    sk_GENERAL_NAME_push(names.get(), name);
  }
  for (const std::string& address : request.ip_addresses) {
    ASN1_OCTET_STRING* const bytes = a2i_IPADDRESS(address.c_str());
    if (bytes == nullptr) return false;
    GENERAL_NAME* const name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, GEN_IPADD, bytes);
    sk_GENERAL_NAME_push(names.get(), name);
  }
  // RFC 5280 section 4.2.1.6: critical where there is no other name.
  const int critical = request.common_name.empty() ? 1 : 0;
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), critical, X509V3_ADD_DEFAULT) == 1;
}

// RSA keys may also carry the key exchange of TLS 1.2.
const char* key_usage_of(KeyType type) {
  const bool is_rsa = type == KeyType::kRsa2048 || type == KeyType::kRsa4096;
  return is_rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature";
}

// Ed25519 signs without a digest of its own (RFC 8032).
bool sign(X509* certificate, EVP_PKEY* key) {
  const EVP_MD* const digest = EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
  return X509_sign(certificate, key, digest) > 0;
}

CertificatePtr start_certificate(EVP_PKEY* key, const std::string& common_name) {
  CertificatePtr certificate(X509_new());
  if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 || !set_serial(certificate.get()) ||
      !set_common_name(X509_get_subject_name(certificate.get()), common_name) ||
      X509_set_pubkey(certificate.get(), key) != 1) {
    return nullptr;
  }
  return certificate;
}

bool is_given(base::WallTime time) {
  return time != base::WallTime();
}

// `issuer` null: the leaf signs itself.
base::Result<IssuedCertificate> issue_leaf(const CertificateRequest& request, X509* issuer, EVP_PKEY* issuer_key) {
  ERR_clear_error();
  const auto failed = [] { return openssl_error("issuing a certificate"); };
  const KeyPtr key = make_key(request.key_type);
  if (!key) return failed();
  const CertificatePtr leaf = start_certificate(key.get(), request.common_name);
  if (!leaf) return failed();
  const auto now = base::SystemClock().wall_time();
  const auto not_before = is_given(request.not_before) ? request.not_before : now - kAgeByDefault;
  const auto not_after = is_given(request.not_after) ? request.not_after : now + kValidByDefault;
  X509* const parent = issuer == nullptr ? leaf.get() : issuer;
  const char* const usage = request.usage == CertificateRequest::Usage::kServer ? "serverAuth" : "clientAuth";
  const bool made = set_validity(leaf.get(), not_before, not_after) &&
                    X509_set_issuer_name(leaf.get(), X509_get_subject_name(parent)) == 1 &&
                    add_extension(leaf.get(), parent, NID_basic_constraints, "critical,CA:FALSE") &&
                    add_extension(leaf.get(), parent, NID_key_usage, key_usage_of(request.key_type)) &&
                    add_extension(leaf.get(), parent, NID_ext_key_usage, usage) &&
                    add_extension(leaf.get(), parent, NID_subject_key_identifier, "hash") &&
                    add_extension(leaf.get(), parent, NID_authority_key_identifier, "keyid") &&
                    add_subject_names(leaf.get(), request) &&
                    sign(leaf.get(), issuer_key == nullptr ? key.get() : issuer_key);
  if (!made) return failed();
  IssuedCertificate issued;
  issued.certificate_pem = pem_of(leaf.get());
  issued.key_pem = pem_of(key.get());
  issued.fingerprint = fingerprint_of(leaf.get());
  if (issued.certificate_pem.empty() || issued.key_pem.empty()) return failed();
  return issued;
}

}  // namespace

struct CertificateAuthority::State {
  CertificatePtr certificate;
  KeyPtr key;
  std::string pem;
};

base::Result<CertificateAuthority> CertificateAuthority::create(const std::string& common_name) {
  ERR_clear_error();
  auto state = std::make_unique<State>();
  state->key = make_key(KeyType::kP256);
  if (!state->key) return openssl_error("making the key of a certificate authority");
  state->certificate = start_certificate(state->key.get(), common_name);
  X509* const root = state->certificate.get();
  const auto now = base::SystemClock().wall_time();
  const bool made = root != nullptr && set_validity(root, now - kAgeByDefault, now + kAuthorityValid) &&
                    X509_set_issuer_name(root, X509_get_subject_name(root)) == 1 &&
                    add_extension(root, root, NID_basic_constraints, "critical,CA:TRUE") &&
                    add_extension(root, root, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    add_extension(root, root, NID_subject_key_identifier, "hash") && sign(root, state->key.get());
  if (made) state->pem = pem_of(root);
  if (state->pem.empty()) return openssl_error("making a certificate authority");
  return CertificateAuthority(std::move(state));
}

CertificateAuthority::CertificateAuthority(std::unique_ptr<State> state) : state_(std::move(state)) {}

CertificateAuthority::~CertificateAuthority() = default;

CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;

CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;

const std::string& CertificateAuthority::certificate_pem() const {
  return state_->pem;
}

base::Result<IssuedCertificate> CertificateAuthority::issue(const CertificateRequest& request) const {
  return issue_leaf(request, state_->certificate.get(), state_->key.get());
}

base::Result<IssuedCertificate> make_self_signed(const CertificateRequest& request) {
  return issue_leaf(request, nullptr, nullptr);
}

}  // namespace gauntlet::net
