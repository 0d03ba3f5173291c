// TcpStream (internal to net): the ByteStream of a connected socket, made by Acceptor and dial(). Bytes leave without a
// suspension as long as the socket takes them.
#pragma once

#include "foundation/net/byte_stream.hpp"
#include "foundation/net/operation.hpp"

#include <optional>
#include <string>
#include <sys/uio.h>

namespace gauntlet::net {

class TcpStream final : public ByteStream {
 public:
  // TCP_NODELAY is set already. Nothing may be under way when the stream is destroyed.
  TcpStream(TcpSocket socket, const Tcp::endpoint& peer);

  Awaitable<base::Result<std::size_t>> read_some(std::span<char> into, base::Deadline deadline) override;
  Awaitable<base::Result<void>> write_all(std::string_view bytes, base::Deadline deadline) override;
  std::size_t write_now(std::string_view bytes) override;
  Awaitable<base::Result<void>> write_all_pieces(std::span<const std::string_view> pieces,
                                                 base::Deadline deadline) override;
  Awaitable<base::Result<void>> shutdown_write(base::Deadline deadline) override;
  void close() override;
  void reset() override;
  bool is_quiet() override;
  Endpoint local_endpoint() const override;
  Endpoint peer_endpoint() const override;

 private:
  // Sends what the socket takes at once and moves `bytes` behind it.
  boost::system::error_code send_now(std::string_view& bytes);
  Awaitable<base::Result<void>> write_rest(std::string_view bytes, base::Deadline deadline);
  base::Error error(std::string_view what, const Operation& operation, const boost::system::error_code& failure) const;

  TcpSocket socket_;
  Tcp::endpoint peer_;
  mutable std::optional<Endpoint> local_;  // asked for once
  IoOperation<TcpSocket> reading_;
  IoOperation<TcpSocket> writing_;
};

}  // namespace gauntlet::net
