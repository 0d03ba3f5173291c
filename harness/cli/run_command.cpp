#include "harness/cli/run_command.hpp"

#include "foundation/net/child_process.hpp"
#include "foundation/net/event_loop.hpp"
#include "harness/cli/fake_world.hpp"
#include "harness/cli/run_session.hpp"
#include "harness/cli/signal_watch.hpp"

#include <fmt/ostream.h>

#include <cstdlib>
#include <filesystem>

namespace gauntlet::cli {

namespace {

ExitCode code_of_signal(int signal_number) {
  return signal_number == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
}

std::size_t count_cases(const RunPlan& plan) {
  std::size_t count = 0;
  for (const scenario::Suite& suite : plan.suites) count += suite.scenarios.size();
  return count;
}

reporters::TerminalStyle style_of(const RunOptions& options, OutputKind output, const Environment& environment) {
  reporters::TerminalStyle style;
  style.colours = decide_colours(options.colour, output, environment);
  if (options.verbosity == Verbosity::kQuiet) style.verbosity = reporters::Verbosity::kQuiet;
  if (options.verbosity == Verbosity::kVerbose) style.verbosity = reporters::Verbosity::kVerbose;
  style.repeat = options.repeat;
  return style;
}

// A second signal means at once; the reports that were written while the run went on stay as they are.
[[noreturn]] void leave_at_once(int signal_number) {
  net::kill_remaining_children();
  std::_Exit(static_cast<int>(code_of_signal(signal_number)));
}

// Until the session is done. The code of what stopped it.
std::optional<ExitCode> supervise(const SignalWatch& signals, net::EventLoop& loop, RunSession& session,
                                  base::Deadline deadline) {
  std::optional<ExitCode> stopped;
  for (;;) {
    const SignalWatch::Event event = signals.wait(deadline);
    if (event.kind == SignalWatch::Kind::kDone) return stopped;
    std::string reason = "timeout";
    if (event.kind == SignalWatch::Kind::kSignal) {
      const bool again = stopped && *stopped != ExitCode::kTime;
      if (again) leave_at_once(event.signal_number);
      stopped = code_of_signal(event.signal_number);
      reason = describe_signal(event.signal_number);
    } else {
      stopped = ExitCode::kTime;
      deadline = base::Deadline::never();
    }
    loop.post([&session, reason] { session.request_stop(reason); });
  }
}

void print_places(const RunRecord& record, const RunPlan& plan, const RunOptions& options, Console console) {
  fmt::print(console.out, "reports:");
  for (const ReportFile& file : plan.reports) fmt::print(console.out, " {}", file.path);
  fmt::print(console.out, "\n");
  if (options.traces == RunOptions::Traces::kKeep) fmt::print(console.out, "kept: {}\n", plan.work_folder);
  console.out.flush();
  if (!record.written()) fmt::print(console.err, "gauntlet: {}\n", record.written().error().to_string());
}

}  // namespace

ExitCode run(const RunOptions& options, Console console) {
  auto planned = plan_run(options, console);
  if (const auto* early = std::get_if<EarlyExit>(&planned)) return early->code;
  const RunPlan& plan = std::get<RunPlan>(planned);
  const Environment environment = process_environment();
  const OutputKind output = standard_output_kind();
  RunTerminal terminal(console.out, style_of(options, output, environment), decide_live_line(output, environment),
                       count_cases(plan));
  RunRecord record(plan);
  const base::Deadline deadline = options.timeout ? base::Deadline::after(*options.timeout) : base::Deadline::never();

  const SignalWatch signals;
  base::Log log;
  net::become_subreaper();
  net::EventLoop loop;
  net::TaskGroup group(loop.executor());
  RunSession session(loop.executor(), plan, make_fake_worlds(log), terminal, record);
  const auto run_session = [&]() -> net::Awaitable<void> {
    co_await session.run();
    signals.announce_done();
  };
  loop.post([&] { group.spawn(run_session()); });
  loop.start("suite");
  const std::optional<ExitCode> stopped = supervise(signals, loop, session, deadline);
  loop.run_and_wait_for([&group] { return group.wait_until_empty(); });
  loop.stop();
  net::kill_remaining_children();

  std::error_code error;
  if (options.traces == RunOptions::Traces::kRemove) std::filesystem::remove_all(plan.work_folder, error);
  terminal.finish(record.result());
  print_places(record, plan, options, console);
  const ExitCode code = exit_code_of(record.result(), stopped);
  const bool unwritten = !record.written() && code == ExitCode::kOk;
  return unwritten ? ExitCode::kError : code;
}

}  // namespace gauntlet::cli
