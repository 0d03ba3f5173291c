#include "harness/cluster/kubelet.hpp"

#include "foundation/net/timer.hpp"

#include <algorithm>
#include <utility>

namespace gauntlet::cluster {
namespace {

constexpr std::uint16_t kStandardPort = 8080;
constexpr int kMostAddressesTried = 256;

std::vector<std::uint16_t> ports_of(const PodView& pod) {
  std::vector<std::uint16_t> ports;
  for (const ContainerPort& port : pod.ports) {
    const bool is_usable = port.protocol == "TCP" && port.port > 0 && port.port <= 65535;
    const auto number = static_cast<std::uint16_t>(port.port);
    if (is_usable && std::find(ports.begin(), ports.end(), number) == ports.end()) ports.push_back(number);
  }
  if (ports.empty()) ports.push_back(kStandardPort);
  return ports;
}

}  // namespace

Kubelet::Kubelet(net::Executor executor, NodeIdentity node, AddressPool& addresses, CaptureStore& captures,
                 base::Log& log)
    : node_(std::move(node)), addresses_(addresses), captures_(captures), log_(log), retiring_(std::move(executor)) {}

Kubelet::~Kubelet() = default;

bool Kubelet::is_ours(const PodView& pod) const {
  if (pod.is_finished()) return false;
  return pod.node_name.empty() || (pod.node_name == node_.name && !pod.owner.uid.empty());
}

PodCondition Kubelet::run_pod(const PodView& pod, const std::string& backend) {
  const auto found = pods_.find(pod.name);
  if (found != pods_.end() && found->second.uid != pod.uid) end_pod(pod.name, base::Duration(0));
  RunningPod& running = pods_[pod.name];
  if (running.server == nullptr) {
    PodIdentity identity{pod.name.namespace_, backend, std::max(pod.index, 0), pod.name.name};
    running.server = std::make_unique<PodServer>(retiring_.executor(), std::move(identity), captures_);
    start(running, pod);
  }
  PodCondition condition;
  condition.container = running.trouble.empty() ? running.state : ContainerState::kDead;
  condition.ip = running.ip;
  condition.host_ip = node_.address;
  condition.restarts = running.restarts;
  condition.trouble = running.trouble;
  return condition;
}

void Kubelet::start(RunningPod& running, const PodView& pod) {
  running.uid = pod.uid;
  running.ports = ports_of(pod);
  running.ip = pod.ip;  // that it had before we came
  listen(running);
}

void Kubelet::listen(RunningPod& running) {
  base::Result<void> listening;
  for (int tries = 0; tries < kMostAddressesTried; ++tries) {
    if (running.ip.empty()) running.ip = addresses_.take();
    listening = running.server->listen(running.ip, running.ports);
    if (listening || listening.error().reason() != base::Reason::kAlreadyExists) break;
    running.ip.clear();  // another process has it
  }
  running.trouble.clear();
  const PodIdentity& pod = running.server->identity();
  if (!listening) {
    running.ip.clear();
    running.trouble = listening.error().to_string();
    log_.write(base::LogLevel::kWarn, "a pod cannot listen",
               {{"namespace", pod.namespace_}, {"pod", pod.name}, {"error", running.trouble}});
    return;
  }
  for (const net::Endpoint& endpoint : running.server->endpoints()) {
    names_[endpoint.to_string()] = pod.backend + "/" + std::to_string(pod.index);
  }
}

bool Kubelet::set_state(const base::NamespacedName& name, ContainerState state) {
  const auto found = pods_.find(name);
  if (found == pods_.end()) return false;
  RunningPod& running = found->second;
  if (state == ContainerState::kDead) {
    running.server->kill();
  } else if (running.state == ContainerState::kDead) {
    ++running.restarts;
    listen(running);
  }
  running.state = state;
  return true;
}

void Kubelet::end_pod(const base::NamespacedName& name, base::Duration grace) {
  const auto found = pods_.find(name);
  if (found == pods_.end()) return;
  retired_.push_back(std::move(found->second.server));
  pods_.erase(found);
  retiring_.spawn(retire(std::prev(retired_.end()), grace));
}

net::Awaitable<void> Kubelet::retire(std::list<std::unique_ptr<PodServer>>::iterator server, base::Duration grace) {
  if (grace > base::Duration(0)) {
    const auto waited = co_await net::wait_for(grace);
    base::ignore_failure(waited);  // a stop ends the wait
  }
  (*server)->finish();
  co_await (*server)->wait_until_done();
  if (!is_stopping_) retired_.erase(server);
}

std::string Kubelet::find_trouble(const std::string& namespace_) const {
  for (auto at = pods_.lower_bound({namespace_, ""}); at != pods_.end(); ++at) {
    if (at->first.namespace_ != namespace_) break;
    if (!at->second.trouble.empty()) return "pod " + at->first.to_string() + " cannot run: " + at->second.trouble;
  }
  return {};
}

std::string Kubelet::pod_at(const net::Endpoint& endpoint) const {
  const auto found = names_.find(endpoint.to_string());
  return found == names_.end() ? std::string() : found->second;
}

net::Awaitable<void> Kubelet::stop(base::Deadline gentle_until) {
  is_stopping_ = true;
  retiring_.request_stop();
  for (auto& [name, running] : pods_) retired_.push_back(std::move(running.server));
  pods_.clear();
  for (const auto& server : retired_) server->finish();
  for (const auto& server : retired_) {
    co_await server->stop(gentle_until);
  }
  co_await retiring_.wait_until_empty();
  retired_.clear();
}

}  // namespace gauntlet::cluster
