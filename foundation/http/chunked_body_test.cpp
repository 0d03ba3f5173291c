#include "foundation/http/chunked_body.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gauntlet::http {
namespace {

using base::Reason;

struct Decoded {
  std::string data;
  std::size_t consumed = 0;
  bool done = false;
  std::optional<Reason> failure;
  friend bool operator==(const Decoded&, const Decoded&) = default;
};

Decoded decode(std::string_view bytes, std::size_t step, ParserLimits limits) {
  ChunkedBody body(limits);
  Decoded decoded;
  std::string buffer;
  for (std::size_t fed = 0; fed < bytes.size() && !decoded.done;) {
    buffer += bytes.substr(fed, step);
    fed += std::min(step, bytes.size() - fed);
    for (bool progress = true; progress && !decoded.done;) {
      const auto read = body.feed(buffer);
      if (!read.ok()) return decoded.failure = read.error().reason(), decoded;
      decoded.data += read->data;
      decoded.consumed += read->consumed;
      decoded.done = read->done;
      buffer.erase(0, read->consumed);
      progress = read->consumed > 0;
    }
  }
  return decoded;
}

Decoded decode_in_all_ways(std::string_view bytes, ParserLimits limits = ParserLimits()) {
  const Decoded whole = decode(bytes, bytes.size(), limits);
  for (std::size_t step = 1; step < 8; ++step) {
    const Decoded slow = decode(bytes, step, limits);
    EXPECT_EQ(whole.failure, slow.failure) << bytes;
    if (whole.failure) continue;  // what came before it may differ
    EXPECT_EQ(whole, slow) << "in steps of " << step << ":\n" << bytes;
  }
  return whole;
}

TEST(ChunkedBody, TakesTheFramingOff) {  // RFC 9112 7.1
  for (const char* bytes : {
           "4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n",
           "9\r\nWikipedia\r\n0\r\n\r\n",
           "009\r\nWikipedia\r\n000\r\n\r\n",
           "4;a\r\nWiki\r\n5 ; a=b;c=\"d;\\\"\"\r\npedia\r\n0;last\r\n\r\n",
           "9\r\nWikipedia\r\n0\r\nExpires: never\r\nX-Sum:\r\n\r\n",
       }) {
    const Decoded decoded = decode_in_all_ways(bytes);
    EXPECT_EQ(decoded.failure, std::nullopt) << bytes;
    EXPECT_EQ(decoded.data, "Wikipedia") << bytes;
    EXPECT_TRUE(decoded.done) << bytes;
    EXPECT_EQ(decoded.consumed, std::string_view(bytes).size());
  }
  EXPECT_EQ(decode_in_all_ways("aB\r\n" + std::string(0xab, 'x') + "\r\n0\r\n\r\n").data, std::string(0xab, 'x'));
}

TEST(ChunkedBody, LeavesTheNextMessageAlone) {
  EXPECT_EQ(decode("0\r\n\r\nGET", 8, ParserLimits()).consumed, 5U);
  EXPECT_EQ(decode("1\r\na\r\n0\r\n\r\nGET", 100, ParserLimits()).consumed, 11U);
}

TEST(ChunkedBody, RefusesMalformedFraming) {  // RFC 9112 7.1
  for (const std::string& bytes : std::vector<std::string>{
           "\r\n",                      // no size
           "g\r\n",                     //
           "-1\r\na\r\n",               //
           "0x1\r\na\r\n",              //
           " 1\r\na\r\n",               //
           "1 \r\na\r\n",               // a blank without an extension
           "1\na\r\n",                  // bare LF
           "1\r\nab\r\n",               // longer than said
           "1\r\na\n0\r\n\r\n",         //
           "1\r\na\rx",                 //
           "1\r\r\na\r\n",              // bare CR
           "1;a=\"\x01\"\r\n",          // control character
           std::string("1;\0\r\n", 5),  //
           "10000000000000000\r\n",     // 2^64
           "0\r\nname\r\n\r\n",         // trailers are fields (RFC 9112 7.1.2)
           "0\r\n: x\r\n\r\n",          //
           "0\r\na : x\r\n\r\n",        //
           "0\r\na: x\r\n y\r\n\r\n",   // folded
           "0\r\na: x\n\r\n",           //
       }) {
    EXPECT_EQ(decode_in_all_ways(bytes).failure, Reason::kMalformed) << bytes;
  }
}

TEST(ChunkedBody, LimitsLinesAndTrailers) {
  ParserLimits small;
  small.head_bytes = 32;
  small.fields = 2;
  EXPECT_EQ(decode_in_all_ways("1;" + std::string(64, 'x'), small).failure, Reason::kRequestEntityTooLarge);
  EXPECT_EQ(decode_in_all_ways("0\r\na: " + std::string(20, 'x') + "\r\nb: " + std::string(20, 'x') + "\r\n\r\n", small)
                .failure,
            Reason::kRequestEntityTooLarge);
  EXPECT_EQ(decode_in_all_ways("0\r\na:1\r\nb:2\r\nc:3\r\n\r\n", small).failure, Reason::kRequestEntityTooLarge);
  EXPECT_TRUE(decode_in_all_ways("0\r\na:1\r\nb:2\r\n\r\n", small).done);
}

}  // namespace
}  // namespace gauntlet::http
