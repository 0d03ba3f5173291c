#include "fakeapiserver/api_server.hpp"

#include "fakeapiserver/api_handler.hpp"
#include "fakeapiserver/api_service.hpp"
#include "foundation/base/text.hpp"
#include "foundation/net/acceptor.hpp"
#include "foundation/net/certificate_authority.hpp"

namespace gauntlet::fakeapiserver {
namespace {

constexpr const char* kServerName = "127.0.0.1";

base::Result<std::shared_ptr<const net::TlsIdentity>> make_identity(const net::CertificateAuthority& authority) {
  net::CertificateRequest request;
  request.common_name = "gauntlet-apiserver";
  request.dns_names = {"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
                       "kubernetes.default.svc.cluster.local"};
  request.ip_addresses = {"127.0.0.1", "::1", KubernetesService::kClusterIp};
  auto issued = authority.issue(request);
  if (!issued) return issued.error();
  return net::TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
}

// The certificate that is shown now.
class RenewableIdentity final : public net::TlsIdentitySelector {
 public:
  void set(std::shared_ptr<const net::TlsIdentity> identity) { identity_ = std::move(identity); }
  std::shared_ptr<const net::TlsIdentity> select(std::string_view /*server_name*/) const override { return identity_; }

 private:
  std::shared_ptr<const net::TlsIdentity> identity_;
};

// What ends with a restart.
struct Listeners {
  Listeners(const net::Executor& executor, ApiService& service, const http::ServerLimits& limits)
      : tls_handler(service, Authentication::kCredentials),
        plain_handler(service, Authentication::kNone),
        tls_server(executor, tls_handler, limits),
        plain_server(executor, plain_handler, limits) {}

  ApiHandler tls_handler;
  ApiHandler plain_handler;
  http::Server tls_server;
  http::Server plain_server;
};

std::unique_ptr<ApiService> make_service(const net::Executor& executor, const ApiServerOptions& options) {
  auto service = std::make_unique<ApiService>(executor, options.kubernetes_version, options.features);
  service->watches.bookmark_interval = options.bookmark_interval;
  return service;
}

}  // namespace

struct ApiServer::State {
  State(net::Executor executor_in, ApiServerOptions options_in)
      : executor(std::move(executor_in)),
        options(std::move(options_in)),
        service(make_service(executor, options)),
        listeners(std::make_unique<Listeners>(executor, *service, options.limits)) {}

  base::Result<void> make_certificates();
  base::Result<void> renew_certificate();
  // At the ports of the options, or those taken before.
  base::Result<void> listen();
  void lose_data();

