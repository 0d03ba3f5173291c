// Any bytes as a continue token: refused, or the same token when written and read again.
#include "fakeapiserver/verbs/continue_token.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet::fakeapiserver;
  const auto token = read_continue_token({reinterpret_cast<const char*>(data), size});
  if (!token) return 0;
  const auto again = read_continue_token(write_continue_token(*token));
  if (!again || again->revision != token->revision || again->after != token->after) std::abort();
  return 0;
}
