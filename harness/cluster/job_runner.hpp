// JobRunner: does the jobs of a WorkQueue, several at a time, and those that fail again after a pause. One loop.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/base/log.hpp"
#include "foundation/base/result.hpp"
#include "foundation/net/task_group.hpp"
#include "foundation/net/wait_event.hpp"
#include "harness/cluster/work_queue.hpp"

#include <list>
#include <map>
#include <string>

namespace gauntlet::cluster {

class JobHandler {
 public:
  virtual ~JobHandler() = default;
  virtual net::Awaitable<base::Result<void>> handle(Job job, base::Deadline deadline) = 0;
};

class JobRunner {
 public:
  // All of them outlive it.
  JobRunner(net::Executor executor, JobHandler& handler, base::Log& log);
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  WorkQueue& queue() { return queue_; }
  void start();
  // Until nothing is left to do in the namespace. The error of a job that no repetition will mend; kTimeout says what
  // is left, and why.
  net::Awaitable<base::Result<void>> wait_until_idle(std::string namespace_, base::Deadline deadline);
  net::Awaitable<void> stop(base::Deadline gentle_until);

 private:
  struct Waiter;
  struct Failure {
    base::Error error;
    int attempts = 1;
    bool is_final = false;
  };

  net::Awaitable<void> work();
  net::Awaitable<void> repeat_later(Job job, base::Duration pause);
  void conclude(const Job& job, const base::Result<void>& outcome);
  void note_failure(const Job& job, const base::Error& error);
  const Failure* find_final_failure(const std::string& namespace_) const;
  base::Error make_timeout(const std::string& namespace_) const;

  JobHandler& handler_;
  base::Log& log_;
  net::WaitEvent has_work_;
  WorkQueue queue_;
  std::map<Job, Failure> failures_;
  std::list<Waiter*> waiters_;
  net::TaskGroup tasks_;
};

}  // namespace gauntlet::cluster
