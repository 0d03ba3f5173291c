// Answer: what a verb has to say, before it becomes an HTTP response.
#pragma once

#include "fakeapiserver/store/object_version.hpp"
#include "foundation/http/message.hpp"
#include "foundation/kube/status.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

struct Answer {
  int code = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::string> warnings;  // sent as Warning: 299
  http::Headers fields;               // further header fields
  std::string reason;                 // Status.reason, for the request log
  std::uint64_t revision = 0;         // that a write made, for the request log
};

Answer status_answer(const kube::Status& status);
Answer json_answer(int code, const kube::Json& json);
Answer text_answer(int code, std::string text);

// For a person at a terminal: pretty=true, or a browser, curl or wget (apiserver, negotiation).
bool wants_pretty_output(std::string_view pretty_parameter, std::string_view user_agent);

// Audit-Id and what every answer of a kube-apiserver carries; `pretty` indents JSON.
enum class Indentation { kNone, kTwoBlanks };
http::Response to_response(Answer answer, std::string_view audit_id, Indentation indentation);
// Status, Content-Type and the fields above, for a stream.
http::Response stream_head(std::string_view audit_id, std::string_view content_type = "application/json");
void add_warning(http::Headers& headers, std::string_view text);

}  // namespace gauntlet::fakeapiserver
