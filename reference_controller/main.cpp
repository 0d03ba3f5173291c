// gauntlet-reference: exit 0 after a stop by signal, 2 after a wrong option, 3 where it cannot start.
#include "reference_controller/options.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <signal.h>
#include <thread>
#include <unistd.h>

namespace {

using gauntlet::base::LogLevel;
using gauntlet::reference::EarlyExit;
using gauntlet::reference::ProgramOptions;
using gauntlet::reference::ReferenceController;

constexpr int kCannotStart = 3;
constexpr int kStopped = SIGUSR1;  // what stop() sends when it is done

sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, kStopped}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int wait_for(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

}  // namespace

int main(int argc, char** argv) {
  auto parsed = gauntlet::reference::read_command_line(argc, argv);
  if (const auto* const early = std::get_if<EarlyExit>(&parsed)) return early->code;
  auto& options = std::get<ProgramOptions>(parsed);
  const sigset_t signals = block_signals();
  gauntlet::base::Log log(options.log_level, gauntlet::base::standard_error_sink());

  ReferenceController controller(std::move(options.controller), log);
  const auto started = controller.start();
  if (!started) {
    fmt::print(stderr, "gauntlet-reference: {}\n", started.error().to_string());
    return kCannotStart;
  }
  wait_for(signals);
  log.write(LogLevel::kInfo, "stopping");
  std::thread stopping([&controller] {
    controller.stop();
    ::kill(::getpid(), kStopped);
  });
  if (wait_for(signals) != kStopped) std::_Exit(EXIT_FAILURE);
  stopping.join();
  log.write(LogLevel::kInfo, "stopped");
}
