// EchoAnswer: what a fake pod says: 200 with a JSON document of who it is and what it saw of the request. Pure, and on
// the hot path: no allocation once its buffers have grown.
//
//   {"namespace":"ns","backend":"a","index":0,"pod":"a-5f6c-x2x4d","endpoint":"127.42.0.10:8080","method":"GET",
//    "path":"/foo?x=1","proto":"HTTP/1.1","host":"foo.com","headers":{"Host":["foo.com"]},"bodyLength":0}
//
// A body adds "bodySha256". Bytes above 127 are written as the characters of ISO 8859-1, so that nothing is lost.
#pragma once

#include "foundation/http/message_parser.hpp"
#include "foundation/net/endpoint.hpp"
#include "harness/cluster/json_text.hpp"
#include "harness/cluster/pod_identity.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::cluster {

struct SeenBody {
  std::uint64_t length = 0;
  std::string_view sha256;  // hex
};

enum class AfterAnswer { kKeepOpen, kClose };

class EchoAnswer {
 public:
  EchoAnswer(const PodIdentity& pod, const net::Endpoint& at);

  // The whole answer. HEAD gets the head alone; CONNECT gets 405 (RFC 9110 9.3.6: a pod is no proxy).
  void append(std::string& out, const http::MessageHead& request, const SeenBody& body, AfterAnswer after);
  // 400 or 431 by what is wrong with the request, for people to read; the connection ends with it.
  static void append_refusal(std::string& out, const base::Error& error);

 private:
  std::size_t most_of(const http::MessageHead& request, const SeenBody& body) const;
  void write_document(const http::MessageHead& request, const SeenBody& body);
  void write_headers(std::span<const http::FieldView> fields);

  std::string identity_;  // the document's beginning
  JsonText document_;     // memory that is used again
};

}  // namespace gauntlet::cluster
