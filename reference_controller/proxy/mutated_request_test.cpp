#include "reference_controller/proxy/mutated_request.hpp"

#include "reference_controller/mutants.hpp"
#include "reference_controller/proxy/proxy_fixture_test.hpp"

#ifdef GAUNTLET_MUTANTS

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

namespace gauntlet::reference {
namespace {

using testing::HasSubstr;
using testing::Not;

class MutatedRequestTest : public ProxyTest {
 protected:
  ~MutatedRequestTest() override { select_mutant(Mutant::kNone); }

  // What the endpoint sees of a request; "" where it does not get there.
  std::string seen(const std::string& request) {
    const std::size_t before = endpoint_.heads.size();
    exchange_once(request);
    return endpoint_.heads.size() > before ? endpoint_.heads.back() : "";
  }
  int status_of_answer(const std::string& request) { return exchange_once(request).status; }

  // The first with the mutant, the second without.
  template <typename Look>
  std::pair<std::string, std::string> with_and_without(Mutant mutant, Look look) {
    select_mutant(mutant);
    const std::string with = look();
    select_mutant(Mutant::kNone);
    return {with, look()};
  }

 private:
  SeenAnswer exchange_once(const std::string& request) {
    SeenAnswer answer;
    run([&]() -> net::Awaitable<void> {
      connect();
      answer = co_await exchange(request);
    });
    return answer;
  }
};

TEST_F(MutatedRequestTest, HostReplaced) {
  const auto [with, without] = with_and_without(Mutant::kHostReplacedByEndpoint, [&] { return seen(get()); });
  EXPECT_THAT(with, HasSubstr("Host: " + endpoint_.address().to_string()));
  EXPECT_THAT(without, HasSubstr("Host: h.test\r\n"));
}

TEST_F(MutatedRequestTest, PathStripped) {
  for (const auto& [target, stripped] :
       std::vector<std::pair<std::string, std::string>>{{"/a/b?c", "/b?c"}, {"/a", "/"}, {"/a?c", "/?c"}}) {
    const auto [with, without] = with_and_without(Mutant::kPathStripped, [&] { return seen(get(target)); });
    EXPECT_THAT(with, testing::StartsWith("GET " + stripped + " HTTP/1.1"));
    EXPECT_THAT(without, testing::StartsWith("GET " + target + " HTTP/1.1"));
  }
}

TEST_F(MutatedRequestTest, QueryLost) {
  const auto [with, without] = with_and_without(Mutant::kQueryLost, [&] { return seen(get("/a?b")); });
  EXPECT_THAT(with, testing::StartsWith("GET /a HTTP/1.1"));
  EXPECT_THAT(without, testing::StartsWith("GET /a?b HTTP/1.1"));
}

TEST_F(MutatedRequestTest, UnusualMethodsRefused) {
  const std::string request = "DELETE / HTTP/1.1\r\nHost: h.test\r\n\r\n";
  const auto [with, without] = with_and_without(Mutant::kUnusualMethodsRefused, [&] { return seen(request); });
  EXPECT_EQ(with, "");
  EXPECT_NE(without, "");
}

TEST_F(MutatedRequestTest, UnusualPathsRefused) {
  for (const std::string path : {"/foo//bar", "/foo/%20", "/foo/a=b;c", "/~u"}) {
    const auto [with, without] = with_and_without(Mutant::kUnusualPathsRefused, [&] { return seen(get(path)); });
    EXPECT_EQ(with, "") << path;
    EXPECT_NE(without, "") << path;
  }
}

TEST_F(MutatedRequestTest, RedirectsToHttps) {
  select_mutant(Mutant::kRedirectsToHttps);
  EXPECT_EQ(status_of_answer(get()), 308);
}

TEST_F(MutatedRequestTest, HopByHopFieldsKept) {
  const std::string request = get("/", "Connection: X-Drop\r\nX-Drop: 1\r\n");
  const auto [with, without] = with_and_without(Mutant::kHopByHopFieldsKept, [&] { return seen(request); });
  EXPECT_THAT(with, HasSubstr("X-Drop: 1\r\n"));
  EXPECT_THAT(without, Not(HasSubstr("X-Drop")));
}

TEST_F(MutatedRequestTest, ForwardedFieldsLost) {
  const auto [with, without] = with_and_without(Mutant::kForwardedFieldsLost, [&] { return seen(get()); });
  EXPECT_THAT(with, Not(HasSubstr("X-Forwarded")));
  for (const std::string name : {"For", "Proto", "Port", "Host"}) {
    EXPECT_THAT(without, HasSubstr("\r\nX-Forwarded-" + name + ": "));
  }
}

TEST_F(MutatedRequestTest, ForwardedFieldsTrusted) {
  const std::string request = get("/", "X-Forwarded-For: 203.0.113.9\r\n");
  const auto [with, without] = with_and_without(Mutant::kForwardedFieldsTrusted, [&] { return seen(request); });
  EXPECT_THAT(with, testing::AllOf(HasSubstr("203.0.113.9"), Not(HasSubstr("192.0.2.7"))));
  EXPECT_THAT(without, testing::AllOf(HasSubstr("192.0.2.7"), Not(HasSubstr("203.0.113.9"))));
}

TEST_F(MutatedRequestTest, QueryKeptInMatching) {
  route_to({endpoint_.address()}, PathMatch::kExact);
  const auto [with, without] = with_and_without(Mutant::kQueryKeptInMatching, [&] { return seen(get("/?x")); });
  EXPECT_EQ(with, "");
  EXPECT_NE(without, "");
}

TEST_F(MutatedRequestTest, ServerNameIsRoutedInsteadOfHost) {
  server_name_ = "other.test";
  const auto [with, without] = with_and_without(Mutant::kSniRoutesInsteadOfHost, [&] { return seen(get()); });
  EXPECT_EQ(with, "");
  EXPECT_NE(without, "");
}

TEST_F(MutatedRequestTest, OneReplicaOnly) {
  ScriptedEndpoint other(executor());
  const auto heads = [&] {
    for (int i = 0; i < 4; ++i) seen(get());
    return std::to_string(other.heads.size());
  };
  route_to({endpoint_.address(), other.address()});
  const auto [with, without] = with_and_without(Mutant::kOneReplicaOnly, heads);
  EXPECT_EQ(with, "0");
  EXPECT_EQ(without, "2");
  run([&]() -> net::Awaitable<void> {
    client_.reset();
    co_await other.stop();
  });
}

}  // namespace
}  // namespace gauntlet::reference

#endif
