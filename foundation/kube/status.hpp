// metav1.Status: how the API says that something failed (apimachinery, meta/v1 Status), from and to Error.
#pragma once

#include "foundation/base/error.hpp"
#include "foundation/kube/object.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::kube {

struct StatusCause {
  std::string reason;   // "FieldValueRequired"
  std::string message;  // "Required value: ..."
  std::string field;    // "spec.rules[0].http.paths[0].pathType"
};

struct StatusDetails {
  std::string name;
  std::string group;
  std::string kind;
  std::string uid;
  std::vector<StatusCause> causes;
  int retry_after_seconds = 0;
  bool empty() const;
};

// Whether details that say nothing are written, as {}.
enum class EmptyDetails { kLeftOut, kWritten };

struct Status {
  int code = 500;      // of the answer; a success does not write it
  std::string reason;  // "NotFound"; may be empty
  std::string message;
  StatusDetails details;
  EmptyDetails empty_details = EmptyDetails::kLeftOut;
  bool success = false;
};

Json to_json(const Status& status);
// A non-2xx answer of the API server as an Error: reason by Status.reason, else by code; peer_words is Status.message.
base::Error error_from_answer(int http_code, std::string_view body);

}  // namespace gauntlet::kube
