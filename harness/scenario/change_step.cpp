#include "foundation/net/timer.hpp"
#include "harness/scenario/case_state.hpp"
#include "harness/scenario/object_access.hpp"
#include "harness/scenario/pod_addresses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gauntlet::scenario {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration kWriteWithin = 10s;
constexpr base::Duration kSettleWithin = 20s;

void remember_cluster_object(CaseState& state, const kube::Object& object) {
  const kube::ResourceType* type = kube::find_resource_by_kind(object.api_version(), object.kind());
  if (type == nullptr || type->scope != kube::Scope::kCluster) return;
  state.cluster_objects.emplace_back(type, object.namespaced_name());
}

std::string namespace_of_secret(const Scenario& scenario, const std::string& secret) {
  for (const Certificate& certificate : scenario.certificates) {
    if (certificate.secret == secret) return certificate.namespace_;
  }
  return scenario.namespace_;
}

std::string namespace_of_backend(const Scenario& scenario, const std::string& name) {
  for (const Backend& backend : scenario.backends) {
    if (backend.name == name) return backend.namespace_;
  }
  return scenario.namespace_;
}

// Where an object names addresses of pods, those that they have now.
net::Awaitable<base::Result<kube::Object>> apply_manifest(CaseState& state, const Manifest& manifest) {
  const base::Deadline deadline = base::Deadline::after(kWriteWithin);
  kube::Object object = manifest.object;
  if (names_pod_address(object.to_text())) {
    const auto addresses = co_await read_pod_addresses(state.lane.client(), state.scenario.backends, deadline);
    if (!addresses) co_return addresses.error();
    object = with_pod_addresses(object, *addresses);
  }
  auto written = co_await apply_object(state.lane.client(), std::move(object), deadline);
  co_return written;
}

net::Awaitable<void> run_apply(CaseState& state, const ApplyStep& action) {
  for (const Manifest& manifest : action.manifests) {
    if (state.end_if_stopped()) co_return;
    remember_cluster_object(state, manifest.object);
    const auto written = co_await apply_manifest(state, manifest);
    if (!written) {
      base::Error error =
          written.error().with_context(fmt::format("applying {}/{}", manifest.object.kind(), manifest.object.name()));
      co_await state.break_off(manifest.position, std::move(error));
      co_return;
    }
    std::string version(written->resource_version());
    co_await state.note_write(std::move(version));
  }
}

net::Awaitable<base::Result<kube::Object>> apply_patch(CaseState& state, PatchStep::Change change) {
  const base::Deadline deadline = base::Deadline::after(kWriteWithin);
  const bool names_addresses = std::any_of(change.values.begin(), change.values.end(),
                                           [](const auto& value) { return names_pod_address(value.second); });
  if (names_addresses) {
    const auto addresses = co_await read_pod_addresses(state.lane.client(), state.scenario.backends, deadline);
    if (!addresses) co_return addresses.error();
    for (auto& [path, value] : change.values) value = with_pod_addresses(std::move(value), *addresses);
  }
  auto written = co_await patch_object(state.lane.client(), std::move(change), deadline);
  co_return written;
}

net::Awaitable<void> run_patch(CaseState& state, const PatchStep& action) {
  for (PatchStep::Change change : action.changes) {
    if (change.object.namespace_.empty()) change.object.namespace_ = state.scenario.namespace_;
    const Position position = change.position;
    const std::string text = change.object.text;
    const auto written = co_await apply_patch(state, std::move(change));
    if (!written) {
      base::Error error = written.error().with_context("patching " + text);
      co_await state.break_off(position, std::move(error));
      co_return;
    }
    std::string version(written->resource_version());
    co_await state.note_write(std::move(version));
  }
}

net::Awaitable<void> run_delete(CaseState& state, const DeleteStep& action, const Position& position) {
  for (ObjectReference reference : action.objects) {
    if (reference.namespace_.empty()) reference.namespace_ = state.scenario.namespace_;
    const std::string text = reference.text;
    const base::Deadline deadline = base::Deadline::after(kWriteWithin);
    const auto removed = co_await delete_object(state.lane.client(), std::move(reference), deadline);
    state.note_change_now();
    if (!removed) {
      base::Error error = removed.error().with_context("deleting " + text);
      co_await state.break_off(position, std::move(error));
      co_return;
    }
  }
}

net::Awaitable<void> run_cert(CaseState& state, const CertStep& action, const Position& position) {
  for (const auto& [secret, name] : action.secrets) {
    const net::IssuedCertificate* issued = state.certificates.find(name);
    if (issued == nullptr) {
      base::Error error(base::Reason::kNotFound, "no certificate '" + name + "'");
      co_await state.break_off(position, std::move(error));
      co_return;
    }
    kube::Object object = make_tls_secret(namespace_of_secret(state.scenario, secret), secret, *issued);
    const base::Deadline deadline = base::Deadline::after(kWriteWithin);
    const auto written = co_await apply_object(state.lane.client(), std::move(object), deadline);
    if (!written) {
      base::Error error = written.error().with_context("writing Secret/" + secret);
      co_await state.break_off(position, std::move(error));
      co_return;
    }
    std::string version(written->resource_version());
    co_await state.note_write(std::move(version));
  }
}

