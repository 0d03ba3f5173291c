// HostIndex: from a host name to what is known of it: an open-addressing hash of records of one cache line each, so
// that a lookup among ten thousand hosts costs one or two lines of memory and no allocation. Filled once, then read
// only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reference {

// Where the paths of a host stand in the PathIndex. A host that has Prefix / and nothing else needs none.
struct HostPaths {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t root = UINT32_MAX;  // the BackendId of every path, where count is 0
};

class HostIndex {
 public:
  HostIndex();

  // The number of the host, counted from 0 in order of first appearance.
  std::uint32_t insert(std::string_view name);
  // `paths[n]` belongs to host n. Before the first find().
  void assign(const std::vector<HostPaths>& paths);
  std::size_t size() const { return size_; }

  // find() is about to ask for this name: among many hosts its line is not in the cache.
  void prefetch(std::string_view name) const;
  // nullptr: no such host.
  const HostPaths* find(std::string_view name) const;

 private:
  static constexpr std::size_t kInlineName = 36;

  struct alignas(64) Record {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;
    std::uint32_t name_length = 0;  // 0: free
    std::uint32_t name_at = 0;      // in long_names_, where it is longer than kInlineName
    HostPaths paths;
    std::array<char, kInlineName> name{};
  };
  static_assert(sizeof(Record) == 64);

  std::string_view name_of(const Record& record) const;
  // The record of that name, or the free one where it would stand.
  std::size_t slot_of(std::uint32_t hash, std::string_view name) const;
  void grow();

  std::vector<Record> records_;  // a power of two, at most half full
  std::size_t size_ = 0;
  std::string long_names_;
};

}  // namespace gauntlet::reference
