// MemoryStream: a connected pair of ByteStreams in memory for tests, which can deliver few bytes at a time and fail at
// the n-th operation, so that every error path can be walked.
#pragma once

#include "foundation/net/byte_stream.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace gauntlet::net {

struct MemoryStreamOptions {
  MemoryStreamOptions() = default;
  std::size_t most_bytes_per_read = 65536;
  std::optional<std::size_t> fail_at_operation;  // counted from 0 over reads and writes of this end; fails with kReset
};

using MemoryStreamPair = std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>>;
MemoryStreamPair make_memory_streams(Executor executor, MemoryStreamOptions first = MemoryStreamOptions(),
                                     MemoryStreamOptions second = MemoryStreamOptions());

}  // namespace gauntlet::net
