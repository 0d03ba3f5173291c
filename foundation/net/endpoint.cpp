#include "foundation/net/endpoint.hpp"

#include "foundation/base/text.hpp"
#include "foundation/net/sockets.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/query.hpp>

namespace gauntlet::net {

namespace {

base::Error not_an_endpoint(std::string_view text) {
  return base::Error(base::Reason::kInvalid, "\"" + std::string(text) + "\" is not an IP address with a port");
}

base::Reason reason_of(const boost::system::error_code& code) {
  namespace error = boost::asio::error;
  if (code == error::connection_refused) return base::Reason::kRefused;
  if (code == error::connection_reset || code == error::broken_pipe || code == error::connection_aborted ||
      code == error::not_connected) {
    return base::Reason::kReset;
  }
  if (code == error::timed_out) return base::Reason::kTimeout;
  if (code == error::operation_aborted || code == error::bad_descriptor) return base::Reason::kCancelled;
  return base::Reason::kSystem;
}

}  // namespace

std::string Endpoint::to_string() const {
  const bool is_ipv6 = address.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

base::Result<Endpoint> Endpoint::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return not_an_endpoint(text);
  std::string_view host = text.substr(0, colon);
  const bool in_brackets = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (in_brackets) host = host.substr(1, host.size() - 2);
  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(std::string(host), failure);
  if (failure || address.is_v6() != in_brackets) return not_an_endpoint(text);
  unsigned long long port = 0;
  if (!base::parse_decimal(text.substr(colon + 1), port) || port > 65535) return not_an_endpoint(text);
  return Endpoint{address.to_string(), static_cast<std::uint16_t>(port)};
}

boost::asio::io_context& context_of(const Executor& executor) {
  return static_cast<boost::asio::io_context&>(boost::asio::query(executor, boost::asio::execution::context));
}

base::Result<Tcp::endpoint> to_socket_address(const Endpoint& endpoint) {
  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(endpoint.address, failure);
  if (failure) return not_an_endpoint(endpoint.to_string());
  return Tcp::endpoint(address, endpoint.port);
}

Endpoint from_socket_address(const Tcp::endpoint& address) {
  return Endpoint{address.address().to_string(), address.port()};
}

base::Error system_error(std::string_view what, const boost::system::error_code& code) {
  return base::Error(reason_of(code), std::string(what) + ": " + code.message());
}

base::Error system_error(std::string_view what, int error_number) {
  return system_error(what, boost::system::error_code(error_number, boost::asio::error::get_system_category()));
}

}  // namespace gauntlet::net
