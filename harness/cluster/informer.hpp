// Informer: tells of all objects of one kind and of their changes: LIST, then WATCH from there (API concepts,
// "Efficient detection of changes"). A watch that ends goes on where it ended; a revision that is too old makes it list
// again.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/log.hpp"
#include "foundation/kube/client.hpp"

#include <functional>
#include <string>
#include <utility>

namespace gauntlet::cluster {

// Where the news goes; called on the informer's loop.
class InformerSink {
 public:
  virtual ~InformerSink() = default;
  // All that there are, at that revision.
  virtual void replace(const kube::ObjectList& all) = 0;
  virtual void put(const kube::Object& object) = 0;
  virtual void remove(const kube::Object& object) = 0;
};

class Informer {
 public:
  // All of them outlive it. `label_selector`: of which objects; empty: all.
  Informer(kube::Client& client, const kube::ResourceType& type, std::string label_selector, InformerSink& sink,
           base::Log& log)
      : client_(client), type_(type), label_selector_(std::move(label_selector)), sink_(sink), log_(log) {}

  // Until the task is stopped.
  net::Awaitable<void> run();

 private:
  // False: nothing came of it; pause before the next attempt.
  net::Awaitable<bool> list();
  net::Awaitable<bool> watch();
  void take(const kube::WatchEvent& event);
  void note_failure(const base::Error& error);

  kube::Client& client_;
  const kube::ResourceType& type_;
  std::string label_selector_;
  InformerSink& sink_;
  base::Log& log_;
  std::string revision_;  // empty: list first
};

}  // namespace gauntlet::cluster
