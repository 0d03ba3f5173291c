// Error: why something did not happen, as a value: a reason to decide on, our words, and the peer's words kept apart.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet::base {

// The reasons of metav1.Status (apimachinery, pkg/apis/meta/v1, StatusReason), then those of the transport.
enum class Reason {
  kUnknown,
  kBadRequest,
  kUnauthorized,
  kForbidden,
  kNotFound,
  kMethodNotAllowed,
  kNotAcceptable,
  kAlreadyExists,
  kConflict,
  kGone,
  kExpired,
  kRequestEntityTooLarge,
  kUnsupportedMediaType,
  kInvalid,
  kTooManyRequests,
  kInternal,
  kServiceUnavailable,
  kTimeout,    // a deadline of ours passed
  kCancelled,  // we were asked to stop
  kRefused,    // nobody listens there
  kReset,      // the peer cut the connection
  kClosed,     // the peer ended the connection in good order, but too early
  kMalformed,  // bytes that are not what the protocol allows
  kTls,        // handshake or certificate
  kSystem,     // the operating system said no
};

std::string_view to_string(Reason reason);

class Error {
 public:
  Error(Reason reason, std::string message) : reason_(reason), message_(std::move(message)) {}
  Error(Reason reason, std::string message, std::string peer_words)
      : reason_(reason), message_(std::move(message)), peer_words_(std::move(peer_words)) {}

  Reason reason() const { return reason_; }
  const std::string& message() const { return message_; }
  // What the other side said, unedited; empty if it said nothing.
  const std::string& peer_words() const { return peer_words_; }

  // The same error with context in front: "reading the kubeconfig: ...".
  Error with_context(std::string_view context) const;
  // One line: message, then the peer's words in quotes.
  std::string to_string() const;

  friend bool operator==(const Error&, const Error&) = default;

 private:
  Reason reason_;
  std::string message_;
  std::string peer_words_;
};

}  // namespace gauntlet::base
