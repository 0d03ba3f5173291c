// Answers that the proxy gives itself: errors, with one line of text that says why.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet::reference {

enum class OwnAnswer {
  kOptions,           // 200: to an OPTIONS that is meant for the proxy itself
  kRedirectToHttps,   // 308: a mutant's
  kBadRequest,        // 400
  kNoRoute,           // 404: no rule and no default backend
  kResourceBackend,   // 404: the rule leads to something that is no Service
  kMethodNotAllowed,  // 405: CONNECT
  kRequestTimeout,    // 408
  kHeadTooLarge,      // 431
  kBadGateway,        // 502: no endpoint could be reached, or its answer was none
  kNoEndpoint,        // 503
  kGatewayTimeout,    // 504
};

enum class AfterAnswer { kKeepOpen, kClose };

int status_of(OwnAnswer answer);
// The whole message; of a HEAD the head alone.
void append_own_answer(std::string& out, OwnAnswer answer, std::string_view method, AfterAnswer after);

}  // namespace gauntlet::reference
