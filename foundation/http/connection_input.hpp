// ConnectionInput (internal to http): what comes in on a server's connection: a buffer, and a read that may be under
// way while an answer is written, so that a client that leaves is noticed. What such a read brings is the next
// request's.
#pragma once

#include "foundation/net/byte_stream.hpp"
#include "foundation/net/read_buffer.hpp"
#include "foundation/net/task_group.hpp"
#include "foundation/net/wait_event.hpp"

#include <optional>

namespace gauntlet::http {

class ConnectionInput {
 public:
  // `stream` outlives it. The buffer holds `greatest_size` bytes at most.
  ConnectionInput(net::Executor executor, net::ByteStream& stream, std::size_t greatest_size);

  std::string_view view() const { return buffer_.view(); }
  bool empty() const { return buffer_.empty(); }
  void consume(std::size_t count) { buffer_.consume(count); }

  // More bytes behind view(), which moves; 0 at the end of the stream; the reasons of ByteStream::read_some().
  // kCancelled also where the task is asked to stop while a read begun by wait_for_any() is under way.
  net::Awaitable<base::Result<std::size_t>> read_more(base::Deadline deadline);
  // Until there are bytes, or the end, or the task is asked to stop. Nobody may use view() meanwhile.
  net::Awaitable<void> wait_for_any();
  // Closes the stream; afterwards nothing is under way.
  net::Awaitable<void> close();

 private:
  net::Awaitable<void> read_aside();

  net::ByteStream& stream_;
  net::ReadBuffer buffer_;
  net::WaitEvent arrived_;
  bool is_reading_aside_ = false;
  std::optional<base::Result<std::size_t>> ending_;  // of a read aside that brought no bytes
  net::TaskGroup readers_;
};

}  // namespace gauntlet::http
