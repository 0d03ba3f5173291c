// pod_server ADDRESS:PORT: one fake pod alone, for bench/pod.py; ends on SIGTERM and SIGINT. Exit 2: a wrong argument,
// 3: it cannot listen there.
#include "harness/cluster/pod_server.hpp"

#include "foundation/net/event_loop.hpp"

#include <cstdio>
#include <signal.h>

namespace {

using namespace gauntlet;  // NOLINT: a program of one file

constexpr int kWrongUse = 2;
constexpr int kCannotListen = 3;

void complain(const std::string& text) {
  std::fprintf(stderr, "pod_server: %s\n", text.c_str());
}

int wait_for_end() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  int signal = 0;
  return sigwait(&signals, &signal);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    complain("give one argument, ADDRESS:PORT");
    return kWrongUse;
  }
  const auto at = net::Endpoint::parse(argv[1]);
  if (!at) {
    complain(at.error().to_string());
    return kWrongUse;
  }
  net::EventLoop loop;
  cluster::CaptureStore captures;
  cluster::PodServer pod(loop.executor(), {"bench", "pod", 0, "pod-0"}, captures);
  const auto listening = pod.listen(at->address, {at->port});
  if (!listening) {
    complain(listening.error().to_string());
    return kCannotListen;
  }
  // The loop's thread inherits the mask, so that the signal waits for us.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  loop.start("pod");
  wait_for_end();
  loop.run_and_wait_for([&pod] { return pod.stop(base::Deadline::at({})); });
}
