#include "foundation/base/error.hpp"

namespace gauntlet::base {

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::kUnknown:
      return "unknown";
    case Reason::kBadRequest:
      return "bad request";
    case Reason::kUnauthorized:
      return "unauthorized";
    case Reason::kForbidden:
      return "forbidden";
    case Reason::kNotFound:
      return "not found";
    case Reason::kMethodNotAllowed:
      return "method not allowed";
    case Reason::kNotAcceptable:
      return "not acceptable";
    case Reason::kAlreadyExists:
      return "already exists";
    case Reason::kConflict:
      return "conflict";
    case Reason::kGone:
      return "gone";
    case Reason::kExpired:
      return "expired";
    case Reason::kRequestEntityTooLarge:
      return "request entity too large";
    case Reason::kUnsupportedMediaType:
      return "unsupported media type";
    case Reason::kInvalid:
      return "invalid";
    case Reason::kTooManyRequests:
      return "too many requests";
    case Reason::kInternal:
      return "internal error";
    case Reason::kServiceUnavailable:
      return "service unavailable";
    case Reason::kTimeout:
      return "timeout";
    case Reason::kCancelled:
      return "cancelled";
    case Reason::kRefused:
      return "refused";
    case Reason::kReset:
      return "reset";
    case Reason::kClosed:
      return "closed";
    case Reason::kMalformed:
      return "malformed";
    case Reason::kTls:
      return "tls error";
    case Reason::kSystem:
      return "system error";
  }
  return "unknown";
}

Error Error::with_context(std::string_view context) const {
  std::string message(context);
  message += ": ";
  message += message_;
  return Error(reason_, std::move(message), peer_words_);
}

std::string Error::to_string() const {
  if (peer_words_.empty()) return message_;
  return message_ + " (it said \"" + peer_words_ + "\")";
}

}  // namespace gauntlet::base
