// PodConnection: one connection to a fake pod: requests one after the other, pipelined ones too, each with its echo. It
// is a local variable of its coroutine. Everything but reading happens without a suspension as long as the client takes
// its answers.
#pragma once

#include "foundation/base/sha256.hpp"
#include "foundation/http/message_parser.hpp"
#include "foundation/net/byte_stream.hpp"
#include "foundation/net/read_buffer.hpp"
#include "harness/cluster/capture_store.hpp"
#include "harness/cluster/echo_answer.hpp"
#include "harness/cluster/pod_identity.hpp"

#include <memory>
#include <string>

namespace gauntlet::cluster {

// What the connections to one port of a pod share.
struct PodPort {
  PodPort(const PodIdentity& its_pod, net::Endpoint its_endpoint, CaptureStore& its_captures)
      : pod(its_pod), endpoint(std::move(its_endpoint)), echo(its_pod, endpoint), captures(its_captures) {}

  const PodIdentity& pod;
  net::Endpoint endpoint;
  EchoAnswer echo;
  CaptureStore& captures;
};

class PodConnection {
 public:
  // `port` outlives it.
  PodConnection(std::unique_ptr<net::ByteStream> stream, PodPort& port);
  ~PodConnection();
  PodConnection(const PodConnection&) = delete;
  PodConnection& operator=(const PodConnection&) = delete;

  // Until one of the two sides has had enough.
  net::Awaitable<void> run();
  // Ends run() at once where no request is under way; else with the next answer.
  void finish();
  // Ends run(), whatever is under way.
  void cut() { stream_->close(); }

 private:
  enum class Next { kRead, kClose };
  // A request whose body was not at hand together with its head.
  struct LongRequest;

  // Answers all requests that the buffer holds.
  Next take_requests();
  Next take_head();
  Next take_body();
  void answer(const http::MessageHead& head, std::string_view kept_body, const SeenBody& body);
  Next refuse(const base::Error& error);
  Next after_request(bool keeps_alive);
  net::Awaitable<base::Result<void>> send_answers();
  // Says that no more comes, and reads on for a moment, so that the answer is not lost with what the client still
  // sends.
  net::Awaitable<void> linger();

  std::unique_ptr<net::ByteStream> stream_;
  PodPort& port_;
  net::ReadBuffer buffer_;
  http::MessageParser parser_;
  std::string out_;
  std::unique_ptr<LongRequest> long_request_;
  bool is_waiting_ = false;  // for a request to begin
  bool is_finishing_ = false;
};

}  // namespace gauntlet::cluster
