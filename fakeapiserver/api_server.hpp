// ApiServer: the fake kube-apiserver as one component: listens on loopback, serves the API, remembers when each
// revision was committed and delivered. Lives on one loop; every member but the constructor and executor() is called
// there: from other loops with net::run_on(server.executor(), ...) and net::run_task_on.
#pragma once

#include "fakeapiserver/server_features.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/base/deadline.hpp"
#include "foundation/base/result.hpp"
#include "foundation/http/server.hpp"
#include "foundation/kube/client_certificate.hpp"
#include "foundation/net/awaitable.hpp"
#include "foundation/net/endpoint.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

class AccessRules;
class AuditLog;
class FaultList;

enum class Transport { kTls, kPlain };
// What is left of the objects after a restart. kKept: as behind the same etcd. kLost: as behind an empty one; revisions
// begin again, and clients have seen higher ones.
enum class RestartData { kKept, kLost };

struct ApiServerOptions {
  ApiServerOptions() = default;
  net::Endpoint listen{"127.0.0.1", 0};       // loopback only
  std::optional<net::Endpoint> plain_listen;  // plain HTTP beside it, without authentication
  ServerFeatures features;
  http::ServerLimits limits;                   // what a client may send, and how long it may take
  std::string audit_path;                      // of the request log as JSON lines; empty: none is written
  std::string kubernetes_version = "v1.35.0";  // what /version says
  base::Duration bookmark_interval = std::chrono::seconds(60);  // about as a kube-apiserver does
};

// When a revision was committed, and when a watch of one user was first sent it (nullopt: not yet, or no watch of
// theirs is about it).
struct WriteTimes {
  base::TimePoint committed;
  std::optional<base::TimePoint> delivered;
};

class ApiServer {
 public:
  ApiServer(net::Executor executor, ApiServerOptions options);
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  net::Executor executor() const;
  // Listens; the namespaces of a new cluster exist then. kAlreadyExists if the port is taken.
  base::Result<void> start();
  net::Awaitable<void> stop(base::Deadline gentle_until);
  // As a process that died and was started again at the same ports: every connection ends, and no history is left for
  // watches to go on from. Users, faults, access rules and the request log stay.
  net::Awaitable<base::Result<void>> restart(RestartData data);

  net::Endpoint endpoint(Transport transport = Transport::kTls) const;
  // A bearer token of its own for `user`, so that the request log and the deliveries tell users apart.
  kube::ClusterAccess access_for(const std::string& user);
  // Instead of a token, for an access without one: the user is its common name; the groups are kept in our books.
  base::Result<kube::ClientCertificate> issue_client_certificate(const std::string& user,
                                                                 const std::vector<std::string>& groups);
  // nullopt: never seen, or older than the 100,000 revisions that are kept.
  std::optional<WriteTimes> write_times(std::string_view resource_version, const std::string& user) const;
  std::string current_revision() const;

  // What goes wrong on purpose, and what was asked.
  FaultList& faults();
  AuditLog& audit();
  // Who may not do what; everybody may do everything at first.
  AccessRules& access_rules();
  // What access_for gave this user is refused with 401 from now on; ask again for a new token.
  void revoke_token(const std::string& user);
  // New connections are shown another certificate of the same authority.
  base::Result<void> renew_certificate();
  // Cuts every watch; clients come back at the revision that they have seen.
  void drop_watches();
  // Forgets all history: watches from older revisions get 410.
  void compact_history();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::fakeapiserver