net::Awaitable<base::Result<void>> scale(CaseState& state, std::string namespace_, std::string backend, int pods) {
  PatchStep::Change change;
  change.object.kind = "Deployment";
  change.object.namespace_ = std::move(namespace_);
  change.object.name = std::move(backend);
  change.object.text = "Deployment/" + change.object.name;
  change.values.emplace_back("spec.replicas", std::to_string(pods));
  const base::Deadline deadline = base::Deadline::after(kWriteWithin);
  const auto written = co_await patch_object(state.lane.client(), std::move(change), deadline);
  if (!written) co_return written.error();
  co_return base::Result<void>();
}

net::Awaitable<void> run_backend(CaseState& state, const BackendStep& action, const Position& position) {
  for (const BackendStep::Change& change : action.changes) {
    const std::string namespace_ = namespace_of_backend(state.scenario, change.backend);
    const base::Deadline deadline = base::Deadline::after(kSettleWithin);
    base::Result<void> done;
    if (change.pods) {
      done = co_await scale(state, namespace_, change.backend, *change.pods);
      state.pods[change.backend] = *change.pods;
    } else if (change.state) {
      done = co_await state.lane.world().set_pod_state(namespace_, change.backend, change.pod.value_or(0),
                                                       *change.state, deadline);
    }
    if (done) {
      done = co_await state.lane.world().wait_until_settled(namespace_, deadline);
    }
    // The slices are what the controller is told; they are committed by now.
    state.note_change_now();
    if (!done) {
      base::Error error = done.error().with_context("changing the pods of " + change.backend);
      co_await state.break_off(position, std::move(error));
      co_return;
    }
  }
}

net::Awaitable<void> run_fault(CaseState& state, const FaultStep& action, const Position& position) {
  for (int instance = 0; instance < state.scenario.instances; ++instance) {
    std::string user = Lane::user_of(instance);
    ApiFault fault = action.fault;
    const auto begun = co_await state.lane.world().begin_fault(std::move(user), std::move(fault));
    if (!begun) {
      base::Error error = begun.error().with_context("disturbing the API server");
      co_await state.break_off(position, std::move(error));
      co_return;
    }
  }
}

// What the controller has missed counts as committed now: it could not know it sooner.
net::Awaitable<void> run_heal(CaseState& state, const HealStep& action) {
  std::string fault = action.fault;
  co_await state.lane.world().heal(std::move(fault));
  state.note_change_now();
}

// The cluster's own controllers make pods and slices of these.
bool is_worked_off(std::string_view kind) {
  using namespace kube::resources;
  return kind == kServices.kind || kind == kDeployments.kind || kind == kReplicaSets.kind || kind == kPods.kind;
}

std::set<std::string> namespaces_to_settle(const Step& step, const Scenario& scenario) {
  std::set<std::string> namespaces;
  const auto note = [&](std::string_view kind, std::string_view namespace_) {
    if (is_worked_off(kind)) namespaces.emplace(namespace_.empty() ? scenario.namespace_ : namespace_);
  };
  if (const auto* apply = std::get_if<ApplyStep>(&step.action)) {
    for (const Manifest& manifest : apply->manifests) note(manifest.object.kind(), manifest.object.namespace_());
  } else if (const auto* patch = std::get_if<PatchStep>(&step.action)) {
    for (const PatchStep::Change& change : patch->changes) note(change.object.kind, change.object.namespace_);
  } else if (const auto* removal = std::get_if<DeleteStep>(&step.action)) {
    for (const ObjectReference& object : removal->objects) note(object.kind, object.namespace_);
  }
  return namespaces;
}

// What the controller is told comes last: the slices.
net::Awaitable<void> settle(CaseState& state, const Step& step) {
  for (const std::string& namespace_ : namespaces_to_settle(step, state.scenario)) {
    const base::Deadline deadline = base::Deadline::after(kSettleWithin);
    const auto settled = co_await state.lane.world().wait_until_settled(namespace_, deadline);
    state.note_change_now();
    if (!settled) {
      base::Error error = settled.error().with_context("waiting for the pods and slices of namespace " + namespace_);
      co_await state.break_off(step.position, std::move(error));
      co_return;
    }
  }
}

}  // namespace

net::Awaitable<void> run_change_step(CaseState& state, const Step& step) {
  co_await remember_values(state);
  if (const auto* apply = std::get_if<ApplyStep>(&step.action)) {
    co_await run_apply(state, *apply);
  } else if (const auto* patch = std::get_if<PatchStep>(&step.action)) {
    co_await run_patch(state, *patch);
  } else if (const auto* removal = std::get_if<DeleteStep>(&step.action)) {
    co_await run_delete(state, *removal, step.position);
  } else if (const auto* cert = std::get_if<CertStep>(&step.action)) {
    co_await run_cert(state, *cert, step.position);
  } else if (const auto* backend = std::get_if<BackendStep>(&step.action)) {
    co_await run_backend(state, *backend, step.position);
  } else if (const auto* fault = std::get_if<FaultStep>(&step.action)) {
    co_await run_fault(state, *fault, step.position);
  } else if (const auto* heal = std::get_if<HealStep>(&step.action)) {
    co_await run_heal(state, *heal);
  } else if (const auto* wait = std::get_if<WaitStep>(&step.action)) {
    const auto waited = co_await net::wait_for(wait->duration);
    if (!waited) {
      co_await state.break_off(step.position, waited.error());
    }
  }
  if (!state.ended()) {
    co_await settle(state, step);
  }
}

}  // namespace gauntlet::scenario
