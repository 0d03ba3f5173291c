// gauntlet-selftest: the shipped cases against the reference controller with each of its deliberate defects. Exit 0 if
// the sound controller passes and every defect is caught, 1 if not, 2 for wrong options.
#include "foundation/net/child_process.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/task_group.hpp"
#include "harness/selftest/hunt_plan.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace {

using namespace gauntlet::selftest;
namespace net = gauntlet::net;

constexpr int kWrong = 1;

net::Awaitable<int> hunt(net::Executor executor, HuntPlan& plan, gauntlet::base::Log& log) {
  MutantHunt hunter(executor, plan.suite, gauntlet::cli::make_fake_worlds(log), plan.options);
  if (plan.sound == SoundController::kCheck) {
    const auto failures = co_await hunter.check_sound_controller();
    for (const std::string& failure : failures) fmt::print("{}\n", failure);
    if (!failures.empty()) co_return kWrong;
    fmt::print("the sound controller passes {} cases\n", plan.suite.scenarios.size());
    std::fflush(stdout);
  }
  std::vector<MutantName> mutants = plan.mutants;
  const auto verdicts = co_await hunter.hunt(std::move(mutants));
  fmt::print("{}", format_table(verdicts));
  if (plan.options.effort == Effort::kAllCases) {
    for (const std::string& id : idle_cases(verdicts, ids_of(plan.suite))) fmt::print("catches nothing: {}\n", id);
  }
  for (const MutantVerdict& verdict : verdicts) {
    if (!is_killed(verdict)) co_return kWrong;
  }
  co_return 0;
}

}  // namespace

int main(int argc, char** argv) {
  auto planned = plan_hunt(argc, argv);
  if (const int* code = std::get_if<int>(&planned)) return *code;
  auto& plan = std::get<HuntPlan>(planned);
  gauntlet::base::Log log;
  net::become_subreaper();
  net::EventLoop loop;
  int code = kWrong;
  const auto work = [&]() -> net::Awaitable<void> { code = co_await hunt(loop.executor(), plan, log); };
  loop.run_until_done(work());
  net::kill_remaining_children();
  std::error_code error;
  std::filesystem::remove_all(plan.options.folder, error);
  return code;
}
