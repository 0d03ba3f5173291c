#include "reference_controller/proxy/own_answer.hpp"

#include "foundation/http/writer.hpp"

namespace gauntlet::reference {
namespace {

// For the other ones the endpoint is to be asked.
constexpr std::string_view kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

struct Row {
  int status;
  std::string_view text;
};

Row row_of(OwnAnswer answer) {
  switch (answer) {
    case OwnAnswer::kOptions:
      return {200, "A reverse proxy.\n"};
    case OwnAnswer::kRedirectToHttps:
      return {308, "Use https.\n"};
    case OwnAnswer::kBadRequest:
      return {400, "This is not a request that HTTP/1.1 allows.\n"};
    case OwnAnswer::kNoRoute:
      return {404, "No rule matches this host and path, and there is no default backend.\n"};
    case OwnAnswer::kResourceBackend:
      return {404, "The rule leads to a resource, which this controller does not serve.\n"};
    case OwnAnswer::kMethodNotAllowed:
      return {405, "This method is not for a reverse proxy.\n"};
    case OwnAnswer::kRequestTimeout:
      return {408, "The request took too long to arrive.\n"};
    case OwnAnswer::kHeadTooLarge:
      return {431, "The head of the request is too large.\n"};
    case OwnAnswer::kBadGateway:
      return {502, "No endpoint could be reached, or its answer was not HTTP.\n"};
    case OwnAnswer::kNoEndpoint:
      return {503, "The Service has no ready endpoint.\n"};
    case OwnAnswer::kGatewayTimeout:
      return {504, "The endpoint did not answer in time.\n"};
  }
  return {500, ""};
}

}  // namespace

int status_of(OwnAnswer answer) {
  return row_of(answer).status;
}

void append_own_answer(std::string& out, OwnAnswer answer, std::string_view method, AfterAnswer after) {
  const Row row = row_of(answer);
  http::append_status_line(out, row.status);
  http::append_field(out, "Date", http::http_date_now());
  http::append_field(out, "Content-Type", "text/plain; charset=utf-8");
  if (answer == OwnAnswer::kMethodNotAllowed || answer == OwnAnswer::kOptions)
    http::append_field(out, "Allow", kMethods);
  out += "Content-Length: ";
  http::append_decimal(out, row.text.size());
  out += after == AfterAnswer::kClose ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n";
  if (method != "HEAD") out += row.text;
}

}  // namespace gauntlet::reference
