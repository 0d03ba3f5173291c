// Reads the verbs that change something: apply, patch, delete, cert, backend; and what `objects` expects of objects.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/source_files.hpp"
#include "harness/scenario/value_reader.hpp"

namespace gauntlet::scenario {

// What reading a step needs beside its place. Everything outlives the reading.
struct StepSources {
  ValueReader& reader;
  SourceFiles& files;
  CaseDraft& draft;
};

ApplyStep read_apply(const Place& place, StepSources& sources);
PatchStep read_patch(const Place& place, StepSources& sources);
DeleteStep read_delete(const Place& place, StepSources& sources);
CertStep read_cert(const Place& place, StepSources& sources);
BackendStep read_backend_change(const Place& place, StepSources& sources);
std::vector<ObjectsStep::Expectation> read_object_expectations(const Place& place, StepSources& sources);

}  // namespace gauntlet::scenario
