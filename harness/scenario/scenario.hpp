// Scenario: one case as values, variables filled in and every name resolved; what the reader makes and the runner
// executes. A matrix row is a Scenario of its own. The words are those of ux.md section 2.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/kube/object.hpp"
#include "harness/result/status.hpp"
#include "harness/scenario/position.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gauntlet::scenario {

inline constexpr int kMostPods = 1000;  // of a backend

// ---- what a check expects ----

enum class StatusWord { kCodes, kNoRoute, kRefused, kReset, kTimeout, kTlsError, kAny };

struct PodReference {
  std::string backend;
  std::optional<int> pod;  // from 0; absent: any pod of the backend
};

// What a value must be: in objects, headers and saw.
struct ValueMatcher {
  enum class Kind { kExact, kAny, kAbsent, kChanged, kPattern } kind = Kind::kExact;
  std::string text;  // kExact: the text form; kPattern: the regular expression
  std::string json;  // kExact in objects: the JSON text that is compared
  Position position;
};

struct NamedMatcher {
  std::string name;  // header name, or path into the object or into what the backend saw
  ValueMatcher matcher;
};

struct Answer {
  StatusWord status = StatusWord::kCodes;
  std::vector<int> codes;         // exact codes
  std::vector<int> code_classes;  // 2 for 2xx
  std::vector<PodReference> from;
  bool from_nobody = false;                   // no pod is reached, whatever the status
  std::string redirect_to;                    // Location
  std::string saw_path;                       // what the backend saw on its request line
  std::vector<std::string> certificates;      // one of these leaves was presented
  std::vector<std::string> not_certificates;  // none of these ever is
  std::vector<NamedMatcher> headers;          // of the answer
  std::optional<std::string> body;
  std::vector<NamedMatcher> saw;  // method, path, body, headers.<Name>
  bool spread_over_all_pods = false;
  std::string text;  // as written behind the arrow
};

// ---- one request with its expectation ----

enum class Protocol { kHttp1, kHttp2, kHttp2Cleartext };
struct Via {
  enum class Kind { kAny, kEach, kInstance } kind = Kind::kAny;
  int instance = 0;
};

struct Check {
  Position position;  // of the check line
  Position expectation_position;
  std::string text;  // "GET http://foo.com/foo -> 200 from svc-a"
  std::string method;
  std::string scheme;                             // http, https
  std::string host;                               // of the URL: what is dialled for, and the default of Host and SNI
  std::string target;                             // path and query as written
  std::optional<std::string> host_header;         // host=
  std::optional<std::string> sni;                 // sni=
  std::optional<std::string> client_certificate;  // as=
  Protocol protocol = Protocol::kHttp1;
  Via via;
  int repeat = 1;  // xN; 0: as many as `spread` needs
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Answer expect;
  std::string why;
};

// ---- steps ----

struct Timing {
  bool within_now = false;               // `within: now`
  std::optional<base::Duration> within;  // counted from the last commit
  std::optional<base::Duration> hold;    // `for`
  std::optional<base::Duration> every;
  std::optional<int> settle;
  std::vector<Answer> meanwhile;  // empty: any answer is allowed before
};

struct ObjectReference {
  std::string kind;
  std::string namespace_;  // empty: the case's own, or cluster scope
  std::string name;
  std::string subresource;
  std::string text;  // as written
};

struct Manifest {
  kube::Object object;
  Position position;
};

struct ApplyStep {
  std::vector<Manifest> manifests;
};
struct PatchStep {
  struct Change {
    ObjectReference object;
    Position position;
    std::vector<std::pair<std::string, std::string>> values;  // path -> JSON text; "null" removes
  };
  std::vector<Change> changes;
};
struct DeleteStep {
  std::vector<ObjectReference> objects;
};
struct CertStep {
  std::vector<std::pair<std::string, std::string>> secrets;  // Secret name -> certificate name
};
enum class PodState { kReady, kUnready, kKilled, kGone };
struct BackendStep {
  struct Change {
    std::string backend;
    std::optional<int> pod;  // with `state`
    std::optional<PodState> state;
    std::optional<int> pods;  // scale
  };
  std::vector<Change> changes;
};
struct SendStep {
  std::vector<Check> checks;
  Timing timing;
};
struct ObjectsStep {
  struct Expectation {
    ObjectReference object;
    Position position;
    std::vector<NamedMatcher> values;  // empty with `absent`
    bool absent = false;               // "Kind/name: <absent>"
  };
  std::vector<Expectation> expectations;
  Timing timing;
};
struct WaitStep {
  base::Duration duration{};
};

// What the API server does to the controller, and to nobody else.
struct ApiFault {
  enum class Effect {
    kAnswer,       // `code` instead of the answer, until it is healed; watches that are open end
    kDropWatches,  // once: open watches end, and may be taken up again
    kCompact,      // once: history is forgotten, so that a watch from an older revision gets 410
  };
  Effect effect = Effect::kAnswer;
  std::string name;  // for `heal`; empty: lasts until the case ends
  int code = 0;
  std::vector<std::string> verbs;  // kAnswer: get, list, watch ...; empty: all
  std::vector<std::string> kinds;  // kAnswer: Ingress, Secret ...; empty: all
};
struct FaultStep {
  ApiFault fault;
};
struct HealStep {
  std::string fault;
};

struct Step {
  std::string name;
  std::string verb;
  Position position;
  std::variant<ApplyStep, PatchStep, DeleteStep, CertStep, BackendStep, SendStep, ObjectsStep, WaitStep, FaultStep,
               HealStep>
      action;
};

// ---- the cast ----

struct Backend {
  std::string name;
  std::string namespace_;  // filled in
  int pods = 1;
  int port = 80;
};

struct Certificate {
  std::string name;
  bool is_authority = false;
  std::string issuer;
  std::vector<std::string> names;
  std::string secret;      // empty: no Secret at the start
  std::string namespace_;  // of the Secret
  std::string key = "p256";
  base::Duration valid_from{};  // relative to now
  base::Duration valid_until{};
};

// Which is there first: the controller (live) or the objects (cold).
enum class Boot { kLive, kCold };

// How a case may share a controller with others (ux.md 7, 6).
enum class Isolation { kPack, kReset, kCase };

struct Scenario {
  std::string id;
  std::string row;
  std::string title;
  result::Level level = result::Level::kCore;
  bool provisional = false;
  std::vector<std::string> features;
  std::vector<std::string> tags;
  std::vector<std::string> spec;
  Position position;  // of the id
  std::string namespace_;
  std::vector<Backend> backends;
  std::vector<Certificate> certificates;
  int instances = 1;
  Boot boot = Boot::kLive;
  std::map<std::string, base::Duration> timeouts;
  std::vector<Manifest> manifests;
  std::vector<Step> steps;
  Isolation isolation = Isolation::kReset;

  std::string full_id() const { return row.empty() ? id : id + "[" + row + "]"; }
};

}  // namespace gauntlet::scenario
