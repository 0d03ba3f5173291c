#include "harness/cluster/echo_answer.hpp"

#include "foundation/http/writer.hpp"
#include "harness/cluster/json_text.hpp"

namespace gauntlet::cluster {
namespace {

// Of a document: what is neither the identity nor from the request.
constexpr std::size_t kMostFixedText = 256;
constexpr std::size_t kMostTextPerField = 16;

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

// The first of that name from `begin` on, or the number of fields.
std::size_t find_field(std::span<const http::FieldView> fields, std::size_t begin, std::string_view name) {
  std::size_t at = begin;
  while (at < fields.size() && fields[at].name != name) ++at;
  return at;
}

}  // namespace

EchoAnswer::EchoAnswer(const PodIdentity& pod, const net::Endpoint& at) {
  const std::string endpoint = at.to_string();
  const std::size_t bytes = pod.namespace_.size() + pod.backend.size() + pod.name.size() + endpoint.size();
  JsonText identity;
  identity.begin(JsonText::most_of(bytes) + kMostFixedText);
  identity.add("{\"namespace\":");
  identity.add_string(pod.namespace_);
  identity.add(",\"backend\":");
  identity.add_string(pod.backend);
  identity.add(",\"index\":");
  identity.add_number(static_cast<std::uint64_t>(pod.index));
  identity.add(",\"pod\":");
  identity.add_string(pod.name);
  identity.add(",\"endpoint\":");
  identity.add_string(endpoint);
  identity.add(",\"method\":");
  identity_ = identity.view();
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
  http::append_decimal(out, document_.view().size());
  append_connection(out, request.minor_version, after);
  out += "\r\n\r\n";
  if (request.method != "HEAD") out += document_.view();
}

void EchoAnswer::append_refusal(std::string& out, const base::Error& error) {
  const int status = error.reason() == base::Reason::kRequestEntityTooLarge ? 431 : 400;
  append_plain_answer(out, status, "", "This pod does not understand the request: " + error.message() + ".\n",
                      AfterAnswer::kClose);
}

// Values may be written twice: Host is.
std::size_t EchoAnswer::most_of(const http::MessageHead& request, const SeenBody& body) const {
  std::size_t bytes = request.method.size() + request.target.size() + body.sha256.size();
  for (const http::FieldView& field : request.fields) bytes += field.name.size() + 2 * field.value.size();
  return identity_.size() + JsonText::most_of(bytes) + kMostFixedText + request.fields.size() * kMostTextPerField;
}

void EchoAnswer::write_document(const http::MessageHead& request, const SeenBody& body) {
  document_.begin(most_of(request, body));
  document_.add(identity_);
  document_.add_string(request.method);
  document_.add(",\"path\":");
  document_.add_string(request.target);
  document_.add(request.minor_version == 0 ? ",\"proto\":\"HTTP/1.0\",\"host\":" : ",\"proto\":\"HTTP/1.1\",\"host\":");
  const http::FieldView* const host = request.find("Host");
  document_.add_string(host == nullptr ? std::string_view() : host->value);
  write_headers(request.fields);
  document_.add(",\"bodyLength\":");
  document_.add_number(body.length);
  if (body.length > 0) {
    document_.add(",\"bodySha256\":");
    document_.add_string(body.sha256);
  }
  document_.add("}\n");
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
  document_.add(",\"headers\":{");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool may_repeat = (repeated & mark_of(fields[i].name)) != 0;
    if (may_repeat && find_field(fields, 0, fields[i].name) < i) continue;
    if (i > 0) document_.add(",");
    document_.add_string(fields[i].name);
    document_.add(":[");
    document_.add_string(fields[i].value);
    for (std::size_t j = i; may_repeat;) {
      j = find_field(fields, j + 1, fields[i].name);
      if (j == fields.size()) break;
      document_.add(",");
      document_.add_string(fields[j].value);
    }
    document_.add("]");
  }
  document_.add("}");
}

}  // namespace gauntlet::cluster
