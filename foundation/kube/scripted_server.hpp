// ScriptedServer: the other end in the tests of Client: an HTTP server on loopback that answers what it was told to and
// keeps what it was asked.
#pragma once

#include "foundation/http/server.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/net/acceptor.hpp"
#include "foundation/net/event_loop.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::kube {

inline base::Deadline soon() {
  return base::Deadline::after(std::chrono::seconds(20));
}

// One answer of the scripted server: whole, or in pieces that each leave as a chunk.
struct Answer {
  int status = 200;
  std::string body;
  std::vector<std::string> pieces;
  enum class Ending { kFinish, kAbort, kStayOpen } ending = Ending::kFinish;
};

class ScriptedHandler final : public http::Handler {
 public:
  net::Awaitable<void> handle(const http::Request& request, const http::RequestContext& context,
                              http::ResponseWriter& writer) override {
    requests.push_back(request);
    clients.push_back(context.client.to_string());
    Answer answer{404, "nothing was scripted", {}, Answer::Ending::kFinish};
    if (!answers.empty()) {
      answer = std::move(answers.front());
      answers.pop_front();
    }
    http::Response response;
    response.status = answer.status;
    response.headers.set("Content-Type", "application/json");
    response.body = answer.body;
    if (answer.pieces.empty() && answer.ending == Answer::Ending::kFinish) {
      base::ignore_failure(co_await writer.send(std::move(response)));
      co_return;
    }
    base::ignore_failure(co_await writer.begin(std::move(response)));
    for (const std::string& piece : answer.pieces) {
      const std::string_view view = piece;
      const std::span<const std::string_view> views(&view, 1);
      base::ignore_failure(co_await writer.write(views));
    }
    if (answer.ending == Answer::Ending::kStayOpen) {
      co_await writer.wait_for_client_gone();
    }
    if (answer.ending == Answer::Ending::kFinish) {
      base::ignore_failure(co_await writer.finish());
    } else {
      writer.abort();
    }
  }

  std::deque<Answer> answers;
  std::vector<http::Request> requests;
  std::vector<std::string> clients;
};

template <typename T>
net::Awaitable<void> store(net::Awaitable<T> task, std::optional<T>& into) {
  T value = co_await std::move(task);
  into.emplace(std::move(value));
}

class ClientTest : public ::testing::Test {
 protected:
  void SetUp() override { serve(nullptr); }

  void serve(std::shared_ptr<const net::TlsIdentitySelector> tls) {
    auto acceptor = net::Acceptor::listen(loop_.executor(), {"127.0.0.1", 0});
    ASSERT_TRUE(acceptor.ok()) << acceptor.error().to_string();
    access_.endpoint = (*acceptor)->local_endpoint();
    access_.tls = tls != nullptr;
    access_.bearer_token = "secret";
    server_ = std::make_unique<http::Server>(loop_.executor(), handler_);
    server_->serve(std::move(*acceptor), std::move(tls));
  }

  void stop_server() { loop_.run_until_done(server_->stop(base::Deadline::at({}))); }

  void TearDown() override {
    client_.reset();
    stop_server();
  }

  // Runs the loop, and with it the server, until the task is done.
  template <typename T>
  T run(net::Awaitable<T> task) {
    std::optional<T> value;
    loop_.run_until_done(store(std::move(task), value));
    return std::move(*value);
  }

  Client& client() {
    if (!client_) client_ = std::make_unique<Client>(loop_.executor(), access_, "gauntlet-test/1");
    return *client_;
  }

  void answer(int status, std::string body) {
    handler_.answers.push_back({status, std::move(body), {}, Answer::Ending::kFinish});
  }

  net::EventLoop loop_;
  ScriptedHandler handler_;
  std::unique_ptr<http::Server> server_;
  ClusterAccess access_;
  std::unique_ptr<Client> client_;
};

}  // namespace gauntlet::kube
