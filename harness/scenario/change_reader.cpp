#include "harness/scenario/change_reader.hpp"

#include "foundation/base/text.hpp"
#include "harness/scenario/host_uses.hpp"
#include "harness/scenario/manifest_reader.hpp"
#include "harness/scenario/object_path.hpp"
#include "harness/scenario/object_reference.hpp"
#include "harness/scenario/suggestion.hpp"
#include "harness/scenario/value_matcher.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::scenario {

namespace {

// E016 where it is no reference; else it is noted for the check that the case has such an object.
std::optional<ObjectReference> read_reference(const std::string& text, const Underline& where, StepSources& sources) {
  auto reference = read_object_reference(text);
  if (!reference) {
    sources.reader.error("E016", where, reference.error().message(), reference.error().peer_words());
    return std::nullopt;
  }
  sources.draft.references.push_back({*reference, where});
  return std::move(reference).value();
}

// The key of a map from objects; only the name part may come from a variable.
std::optional<ObjectReference> read_reference_key(const Member& member, StepSources& sources) {
  const std::size_t kind_end = std::min(member.key().find('/'), member.key().size());
  if (member.key().substr(0, kind_end).find("${") != std::string::npos) {
    sources.reader.error("E012", underline_key(member), "a variable may only stand in the name of an object");
    return std::nullopt;
  }
  return read_reference(sources.reader.key(member), underline_key(member), sources);
}

bool check_path(const Member& member, StepSources& sources) {
  const auto path = parse_object_path(member.key());
  if (!path) sources.reader.error("E010", underline_key(member), path.error().message());
  return path.ok();
}

void apply_file(const Member& file, StepSources& sources, ApplyStep& step) {
  const auto path = sources.reader.word(file.value(), "the name of a file");
  if (!path) return;
  const SourceFile* source = sources.files.load_named(*file.file, *path, sources.reader.diagnostics());
  if (source == nullptr) {
    return sources.reader.error("E001", underline(file.value()), fmt::format("cannot read '{}'", *path),
                                "it is looked for beside this file");
  }
  for (const kube::YamlNode& document : source->yaml.documents) {
    if (auto manifest = read_manifest({source, &document}, sources.reader, sources.draft)) {
      step.manifests.push_back(std::move(*manifest));
    }
  }
}

// A patch can bring new hosts; only Ingresses have members of these names.
void note_patched_hosts(const Member& value, StepSources& sources) {
  const std::string& path = value.key();
  constexpr std::string_view kHost = ".host";
  const bool is_host = path.size() > kHost.size() && path.substr(path.size() - kHost.size()) == kHost;
  if (is_host) {
    note_served_host(value.value(), sources.reader, sources.draft);
  } else {
    note_served_hosts(value.value(), sources.reader, sources.draft);
  }
}

ObjectsStep::Expectation read_values(const Place& place, StepSources& sources) {
  ObjectsStep::Expectation expectation;
  ValueReader& reader = sources.reader;
  for (const Member& member : reader.map(place).value_or(Members())) {
    if (!check_path(member, sources)) continue;
    ValueMatcher matcher;
    const Place value = member.value();
    const std::string text = value.is_scalar() ? reader.text(value).value_or("") : std::string();
    if (!text.empty() && text.front() == '<') {
      auto read = read_matcher(text);
      if (!read) {
        reader.error("E010", underline(value), read.error().message(), read.error().peer_words());
        continue;
      }
      matcher = std::move(read).value();
      matcher.json = kube::to_text(kube::Json(matcher.text));
    } else {
      const kube::Json json = reader.json(value);
      matcher.text = json.is_string() ? text : kube::to_text(json);
      matcher.json = kube::to_text(json);
    }
    matcher.position = position_of(value);
    expectation.values.push_back({member.key(), std::move(matcher)});
  }
  return expectation;
}

constexpr std::pair<std::string_view, PodState> kPodStates[] = {{"ready", PodState::kReady},
                                                                {"unready", PodState::kUnready},
                                                                {"killed", PodState::kKilled},
                                                                {"gone", PodState::kGone}};

std::optional<PodState> read_pod_state(const Place& place, ValueReader& reader) {
  const auto text = reader.word(place, "a state such as unready");
  if (!text) return std::nullopt;
  for (const auto& [word, state] : kPodStates) {
    if (*text == word) return state;
  }
  const std::string_view first = std::string_view(*text).substr(0, text->find_first_of(" ,"));
  for (const std::string_view later : {"draining", "slow", "errors", "hang", "reset", "killed"}) {
    if (first != later) continue;
    reader.error("E003", underline(place), fmt::format("the state '{}' is not supported by this version", *text),
                 "ready, unready, killed or gone");
    return std::nullopt;
  }
  std::string hint = suggest(*text, {"ready", "unready", "killed", "gone"});
  reader.error("E004", underline(place), fmt::format("'{}' is not a state of a pod", *text),
               hint.empty() ? "ready, unready, killed or gone" : std::move(hint));
  return std::nullopt;
}

// "name" or "name/0"; noted for the look-up of backends.
BackendStep::Change read_changed_name(const Member& member, StepSources& sources) {
  BackendStep::Change change;
  const std::string key = sources.reader.key(member);
  const std::size_t slash = std::min(key.find('/'), key.size());
  change.backend = key.substr(0, slash);
  unsigned long long number = 0;
  if (slash < key.size()) {
    if (base::parse_decimal(std::string_view(key).substr(slash + 1), number) && number < kMostPods) {
      change.pod = static_cast<int>(number);
    } else {
      sources.reader.error("E004", underline_key(member), fmt::format("'{}' does not name a pod", key),
                           "pods are counted from 0: 'a/0'");
    }
  }
  return change;
}

}  // namespace

