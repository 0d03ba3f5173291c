// ProxyTest: the fixture of the proxy's tests: a session over a memory stream on one side, scripted endpoints on
// loopback on the other, everything on one loop. Tests only; internal.
#pragma once

#include "foundation/net/loop_test.hpp"
#include "foundation/net/memory_stream.hpp"
#include "foundation/net/task_group.hpp"
#include "reference_controller/proxy/proxy_session.hpp"
#include "reference_controller/proxy/relayed_head.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gauntlet::reference {

// What an endpoint does when a request has come in whole.
struct ScriptedAnswer {
  ScriptedAnswer(std::string its_bytes) : bytes(std::move(its_bytes)) {}  // NOLINT: implicit by design
  ScriptedAnswer(const char* its_bytes) : bytes(its_bytes) {}             // NOLINT: implicit by design

  // kCloseEarly answers after the head, without waiting for the body; kTunnel sends every byte back.
  enum class Then { kKeep, kClose, kReset, kSilent, kCloseEarly, kTunnel };
  ScriptedAnswer& then(Then what) {
    ending = what;
    return *this;
  }

  std::string bytes;
  Then ending = Then::kKeep;
};

class ScriptedEndpoint {
 public:
  explicit ScriptedEndpoint(net::Executor executor) : tasks_(executor) {
    auto acceptor = net::Acceptor::listen(executor, {"127.0.0.1", 0});
    EXPECT_TRUE(acceptor.ok());
    acceptor_ = std::move(*acceptor);
    tasks_.spawn(accept());
  }

  net::Endpoint address() const { return acceptor_->local_endpoint(); }
  net::Awaitable<void> stop() {
    const auto at_once = base::Deadline::at({});
    co_await tasks_.stop(at_once);
  }

  std::deque<ScriptedAnswer> answers;  // used up; then "200" with the number of the request
  std::vector<std::string> heads;      // of requests, as they came
  std::vector<std::string> bodies;     // without framing
  int connections = 0;

 private:
  net::Awaitable<void> accept() {
    for (;;) {
      auto stream = co_await acceptor_->accept();
      if (!stream) co_return;
      ++connections;
      tasks_.spawn(serve(std::move(*stream)));
    }
  }

  net::Awaitable<void> serve(std::unique_ptr<net::ByteStream> stream) {
    const auto never = base::Deadline::never();
    http::MessageParser parser(http::MessageParser::Side::kRequest);
    std::string bytes;
    std::vector<char> buffer(65536);
    const std::span<char> room(buffer);
    for (;;) {
      parser.reset();
      std::size_t head_size = 0;
      while (head_size == 0) {
        const auto size = parser.feed_head(bytes);
        EXPECT_TRUE(size.ok()) << "the proxy sent: " << bytes;
        if (!size) co_return;
        head_size = *size;
        if (head_size > 0) break;
        const auto read = co_await stream->read_some(room, never);
        if (!read || *read == 0) co_return;
        bytes.append(buffer.data(), *read);
      }
      heads.push_back(bytes.substr(0, head_size));
      bodies.emplace_back();
      bytes.erase(0, head_size);
      ScriptedAnswer answer = next_answer();
      const bool is_early = answer.ending == ScriptedAnswer::Then::kCloseEarly;
      while (!is_early && !parser.done()) {
        const auto step = parser.feed_body(bytes);
        EXPECT_TRUE(step.ok());
        if (!step) co_return;
        bodies.back() += step->data;
        bytes.erase(0, step->consumed);
        if (step->done || step->consumed > 0) continue;
        const auto read = co_await stream->read_some(room, never);
        if (!read || *read == 0) co_return;
        bytes.append(buffer.data(), *read);
      }
      const auto written = co_await stream->write_all(answer.bytes, never);
      if (!written) co_return;
      switch (answer.ending) {
        case ScriptedAnswer::Then::kKeep:
          break;
        case ScriptedAnswer::Then::kClose:
        case ScriptedAnswer::Then::kCloseEarly:
          co_return;
        case ScriptedAnswer::Then::kReset:
          stream->reset();
          co_return;
        case ScriptedAnswer::Then::kSilent: {
          const auto read = co_await stream->read_some(room, never);
          base::ignore_failure(read);
          co_return;
        }
        case ScriptedAnswer::Then::kTunnel:
          for (;;) {
            const auto sent_back = co_await stream->write_all(bytes, never);
            bytes.clear();
            const auto read = co_await stream->read_some(room, never);
            if (!sent_back || !read || *read == 0) co_return;
            bytes.assign(buffer.data(), *read);
          }
      }
    }
  }

  ScriptedAnswer next_answer() {
    if (answers.empty()) {
      const std::string number = std::to_string(heads.size());
      return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(number.size()) + "\r\n\r\n" + number;
    }
    ScriptedAnswer answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }

  std::unique_ptr<net::Acceptor> acceptor_;
  net::TaskGroup tasks_;
};

// One answer as the client sees it.
struct SeenAnswer {
  int status = 0;  // 0: none
  std::string head;
  std::string body;
  bool is_complete = false;
};

