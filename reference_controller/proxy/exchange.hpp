// Exchange: one request of a client and its answer: where it goes, how it gets there, and what comes back.
//
// An endpoint that cannot be reached is replaced by the next one. A connection that had waited in the pool and ends
// before a byte of the answer is replaced by a new one, once, where the method allows it (RFC 9110 9.2.2) and the whole
// request is still at hand.
//
// Most requests and answers are small, and there at once: for them everything but the two reads happens without a
// suspension and without a coroutine of its own (the functions ..._at_once).
#pragma once

#include "foundation/net/task_group.hpp"
#include "reference_controller/proxy/body_relay.hpp"
#include "reference_controller/proxy/client_side.hpp"
#include "reference_controller/proxy/own_answer.hpp"
#include "reference_controller/proxy/proxy_loop.hpp"
#include "reference_controller/proxy/relayed_head.hpp"
#include "reference_controller/proxy/request_target.hpp"

#include <optional>

namespace gauntlet::reference {

class Exchange {
 public:
  // What becomes of the client's connection.
  enum class Outcome { kKeepOpen, kClose, kLinger };

  // The parser of `client` has the head of the request, of so many bytes at the front of its buffer.
  Exchange(ClientSide& client, ProxyLoop& loop, std::size_t head_size)
      : client_(client), loop_(loop), head_size_(head_size) {}

  net::Awaitable<Outcome> run();

 private:
  // What the answer's bytes at hand hold.
  enum class HeadStep { kIncomplete, kInterim, kComplete, kMalformed };

  // Decides everything that the head decides, and writes the head that the endpoint gets. nullopt: go on.
  std::optional<OwnAnswer> prepare();
  std::optional<OwnAnswer> choose_backend(const RequestTarget& target);
  // `host`: where a changed Host field is kept.
  std::optional<OwnAnswer> mutate(RequestTarget& target, std::string& host);
  void note_body(const http::MessageHead& head);

  // nullopt: connection_ has the head of the answer.
  net::Awaitable<std::optional<OwnAnswer>> obtain_answer();
  bool take_free_connection();
  net::Awaitable<std::optional<OwnAnswer>> dial();
  bool send_at_once();
  net::Awaitable<base::Result<void>> send_request();
  net::Awaitable<void> upload();
  bool is_uploading() const { return uploads_ && !upload_end_; }
  void expect_answer();
  HeadStep take_answer_head();
  base::Result<void> note_read(const base::Result<std::size_t>& read);
  net::Awaitable<base::Result<void>> relay_interim();
  bool may_repeat(const base::Error& error) const;
  OwnAnswer failure_of(const base::Error& error);

  void write_answer_head();
  bool send_answer_at_once();
  net::Awaitable<RelayEnd> relay_answer();
  Outcome conclude(RelayEnd end);
  net::Awaitable<Outcome> run_tunnel();
  net::Awaitable<Outcome> answer(OwnAnswer answer);

  ClientSide& client_;
  ProxyLoop& loop_;
  std::size_t head_size_;
  base::TimePoint begun_;

  // Of the request; the views into its head end with the first byte that is read after it.
  bool is_head_request_ = false;
  bool is_idempotent_ = false;
  bool speaks_http11_ = true;
  bool keeps_alive_ = false;
  bool expects_continue_ = false;
  bool wants_tunnel_ = false;
  http::BodyFraming body_framing_ = http::BodyFraming::kNone;
  std::size_t buffered_body_ = 0;  // the whole body is in the buffer: so many bytes
  bool is_streamed_ = false;       // it is not

  BackendEndpointsPtr endpoints_;
  EndpointPool* pool_ = nullptr;  // that connection_ belongs to
  EndpointConnectionPtr connection_;
  std::size_t sent_ = 0;  // of the request, at once
  base::Deadline answer_deadline_ = base::Deadline::never();
  bool is_repeated_ = false;
  bool was_cancelled_ = false;  // there is nobody to be answered

  ResponseShape shape_;
  bool keeps_client_ = false;

  std::optional<net::TaskGroup> uploads_;
  std::optional<RelayEnd> upload_end_;
};

}  // namespace gauntlet::reference