  net::Executor executor;
  ApiServerOptions options;
  std::unique_ptr<ApiService> service;
  std::unique_ptr<Listeners> listeners;
  net::Endpoint tls_endpoint;
  net::Endpoint plain_endpoint;
  std::optional<net::CertificateAuthority> authority;
  std::shared_ptr<RenewableIdentity> identity = std::make_shared<RenewableIdentity>();
};

base::Result<void> ApiServer::State::make_certificates() {
  auto made = net::CertificateAuthority::create("gauntlet-ca");
  if (!made) return made.error().with_context("making the API server's certificate authority");
  authority = std::move(*made);
  return renew_certificate();
}

base::Result<void> ApiServer::State::renew_certificate() {
  auto own = make_identity(*authority);
  if (!own) return own.error().with_context("making the API server's certificate");
  identity->set(std::move(*own));
  return {};
}

base::Result<void> ApiServer::State::listen() {
  auto acceptor = net::Acceptor::listen(executor, options.listen);
  if (!acceptor) return acceptor.error().with_context("starting the API server");
  std::unique_ptr<net::Acceptor> plain_acceptor;
  if (options.plain_listen) {
    auto plain = net::Acceptor::listen(executor, *options.plain_listen);
    if (!plain) return plain.error().with_context("starting the API server without TLS");
    plain_acceptor = std::move(*plain);
  }
  options.listen = tls_endpoint = (*acceptor)->local_endpoint();
  service->note_address(tls_endpoint, authority->certificate_pem());
  listeners->tls_server.serve(std::move(*acceptor), identity, net::ClientCertificates::kAsked);
  if (plain_acceptor) {
    options.plain_listen = plain_endpoint = plain_acceptor->local_endpoint();
    listeners->plain_server.serve(std::move(plain_acceptor));
  }
  return {};
}

void ApiServer::State::lose_data() {
  auto fresh = make_service(executor, options);
  fresh->users = std::move(service->users);
  fresh->access_rules = std::move(service->access_rules);
  fresh->faults = std::move(service->faults);
  fresh->audit = std::move(service->audit);
  service = std::move(fresh);
}

ApiServer::ApiServer(net::Executor executor, ApiServerOptions options)
    : state_(std::make_unique<State>(std::move(executor), std::move(options))) {}

ApiServer::~ApiServer() = default;

net::Executor ApiServer::executor() const {
  return state_->executor;
}

base::Result<void> ApiServer::start() {
  if (!state_->options.audit_path.empty()) {
    const auto opened = state_->service->audit.open_file(state_->options.audit_path);
    if (!opened) return opened.error().with_context("starting the API server");
  }
  const auto made = state_->make_certificates();
  if (!made) return made;
  return state_->listen();
}

net::Awaitable<void> ApiServer::stop(base::Deadline gentle_until) {
  co_await state_->listeners->tls_server.stop(gentle_until);
  co_await state_->listeners->plain_server.stop(gentle_until);
}

net::Awaitable<base::Result<void>> ApiServer::restart(RestartData data) {
  const base::Deadline at_once = base::Deadline::at({});
  co_await stop(at_once);
  state_->listeners.reset();
  if (data == RestartData::kLost) {
    state_->lose_data();
  } else {
    compact_history();
  }
  state_->listeners = std::make_unique<Listeners>(state_->executor, *state_->service, state_->options.limits);
  co_return state_->listen();
}

net::Endpoint ApiServer::endpoint(Transport transport) const {
  return transport == Transport::kTls ? state_->tls_endpoint : state_->plain_endpoint;
}

kube::ClusterAccess ApiServer::access_for(const std::string& user) {
  kube::ClusterAccess access;
  access.endpoint = state_->tls_endpoint;
  access.tls = true;
  access.server_name = kServerName;
  access.ca_pem = state_->authority->certificate_pem();
  access.bearer_token = state_->service->users.token_of(user);
  return access;
}

base::Result<kube::ClientCertificate> ApiServer::issue_client_certificate(const std::string& user,
                                                                          const std::vector<std::string>& groups) {
  net::CertificateRequest request;
  request.common_name = user;
  request.usage = net::CertificateRequest::Usage::kClient;
  auto issued = state_->authority->issue(request);
  if (!issued) return issued.error().with_context("issuing a client certificate");
  User certified{user, groups};
  certified.groups.emplace_back("system:authenticated");
  state_->service->users.add_certificate(issued->fingerprint, std::move(certified));
  return kube::ClientCertificate{std::move(issued->certificate_pem), std::move(issued->key_pem)};
}

std::optional<WriteTimes> ApiServer::write_times(std::string_view resource_version, const std::string& user) const {
  unsigned long long revision = 0;
  if (!base::parse_decimal(resource_version, revision)) return std::nullopt;
  const RevisionLog& revisions = state_->service->revisions;
  const RevisionLog::Entry* entry = revisions.find(revision);
  if (!entry) return std::nullopt;
  WriteTimes times{entry->committed, std::nullopt};
  for (const auto& [watcher, at] : entry->deliveries) {
    if (revisions.name_of(watcher) == user) times.delivered = at;
  }
  return times;
}

std::string ApiServer::current_revision() const {
  return std::to_string(state_->service->plane.store().revision());
}

FaultList& ApiServer::faults() {
  return state_->service->faults;
}

AuditLog& ApiServer::audit() {
  return state_->service->audit;
}

AccessRules& ApiServer::access_rules() {
  return state_->service->access_rules;
}

void ApiServer::revoke_token(const std::string& user) {
  state_->service->users.revoke_token_of(user);
}

base::Result<void> ApiServer::renew_certificate() {
  return state_->renew_certificate();
}

void ApiServer::drop_watches() {
  state_->service->hub.drop_all();
}

void ApiServer::compact_history() {
  state_->service->plane.store().compact(state_->service->plane.store().revision());
}

}  // namespace gauntlet::fakeapiserver
