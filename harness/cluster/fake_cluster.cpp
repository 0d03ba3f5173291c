#include "harness/cluster/fake_cluster.hpp"

#include "foundation/net/wait_event.hpp"
#include "harness/cluster/api_time.hpp"
#include "harness/cluster/deployment_controller.hpp"
#include "harness/cluster/informer.hpp"
#include "harness/cluster/job_runner.hpp"
#include "harness/cluster/node_object.hpp"
#include "harness/cluster/service_controller.hpp"

#include <fmt/format.h>

#include <array>
#include <unistd.h>
#include <utility>

namespace gauntlet::cluster {
namespace {

using base::Deadline;
using base::NamespacedName;
using base::Reason;
using base::Result;
using kube::resources::kDeployments;
using kube::resources::kEndpointSlices;
using kube::resources::kNodes;
using kube::resources::kPods;
using kube::resources::kReplicaSets;
using kube::resources::kServices;
using net::Awaitable;

constexpr const char* kUserAgent = "gauntlet-cluster/1";
constexpr const char* kNodeName = "gauntlet-node";
// Third octets.
constexpr int kLastOfPods = 199;
constexpr int kFirstOfLoadBalancers = 200;
constexpr int kLastOfLoadBalancers = 249;
constexpr int kFirstOfNodes = 250;
constexpr int kLastOfNodes = 254;
constexpr std::uint16_t kKubeletPort = 10250;

// Which objects of a kind matter: what we write into our own slices we know already.
std::string selector_for(const kube::ResourceType& type) {
  return type.kind == kEndpointSlices.kind ? kForeignSlices : "";
}

// An address that no other cluster on this machine takes for its node, as long as the port is held; so that what is
// numbered from it is apart from theirs, too.
struct NodePlace {
  NodePlace(const net::Executor& executor, int second_octet) {
    const std::uint32_t begin = scatter(static_cast<std::uint32_t>(::getpid()));
    AddressPool addresses(second_octet, kFirstOfNodes, kLastOfNodes, begin);
    for (number = begin; number < begin + addresses.size() && !held; ++number) {
      identity = {kNodeName, addresses.take()};
      auto acceptor = net::Acceptor::listen(executor, {identity.address, kKubeletPort});
      if (acceptor) held = std::move(*acceptor);
    }
  }

  NodeIdentity identity;
  std::uint32_t number = 0;
  std::unique_ptr<net::Acceptor> held;
};

}  // namespace

struct FakeCluster::State final : JobHandler {
  State(net::Executor its_executor, kube::ClusterAccess access, FakeClusterOptions options, base::Log& its_log)
      : executor(std::move(its_executor)),
        log(its_log),
        node(executor, options.second_octet),
        pod_addresses(options.second_octet, 0, kLastOfPods, scatter(node.number)),
        load_balancer_addresses(options.second_octet, kFirstOfLoadBalancers, kLastOfLoadBalancers,
                                scatter(node.number)),
        client(executor, std::move(access), kUserAgent),
        runner(executor, *this, log),
        model(runner.queue(), log),
        kubelet(executor, node.identity, pod_addresses, captures, log),
        pods(client, model, kubelet, runner.queue()),
        deployments(client, model, pods),
        proxy(executor, node.identity.address, log),
        services(client, model, proxy, load_balancer_addresses),
        listed(executor),
        watches(executor) {}

  Awaitable<Result<void>> handle(Job job, Deadline deadline) override;
  Awaitable<Result<void>> ensure_node(Deadline deadline);
  Awaitable<Result<void>> list_now(const kube::ResourceType& type, std::string namespace_, Deadline deadline);

  // What an informer tells goes to the model; the first list counts.
  class Feed final : public InformerSink {
   public:
    Feed(State& state, const kube::ResourceType& type)
        : state_(state), type_(type), informer_(state.client, type, selector_for(type), *this, state.log) {}

    Awaitable<void> run() { return informer_.run(); }
    bool is_listed() const { return is_listed_; }
    void replace(const kube::ObjectList& all) override {
      state_.model.replace(type_.kind, all);
      is_listed_ = true;
      state_.listed.set();
    }
    void put(const kube::Object& object) override { state_.model.put(object); }
    void remove(const kube::Object& object) override { state_.model.remove(object); }

   private:
    State& state_;
    const kube::ResourceType& type_;
    Informer informer_;
    bool is_listed_ = false;
  };

