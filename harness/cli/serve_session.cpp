#include "harness/cli/serve_session.hpp"

#include "foundation/kube/ingress.hpp"
#include "harness/cli/report_files.hpp"
#include "harness/scenario/case_objects.hpp"
#include "harness/scenario/object_access.hpp"

#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace gauntlet::cli {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kLoopback = "127.0.0.1";
constexpr int kUsualPort = 16'443;  // taken if it is free, so that a kubeconfig stays right from one start to the next
constexpr base::Duration kWriteWithin = 10s;
constexpr base::Duration kSettleWithin = 30s;
constexpr base::Duration kControllerWithin = 60s;

std::set<std::string> namespaces_of(const std::vector<ManifestObject>& objects) {
  std::set<std::string> names;
  for (const ManifestObject& one : objects) {
    const auto* type = kube::find_resource_by_kind(one.object.api_version(), one.object.kind());
    if (type == nullptr || type->scope == kube::Scope::kCluster) continue;
    names.insert(one.object.namespace_().empty() ? "default" : std::string(one.object.namespace_()));
  }
  return names;
}

// Those that somebody made: "kubernetes" is in every cluster.
std::size_t count_services(const kube::ObjectList& services) {
  const auto is_made = [](const kube::Object& service) {
    return service.namespaced_name() != base::NamespacedName{"default", "kubernetes"};
  };
  return static_cast<std::size_t>(std::count_if(services.items.begin(), services.items.end(), is_made));
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::vector<std::string> services_of(const kube::Ingress& ingress) {
  std::vector<std::string> names;
  const auto add = [&](const kube::IngressBackend& backend) {
    if (backend.service) names.push_back(backend.service->name);
  };
  if (ingress.default_backend) add(*ingress.default_backend);
  for (const kube::IngressRule& rule : ingress.rules) {
    for (const kube::HttpIngressPath& path : rule.paths) add(path.backend);
  }
  return names;
}

// "default/web", of Services that an Ingress names and nobody made.
std::set<std::string> missing_services(const kube::ObjectList& ingresses, const kube::ObjectList& services) {
  std::set<std::string> there;
  for (const kube::Object& service : services.items) there.insert(service.namespaced_name().to_string());
  std::set<std::string> missing;
  for (const kube::Object& object : ingresses.items) {
    const auto ingress = kube::read_ingress(object);
    if (!ingress) continue;
    for (const std::string& name : services_of(*ingress)) {
      const std::string full = fmt::format("{}/{}", object.namespace_(), name);
      if (there.count(full) == 0) missing.insert(full);
    }
  }
  return missing;
}

}  // namespace

ServeSession::ServeSession(net::Executor executor, ServePlan plan, base::Log& log, Console console)
    : executor_(std::move(executor)), plan_(std::move(plan)), log_(log), console_(console) {}

net::Awaitable<base::Result<void>> ServeSession::start() {
  auto outcome = co_await start_world();
  if (outcome) outcome = co_await write_kubeconfig();
  if (outcome) outcome = co_await write_certificate_kubeconfig();
  if (outcome) outcome = co_await write_service_account();
  if (outcome) outcome = co_await apply_manifests();
  if (!outcome) co_return outcome;
  co_await print_cluster();
  if (plan_.profile) outcome = co_await start_controller();
  if (!outcome) co_return outcome;
  print_controller();
  console_.out.flush();
  co_return outcome;
}

net::Awaitable<void> ServeSession::stop() {
  if (controller_) co_await controller_->stop();
  controller_.reset();
  client_.reset();
  if (world_) co_await world_->stop();
  world_.reset();
}

net::Awaitable<base::Result<void>> ServeSession::start_world() {
  const ServeOptions& options = plan_.options;
  fakeapiserver::ApiServerOptions usual;
  usual.listen = {std::string(kLoopback), static_cast<std::uint16_t>(options.port.value_or(kUsualPort))};
  if (options.http_port) {
    usual.plain_listen = net::Endpoint{std::string(kLoopback), static_cast<std::uint16_t>(*options.http_port)};
  }
  fakeapiserver::ApiServerOptions any = usual;
  any.listen.port = 0;
  auto world = co_await FakeWorld::start(std::move(usual), log_);
  const bool is_taken = !world && world.error().reason() == base::Reason::kAlreadyExists;
  if (is_taken && !options.port) world = co_await FakeWorld::start(std::move(any), log_);
  if (is_taken && !world) {
    co_return base::Error(base::Reason::kSystem, world.error().message() + "; --port 0 takes a free one");
  }
  if (!world) co_return world.error();
  world_ = std::move(world).value();
  std::vector<fakeapiserver::Fault> faults = options.faults;
  co_await world_->add_faults(std::move(faults));
  auto access = co_await world_->access_for("gauntlet");
  client_ = std::make_unique<kube::Client>(executor_, std::move(access), "gauntlet");
  co_return base::Result<void>();
}

net::Awaitable<base::Result<void>> ServeSession::write_kubeconfig() {
  const auto access = co_await world_->access_for("serve");
  co_return write_file(kubeconfig_path(), kube::write_kubeconfig(access), FileReaders::kOwner);
}

// The same for those who want to show a certificate instead of a token.
net::Awaitable<base::Result<void>> ServeSession::write_certificate_kubeconfig() {
  const auto access = co_await world_->access_for("serve");
  const auto certificate = co_await world_->issue_client_certificate("serve");
  if (!certificate) co_return certificate.error();
  const std::string path = path_of("kubeconfig-certificate.yaml");
  co_return write_file(path, kube::write_kubeconfig(access, *certificate), FileReaders::kOwner);
}

