#include "reference_controller/watch/reflector.hpp"

#include "foundation/kube/scripted_server.hpp"
#include "foundation/net/wait_event.hpp"
#include "reference_controller/mutants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

using kube::Answer;
using net::Awaitable;
using testing::ElementsAre;

// What it was told, in order: "replace a@1 b@2", "put a@3", "remove a@4".
class RecordingSink final : public ReflectorSink {
 public:
  explicit RecordingSink(net::Executor executor) : told_(std::move(executor)) {}

  void replace(const std::vector<kube::Object>& all) override {
    std::string text = "replace";
    for (const kube::Object& object : all) text += " " + text_of(object);
    note(text);
  }
  void put(const kube::Object& object) override { note("put " + text_of(object)); }
  void remove(const kube::Object& object) override { note("remove " + text_of(object)); }

  Awaitable<void> wait_for(std::size_t calls) {
    const auto deadline = kube::soon();
    while (log.size() < calls) {
      told_.reset();
      const auto waited = co_await told_.wait(deadline);
      if (!waited) co_return;
    }
  }

  std::vector<std::string> log;

 private:
  static std::string text_of(const kube::Object& object) {
    return std::string(object.name()) + "@" + std::string(object.resource_version());
  }
  void note(std::string text) {
    log.push_back(std::move(text));
    told_.set();
  }

  net::WaitEvent told_;
};

std::string object(const std::string& name, int revision) {
  return R"({"kind":"Service","metadata":{"namespace":"n","name":")" + name + R"(","resourceVersion":")" +
         std::to_string(revision) + R"("}})";
}
std::string event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}
std::string bookmark(int revision) {
  return event("BOOKMARK",
               R"({"kind":"Service","metadata":{"resourceVersion":")" + std::to_string(revision) + R"("}})");
}
std::string status(int code, const std::string& reason) {
  return R"({"kind":"Status","status":"Failure","code":)" + std::to_string(code) + R"(,"reason":")" + reason + R"("})";
}

class ReflectorTest : public kube::ClientTest {
 protected:
  ReflectorTest()
      : refused_(loop_.executor()),
        log_(base::LogLevel::kWarn,
             [this](std::string_view line) {
               if (line.find("refused") != std::string_view::npos) refused_.set();
             }),
        sink_(loop_.executor()) {
    times_.first_pause = std::chrono::milliseconds(1);
    times_.longest_pause = std::chrono::milliseconds(4);
    times_.shortest_watch = {};
  }
  ~ReflectorTest() override { select_no_mutant(); }

  static void select_no_mutant() {
#ifdef GAUNTLET_MUTANTS
    select_mutant(Mutant::kNone);
#endif
  }

