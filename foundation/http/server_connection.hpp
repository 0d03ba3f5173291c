// ServerConnection (internal to http): one client's connection from its first byte to its last: requests one after the
// other, each answered before the next is looked at.
#pragma once

#include "foundation/http/connection_input.hpp"
#include "foundation/http/message_parser.hpp"
#include "foundation/http/server_terms.hpp"

#include <memory>

namespace gauntlet::http {

class ServerConnection {
 public:
  // `terms` outlive the connection. `client_certificate` as in RequestContext.
  ServerConnection(const ServerTerms& terms, std::unique_ptr<net::ByteStream> stream,
                   std::string client_certificate = std::string());

  net::Awaitable<void> run();
  // Ends run() where no request is under way.
  void close_if_idle();

 private:
  enum class Next { kAnotherRequest, kEnd };
  enum class BodyEnd { kWhole, kOverLimit, kFailed };

  // 0: the connection is to end, and the client knows why.
  net::Awaitable<std::size_t> read_head();
  net::Awaitable<Next> serve_request(std::size_t head_size);
  net::Awaitable<BodyEnd> read_body(std::string& body);
  net::Awaitable<bool> invite_body();
  net::Awaitable<Next> answer(const Request& request, BodyEnd body_end);
  // The request did not come to its end.
  net::Awaitable<void> give_up(base::Result<std::size_t> read);
  net::Awaitable<void> refuse(int status);
  // Says that no more comes, and reads on for a while, so that the answer is not lost with what the client still sends.
  net::Awaitable<void> linger();

  const ServerTerms& terms_;
  std::unique_ptr<net::ByteStream> stream_;
  std::string client_certificate_;
  ConnectionInput input_;
  MessageParser parser_;
  base::Deadline request_until_ = base::Deadline::never();
  bool is_idle_ = false;
};

}  // namespace gauntlet::http
