#include "foundation/net/memory_stream.hpp"

#include "foundation/net/wait_queue.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace gauntlet::net {

namespace {

// What flows in one direction. Both ends hold it, so that either may be destroyed first.
struct Pipe {
  std::string bytes;
  std::size_t read = 0;  // so many of them
  bool ended = false;    // the writer has said its last word
  bool cut = false;      // by reset()
  bool closed = false;   // the reader has gone
  WaitQueue changed;

  std::size_t unread() const { return bytes.size() - read; }
};

class MemoryStream final : public ByteStream {
 public:
  MemoryStream(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out, MemoryStreamOptions options, Endpoint local,
               Endpoint peer)
      : in_(std::move(in)), out_(std::move(out)), options_(options), local_(std::move(local)), peer_(std::move(peer)) {}
  ~MemoryStream() override { MemoryStream::close(); }

  Awaitable<base::Result<std::size_t>> read_some(std::span<char> into, base::Deadline deadline) override;
  Awaitable<base::Result<void>> write_all(std::string_view bytes, base::Deadline deadline) override;
  Awaitable<base::Result<void>> write_all_pieces(std::span<const std::string_view> pieces,
                                                 base::Deadline deadline) override;
  Awaitable<base::Result<void>> shutdown_write(base::Deadline deadline) override;
  void close() override;
  void reset() override;
  bool is_quiet() override { return !closed_ && !in_->cut && !in_->ended && in_->unread() == 0; }
  Endpoint local_endpoint() const override { return local_; }
  Endpoint peer_endpoint() const override { return peer_; }

 private:
  bool fails_now() { return options_.fail_at_operation == operations_++; }
  base::Result<void> write(std::span<const std::string_view> pieces);

  std::shared_ptr<Pipe> in_;
  std::shared_ptr<Pipe> out_;
  MemoryStreamOptions options_;
  Endpoint local_;
  Endpoint peer_;
  std::size_t operations_ = 0;
  bool closed_ = false;
};

base::Error failed_on_purpose() {
  return base::Error(base::Reason::kReset, "this operation was to fail");
}

base::Error cancelled() {
  return base::Error(base::Reason::kCancelled, "the memory stream is closed");
}

base::Error cut_by_peer() {
  return base::Error(base::Reason::kReset, "the other end of the memory stream is gone");
}

Awaitable<base::Result<std::size_t>> MemoryStream::read_some(std::span<char> into, base::Deadline deadline) {
  if (fails_now()) co_return failed_on_purpose();
  while (!closed_ && !in_->cut && !in_->ended && in_->unread() == 0) {
    auto ending = co_await in_->changed.wait(deadline, EndsOn::kHardStop);
    if (ending == Operation::Ending::kTimeout) co_return base::Error(base::Reason::kTimeout, "the deadline passed");
    if (ending == Operation::Ending::kCancelled) co_return cancelled();
  }
  if (closed_) co_return cancelled();
  if (in_->cut) co_return cut_by_peer();
  const std::size_t count = std::min({into.size(), in_->unread(), options_.most_bytes_per_read});
  std::memcpy(into.data(), in_->bytes.data() + in_->read, count);
  in_->read += count;
  if (in_->unread() == 0) {
    in_->bytes.clear();
    in_->read = 0;
  }
  co_return count;
}

base::Result<void> MemoryStream::write(std::span<const std::string_view> pieces) {
  if (fails_now()) return failed_on_purpose();
  if (closed_) return cancelled();
  if (out_->closed || out_->cut || out_->ended) return cut_by_peer();
  for (const std::string_view piece : pieces) out_->bytes += piece;
  out_->changed.wake_all();
  return {};
}

Awaitable<base::Result<void>> MemoryStream::write_all(std::string_view bytes, base::Deadline /*deadline*/) {
  co_return write(std::span(&bytes, 1));
}

Awaitable<base::Result<void>> MemoryStream::write_all_pieces(std::span<const std::string_view> pieces,
                                                             base::Deadline /*deadline*/) {
  co_return write(pieces);
}

Awaitable<base::Result<void>> MemoryStream::shutdown_write(base::Deadline /*deadline*/) {
  if (closed_) co_return cancelled();
  out_->ended = true;
  out_->changed.wake_all();
  co_return base::Result<void>();
}

void MemoryStream::close() {
  closed_ = true;
  in_->closed = true;
  out_->ended = true;
  in_->changed.wake_all();
  out_->changed.wake_all();
}

void MemoryStream::reset() {
  out_->cut = true;
  close();
}

}  // namespace

MemoryStreamPair make_memory_streams(Executor /*executor*/, MemoryStreamOptions first, MemoryStreamOptions second) {
  // Addresses for documents (RFC 5737), so that nobody takes them for sockets.
  const Endpoint first_address{"192.0.2.1", 1};
  const Endpoint second_address{"192.0.2.2", 2};
  const auto forth = std::make_shared<Pipe>();
  const auto back = std::make_shared<Pipe>();
  return {std::make_unique<MemoryStream>(back, forth, first, first_address, second_address),
          std::make_unique<MemoryStream>(forth, back, second, second_address, first_address)};
}

}  // namespace gauntlet::net
