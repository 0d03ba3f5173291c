// ServerFixture: a handler that tests write as a closure, and a connection in memory that is served with it. Tests
// only.
#pragma once

#include "foundation/http/server_connection.hpp"
#include "foundation/net/loop_test.hpp"
#include "foundation/net/memory_stream.hpp"
#include "foundation/net/timer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace gauntlet::http {

// Answers with what it was asked, until a test says otherwise.
class TestHandler final : public Handler {
 public:
  using Answer = std::function<net::Awaitable<void>(const Request&, const RequestContext&, ResponseWriter&)>;

  TestHandler() { answer = echo; }

  net::Awaitable<void> handle(const Request& request, const RequestContext& context, ResponseWriter& writer) override {
    requests.push_back(request);
    contexts.push_back(context);
    co_await answer(request, context, writer);
  }

  static net::Awaitable<void> echo(const Request& request, const RequestContext& /*context*/, ResponseWriter& writer) {
    Response response;
    response.body = request.method + " " + request.target + " " + request.body;
    const auto sent = co_await writer.send(std::move(response));
    base::ignore_failure(sent);
  }

  Answer answer;
  std::vector<Request> requests;
  std::vector<RequestContext> contexts;
};

// The bytes of answers without their Date fields, each of which has to look like one (RFC 9110 5.6.7).
inline std::string without_dates(std::string bytes) {
  constexpr std::string_view kField = "Date: ";
  constexpr std::string_view kSample = "Sun, 06 Nov 1994 08:49:37 GMT\r\n";
  for (std::size_t at = bytes.find(kField); at != std::string::npos; at = bytes.find(kField, at)) {
    EXPECT_EQ(bytes.substr(at + kField.size() + kSample.size() - 6, 6), " GMT\r\n") << bytes;
    bytes.erase(at, kField.size() + kSample.size());
  }
  return bytes;
}

class ServerFixture : public net::LoopTest {
 protected:
  static inline const std::string kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  // Everything that the server says to `input`, which comes at once and is then the end.
  net::Awaitable<std::string> say(std::string input, net::MemoryStreamOptions server_options = {}) {
    auto [client, server] = net::make_memory_streams(executor(), {}, server_options);
    ServerTerms terms(executor(), handler_, limits_);
    ServerConnection connection(terms, std::move(server));
    const auto deadline = soon();
    const auto written = co_await client->write_all(input, deadline);
    base::ignore_failure(written);
    const auto ended = co_await client->shutdown_write(deadline);
    base::ignore_failure(ended);
    co_await connection.run();
    std::string output = co_await read_to_end(*client);
    co_return without_dates(std::move(output));
  }

  std::string answers_to(std::string input, net::MemoryStreamOptions server_options = {}) {
    std::string output;
    run([&]() -> net::Awaitable<void> { output = co_await say(input, server_options); });
    return output;
  }

  // Until the end or an error.
  static net::Awaitable<std::string> read_to_end(net::ByteStream& stream) {
    std::string bytes;
    std::string buffer(65536, '\0');
    const auto deadline = soon();
    const std::span<char> space(buffer);
    for (;;) {
      const auto read = co_await stream.read_some(space, deadline);
      if (!read || *read == 0) co_return bytes;
      bytes.append(buffer.data(), *read);
    }
  }

  // Until `end` has come; the test fails where it does not.
  static net::Awaitable<std::string> read_until(net::ByteStream& stream, std::string end) {
    std::string bytes;
    char byte = 0;
    const auto deadline = soon();
    const std::span<char> space(&byte, 1);
    while (!bytes.ends_with(end)) {
      const auto read = co_await stream.read_some(space, deadline);
      if (!read || *read == 0) {
        ADD_FAILURE() << "instead of " << end << " only: " << bytes;
        break;
      }
      bytes += byte;
    }
    co_return without_dates(std::move(bytes));
  }

  static net::Awaitable<void> write(net::ByteStream& stream, std::string bytes) {
    const auto deadline = soon();
    const auto written = co_await stream.write_all(bytes, deadline);
    EXPECT_TRUE(written.ok());
  }

  TestHandler handler_;
  ServerLimits limits_;
};

}  // namespace gauntlet::http
