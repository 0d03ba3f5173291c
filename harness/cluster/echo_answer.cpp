#include "harness/cluster/echo_answer.hpp"

#include "foundation/http/writer.hpp"
#include "harness/cluster/json_text.hpp"

namespace gauntlet::cluster {
namespace {

constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: ";

void append_connection(std::string& out, int minor_version, AfterAnswer after) {
  if (after == AfterAnswer::kClose) {
    out += "\r\nConnection: close";
  } else if (minor_version == 0) {
    out += "\r\nConnection: keep-alive";
  }
}

void append_plain_answer(std::string& out, int status, std::string_view extra_field, std::string_view text,
                         AfterAnswer after) {
  http::append_status_line(out, status);
  http::append_field(out, "Date", http::http_date_now());
  http::append_field(out, "Content-Type", "text/plain; charset=utf-8");
  out += extra_field;
  out += "Content-Length: ";
  http::append_decimal(out, text.size());
  append_connection(out, 1, after);
  out += "\r\n\r\n";
  out += text;
}

// A bit for each name, so that names of which there is only one are known without comparing them with all others.
std::uint64_t mark_of(std::string_view name) {
  const auto first = static_cast<unsigned char>(name.front());
  const auto last = static_cast<unsigned char>(name.back());
  return std::uint64_t{1} << ((first * 7U + last * 3U + name.size()) & 63U);
}

}  // namespace

EchoAnswer::EchoAnswer(const PodIdentity& pod, const net::Endpoint& at) {
  identity_ = "{\"namespace\":";
  append_json_string(identity_, pod.namespace_);
  identity_ += ",\"backend\":";
  append_json_string(identity_, pod.backend);
  identity_ += ",\"index\":";
  http::append_decimal(identity_, static_cast<std::uint64_t>(pod.index));
  identity_ += ",\"pod\":";
  append_json_string(identity_, pod.name);
  identity_ += ",\"endpoint\":";
  append_json_string(identity_, at.to_string());
  identity_ += ",\"method\":";
}

void EchoAnswer::append(std::string& out, const http::MessageHead& request, const SeenBody& body, AfterAnswer after) {
  if (request.method == "CONNECT") {
    append_plain_answer(out, 405, "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n", "A pod is no proxy.\n",
                        after);
    return;
  }
  write_document(request, body);
  out += kHead;
  out += http::http_date_now();
  out += "\r\nContent-Length: ";
  http::append_decimal(out, document_.size());
  append_connection(out, request.minor_version, after);
  out += "\r\n\r\n";
  if (request.method != "HEAD") out += document_;
}

void EchoAnswer::append_refusal(std::string& out, const base::Error& error) {
  const int status = error.reason() == base::Reason::kRequestEntityTooLarge ? 431 : 400;
  append_plain_answer(out, status, "", "This pod does not understand the request: " + error.message() + ".\n",
                      AfterAnswer::kClose);
}

void EchoAnswer::write_document(const http::MessageHead& request, const SeenBody& body) {
  document_ = identity_;
  append_json_string(document_, request.method);
  document_ += ",\"path\":";
  append_json_string(document_, request.target);
  document_ += request.minor_version == 0 ? ",\"proto\":\"HTTP/1.0\",\"host\":" : ",\"proto\":\"HTTP/1.1\",\"host\":";
  const http::FieldView* const host = request.find("Host");
  append_json_string(document_, host == nullptr ? std::string_view() : host->value);
  write_headers(request.fields);
  document_ += ",\"bodyLength\":";
  http::append_decimal(document_, body.length);
  if (body.length > 0) {
    document_ += ",\"bodySha256\":";
    append_json_string(document_, body.sha256);
  }
  document_ += "}\n";
}

// Fields of the same spelling are one entry with all values, as in Go's http.Header.
void EchoAnswer::write_headers(std::span<const http::FieldView> fields) {
  std::uint64_t seen = 0;
  std::uint64_t repeated = 0;
  for (const http::FieldView& field : fields) {
    const std::uint64_t mark = mark_of(field.name);
    repeated |= seen & mark;
    seen |= mark;
  }
  document_ += ",\"headers\":{";
  const auto is_first = [&](std::size_t at) {
    for (std::size_t i = 0; i < at; ++i) {
      if (fields[i].name == fields[at].name) return false;
    }
    return true;
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool may_repeat = (repeated & mark_of(fields[i].name)) != 0;
    if (may_repeat && !is_first(i)) continue;
    if (i > 0) document_ += ',';
    append_json_string(document_, fields[i].name);
    document_ += ":[";
    append_json_string(document_, fields[i].value);
    for (std::size_t j = i + 1; may_repeat && j < fields.size(); ++j) {
      if (fields[j].name != fields[i].name) continue;
      document_ += ',';
      append_json_string(document_, fields[j].value);
    }
    document_ += ']';
  }
  document_ += '}';
}

}  // namespace gauntlet::cluster