ApplyStep read_apply(const Place& place, StepSources& sources) {
  ApplyStep step;
  ValueReader& reader = sources.reader;
  if (place.is_map()) {
    const Members members = place.members();
    if (find_member(members, "apiVersion") != nullptr) {
      reader.error("E004", underline_key(members.front()), "expected a list of manifests", "begin with '- '");
      return step;
    }
    const Members known = reader.known_members(members, Section::kApplyFile);
    if (const Member* file = find_member(known, "file")) apply_file(*file, sources, step);
    return step;
  }
  for (const Place& item : reader.list(place, "a list of manifests, or {file: ...}").value_or(std::vector<Place>())) {
    if (auto manifest = read_manifest(item, reader, sources.draft)) step.manifests.push_back(std::move(*manifest));
  }
  return step;
}

PatchStep read_patch(const Place& place, StepSources& sources) {
  PatchStep step;
  for (const Member& member : sources.reader.map(place).value_or(Members())) {
    auto reference = read_reference_key(member, sources);
    PatchStep::Change change;
    change.position = underline_key(member).position;
    const auto values = sources.reader.map(member.value());
    for (const Member& value : values.value_or(Members())) {
      if (!check_path(value, sources)) continue;
      note_patched_hosts(value, sources);
      change.values.emplace_back(value.key(), kube::to_text(sources.reader.json(value.value())));
    }
    if (!reference) continue;
    change.object = std::move(*reference);
    step.changes.push_back(std::move(change));
  }
  return step;
}

DeleteStep read_delete(const Place& place, StepSources& sources) {
  DeleteStep step;
  for (const ValueReader::Item& item : sources.reader.texts(place)) {
    auto reference = read_reference(item.text, underline(item.place), sources);
    if (reference) step.objects.push_back(std::move(*reference));
  }
  return step;
}

CertStep read_cert(const Place& place, StepSources& sources) {
  CertStep step;
  for (const Member& member : sources.reader.map(place).value_or(Members())) {
    const auto name = sources.reader.word(member.value(), "the name of a certificate");
    if (!name) continue;
    NameUse use{NameUse::Kind::kCertificate, *name, std::nullopt, {0, name->size()}};
    sources.draft.names.push_back({std::move(use), member.value(), {0, name->size()}});
    step.secrets.emplace_back(sources.reader.key(member), *name);
  }
  return step;
}

BackendStep read_backend_change(const Place& place, StepSources& sources) {
  BackendStep step;
  ValueReader& reader = sources.reader;
  for (const Member& member : reader.map(place).value_or(Members())) {
    BackendStep::Change change = read_changed_name(member, sources);
    const Place value = member.value();
    if (value.is_map()) {
      const Members known = reader.section(value, Section::kBackendChange).value_or(Members());
      const Member* pods = find_member(known, "pods");
      if (pods != nullptr) change.pods = reader.integer(pods->value(), 0, kMostPods);
      if (change.pod) reader.error("E004", underline_key(member), "a single pod cannot be scaled", "leave '/0' away");
    } else {
      change.state = read_pod_state(value, reader);
      if (!change.pod) {
        reader.error("E004", underline_key(member), "a state belongs to one pod",
                     fmt::format("'{}/0: {}'", change.backend, value.node->scalar));
      }
    }
    sources.draft.changed_backends.push_back({change.backend, change.pod, underline_key(member)});
    step.changes.push_back(std::move(change));
  }
  return step;
}

std::vector<ObjectsStep::Expectation> read_object_expectations(const Place& place, StepSources& sources) {
  std::vector<ObjectsStep::Expectation> expectations;
  const auto members = sources.reader.map(place);
  if (members && members->empty()) sources.reader.error("E004", underline(place), "expected at least one object");
  for (const Member& member : members.value_or(Members())) {
    auto reference = read_reference_key(member, sources);
    const Place value = member.value();
    const bool absent = value.is_scalar() && value.node->scalar == "<absent>";
    ObjectsStep::Expectation expectation = absent ? ObjectsStep::Expectation() : read_values(value, sources);
    if (!reference) continue;
    expectation.absent = absent;
    expectation.object = std::move(*reference);
    expectation.position = underline_key(member).position;
    sources.draft.lengths[expectation.position] = underline_key(member).length;
    expectations.push_back(std::move(expectation));
  }
  return expectations;
}

}  // namespace gauntlet::scenario
