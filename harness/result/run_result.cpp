#include "harness/result/run_result.hpp"

#include <algorithm>
#include <cmath>

namespace gauntlet::result {

Totals count(const std::vector<CaseResult>& cases) {
  Totals totals;
  for (const CaseResult& one : cases) {
    ++totals.by_status[static_cast<int>(one.status)];
    switch (tally_of(one.status)) {
      case Tally::kPassed:
        ++totals.passed;
        break;
      case Tally::kFailed:
        ++totals.failed;
        break;
      case Tally::kSkipped:
        ++totals.skipped;
        break;
    }
  }
  return totals;
}

std::optional<double> propagation_percentile_ms(const RunResult& run, double percentile) {
  std::vector<double> delays;
  for (const CaseResult& one : run.cases) {
    for (const TryResult& attempt : one.tries) {
      for (const StepResult& step : attempt.steps) {
        const Propagation& p = step.propagation;
        if (p.committed_ms && p.first_new_ms) delays.push_back(std::max(0.0, *p.first_new_ms - *p.committed_ms));
      }
    }
  }
  if (delays.empty()) return std::nullopt;
  std::sort(delays.begin(), delays.end());
  const double rank = std::ceil(percentile / 100.0 * static_cast<double>(delays.size()));
  const auto index = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  return delays[std::min(index, delays.size() - 1)];
}

}  // namespace gauntlet::result
