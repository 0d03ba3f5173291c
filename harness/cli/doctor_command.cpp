#include "harness/cli/doctor_command.hpp"

#include "foundation/net/child_process.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/task_group.hpp"
#include "harness/cli/data_folders.hpp"
#include "harness/cli/doctor_session.hpp"
#include "harness/cli/profiles.hpp"
#include "harness/cli/signal_watch.hpp"

#include <fmt/ostream.h>

#include <filesystem>

namespace gauntlet::cli {

namespace {

std::variant<launch::ControllerProfile, EarlyExit> find_patient(const DoctorOptions& options, Console console) {
  const auto folders = find_data_folders();
  if (!folders) {
    fmt::print(console.err, "gauntlet: {}\n", folders.error().to_string());
    return EarlyExit{ExitCode::kUsage};
  }
  if (options.controllers.empty()) {
    fmt::print(console.err, "gauntlet: --controller: which one?\n");
    return EarlyExit{ExitCode::kUsage};
  }
  LoadedProfile loaded = load_profile(options.controllers.front(), options.mode, options.settings, *folders);
  if (loaded.profile) return std::move(*loaded.profile);
  console.err << loaded.problems;
  return EarlyExit{ExitCode::kUsage};
}

}  // namespace

ExitCode examine(const DoctorOptions& options, Console console) {
  auto found = find_patient(options, console);
  if (const auto* early = std::get_if<EarlyExit>(&found)) return early->code;

  const SignalWatch signals;
  base::Log log;
  net::become_subreaper();
  net::EventLoop loop;
  net::TaskGroup group(loop.executor());
  // Below the folder that was named, so that nothing of its owner's is removed.
  const std::string folder = (std::filesystem::path(options.folder) / "controllers").string();
  DoctorSession session(loop.executor(), std::move(std::get<launch::ControllerProfile>(found)), folder, log);
  const auto work = [&]() -> net::Awaitable<void> {
    co_await session.examine();
    signals.announce_done();
  };
  loop.post([&] { group.spawn(work()); });
  loop.start("doctor");
  const SignalWatch::Event event = signals.wait(base::Deadline::never());
  loop.run_and_wait_for([&]() -> net::Awaitable<void> {
    const base::Deadline at_once = base::Deadline::at({});
    co_await group.stop(at_once);
    co_await session.stop();
  });
  loop.stop();
  net::kill_remaining_children();
  if (options.traces == DoctorOptions::Traces::kRemove) {
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    std::filesystem::remove(options.folder, error);  // if there is nothing else in it
  }
  if (event.kind == SignalWatch::Kind::kSignal) {
    return event.signal_number == SIGINT ? ExitCode::kInterrupted : ExitCode::kTerminated;
  }
  const bool as_json = options.format == DoctorOptions::Format::kJson;
  console.out << (as_json ? to_json_text(session.report()) : to_text(session.report()));
  if (options.traces == DoctorOptions::Traces::kKeep) fmt::print(console.err, "kept: {}\n", folder);
  return exit_code_of(session.report());
}

}  // namespace gauntlet::cli
