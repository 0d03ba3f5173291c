// Reflector: keeps a local copy of one kind up to date: LIST, then WATCH from there (API concepts, "Efficient detection
// of changes"). A watch that ends goes on where it ended; a revision that is too old, an ERROR event, or a server that
// was gone and so may have lost its memory make it list again. While the server is away the copy stays as it is.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/log.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/net/awaitable.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace gauntlet::reference {

// Where the objects go. Called on the reflector's loop.
class ReflectorSink {
 public:
  virtual ~ReflectorSink() = default;
  virtual void replace(const std::vector<kube::Object>& all) = 0;
  virtual void put(const kube::Object& object) = 0;     // new or changed; or the same once more
  virtual void remove(const kube::Object& object) = 0;  // its last state; or it was not there
};

struct ReflectorTimes {
  // Between attempts that fail: doubled each time, with up to a half of it by lot on top.
  base::Duration first_pause = std::chrono::milliseconds(50);
  base::Duration longest_pause = std::chrono::seconds(5);
  // A watch that ends sooner and without an event counts as a failure.
  base::Duration shortest_watch = std::chrono::seconds(1);
  base::Duration list_limit = std::chrono::seconds(60);
  base::Duration answer_limit = std::chrono::seconds(10);
  // Then it is begun anew from where it is, so that a connection which has died without a word is noticed.
  base::Duration watch_limit = std::chrono::minutes(8);
};

class Reflector {
 public:
  // All of them outlive it.
  Reflector(kube::Client& client, const kube::ResourceType& type, ReflectorSink& sink, base::Log& log,
            ReflectorTimes times = ReflectorTimes());

  // Until the task is asked to stop.
  net::Awaitable<void> run();

  const kube::ResourceType& type() const { return type_; }
  // That were answered.
  std::uint64_t lists() const { return lists_; }
  std::uint64_t watch_starts() const { return watch_starts_; }

 private:
  enum class Next { kGoOn, kPause };

  net::Awaitable<Next> list();
  net::Awaitable<Next> watch();
  net::Awaitable<Next> follow(kube::Watch watch);
  Next apply_error(const kube::Object& status);
  // Whether the server may not know our revision any more.
  void forget_revision() { revision_.clear(); }
  Next fail(std::string_view what, const base::Error& error);
  base::Duration next_pause();

  kube::Client& client_;
  const kube::ResourceType& type_;
  ReflectorSink& sink_;
  base::Log& log_;
  ReflectorTimes times_;
  std::string revision_;  // empty: list first
  base::Duration pause_;
  std::minstd_rand random_;
  std::uint64_t lists_ = 0;
  std::uint64_t watch_starts_ = 0;
};

}  // namespace gauntlet::reference
