#include "reference_controller/proxy/proxy_session.hpp"

namespace gauntlet::reference {

using base::Deadline;
using base::Reason;
using net::Awaitable;

Awaitable<void> ProxySession::run() {
  auto head_deadline = Deadline::never();
  client_.parser.reset();
  for (;;) {
    if (!client_.buffer.empty()) {
      const auto head_size = client_.parser.feed_head(client_.buffer.view());
      if (!head_size) {
        const bool is_large = head_size.error().reason() == Reason::kRequestEntityTooLarge;
        co_await refuse(is_large ? OwnAnswer::kHeadTooLarge : OwnAnswer::kBadRequest);
        co_return;
      }
      if (*head_size > 0) {
        Exchange exchange(client_, loop_, *head_size);
        const Exchange::Outcome outcome = co_await exchange.run();
        if (outcome != Exchange::Outcome::kKeepOpen) {
          co_await end(outcome);
          co_return;
        }
        head_deadline = Deadline::never();
        client_.parser.reset();
        continue;
      }
      if (head_deadline.is_never()) head_deadline = Deadline::after(loop_.limits.client_head);
    }
    const bool has_begun = !client_.buffer.empty();
    const auto deadline = has_begun ? head_deadline : Deadline::after(loop_.limits.client_idle);
    const auto room = client_.buffer.room();
    is_idle_ = !has_begun;
    const auto read = co_await client_.stream->read_some(room, deadline);
    is_idle_ = false;
    if (!read && has_begun && read.error().reason() == Reason::kTimeout) {
      co_await refuse(OwnAnswer::kRequestTimeout);
    }
    if (!read || *read == 0) co_return;
    client_.buffer.commit(*read);
  }
}

void ProxySession::close_if_idle() {
  if (is_idle_) client_.stream->close();
}

Awaitable<void> ProxySession::end(Exchange::Outcome outcome) {
  if (outcome == Exchange::Outcome::kLinger) {
    co_await linger();
    co_return;
  }
  const auto deadline = Deadline::after(loop_.limits.linger);
  const auto ended = co_await client_.stream->shutdown_write(deadline);
  base::ignore_failure(ended);
}

Awaitable<void> ProxySession::refuse(OwnAnswer answer) {
  loop_.counters.count(outcome_of(answer));
  client_.answer_out.clear();
  append_own_answer(client_.answer_out, answer, "GET", AfterAnswer::kClose);
  const auto deadline = Deadline::after(loop_.limits.client_write);
  const auto written = co_await client_.stream->write_all(client_.answer_out, deadline);
  if (written) {
    co_await linger();
  }
}

Awaitable<void> ProxySession::linger() {
  const auto deadline = Deadline::after(loop_.limits.linger);
  const auto ended = co_await client_.stream->shutdown_write(deadline);
  if (!ended) co_return;
  for (;;) {
    client_.buffer.consume(client_.buffer.view().size());
    const auto room = client_.buffer.room();
    const auto read = co_await client_.stream->read_some(room, deadline);
    if (!read || *read == 0) co_return;
  }
}

}  // namespace gauntlet::reference
