// Server: HTTP/1.1 over an Acceptor with whole requests in memory, for control paths (the API server). Answers are
// whole or streamed. Malformed input gets a 400 and a close; nothing here throws. One loop.
#pragma once

#include "foundation/http/message.hpp"
#include "foundation/net/acceptor.hpp"
#include "foundation/net/task_group.hpp"
#include "foundation/net/tls_identity.hpp"
#include "foundation/net/tls_stream.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::http {

// How the answer to one request leaves. Exactly one of send() or begin()...finish().
class ResponseWriter {
 public:
  virtual ~ResponseWriter() = default;
  // Content-Length, Date and Connection are added.
  virtual net::Awaitable<base::Result<void>> send(Response response) = 0;
  // Chunked; the body of `head` is not used. Flushed at once.
  virtual net::Awaitable<base::Result<void>> begin(Response head) = 0;
  // All pieces as one chunk, in one write.
  virtual net::Awaitable<base::Result<void>> write(std::span<const std::string_view> pieces) = 0;
  virtual net::Awaitable<base::Result<void>> finish() = 0;
  // Cuts the connection without the last chunk (fault injection, slow watchers).
  virtual void abort() = 0;
  // Ends the connection in good order (FIN) and the answer too early: within a chunk that begins with `part`, or before
  // its first byte where nothing has begun (fault injection).
  virtual net::Awaitable<void> end_early(std::string_view part) = 0;
  // Ends once the client has gone or sent further bytes, or the task is asked to stop; so that a stream with nothing to
  // say notices. At most one at a time; it may run beside write().
  virtual net::Awaitable<void> wait_for_client_gone() = 0;
  virtual bool started() const = 0;
};

struct RequestContext {
  net::Endpoint client;
  std::string client_certificate;  // its fingerprint, of a client that showed one; nothing about it has been checked
  std::size_t body_limit_exceeded_at = 0;  // 0: the body is whole
};

class Handler {
 public:
  virtual ~Handler() = default;
  // Must answer; the server answers 500 where it did not. Called once per request, many at a time.
  virtual net::Awaitable<void> handle(const Request& request, const RequestContext& context,
                                      ResponseWriter& writer) = 0;
};

struct ServerLimits {
  std::size_t head_bytes = 64 * 1024;
  std::size_t body_bytes =
      3 * 1024 * 1024;  // more: the handler sees body_limit_exceeded_at, the connection closes after it
  base::Duration idle = std::chrono::seconds(120);  // between requests
  base::Duration head = std::chrono::seconds(30);   // from the first byte to the end of the request
  base::Duration write = std::chrono::seconds(30);  // for one write; a client that does not read is cut
  std::size_t connections = 4096;                   // more wait in the backlog
};

class Server {
 public:
  // `handler` outlives the server. `tls` null: plain HTTP.
  Server(net::Executor executor, Handler& handler, ServerLimits limits = ServerLimits());
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Serves the acceptor until stop(). `ask`: with TLS, whether clients are asked for a certificate.
  void serve(std::unique_ptr<net::Acceptor> acceptor, std::shared_ptr<const net::TlsIdentitySelector> tls = nullptr,
             net::ClientCertificates ask = net::ClientCertificates::kNotAsked);
  // No new connections; requests under way may end until the deadline, then are cut.
  net::Awaitable<void> stop(base::Deadline gentle_until);
  std::size_t connection_count() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::http
