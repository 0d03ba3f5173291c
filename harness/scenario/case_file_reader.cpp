#include "harness/scenario/case_file_reader.hpp"

#include "harness/scenario/case_names.hpp"
#include "harness/scenario/cast_reader.hpp"
#include "harness/scenario/isolation.hpp"
#include "harness/scenario/manifest_reader.hpp"
#include "harness/scenario/step_reader.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

Underline file_start(const SourceFile& file) {
  return {{file.path, 1, 1}, 1};
}

bool was_cut_short(const SourceFile& file) {
  return std::any_of(file.yaml.errors.begin(), file.yaml.errors.end(),
                     [](const kube::YamlError& error) { return error.kind != kube::YamlError::Kind::kDuplicateKey; });
}

}  // namespace

std::vector<CaseDraft> CaseFileReader::read(const SourceFile& file) {
  if (was_cut_short(file) || !is_case(file)) return {};
  Documents own;
  own.header = {&file, &file.yaml.documents.front()};
  for (std::size_t i = 1; i < file.yaml.documents.size(); ++i) {
    own.manifests.push_back({&file, &file.yaml.documents[i]});
  }
  const Documents base = read_base(own.header);
  const CaseHeader header(own.header, base.header);
  VariableSources sources;
  sources.id = read_case_id(header, diagnostics_);
  sources.instances = read_instances(header, diagnostics_);
  const Variables none;
  ValueReader raw(none, diagnostics_);
  sources.vars = header.entries("vars", raw);
  std::vector<CaseDraft> drafts;
  if (const auto matrix = header.find("matrix")) {
    for (const MatrixRow& row : read_matrix(matrix->value(), diagnostics_)) {
      sources.row = &row;
      drafts.push_back(read_row(header, own, base, sources));
    }
  } else {
    drafts.push_back(read_row(header, own, base, sources));
  }
  if (sources.id.empty()) drafts.clear();
  return drafts;
}

bool CaseFileReader::is_case(const SourceFile& file) {
  if (file.yaml.documents.empty()) {
    diagnostics_.error("E007", file_start(file), "this file is empty", "a case begins with 'gauntlet: v1'");
    return false;
  }
  const Place header = {&file, &file.yaml.documents.front()};
  if (!header.is_map() || header.node->entries.empty()) {
    diagnostics_.error("E003", underline(header), "this is not a case", "a case begins with 'gauntlet: v1'");
    return false;
  }
  const Members members = header.members();
  if (members.front().key() == "gauntlet") return true;
  if (const Member* late = find_member(members, "gauntlet")) {
    diagnostics_.error("E003", underline_key(*late), "'gauntlet' is always the first key");
    return true;
  }
  std::string hint = suggest(members.front().key(), {"gauntlet"});
  diagnostics_.error("E003", underline_key(members.front()), "this is not a case: its first key is not 'gauntlet'",
                     hint.empty() ? "a case begins with 'gauntlet: v1'" : std::move(hint));
  return false;
}

CaseFileReader::Documents CaseFileReader::read_base(const Place& header) {
  Documents base;
  const Members members = header.members();
  const Member* named = find_member(members, "base");
  if (named == nullptr) return base;
  const Variables none;
  ValueReader reader(none, diagnostics_);
  const auto path = reader.word(named->value(), "the name of a file");
  if (!path) return base;
  const SourceFile* file = files_.load_named(*header.file, *path, diagnostics_);
  if (file == nullptr || file->yaml.documents.empty() || !Place{file, &file->yaml.documents.front()}.is_map()) {
    diagnostics_.error("E001", underline(named->value()), fmt::format("cannot read '{}' as the base of a case", *path),
                       "it is looked for beside this file");
    return base;
  }
  base.header = {file, &file->yaml.documents.front()};
  const Members parent = base.header.members();
  if (const Member* nested = find_member(parent, "base")) {
    diagnostics_.error("E003", underline_key(*nested), "the base of a case has no base itself");
  }
  for (std::size_t i = 1; i < file->yaml.documents.size(); ++i) {
    base.manifests.push_back({file, &file->yaml.documents[i]});
  }
  return base;
}

CaseDraft CaseFileReader::read_row(const CaseHeader& header, const Documents& own, const Documents& base,
                                   const VariableSources& sources) {
  CaseDraft draft;
  Scenario& scenario = draft.scenario;
  scenario.id = sources.id;
  if (sources.row != nullptr) scenario.row = sources.row->name;
  scenario.namespace_ = namespace_for(scenario.id, scenario.row);
  scenario.instances = sources.instances;
  const auto id = header.find("id");
  draft.id = id ? underline(id->value()) : header.first_key();
  scenario.position = draft.id.position;

  Variables variables = make_variables(sources, bindings_, diagnostics_);
  ValueReader reader(variables, diagnostics_);
  read_header(header, reader, features_, draft);
  read_timeouts(header, reader, bindings_, draft);
  read_backends(header, reader, draft);
  set_pod_addresses(scenario.backends, variables);
  read_certificates(header, reader, draft);
  read_manifests(own, base, reader, draft);
  read_actions(header, reader, draft);
  let_first_send_wait(scenario.steps, scenario.timeouts.at("propagate"));
  check_names(draft, reader);
  scenario.isolation = decide_isolation(scenario);
  return draft;
}

void CaseFileReader::read_manifests(const Documents& own, const Documents& base, ValueReader& reader,
                                    CaseDraft& draft) {
  std::vector<Manifest>& manifests = draft.scenario.manifests;
  const auto find_same = [&](const Manifest& manifest) {
    return std::find_if(manifests.begin(), manifests.end(),
                        [&](const Manifest& known) { return is_same_object(known, manifest); });
  };
  for (const Place& document : own.manifests) {
    auto manifest = read_manifest(document, reader, draft);
    if (!manifest) continue;
    const auto same = find_same(*manifest);
    if (same == manifests.end()) {
      manifests.push_back(std::move(*manifest));
    } else {
      reader.error("E020", underline(document),
                   fmt::format("{}/{} is there already", manifest->object.kind(), manifest->object.name()),
                   fmt::format("line {}", same->position.line));
    }
  }
  // Those of the base come first, in their order; what the case has itself, it has instead.
  std::size_t next = 0;
  for (const Place& document : base.manifests) {
    auto manifest = read_manifest(document, reader, draft);
    if (!manifest || find_same(*manifest) != manifests.end()) continue;
    manifests.insert(manifests.begin() + static_cast<std::ptrdiff_t>(next++), std::move(*manifest));
  }
}

void CaseFileReader::read_actions(const CaseHeader& header, ValueReader& reader, CaseDraft& draft) {
  StepSources sources = {reader, files_, draft};
  const auto send = header.find("send");
  const auto steps = header.find("steps");
  if (send && steps) {
    reader.error("E003", underline_key(*send), "'send' cannot stand beside 'steps'", "make it a step: '- send:'");
  } else if (!send && !steps && !header.is_misspelt("send") && !header.is_misspelt("steps")) {
    reader.error("E007", header.first_key(), "a case needs 'send' or 'steps'");
  }
  if (send) draft.scenario.steps = read_short_steps(*send, sources);
  if (steps) draft.scenario.steps = read_steps(steps->value(), sources);
}

}  // namespace gauntlet::scenario
