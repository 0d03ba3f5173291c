#include "harness/cli/serve_command.hpp"

#include "foundation/net/child_process.hpp"
#include "foundation/net/task_group.hpp"
#include "harness/cli/data_folders.hpp"
#include "harness/cli/profiles.hpp"
#include "harness/cli/serve_session.hpp"
#include "harness/cli/signal_watch.hpp"
#include "reporters/printable.hpp"

#include <fmt/ostream.h>

namespace gauntlet::cli {

namespace {

std::variant<ServePlan, EarlyExit> plan_serve(const ServeOptions& options, Console console) {
  ServePlan plan;
  plan.options = options;
  ManifestReading reading = read_manifest_files(options.files);
  std::string problems;
  for (const std::string& problem : reading.problems) problems += reporters::printable(problem) + "\n";
  plan.objects = std::move(reading.objects);
  if (!options.controllers.empty()) {
    const auto folders = find_data_folders();
    if (!folders) {
      problems += fmt::format("gauntlet: {}\n", folders.error().to_string());
    } else {
      LoadedProfile loaded = load_profile(options.controllers.front(), options.mode, options.settings, *folders);
      problems += loaded.problems;
      plan.profile = std::move(loaded.profile);
    }
  }
  if (problems.empty()) return plan;
  console.err << problems;
  return EarlyExit{ExitCode::kUsage};
}

void print_failure(const base::Error& error, Console console) {
  fmt::print(console.err, "gauntlet: {}\n", reporters::printable(error.message()));
  if (!error.peer_words().empty()) fmt::print(console.err, "{}\n", reporters::printable(error.peer_words()));
}

}  // namespace

ExitCode serve(const ServeOptions& options, Console console) {
  const SignalWatch signals;  // before anything else, so that a signal ends us in good order from the start
  auto planned = plan_serve(options, console);
  if (const auto* early = std::get_if<EarlyExit>(&planned)) return early->code;

  base::Log log;
  net::become_subreaper();
  net::EventLoop loop;
  net::TaskGroup group(loop.executor());
  ServeSession session(loop.executor(), std::move(std::get<ServePlan>(planned)), log, console);
  std::optional<base::Error> failure;
  const auto start = [&]() -> net::Awaitable<void> {
    const auto started = co_await session.start();
    if (started) co_return;
    failure = started.error();
    signals.announce_done();
  };
  loop.post([&] { group.spawn(start()); });
  loop.start("serve");
  const SignalWatch::Event event = signals.wait(base::Deadline::never());
  loop.run_and_wait_for([&]() -> net::Awaitable<void> {
    const base::Deadline at_once = base::Deadline::at({});
    co_await group.stop(at_once);
    co_await session.stop();
  });
  loop.stop();
  net::kill_remaining_children();
  // A start that was interrupted has failed, too, but that is what was asked for.
  if (!failure || event.kind == SignalWatch::Kind::kSignal) return ExitCode::kOk;
  print_failure(*failure, console);
  return failure->reason() == base::Reason::kInvalid ? ExitCode::kUsage : ExitCode::kError;
}

}  // namespace gauntlet::cli
