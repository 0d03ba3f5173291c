// ProxySession: the life of one client connection: requests one after the other, each with its answer. It is a local
// variable of its coroutine.
#pragma once

#include "reference_controller/proxy/client_side.hpp"
#include "reference_controller/proxy/exchange.hpp"
#include "reference_controller/proxy/own_answer.hpp"
#include "reference_controller/proxy/proxy_loop.hpp"

namespace gauntlet::reference {

class ProxySession {
 public:
  ProxySession(ClientSide& client, ProxyLoop& loop) : client_(client), loop_(loop) {}

  // Until one of the two sides has had enough.
  net::Awaitable<void> run();
  // Ends run() if no request is under way.
  void close_if_idle();

 private:
  net::Awaitable<void> end(Exchange::Outcome outcome);
  net::Awaitable<void> refuse(OwnAnswer answer);
  // Says that no more comes, and reads on for a while, so that the answer is not lost with what the client still sends.
  net::Awaitable<void> linger();

  ClientSide& client_;
  ProxyLoop& loop_;
  bool is_idle_ = false;
};

}  // namespace gauntlet::reference