class ProxyTest : public net::LoopTest {
 protected:
  ProxyTest() : endpoint_(executor()), tasks_(executor()) {
    limits_.linger = std::chrono::milliseconds(50);
    loop_state_.emplace(executor(), limits_, log_);
    route_to({endpoint_.address()});
  }
  ~ProxyTest() override {
    run([this]() -> net::Awaitable<void> {
      const auto at_once = base::Deadline::at({});
      client_.reset();
      co_await tasks_.stop(at_once);
      co_await endpoint_.stop();
    });
  }

  // h.test leads there.
  void route_to(std::vector<net::Endpoint> endpoints, PathMatch match = PathMatch::kPrefix) {
    const Route route{"h.test", {"/", match, 0}};
    std::vector<Backend> backends(1);
    backends[0].endpoints = std::move(endpoints);
    const std::span<const Route> routes(&route, 1);
    loop_state_->endpoints.install(std::make_shared<const RouteTable>(routes, kNoBackend, std::move(backends)));
  }
  // With other limits; before the first connect().
  void limit(const ProxyLimits& limits) {
    limits_ = limits;
    loop_state_.reset();
    loop_state_.emplace(executor(), limits_, log_);
    route_to({endpoint_.address()});
  }

  // A new client; the one before goes away.
  void connect(net::MemoryStreamOptions proxy_side = net::MemoryStreamOptions()) {
    auto [client, proxy] = net::make_memory_streams(executor(), net::MemoryStreamOptions(), proxy_side);
    client_ = std::move(client);
    received_.clear();
    has_ended_ = false;
    session_done_ = false;
    tasks_.spawn(serve(std::move(proxy)));
  }

  net::Awaitable<void> send(std::string bytes) {
    const auto deadline = soon();
    const auto written = co_await client_->write_all(bytes, deadline);
    base::ignore_failure(written);
  }

  // The next answer to a request with that method; interim answers count as answers.
  net::Awaitable<SeenAnswer> receive(std::string method = "GET") {
    http::MessageParser parser(http::MessageParser::Side::kResponse);
    if (method == "HEAD") parser.expect_no_body();
    SeenAnswer seen;
    for (;;) {
      const auto size = parser.feed_head(received_);
      if (!size) {
        ADD_FAILURE() << "not an answer: " << received_;
        co_return seen;
      }
      if (*size > 0) {
        seen.status = static_cast<int>(parser.head().status);
        seen.head = received_.substr(0, *size);
        received_.erase(0, *size);
        break;
      }
      const bool more = co_await receive_some();
      if (!more) co_return seen;
    }
    while (!parser.done()) {
      const auto step = parser.feed_body(received_);
      if (!step) co_return seen;
      seen.body += step->data;
      const std::size_t consumed = step->consumed;
      received_.erase(0, consumed);
      if (consumed > 0 || parser.done()) continue;
      const bool more = co_await receive_some();
      if (!more && !parser.end_of_stream()) co_return seen;
    }
    seen.is_complete = true;
    co_return seen;
  }

  net::Awaitable<SeenAnswer> exchange(std::string request) {
    const std::string method = request.substr(0, request.find(' '));
    co_await send(std::move(request));
    auto seen = co_await receive(method);
    co_return seen;
  }

  // Whether the proxy ends the connection, with nothing more to say.
  net::Awaitable<bool> is_ended() {
    while (!has_ended_) {
      const bool more = co_await receive_some();
      if (more) co_return false;
    }
    co_return received_.empty();
  }

  std::uint64_t counted(RequestOutcome outcome) const { return loop_state_->counters.requests(outcome); }

  static std::string get(const std::string& path = "/", const std::string& fields = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: h.test\r\n" + fields + "\r\n";
  }
  static std::string post(const std::string& body, const std::string& fields = "") {
    return "POST / HTTP/1.1\r\nHost: h.test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields +
           "\r\n" + body;
  }
  static std::string sized(const std::string& body, const std::string& fields = "") {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
  }

  base::Log log_;
  ProxyLimits limits_;
  std::optional<ProxyLoop> loop_state_;
  ScriptedEndpoint endpoint_;
  ProxySession* session_ = nullptr;  // while it runs
  std::string server_name_;          // that the next client asks for
  bool session_done_ = false;
  std::unique_ptr<net::ByteStream> client_;
  std::string received_;
  bool has_ended_ = false;
  net::TaskGroup tasks_;

 private:
  net::Awaitable<void> serve(std::unique_ptr<net::ByteStream> stream) {
    const net::Endpoint client_address{"192.0.2.7", 4711};
    ClientSide side(std::move(stream), make_forwarded_lines(client_address, Scheme::kHttp, 80), loop_state_->limits);
    side.server_name = server_name_;
    ProxySession session(side, *loop_state_);
    session_ = &session;
    co_await session.run();
    session_ = nullptr;
    session_done_ = true;
  }

  net::Awaitable<bool> receive_some() {
    std::vector<char> buffer(65536);
    const std::span<char> room(buffer);
    const auto deadline = soon();
    const auto read = co_await client_->read_some(room, deadline);
    if (!read || *read == 0) {
      has_ended_ = true;
      co_return false;
    }
    received_.append(buffer.data(), *read);
    co_return true;
  }
};

}  // namespace gauntlet::reference
