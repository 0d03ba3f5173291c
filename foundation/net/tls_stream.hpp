// TlsStream: a ByteStream over TLS 1.2 and 1.3 on top of any other ByteStream (OpenSSL with memory buffers, so that the
// inner stream's deadlines and fault injection apply).
#pragma once

#include "foundation/net/byte_stream.hpp"
#include "foundation/net/tls_identity.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gauntlet::net {

// kReport goes on with a certificate that fails; TlsSession says why it did.
enum class PeerVerification { kVerify, kAcceptAny, kReport };

struct TlsClientOptions {
  TlsClientOptions() = default;
  std::string server_name;  // SNI, and the name that the certificate is checked against; empty sends no SNI
  std::string trusted_pem;  // CA certificates; the system's are never used
  PeerVerification verification = PeerVerification::kVerify;
  std::vector<std::string> alpn;                       // in order of preference; empty offers none
  std::shared_ptr<const TlsIdentity> client_identity;  // null: no client certificate
};

// What the handshake settled.
struct TlsSession {
  std::string protocol;          // "TLSv1.3"
  std::string alpn;              // empty: none
  std::string server_name;       // server side: what the client asked for
  std::string peer_fingerprint;  // like TlsIdentity::fingerprint; empty: no certificate
  std::string peer_subject;      // for people
  std::string peer_failure;      // kReport: why the certificate is not to be believed; empty: it is
};

class TlsStream : public ByteStream {
 public:
  virtual const TlsSession& session() const = 0;
};

// Whether a server asks for a client certificate. It takes any, or none; who checks it looks at the session.
enum class ClientCertificates { kNotAsked, kAsked };

// kTls with OpenSSL's words as the peer's words, or the transport's reasons.
Awaitable<base::Result<std::unique_ptr<TlsStream>>> tls_connect(std::unique_ptr<ByteStream> inner,
                                                                TlsClientOptions options, base::Deadline deadline);
// `selector` must outlive the stream. `alpn`: the protocols we speak in order of preference; empty: none.
Awaitable<base::Result<std::unique_ptr<TlsStream>>> tls_accept(std::unique_ptr<ByteStream> inner,
                                                               std::shared_ptr<const TlsIdentitySelector> selector,
                                                               std::vector<std::string> alpn, base::Deadline deadline,
                                                               ClientCertificates ask = ClientCertificates::kNotAsked);

}  // namespace gauntlet::net
