#include "harness/cluster/json_text.hpp"

#include <charconv>

namespace gauntlet::cluster {
namespace {

using Word = std::uint64_t;  // eight characters at a time

constexpr Word eight(unsigned char c) {
  return 0x0101010101010101u * c;
}

// Not 0: one of them is a zero byte. May also mark a byte that follows one.
constexpr Word zero_marks(Word word) {
  return (word - eight(1)) & ~word & eight(0x80);
}

// Whether one of the characters cannot stand in a string as it is.
constexpr bool needs_escape(Word word) {
  const Word controls = (word - eight(0x20)) & ~word & eight(0x80);
  const Word quotes = zero_marks(word ^ eight('"'));
  const Word backslashes = zero_marks(word ^ eight('\\'));
  const Word deletes = zero_marks(word ^ eight(0x7f));
  return ((word & eight(0x80)) | controls | quotes | backslashes | deletes) != 0;
}

template <typename Number>
Number load(const char* from) {
  Number number;
  std::memcpy(&number, from, sizeof(number));
  return number;
}

template <typename Number>
void store(char* at, Number number) {
  std::memcpy(at, &number, sizeof(number));
}

// Copies fewer than eight characters, in two pieces that may overlap, unless one of them needs an escape.
template <typename Half>
bool copy_plain(char* at, const char* from, std::size_t size) {
  const std::size_t second = size - sizeof(Half);
  const Half first_half = load<Half>(from);
  const Half second_half = load<Half>(from + second);
  const Word both = Word{first_half} | (Word{second_half} << (8 * sizeof(Half)));
  constexpr Word kBlanks = sizeof(Half) < 4 ? eight(' ') << (16 * sizeof(Half) % 64) : 0;
  if (needs_escape(both | kBlanks)) return false;
  store(at, first_half);
  store(at + second, second_half);
  return true;
}

bool copy_plain_tail(char* at, const char* from, std::size_t size) {
  if (size >= 4) return copy_plain<std::uint32_t>(at, from, size);
  if (size >= 2) return copy_plain<std::uint16_t>(at, from, size);
  return size == 0 || copy_plain<std::uint8_t>(at, from, size);
}

char* put_escaped(char* at, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte < 0x7f) {
    if (c == '"' || c == '\\') *at++ = '\\';
    *at++ = c;
    return at;
  }
  std::memcpy(at, "\\u00", 4);
  at[4] = kDigits[byte >> 4];
  at[5] = kDigits[byte & 15];
  return at + 6;
}

}  // namespace

void JsonText::begin(std::size_t most) {
  size_ = 0;
  if (most <= capacity_) return;
  capacity_ = 2 * most;
  bytes_ = std::make_unique_for_overwrite<char[]>(capacity_);
}

void JsonText::add_string(std::string_view text) {
  assert(size_ + most_of(text.size()) <= capacity_);
  char* at = bytes_.get() + size_;
  const char* from = text.data();
  *at++ = '"';
  std::size_t left = text.size();
  for (; left >= sizeof(Word); left -= sizeof(Word), from += sizeof(Word)) {
    const Word word = load<Word>(from);
    if (needs_escape(word)) {
      for (std::size_t i = 0; i < sizeof(Word); ++i) at = put_escaped(at, from[i]);
    } else {
      store(at, word);
      at += sizeof(Word);
    }
  }
  if (copy_plain_tail(at, from, left)) {
    at += left;
  } else {
    for (std::size_t i = 0; i < left; ++i) at = put_escaped(at, from[i]);
  }
  *at++ = '"';
  size_ = static_cast<std::size_t>(at - bytes_.get());
}

void JsonText::add_number(std::uint64_t value) {
  assert(size_ + 20 <= capacity_);
  char* const at = bytes_.get() + size_;
  size_ = static_cast<std::size_t>(std::to_chars(at, at + 20, value).ptr - bytes_.get());
}

}  // namespace gauntlet::cluster
