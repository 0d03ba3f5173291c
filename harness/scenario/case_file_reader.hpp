// CaseFileReader: one case file, with its base and its matrix, to drafts of scenarios.
#pragma once

#include "harness/scenario/case_draft.hpp"
#include "harness/scenario/case_reader.hpp"
#include "harness/scenario/case_variables.hpp"
#include "harness/scenario/header_reader.hpp"
#include "harness/scenario/source_files.hpp"

#include <vector>

namespace gauntlet::scenario {

class CaseFileReader {
 public:
  // All outlive the reader.
  CaseFileReader(SourceFiles& files, const KnownFeatures& features, const Bindings& bindings, Diagnostics& diagnostics)
      : files_(files), features_(features), bindings_(bindings), diagnostics_(diagnostics) {}

  // One draft, or one for each row of the matrix; none where the file is no case or has no usable id.
  std::vector<CaseDraft> read(const SourceFile& file);

 private:
  struct Documents {
    Place header;
    std::vector<Place> manifests;
  };

  bool is_case(const SourceFile& file);
  Documents read_base(const Place& header);
  CaseDraft read_row(const CaseHeader& header, const Documents& own, const Documents& base,
                     const VariableSources& sources);
  void read_manifests(const Documents& own, const Documents& base, ValueReader& reader, CaseDraft& draft);
  void read_actions(const CaseHeader& header, ValueReader& reader, CaseDraft& draft);

  SourceFiles& files_;
  const KnownFeatures& features_;
  const Bindings& bindings_;
  Diagnostics& diagnostics_;
};

}  // namespace gauntlet::scenario
