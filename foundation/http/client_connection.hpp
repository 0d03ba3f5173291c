// ClientConnection: one HTTP/1.1 connection from the client's side, for control paths and checks: a series of
// exchanges, or one answer read piece by piece (a watch).
#pragma once

#include "foundation/http/message.hpp"
#include "foundation/net/byte_stream.hpp"

#include <memory>
#include <optional>
#include <string>

namespace gauntlet::http {

class ClientConnection {
 public:
  explicit ClientConnection(std::unique_ptr<net::ByteStream> stream);
  ~ClientConnection();
  ClientConnection(ClientConnection&&) noexcept;
  ClientConnection& operator=(ClientConnection&&) noexcept;

  // The whole answer. kClosed/kReset before the first byte of the answer (answer_begun) means the kept connection had
  // ended. 1xx answers are skipped, 101 excepted. The body is limited to 256 MiB (kRequestEntityTooLarge).
  net::Awaitable<base::Result<Response>> exchange(const Request& request, base::Deadline deadline);
  // Sends these bytes as they are and reads one answer to a request with `method`: for malformed requests.
  net::Awaitable<base::Result<Response>> exchange_raw(std::string bytes, std::string method, base::Deadline deadline);
  // The head; then read_body() until it gives an empty string. After kTimeout read_body() may be called again.
  net::Awaitable<base::Result<Response>> begin(const Request& request, base::Deadline deadline);
  net::Awaitable<base::Result<std::string>> read_body(base::Deadline deadline);

  // Whether a byte of the answer to the last request has come.
  bool answer_begun() const;
  // Whether another exchange may follow.
  bool reusable() const;
  net::ByteStream& stream();
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::http
