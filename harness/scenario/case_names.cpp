#include "harness/scenario/case_names.hpp"

#include "foundation/kube/resource.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gauntlet::scenario {

namespace {

// Objects that controllers of the cluster make under names of their own choice.
bool is_generated_kind(std::string_view kind) {
  using namespace kube::resources;
  return kind == kPods.kind || kind == kEndpointSlices.kind || kind == kReplicaSets.kind || kind == kEvents.kind ||
         kind == kNodes.kind;
}

template <typename Visit>
void for_each_manifest(const Scenario& scenario, Visit visit) {
  for (const Manifest& manifest : scenario.manifests) visit(manifest.object);
  for (const Step& step : scenario.steps) {
    const auto* apply = std::get_if<ApplyStep>(&step.action);
    if (apply == nullptr) continue;
    for (const Manifest& manifest : apply->manifests) visit(manifest.object);
  }
}

class NameCheck {
 public:
  NameCheck(const CaseDraft& draft, ValueReader& reader) : scenario_(draft.scenario), reader_(reader) {
    gather_backends();
    gather_objects();
  }

  void check_backend(const PendingName& name) {
    const auto known = backends_.find(name.use.name);
    if (known == backends_.end()) {
      return reader_.error_in("E011", name.place, name.part,
                              fmt::format("no backend or Deployment is called '{}'", name.use.name),
                              suggest_backend(name.use.name));
    }
    if (name.use.number && *name.use.number >= known->second) {
      reader_.error_in("E011", name.place, name.part,
                       fmt::format("'{}' has no pod {}", name.use.name, *name.use.number), "pods are counted from 0");
    }
  }

  void check_certificate(const PendingName& name) {
    std::vector<std::string_view> leaves;
    for (const Certificate& certificate : scenario_.certificates) {
      if (!certificate.is_authority) leaves.push_back(certificate.name);
    }
    if (std::find(leaves.begin(), leaves.end(), name.use.name) != leaves.end()) return;
    const bool is_authority =
        std::any_of(scenario_.certificates.begin(), scenario_.certificates.end(),
                    [&](const Certificate& certificate) { return certificate.name == name.use.name; });
    reader_.error_in("E011", name.place, name.part,
                     is_authority ? fmt::format("'{}' is an authority, not a certificate", name.use.name)
                                  : fmt::format("no certificate is called '{}'", name.use.name),
                     suggest(name.use.name, leaves));
  }

  void check_instance(const PendingName& name) {
    if (name.use.number.value_or(0) < scenario_.instances) return;
    reader_.error_in(
        "E010", name.place, name.part,
        fmt::format("this case has {} controller{}", scenario_.instances, scenario_.instances == 1 ? "" : "s"),
        fmt::format("'controllers: {{instances: {}}}' in the header brings more; they are counted from 0",
                    *name.use.number + 1));
  }

  void check_change(const ChangedBackend& change) {
    const auto known = backends_.find(change.name);
    if (known == backends_.end()) {
      reader_.error("E011", change.where, fmt::format("no backend or Deployment is called '{}'", change.name),
                    suggest_backend(change.name));
    } else if (change.pod && *change.pod >= known->second) {
      reader_.error("E011", change.where, fmt::format("'{}' has no pod {}", change.name, *change.pod),
                    "pods are counted from 0");
    }
  }

  void check_reference(const PendingReference& reference) {
    const ObjectReference& object = reference.object;
    if (is_generated_kind(object.kind)) return;
    const std::string found = text_of(object.kind, object.namespace_, object.name);
    if (objects_.count(found) != 0) return;
    std::vector<std::string_view> candidates;
    for (const std::string& known : objects_) {
      if (known.substr(0, object.kind.size() + 1) == object.kind + "/") candidates.push_back(known);
    }
    std::string hint = suggest(found, candidates);
    if (hint.empty() && candidates.size() == 1) hint = fmt::format("the only one is '{}'", candidates.front());
    reader_.error("E016", reference.where, fmt::format("this case has no {}", object.text), std::move(hint));
  }

 private:
  // "Kind/name", or "Kind/namespace/name" outside the case's own namespace.
  std::string text_of(std::string_view kind, std::string_view namespace_, std::string_view name) const {
    if (namespace_.empty() || namespace_ == scenario_.namespace_) return fmt::format("{}/{}", kind, name);
    return fmt::format("{}/{}/{}", kind, namespace_, name);
  }

  // With the highest number of pods that each ever has.
  void gather_backends() {
    for (const Backend& backend : scenario_.backends) backends_[backend.name] = backend.pods;
    for_each_manifest(scenario_, [&](const kube::Object& object) {
      constexpr int kUncounted = 1000;  // its replicas may be anything
      if (object.kind() == kube::resources::kDeployments.kind) backends_[std::string(object.name())] = kUncounted;
    });
    for (const Step& step : scenario_.steps) {
      const auto* change = std::get_if<BackendStep>(&step.action);
      if (change == nullptr) continue;
      for (const BackendStep::Change& one : change->changes) {
        const auto known = backends_.find(one.backend);
        if (one.pods && known != backends_.end()) known->second = std::max(known->second, *one.pods);
      }
    }
  }

  void gather_objects() {
    for_each_manifest(scenario_, [&](const kube::Object& object) {
      objects_.insert(text_of(object.kind(), object.namespace_(), object.name()));
      add_namespace(object.namespace_());
    });
    for (const Backend& backend : scenario_.backends) {
      for (const std::string_view kind : {"Service", "Deployment", "Endpoints"}) {
        objects_.insert(text_of(kind, backend.namespace_, backend.name));
      }
      add_namespace(backend.namespace_);
    }
    for (const Certificate& certificate : scenario_.certificates) {
      if (!certificate.secret.empty()) objects_.insert(text_of("Secret", certificate.namespace_, certificate.secret));
    }
    for (const Step& step : scenario_.steps) {
      const auto* cert = std::get_if<CertStep>(&step.action);
      if (cert == nullptr) continue;
      for (const auto& [secret, certificate] : cert->secrets) objects_.insert("Secret/" + secret);
    }
    add_namespace(scenario_.namespace_);
    for (const std::string_view name : reader_.variables().names()) {
      const std::string& value = reader_.variables().find(name)->value;
      if (name == "class" || name.substr(0, 6) == "class.") objects_.insert("IngressClass/" + value);
      if (name == "lease") objects_.insert("Lease/" + value);
    }
  }

  void add_namespace(std::string_view name) {
    if (!name.empty()) objects_.insert(fmt::format("Namespace/{}", name));
  }

  std::string suggest_backend(const std::string& name) const {
    std::vector<std::string_view> names;
    for (const auto& [backend, pods] : backends_) names.push_back(backend);
    return suggest(name, names);
  }

  const Scenario& scenario_;
  ValueReader& reader_;
  std::map<std::string, int> backends_;
  std::set<std::string> objects_;
};

}  // namespace

void check_names(const CaseDraft& draft, ValueReader& reader) {
  NameCheck check(draft, reader);
  for (const PendingName& name : draft.names) {
    switch (name.use.kind) {
      case NameUse::Kind::kBackend:
        if (draft.has_backends) check.check_backend(name);
        break;
      case NameUse::Kind::kCertificate:
        if (draft.has_certificates) check.check_certificate(name);
        break;
      case NameUse::Kind::kInstance:
        check.check_instance(name);
        break;
    }
  }
  for (const ChangedBackend& change : draft.changed_backends) {
    if (draft.has_backends) check.check_change(change);
  }
  for (const PendingReference& reference : draft.references) check.check_reference(reference);
}

}  // namespace gauntlet::scenario