  void answer_list(int revision, const std::vector<std::string>& objects) {
    std::string items;
    for (const std::string& item : objects) items += (items.empty() ? "" : ",") + item;
    answer(200, R"({"kind":"ServiceList","metadata":{"resourceVersion":")" + std::to_string(revision) +
                    R"("},"items":[)" + items + "]}");
  }
  void answer_watch(std::vector<std::string> events, Answer::Ending ending = Answer::Ending::kStayOpen) {
    events.insert(events.begin(), "\n");
    handler_.answers.push_back({200, "", std::move(events), ending});
  }

  // Until the sink was told so often.
  void reflect_until(std::size_t calls) {
    Reflector reflector(client(), kube::resources::kServices, sink_, log_, times_);
    loop_.run_until_done(run_and_stop(reflector, calls));
  }

  // "list", or "watch from 7".
  std::vector<std::string> requests() const {
    std::vector<std::string> texts;
    for (const http::Request& request : handler_.requests) {
      const std::size_t from = request.target.find("resourceVersion=");
      const bool is_watch = request.target.find("watch=true") != std::string::npos;
      const std::string revision = from == std::string::npos ? "" : request.target.substr(from + 16);
      texts.push_back(is_watch ? "watch from " + revision.substr(0, revision.find('&')) : "list");
    }
    return texts;
  }

  // Until it was told what the new server holds, which has another history.
  Awaitable<void> run_over_restart(Reflector& reflector) {
    net::TaskGroup tasks(loop_.executor());
    tasks.spawn(reflector.run());
    co_await sink_.wait_for(1);
    const auto at_once = base::Deadline::at({});
    co_await server_->stop(at_once);
    const auto deadline = kube::soon();
    refused_.reset();
    const auto refused = co_await refused_.wait(deadline);
    EXPECT_TRUE(refused.ok());
    EXPECT_THAT(sink_.log, ElementsAre("replace a@3"));
    handler_.answers.clear();
    answer_list(2, {});
    answer_watch({});
    auto acceptor = net::Acceptor::listen(loop_.executor(), access_.endpoint);
    EXPECT_TRUE(acceptor.ok());
    server_ = std::make_unique<http::Server>(loop_.executor(), handler_);
    if (acceptor) server_->serve(std::move(*acceptor));
    co_await sink_.wait_for(2);
    co_await tasks.stop(at_once);
  }

  net::WaitEvent refused_;
  base::Log log_;
  RecordingSink sink_;
  ReflectorTimes times_;

 private:
  Awaitable<void> run_and_stop(Reflector& reflector, std::size_t calls) {
    net::TaskGroup tasks(loop_.executor());
    tasks.spawn(reflector.run());
    co_await sink_.wait_for(calls);
    const auto at_once = base::Deadline::at({});
    co_await tasks.stop(at_once);
  }
};

TEST_F(ReflectorTest, ListsAndWatchesFromThere) {
  answer_list(10, {object("a", 3), object("b", 4)});
  answer_watch(
      {event("ADDED", object("c", 11)), event("MODIFIED", object("a", 12)), event("DELETED", object("b", 13))});
  reflect_until(4);
  EXPECT_THAT(sink_.log, ElementsAre("replace a@3 b@4", "put c@11", "put a@12", "remove b@13"));
  EXPECT_THAT(requests(), ElementsAre("list", "watch from 10"));
}

TEST_F(ReflectorTest, GoesOnWhereAWatchEnded) {
  answer_list(10, {});
  answer_watch({event("ADDED", object("a", 11))}, Answer::Ending::kFinish);
  answer_watch({bookmark(20)}, Answer::Ending::kFinish);
  answer_watch({event("ADDED", object("b", 21))}, Answer::Ending::kAbort);
  answer_watch({event("ADDED", object("c", 22))});
  reflect_until(4);
  EXPECT_THAT(sink_.log, ElementsAre("replace", "put a@11", "put b@21", "put c@22"));
  EXPECT_THAT(requests(), ElementsAre("list", "watch from 10", "watch from 11", "watch from 20", "watch from 21"));
}