// What a pod of the ServiceAccount "default" finds (Kubernetes documentation, "Accessing the Kubernetes API from a
// Pod").
net::Awaitable<base::Result<void>> ServeSession::write_service_account() {
  const auto access = co_await world_->access_for("system:serviceaccount:default:default");
  auto written = write_file(path_of("service-account/token"), access.bearer_token, FileReaders::kOwner);
  if (written) written = write_file(path_of("service-account/ca.crt"), access.ca_pem);
  if (written) written = write_file(path_of("service-account/namespace"), access.namespace_);
  co_return written;
}

net::Awaitable<base::Result<void>> ServeSession::apply_manifests() {
  for (const ManifestObject& one : plan_.objects) {
    kube::Object object = one.object;
    const base::Deadline deadline = base::Deadline::after(kWriteWithin);
    const auto applied = co_await scenario::apply_object(*client_, std::move(object), deadline);
    if (!applied) {
      const std::string context = fmt::format("{}: {}", one.file, title_of(one.object));
      co_return base::Error(base::Reason::kInvalid, applied.error().with_context(context).to_string());
    }
  }
  for (const std::string& name : namespaces_of(plan_.objects)) {
    const base::Deadline deadline = base::Deadline::after(kSettleWithin);
    const auto settled = co_await world_->wait_until_settled(name, deadline);
    if (!settled) co_return settled.error().with_context("the pods of namespace " + name);
  }
  co_return base::Result<void>();
}

net::Awaitable<base::Result<void>> ServeSession::start_controller() {
  const launch::ControllerProfile& profile = *plan_.profile;
  const base::Deadline deadline = base::Deadline::after(kControllerWithin);
  kube::Object ingress_class = scenario::make_ingress_class(profile.class_name, profile.class_controller);
  const auto made = co_await client_->create(kube::resources::kIngressClasses, std::move(ingress_class), deadline);
  if (!made && made.error().reason() != base::Reason::kAlreadyExists) co_return made.error();
  launch::InstanceOptions options;
  options.address = controller_address(0);
  options.class_name = profile.class_name;
  options.class_controller = profile.class_controller;
  options.access = co_await world_->access_for("controller-0");
  options.folder = fmt::format("{}/controller-0", plan_.options.folder);
  launch::ControllerProfile copy = profile;
  auto started = co_await launch::ControllerProcess::start(executor_, std::move(copy), std::move(options), deadline);
  if (!started) co_return started.error();
  controller_ = std::move(started).value();
  co_return base::Result<void>();
}

net::Awaitable<void> ServeSession::print_cluster() {
  const std::string kubernetes = fakeapiserver::ApiServerOptions().kubernetes_version;
  const std::string api = world_->api_endpoint(fakeapiserver::Transport::kTls).to_string();
  fmt::print(console_.out, "fake cluster ready, Kubernetes {} API at https://{}\n", kubernetes, api);
  if (plan_.options.http_port) {
    const std::string plain = world_->api_endpoint(fakeapiserver::Transport::kPlain).to_string();
    fmt::print(console_.out, "  without TLS and authentication at http://{}\n", plain);
  }
  fmt::print(console_.out, "  export KUBECONFIG={}\n", kubeconfig_path());
  fmt::print(console_.out, "  export KUBERNETES_SERVICE_HOST={} KUBERNETES_SERVICE_PORT={}  # with {}\n", kLoopback,
             world_->api_endpoint(fakeapiserver::Transport::kTls).port, path_of("service-account"));
  const base::Deadline deadline = base::Deadline::after(kWriteWithin);
  kube::ListOptions of_ingresses;
  kube::ListOptions of_services;
  kube::ListOptions of_pods;
  const auto ingresses = co_await client_->list(kube::resources::kIngresses, std::move(of_ingresses), deadline);
  const auto services = co_await client_->list(kube::resources::kServices, std::move(of_services), deadline);
  const auto pods = co_await client_->list(kube::resources::kPods, std::move(of_pods), deadline);
  if (!ingresses || !services || !pods) co_return;
  fmt::print(console_.out, "  {}, {}, {} echoing on {}\n", counted(ingresses->items.size(), "Ingress", "Ingresses"),
             counted(count_services(*services), "Service", "Services"), counted(pods->items.size(), "pod", "pods"),
             world_->pod_network());
  for (const std::string& name : missing_services(*ingresses, *services)) {
    fmt::print(console_.out, "  note: an Ingress names the Service {}, which is not there\n", name);
  }
}

void ServeSession::print_controller() const {
  if (controller_) {
    fmt::print(console_.out, "{} ready, class {}: http://{} https://{}\n", plan_.profile->key,
               plan_.profile->class_name, controller_->http_endpoint().to_string(),
               controller_->https_endpoint().to_string());
    fmt::print(console_.out, "  curl -i --connect-to ::{} http://HOST/\n", controller_->http_endpoint().to_string());
  } else {
    fmt::print(console_.out, "start a controller, for instance:\n  gauntlet-reference --kubeconfig {}\n",
               kubeconfig_path());
  }
  fmt::print(console_.out, "Ctrl-C ends it\n");
}

std::string ServeSession::kubeconfig_path() const {
  return path_of("kubeconfig.yaml");
}

std::string ServeSession::path_of(std::string_view file) const {
  return (std::filesystem::path(plan_.options.folder) / file).string();
}

}  // namespace gauntlet::cli
