#include "reference_controller/routing/host_index.hpp"

#include <cassert>
#include <cstring>

namespace gauntlet::reference {
namespace {

constexpr std::size_t kFirstCapacity = 16;

// Eight bytes at a time, each stirred by a multiplication. The names come from the cluster, not from clients, so nobody
// gains by collisions.
std::uint32_t hash_of(std::string_view name) {
  constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15u;
  std::uint64_t state = name.size() * kMultiplier;
  const auto stir = [&state](std::uint64_t word) {
    state = (state ^ word) * kMultiplier;
    state ^= state >> 32;
  };
  while (name.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, name.data(), sizeof word);
    stir(word);
    name.remove_prefix(sizeof word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, name.data(), name.size());
  stir(rest);
  return static_cast<std::uint32_t>(state);
}

}  // namespace

HostIndex::HostIndex() : records_(kFirstCapacity) {}

std::string_view HostIndex::name_of(const Record& record) const {
  const bool is_long = record.name_length > kInlineName;
  return {is_long ? long_names_.data() + record.name_at : record.name.data(), record.name_length};
}

std::size_t HostIndex::slot_of(std::uint32_t hash, std::string_view name) const {
  const std::size_t mask = records_.size() - 1;
  std::size_t slot = hash & mask;
  for (;;) {
    const Record& record = records_[slot];
    if (record.name_length == 0 || (record.hash == hash && name_of(record) == name)) return slot;
    slot = (slot + 1) & mask;
  }
}

std::uint32_t HostIndex::insert(std::string_view name) {
  assert(!name.empty());
  const std::uint32_t hash = hash_of(name);
  std::size_t slot = slot_of(hash, name);
  if (records_[slot].name_length != 0) return records_[slot].number;
  if (2 * (size_ + 1) > records_.size()) {
    grow();
    slot = slot_of(hash, name);
  }
  Record& record = records_[slot];
  record.hash = hash;
  record.number = static_cast<std::uint32_t>(size_++);
  record.name_length = static_cast<std::uint32_t>(name.size());
  if (name.size() <= kInlineName) {
    std::memcpy(record.name.data(), name.data(), name.size());
  } else {
    record.name_at = static_cast<std::uint32_t>(long_names_.size());
    long_names_ += name;
  }
  return record.number;
}

void HostIndex::grow() {
  std::vector<Record> old(2 * records_.size());
  old.swap(records_);
  for (const Record& record : old) {
    if (record.name_length != 0) records_[slot_of(record.hash, name_of(record))] = record;
  }
}

void HostIndex::assign(const std::vector<HostPaths>& paths) {
  for (Record& record : records_) {
    if (record.name_length != 0) record.paths = paths[record.number];
  }
}

void HostIndex::prefetch(std::string_view name) const {
  __builtin_prefetch(&records_[hash_of(name) & (records_.size() - 1)]);
}

const HostPaths* HostIndex::find(std::string_view name) const {
  if (name.empty()) return nullptr;
  const Record& record = records_[slot_of(hash_of(name), name)];
  return record.name_length == 0 ? nullptr : &record.paths;
}

}  // namespace gauntlet::reference
