#include "harness/launch/command_run.hpp"

namespace gauntlet::launch {

namespace {

constexpr std::size_t kMostOutput = 16 * 1024;

}  // namespace

net::Awaitable<base::Result<CommandOutcome>> run_command(net::Executor executor, net::ChildProcessOptions options,
                                                         base::Deadline deadline) {
  CommandOutcome outcome;
  options.on_line = [&outcome](net::OutputChannel, std::string_view line) {
    if (outcome.output.size() + line.size() < kMostOutput) outcome.output.append(line).append("\n");
  };
  auto process = net::ChildProcess::spawn(std::move(executor), std::move(options));
  if (!process) co_return process.error();
  const auto ended = co_await (*process)->wait_for_exit(deadline);
  if (!ended) co_return ended.error();
  outcome.status = *(*process)->exit_status();
  // Nobody may write into the outcome any more.
  process->reset();
  co_return outcome;
}

}  // namespace gauntlet::launch
