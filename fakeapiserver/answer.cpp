#include "fakeapiserver/answer.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

void add_standing_fields(http::Headers& headers, std::string_view audit_id, std::string_view content_type) {
  headers.add("Audit-Id", audit_id);
  headers.add("Content-Type", content_type);
  if (!headers.contains("Cache-Control")) headers.add("Cache-Control", "no-cache, private");
}

// Warn-code 299, agent "-", and the text as a quoted string (RFC 7234 5.5).
std::string warning_value(std::string_view text) {
  std::string value = "299 - \"";
  for (char c : text) {
    if (c == '"' || c == '\\') value += '\\';
    value += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return value + "\"";
}

}  // namespace

Answer status_answer(const kube::Status& status) {
  Answer answer = json_answer(status.code, kube::to_json(status));
  answer.reason = status.reason;
  if (status.details.retry_after_seconds > 0) {
    answer.fields.add("Retry-After", std::to_string(status.details.retry_after_seconds));
  }
  if (status.code == 403) answer.fields.add("X-Content-Type-Options", "nosniff");
  return answer;
}

Answer json_answer(int code, const kube::Json& json) {
  Answer answer;
  answer.code = code;
  answer.body = kube::to_text(json);
  return answer;
}

Answer text_answer(int code, std::string text) {
  Answer answer;
  answer.code = code;
  answer.content_type = "text/plain; charset=utf-8";
  answer.body = std::move(text);
  answer.fields.add("X-Content-Type-Options", "nosniff");
  return answer;
}

bool wants_pretty_output(std::string_view pretty_parameter, std::string_view user_agent) {
  if (!pretty_parameter.empty()) return pretty_parameter != "0" && pretty_parameter != "false";
  return user_agent.starts_with("curl") || user_agent.starts_with("Wget") || user_agent.starts_with("Mozilla/5.0");
}

http::Response to_response(Answer answer, std::string_view audit_id, Indentation indentation) {
  http::Response response;
  response.status = answer.code;
  response.headers = std::move(answer.fields);
  add_standing_fields(response.headers, audit_id, answer.content_type);
  for (const std::string& warning : answer.warnings) add_warning(response.headers, warning);
  response.body = std::move(answer.body);
  if (indentation == Indentation::kTwoBlanks && answer.content_type.starts_with("application/json")) {
    if (auto json = kube::parse_json(response.body)) {
      response.body = json->dump(2, ' ', false, kube::Json::error_handler_t::replace) + "\n";
    }
  }
  return response;
}

void add_warning(http::Headers& headers, std::string_view text) {
  headers.add("Warning", warning_value(text));
}

http::Response stream_head(std::string_view audit_id, std::string_view content_type) {
  http::Response head;
  add_standing_fields(head.headers, audit_id, content_type);
  return head;
}

}  // namespace gauntlet::fakeapiserver
