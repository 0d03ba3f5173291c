#include "fakeapiserver/gzip.hpp"

#include "foundation/base/text.hpp"

#include <algorithm>
#include <optional>
#include <zlib.h>

namespace gauntlet::fakeapiserver {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, in gzip's framing
constexpr int kMemoryLevel = 8;

bool offers_gzip(std::string_view accept_encoding) {
  const auto codings = base::split(accept_encoding, ',');
  return std::any_of(codings.begin(), codings.end(), [](std::string_view coding) {
    return base::trim(coding.substr(0, coding.find(';'))) == "gzip" && coding.find("q=0") == std::string_view::npos;
  });
}

std::optional<std::string> gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string bytes(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  const int result = deflate(&stream, Z_FINISH);
  bytes.resize(bytes.size() - stream.avail_out);
  deflateEnd(&stream);
  return result == Z_STREAM_END ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace

void compress_if_large(http::Response& response, std::string_view accept_encoding) {
  if (response.body.size() < kLeastCompressedBytes || !offers_gzip(accept_encoding)) return;
  auto bytes = gzip(response.body);
  if (!bytes) return;
  response.body = std::move(*bytes);
  response.headers.set("Content-Encoding", "gzip");
  if (!response.headers.contains("Vary")) response.headers.set("Vary", "Accept-Encoding");
}

}  // namespace gauntlet::fakeapiserver