TEST_F(ReflectorTest, AnEventThatIsCutOffIsAskedForAgain) {
  answer_list(10, {});
  answer_watch({event("ADDED", object("a", 11)), R"({"type":"ADDED","obj)"}, Answer::Ending::kAbort);
  answer_watch({event("ADDED", object("b", 12))});
  reflect_until(3);
  EXPECT_THAT(sink_.log, ElementsAre("replace", "put a@11", "put b@12"));
  EXPECT_THAT(requests(), ElementsAre("list", "watch from 10", "watch from 11"));
}

TEST_F(ReflectorTest, ListsAgainWhereTheRevisionIsTooOld) {
  answer_list(10, {object("a", 3)});
  answer(410, status(410, "Expired"));
  answer_list(30, {object("b", 25)});
  answer_watch({event("ERROR", status(410, "Expired"))});
  answer_list(50, {});
  answer_watch({event("ADDED", object("c", 51))});
  reflect_until(4);
  EXPECT_THAT(sink_.log, ElementsAre("replace a@3", "replace b@25", "replace", "put c@51"));
  EXPECT_THAT(requests(), ElementsAre("list", "watch from 10", "list", "watch from 30", "list", "watch from 50"));
}

// A revision that the server has not reached yet: it has lost its memory.
TEST_F(ReflectorTest, ListsAgainWhereTheRevisionIsTooNew) {
  answer_list(1000, {object("a", 900)});
  answer(504, status(504, "Timeout"));
  answer_list(7, {});
  answer_watch({event("ADDED", object("b", 8))});
  reflect_until(3);
  EXPECT_THAT(sink_.log, ElementsAre("replace a@900", "replace", "put b@8"));
  EXPECT_THAT(requests(), ElementsAre("list", "watch from 1000", "list", "watch from 7"));
}

class BrokenWatchTest : public ReflectorTest, public testing::WithParamInterface<std::string> {};

TEST_P(BrokenWatchTest, MakesItListAgain) {
  answer_list(10, {});
  answer_watch({event("ADDED", object("a", 11)), GetParam()}, Answer::Ending::kFinish);
  answer_list(20, {object("a", 11)});
  answer_watch({event("ADDED", object("b", 21))});
  reflect_until(4);
  EXPECT_THAT(sink_.log, ElementsAre("replace", "put a@11", "replace a@11", "put b@21"));
}

INSTANTIATE_TEST_SUITE_P(Lines, BrokenWatchTest,
                         testing::Values("nonsense\n",
                                         R"({"type":"NEW","object":{}})"
                                         "\n",
                                         R"({"type":"ADDED"})"
                                         "\n",
                                         event("ERROR", status(500, "InternalError"))));

TEST_F(ReflectorTest, TriesAgainUntilTheServerCan) {
  answer(500, status(500, "InternalError"));
  answer(200, "nonsense");
  answer(403, status(403, "Forbidden"));
  answer_list(10, {});
  answer(429, status(429, "TooManyRequests"));
  answer(503, status(503, "ServiceUnavailable"));
  answer_list(12, {});
  answer_watch({event("ADDED", object("a", 13))});
  reflect_until(3);
  EXPECT_THAT(sink_.log, ElementsAre("replace", "replace", "put a@13"));
  EXPECT_THAT(requests(),
              ElementsAre("list", "list", "list", "list", "watch from 10", "watch from 10", "list", "watch from 12"));
}

TEST_F(ReflectorTest, KeepsItsCopyWhileTheServerIsAway) {
  answer_list(10, {object("a", 3)});
  answer_watch({});
  Reflector reflector(client(), kube::resources::kServices, sink_, log_, times_);
  loop_.run_until_done(run_over_restart(reflector));
  EXPECT_THAT(sink_.log, ElementsAre("replace a@3", "replace"));
}

#ifdef GAUNTLET_MUTANTS

TEST_F(ReflectorTest, MutantThatDoesNotResume) {
  select_mutant(Mutant::kWatchNotResumed);
  answer_list(10, {});
  answer_watch({event("ADDED", object("a", 11))}, Answer::Ending::kFinish);
  answer_watch({event("ADDED", object("b", 12))});
  Reflector reflector(client(), kube::resources::kServices, sink_, log_, times_);
  loop_.run_until_done(reflector.run());
  EXPECT_THAT(requests(), ElementsAre("list", "watch from 10"));
}

TEST_F(ReflectorTest, MutantThatDoesNotListAgain) {
  select_mutant(Mutant::kExpiredNotRelisted);
  answer_list(10, {});
  answer(410, status(410, "Expired"));
  answer_watch({event("ERROR", status(410, "Expired"))});
  answer_watch({event("ADDED", object("a", 11))});
  reflect_until(2);
  EXPECT_THAT(requests(), ElementsAre("list", "watch from 10", "watch from 10", "watch from 10"));
}

#endif

}  // namespace
}  // namespace gauntlet::reference
