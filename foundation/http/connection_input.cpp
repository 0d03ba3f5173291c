#include "foundation/http/connection_input.hpp"

namespace gauntlet::http {
namespace {

using base::Deadline;
using base::Result;
using net::Awaitable;

constexpr std::size_t kFirstSize = 16 * 1024;

}  // namespace

ConnectionInput::ConnectionInput(net::Executor executor, net::ByteStream& stream, std::size_t greatest_size)
    : stream_(stream),
      buffer_(std::min(kFirstSize, greatest_size), greatest_size),
      arrived_(executor),
      readers_(executor) {}

Awaitable<Result<std::size_t>> ConnectionInput::read_more(Deadline deadline) {
  if (is_reading_aside_) {
    const auto arrived = co_await arrived_.wait(deadline);
    if (!arrived) co_return arrived.error();
    if (!ending_) co_return buffer_.view().size();
  }
  if (ending_) co_return *ending_;
  const auto room = buffer_.room();
  auto read = co_await stream_.read_some(room, deadline);
  if (read) buffer_.commit(*read);
  co_return read;
}

Awaitable<void> ConnectionInput::wait_for_any() {
  if (!buffer_.empty() || ending_) co_return;
  if (!is_reading_aside_) {
    is_reading_aside_ = true;
    arrived_.reset();
    readers_.spawn(read_aside());
  }
  const auto never = Deadline::never();
  const auto arrived = co_await arrived_.wait(never);
  base::ignore_failure(arrived);
}

Awaitable<void> ConnectionInput::read_aside() {
  const auto room = buffer_.room();
  const auto never = Deadline::never();
  auto read = co_await stream_.read_some(room, never);
  if (read && *read > 0) {
    buffer_.commit(*read);
  } else {
    ending_.emplace(std::move(read));
  }
  is_reading_aside_ = false;
  arrived_.set();
}

Awaitable<void> ConnectionInput::close() {
  stream_.close();
  co_await readers_.wait_until_empty();
}

}  // namespace gauntlet::http
