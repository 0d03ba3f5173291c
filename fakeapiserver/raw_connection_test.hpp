// Internal, tests only: RawConnection, a client that sends what it likes and reads when it likes; and how much memory
// the process has.
#pragma once

#include "foundation/net/endpoint.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace gauntlet::fakeapiserver {

class RawConnection {
 public:
  // `receive_buffer` in bytes; 0: the usual one.
  explicit RawConnection(const net::Endpoint& to, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) set(SO_RCVBUF, receive_buffer);
    const timeval longest{20, 0};
    set(SO_RCVTIMEO, longest);
    set(SO_SNDTIMEO, longest);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(to.port);
    ::inet_pton(AF_INET, to.address.c_str(), &address.sin_addr);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0) << to.to_string();
  }
  ~RawConnection() { ::close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // False: the server has had enough.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // What comes next, 64 KiB at most; empty: the end, or nothing for 20 seconds.
  std::string read_some() {
    std::array<char, 65536> piece{};
    const ssize_t size = ::recv(socket_, piece.data(), piece.size(), 0);
    return size > 0 ? std::string(piece.data(), static_cast<std::size_t>(size)) : std::string();
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }
  // Until the server closes, or nothing has come for 20 seconds, which fails the test.
  std::string read_to_the_end() {
    std::string all;
    std::array<char, 65536> piece{};
    for (;;) {
      const ssize_t size = ::recv(socket_, piece.data(), piece.size(), 0);
      if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ADD_FAILURE() << "the server keeps the connection";
      was_reset_ = size < 0 && errno == ECONNRESET;
      if (size <= 0) return all;
      all.append(piece.data(), static_cast<std::size_t>(size));
    }
  }
  // What ended it: a reset, not an end in good order.
  bool was_reset() const { return was_reset_; }
  // The status of the answer; 0: the server closed without one.
  int read_status() {
    const std::string answer = read_to_the_end();
    return answer.starts_with("HTTP/1.1 ") ? std::atoi(answer.c_str() + 9) : 0;
  }

 private:
  template <typename T>
  void set(int option, const T& value) {
    ::setsockopt(socket_, SOL_SOCKET, option, &value, sizeof value);
  }
  int socket_;
  bool was_reset_ = false;
};

inline std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// A sanitizer keeps what has been freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryCanBeMeasured = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kMemoryCanBeMeasured = false;
#else
inline constexpr bool kMemoryCanBeMeasured = true;
#endif
#else
inline constexpr bool kMemoryCanBeMeasured = true;
#endif

}  // namespace gauntlet::fakeapiserver