  net::Executor executor;
  base::Log& log;
  NodePlace node;
  AddressPool pod_addresses;
  AddressPool load_balancer_addresses;
  CaptureStore captures;
  kube::Client client;
  JobRunner runner;
  ClusterModel model;
  Kubelet kubelet;
  PodController pods;
  DeploymentController deployments;
  ServiceProxy proxy;
  ServiceController services;
  net::WaitEvent listed;
  std::array<Feed, 5> feeds{Feed(*this, kDeployments), Feed(*this, kReplicaSets), Feed(*this, kPods),
                            Feed(*this, kServices), Feed(*this, kEndpointSlices)};
  net::TaskGroup watches;
};

Awaitable<Result<void>> FakeCluster::State::handle(Job job, Deadline deadline) {
  switch (job.kind) {
    case JobKind::kDeployment:
      return deployments.sync(std::move(job.name), deadline);
    case JobKind::kPod:
      return pods.sync(std::move(job.name), deadline);
    case JobKind::kSlices:
      return services.sync_slices(std::move(job.name), deadline);
    case JobKind::kEndpoints:
      return services.sync_endpoints(std::move(job.name), deadline);
    case JobKind::kStatus:
      break;
  }
  return deployments.sync_status(std::move(job.name), deadline);
}

Awaitable<Result<void>> FakeCluster::State::ensure_node(Deadline deadline) {
  kube::Object wanted = make_node(node.identity, to_api_time(base::SystemClock().wall_time()));
  kube::Object copy = wanted;
  const auto created = co_await client.create(kNodes, std::move(copy), deadline);
  if (!created && created.error().reason() != Reason::kAlreadyExists) co_return created.error();
  // Of a new Node an API server may keep the status or not; an old one has another address.
  const auto written = co_await client.update_status(kNodes, std::move(wanted), deadline);
  if (!written) co_return written.error();
  co_return Result<void>();
}

// So that the model knows all that was written before this call.
Awaitable<Result<void>> FakeCluster::State::list_now(const kube::ResourceType& type, std::string namespace_,
                                                     Deadline deadline) {
  kube::ListOptions options;
  options.namespace_ = namespace_;
  options.label_selector = selector_for(type);
  const auto all = co_await client.list(type, std::move(options), deadline);
  if (!all) co_return all.error();
  model.replace(type.kind, *all, namespace_);
  co_return Result<void>();
}

FakeCluster::FakeCluster(net::Executor executor, kube::ClusterAccess access, FakeClusterOptions options, base::Log& log)
    : state_(std::make_unique<State>(std::move(executor), std::move(access), options, log)) {}

FakeCluster::~FakeCluster() = default;

Awaitable<Result<void>> FakeCluster::start(Deadline deadline) {
  State& state = *state_;
  const auto node = co_await state.ensure_node(deadline);
  if (!node) co_return node.error().with_context("starting the fake cluster");
  const auto adopted = co_await state.services.adopt_slices(deadline);
  if (!adopted) co_return adopted.error().with_context("starting the fake cluster");
  for (State::Feed& feed : state.feeds) state.watches.spawn(feed.run());
  for (const State::Feed& feed : state.feeds) {
    while (!feed.is_listed()) {
      state.listed.reset();
      const auto waited = co_await state.listed.wait(deadline);
      if (!waited) co_return waited.error().with_context("starting the fake cluster: waiting for its first lists");
    }
  }
  state.runner.start();
  co_return Result<void>();
}

Awaitable<void> FakeCluster::stop(Deadline gentle_until) {
  const auto at_once = Deadline::at({});
  co_await state_->watches.stop(at_once);
  co_await state_->runner.stop(gentle_until);
  co_await state_->proxy.stop(gentle_until);
  co_await state_->kubelet.stop(gentle_until);
}

Awaitable<Result<void>> FakeCluster::wait_until_settled(std::string namespace_, Deadline deadline) {
  for (const kube::ResourceType* const type : {&kDeployments, &kPods, &kServices, &kEndpointSlices}) {
    const auto listed = co_await state_->list_now(*type, namespace_, deadline);
    if (!listed) co_return listed.error().with_context("waiting for namespace " + namespace_);
  }
  auto idle = co_await state_->runner.wait_until_idle(namespace_, deadline);
  if (!idle) co_return idle;
  const std::string trouble = state_->kubelet.find_trouble(namespace_);
  if (!trouble.empty()) co_return base::Error(Reason::kSystem, trouble);
  co_return idle;
}

Awaitable<Result<void>> FakeCluster::set_pod_state(std::string namespace_, std::string deployment, int pod_index,
                                                   PodState state, Deadline deadline) {
  const NamespacedName owner{namespace_, deployment};
  const PodView* pod = state_->model.find_pod_of(owner, pod_index);
  if (pod == nullptr || !state_->kubelet.is_running(pod->name)) {
    const auto settled = co_await wait_until_settled(namespace_, deadline);
    if (!settled) co_return settled;
    pod = state_->model.find_pod_of(owner, pod_index);
  }
  if (pod == nullptr) {
    co_return base::Error(Reason::kNotFound,
                          fmt::format("Deployment {} has no pod with the number {}", owner.to_string(), pod_index));
  }
  if (state == PodState::kGone) {
    state_->pods.drop(*pod);
  } else {
    state_->pods.set_state(*pod, state == PodState::kReady     ? ContainerState::kReady
                                 : state == PodState::kUnready ? ContainerState::kUnready
                                                               : ContainerState::kDead);
  }
  auto idle = co_await state_->runner.wait_until_idle(namespace_, deadline);
  co_return idle;
}

std::vector<CapturedRequest> FakeCluster::take_captures(const std::string& request_id) {
  return state_->captures.take(request_id);
}

std::string FakeCluster::pod_at(const net::Endpoint& endpoint) const {
  return state_->kubelet.pod_at(endpoint);
}

}  // namespace gauntlet::cluster
