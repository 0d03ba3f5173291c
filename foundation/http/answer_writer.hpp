// AnswerWriter (internal to http): the ResponseWriter of one request on one connection.
#pragma once

#include "foundation/http/connection_input.hpp"
#include "foundation/http/server_terms.hpp"

#include <string>
#include <vector>

namespace gauntlet::http {

// Whether the client wants the connection for another request, and the request was read to its end.
enum class Persistence { kKeepAlive, kClose };

class AnswerWriter final : public ResponseWriter {
 public:
  // All of them outlive the writer.
  AnswerWriter(const ServerTerms& terms, net::ByteStream& stream, ConnectionInput& input, const Request& request,
               Persistence persistence)
      : terms_(terms), stream_(stream), input_(input), request_(request), persistence_(persistence) {}

  net::Awaitable<base::Result<void>> send(Response response) override;
  net::Awaitable<base::Result<void>> begin(Response head) override;
  net::Awaitable<base::Result<void>> write(std::span<const std::string_view> pieces) override;
  net::Awaitable<base::Result<void>> finish() override;
  void abort() override;
  net::Awaitable<void> end_early(std::string_view part) override;
  net::Awaitable<void> wait_for_client_gone() override;
  bool started() const override { return stage_ != Stage::kUntouched; }

  // The answer has left to its last byte.
  bool complete() const { return stage_ == Stage::kComplete; }
  // The connection is to end with its FIN, not with a reset.
  bool ends_well() const { return complete() || stage_ == Stage::kEnded; }
  // Whether another request may follow a complete answer.
  bool keeps_connection() const { return complete() && persistence_ == Persistence::kKeepAlive; }

 private:
  enum class Stage { kUntouched, kSending, kStreaming, kComplete, kEnded, kCut };

  void settle_persistence(Response& response);
  base::Error out_of_turn(std::string_view call) const;
  net::Awaitable<base::Result<void>> write_out(std::span<const std::string_view> pieces, Stage next);

  const ServerTerms& terms_;
  net::ByteStream& stream_;
  ConnectionInput& input_;
  const Request& request_;
  Persistence persistence_;
  Stage stage_ = Stage::kUntouched;
  bool has_body_ = true;  // of a streamed answer
  bool is_chunked_ = true;
  std::string framing_;
  std::vector<std::string_view> chunk_;
};

}  // namespace gauntlet::http
