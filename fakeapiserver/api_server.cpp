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
  request.ip_addresses = {"127.0.0.1", "::1"};
  auto issued = authority.issue(request);
  if (!issued) return issued.error();
  return net::TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
}

}  // namespace

struct ApiServer::State {
  State(net::Executor executor_in, ApiServerOptions options_in)
      : executor(std::move(executor_in)),
        options(std::move(options_in)),
        service(executor, options.kubernetes_version, options.features),
        tls_handler(service, Authentication::kBearerToken),
        plain_handler(service, Authentication::kNone),
        tls_server(executor, tls_handler),
        plain_server(executor, plain_handler) {}

  net::Executor executor;
  ApiServerOptions options;
  ApiService service;
  ApiHandler tls_handler;
  ApiHandler plain_handler;
  http::Server tls_server;
  http::Server plain_server;
  net::Endpoint tls_endpoint;
  net::Endpoint plain_endpoint;
  std::string ca_pem;
};

ApiServer::ApiServer(net::Executor executor, ApiServerOptions options)
    : state_(std::make_unique<State>(std::move(executor), std::move(options))) {}

ApiServer::~ApiServer() = default;

net::Executor ApiServer::executor() const {
  return state_->executor;
}

base::Result<void> ApiServer::start() {
  if (!state_->options.audit_path.empty()) {
    const auto opened = state_->service.audit.open_file(state_->options.audit_path);
    if (!opened) return opened.error().with_context("starting the API server");
  }
  auto authority = net::CertificateAuthority::create("gauntlet-ca");
  if (!authority) return authority.error().with_context("making the API server's certificate authority");
  auto identity = make_identity(*authority);
  if (!identity) return identity.error().with_context("making the API server's certificate");
  auto acceptor = net::Acceptor::listen(state_->executor, state_->options.listen);
  if (!acceptor) return acceptor.error().with_context("starting the API server");
  std::unique_ptr<net::Acceptor> plain_acceptor;
  if (state_->options.plain_listen) {
    auto plain = net::Acceptor::listen(state_->executor, *state_->options.plain_listen);
    if (!plain) return plain.error().with_context("starting the API server without TLS");
    plain_acceptor = std::move(*plain);
  }
  state_->ca_pem = authority->certificate_pem();
  state_->tls_endpoint = (*acceptor)->local_endpoint();
  state_->service.server_address = state_->tls_endpoint.to_string();
  state_->tls_server.serve(std::move(*acceptor), std::make_shared<net::FixedTlsIdentity>(std::move(*identity)));
  if (plain_acceptor) {
    state_->plain_endpoint = plain_acceptor->local_endpoint();
    state_->plain_server.serve(std::move(plain_acceptor));
  }
  return {};
}

net::Awaitable<void> ApiServer::stop(base::Deadline gentle_until) {
  co_await state_->tls_server.stop(gentle_until);
  co_await state_->plain_server.stop(gentle_until);
}

net::Endpoint ApiServer::endpoint(Transport transport) const {
  return transport == Transport::kTls ? state_->tls_endpoint : state_->plain_endpoint;
}

kube::ClusterAccess ApiServer::access_for(const std::string& user) {
  kube::ClusterAccess access;
  access.endpoint = state_->tls_endpoint;
  access.tls = true;
  access.server_name = kServerName;
  access.ca_pem = state_->ca_pem;
  access.bearer_token = state_->service.users.token_of(user);
  return access;
}

std::optional<WriteTimes> ApiServer::write_times(std::string_view resource_version, const std::string& user) const {
  unsigned long long revision = 0;
  if (!base::parse_decimal(resource_version, revision)) return std::nullopt;
  const RevisionLog& revisions = state_->service.revisions;
  const RevisionLog::Entry* entry = revisions.find(revision);
  if (!entry) return std::nullopt;
  WriteTimes times{entry->committed, std::nullopt};
  for (const auto& [watcher, at] : entry->deliveries) {
    if (revisions.name_of(watcher) == user) times.delivered = at;
  }
  return times;
}

std::string ApiServer::current_revision() const {
  return std::to_string(state_->service.plane.store().revision());
}

FaultList& ApiServer::faults() {
  return state_->service.faults;
}

AuditLog& ApiServer::audit() {
  return state_->service.audit;
}

AccessRules& ApiServer::access_rules() {
  return state_->service.access_rules;
}

void ApiServer::drop_watches() {
  state_->service.hub.drop_all();
}

void ApiServer::compact_history() {
  state_->service.plane.store().compact(state_->service.plane.store().revision());
}

}  // namespace gauntlet::fakeapiserver
