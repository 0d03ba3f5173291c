#include "harness/traffic/round_trip.hpp"

#include "foundation/net/certificate_authority.hpp"
#include "foundation/net/loop_test.hpp"
#include "foundation/net/tls_stream.hpp"

#include <gmock/gmock.h>

namespace gauntlet::traffic {
namespace {

using net::Awaitable;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// What a server does with one connection once the request's head has come.
struct Script {
  std::string answer;
  enum class Ending { kClose, kReset, kStayOpen } ending = Ending::kClose;
  enum class First { kRead, kNothing } first = First::kRead;
};

class RoundTripTest : public net::LoopTest {
 protected:
  RoundTripTest() : authority_(std::move(*net::CertificateAuthority::create("tests"))) {
    request_.request.headers.add("Host", "a.example");
  }

  void use_tls(const std::string& certificate_name) {
    net::CertificateRequest wanted;
    wanted.common_name = certificate_name;
    wanted.dns_names = {certificate_name};
    auto issued = authority_.issue(wanted);
    ASSERT_TRUE(issued.ok());
    fingerprint_ = issued->fingerprint;
    auto identity = net::TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
    ASSERT_TRUE(identity.ok());
    selector_ = std::make_shared<net::FixedTlsIdentity>(*identity);
    TlsProbe probe;
    probe.server_name = "a.example";
    probe.trusted_pem = authority_.certificate_pem();
    probe.verify = true;
    request_.tls = std::move(probe);
  }

  Awaitable<void> serve_one(net::Acceptor& acceptor, Script script) {
    const auto deadline = soon();
    auto accepted = co_await acceptor.accept();
    if (!accepted) co_return;
    std::unique_ptr<net::ByteStream> stream = std::move(*accepted);
    if (selector_) {
      const std::vector<std::string> alpn;
      auto secured = co_await net::tls_accept(std::move(stream), selector_, alpn, deadline, ask_);
      if (!secured) co_return;
      session_ = (*secured)->session();
      stream = std::move(*secured);
    }
    std::string buffer(4096, '\0');
    while (script.first == Script::First::kRead && seen_.find("\r\n\r\n") == std::string::npos) {
      auto count = co_await stream->read_some(buffer, deadline);
      if (!count || *count == 0) co_return;
      seen_.append(buffer.data(), *count);
    }
    auto written = co_await stream->write_all(script.answer, deadline);
    base::ignore_failure(written);
    while (script.ending == Script::Ending::kStayOpen) {  // until the client goes
      auto count = co_await stream->read_some(buffer, deadline);
      if (!count || *count == 0) break;
    }
    if (script.ending == Script::Ending::kReset) stream->reset();
    stream->close();
  }

  RoundTrip send(Script script) { return send(std::move(script), soon()); }

  RoundTrip send(Script script, base::Deadline deadline) {
    RoundTrip trip;
    run([&]() -> Awaitable<void> {
      auto acceptor = net::Acceptor::listen(executor(), net::Endpoint{"127.0.0.1", 0});
      if (!acceptor) {
        ADD_FAILURE() << acceptor.error().to_string();
        co_return;
      }
      request_.to = (*acceptor)->local_endpoint();
      net::TaskGroup group(executor());
      group.spawn(serve_one(**acceptor, script));
      trip = co_await send_request(request_, deadline);
      co_await group.wait_until_empty();
    });
    return trip;
  }

  net::CertificateAuthority authority_;
  std::shared_ptr<const net::TlsIdentitySelector> selector_;
  net::ClientCertificates ask_ = net::ClientCertificates::kNotAsked;
  std::string fingerprint_;
  RoundTripRequest request_;
  std::string seen_;         // by the server
  net::TlsSession session_;  // the server's
};

constexpr std::string_view kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Pod: a\r\n\r\nhello";

TEST_F(RoundTripTest, BringsTheAnswer) {
  request_.request.target = "/x?y";
  request_.request.headers.add("X-Gauntlet-Id", "1-1");
  const RoundTrip trip = send({std::string(kHello)});
  EXPECT_EQ(trip.outcome, Outcome::kAnswered);
  EXPECT_EQ(trip.response.status, 200);
  EXPECT_EQ(trip.response.body, "hello");
  EXPECT_EQ(trip.response.headers.find("x-pod"), "a");
  EXPECT_EQ(trip.error_words, "");
  EXPECT_GT(trip.latency, base::Duration::zero());
  EXPECT_EQ(trip.local.address, "127.0.0.1");
  EXPECT_NE(trip.local.port, 0);
  EXPECT_THAT(seen_, StartsWith("GET /x?y HTTP/1.1\r\nHost: a.example\r\nX-Gauntlet-Id: 1-1\r\n"));
}

TEST_F(RoundTripTest, ARedirectIsAnAnswer) {
  const RoundTrip trip =
      send({"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n"});
  EXPECT_EQ(trip.outcome, Outcome::kAnswered);
  EXPECT_EQ(trip.response.status, 308);
  EXPECT_EQ(trip.response.headers.find("Location"), "https://a.example/");
}

TEST_F(RoundTripTest, AnAnswerThatEndsWithTheConnection) {
  const RoundTrip trip = send({"HTTP/1.1 200 OK\r\n\r\nuntil the end"});
  EXPECT_EQ(trip.outcome, Outcome::kAnswered);
  EXPECT_EQ(trip.response.body, "until the end");
}

TEST_F(RoundTripTest, NobodyListens) {
  run([&]() -> Awaitable<void> {
    auto acceptor = net::Acceptor::listen(executor(), net::Endpoint{"127.0.0.1", 0});
    request_.to = (*acceptor)->local_endpoint();
    (*acceptor)->close();
    const auto deadline = soon();
    const auto trip = co_await send_request(request_, deadline);
    EXPECT_EQ(trip.outcome, Outcome::kRefused);
    EXPECT_THAT(trip.error_words, HasSubstr(request_.to.to_string()));
    EXPECT_EQ(trip.local, net::Endpoint());
  });
}

TEST_F(RoundTripTest, ACutConnectionIsAReset) {
  EXPECT_EQ(send({"", Script::Ending::kReset}).outcome, Outcome::kReset);
}

TEST_F(RoundTripTest, AnEndInsteadOfAnAnswerIsAReset) {
  EXPECT_EQ(send({"", Script::Ending::kClose}).outcome, Outcome::kReset);
}

TEST_F(RoundTripTest, AnEndInsideOfTheAnswerIsAReset) {
  const RoundTrip trip = send({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Script::Ending::kClose});
  EXPECT_EQ(trip.outcome, Outcome::kReset);
  EXPECT_NE(trip.error_words, "");
}

TEST_F(RoundTripTest, NoAnswerIsATimeout) {
  const RoundTrip trip = send({"", Script::Ending::kStayOpen}, in_a_moment());
  EXPECT_EQ(trip.outcome, Outcome::kTimeout);
}

TEST_F(RoundTripTest, AnAnswerThatIsNoneIsMalformed) {
  EXPECT_EQ(send({"SSH-2.0-OpenSSH_9.2\r\n\r\n"}).outcome, Outcome::kMalformed);
  seen_.clear();
  EXPECT_EQ(send({"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}).outcome, Outcome::kMalformed);
}

TEST_F(RoundTripTest, TellsWhichCertificateItSaw) {
  use_tls("a.example");
  const RoundTrip trip = send({std::string(kHello)});
  EXPECT_EQ(trip.outcome, Outcome::kAnswered) << trip.error_words;
  EXPECT_EQ(trip.response.body, "hello");
  EXPECT_EQ(trip.leaf_fingerprint, fingerprint_);
  EXPECT_EQ(trip.leaf_subject, "CN=a.example");
  EXPECT_EQ(session_.server_name, "a.example");
}

TEST_F(RoundTripTest, AWrongCertificateIsATlsErrorAndIsToldAllTheSame) {
  use_tls("b.example");
  const RoundTrip trip = send({std::string(kHello)});
  EXPECT_EQ(trip.outcome, Outcome::kTlsError);
  EXPECT_THAT(trip.error_words, HasSubstr("hostname mismatch"));
  EXPECT_EQ(trip.leaf_fingerprint, fingerprint_);
  EXPECT_EQ(seen_, "");  // nothing was sent
}

TEST_F(RoundTripTest, WithoutVerifyAnyCertificateWillDo) {
  use_tls("b.example");
  request_.tls->verify = false;
  request_.tls->trusted_pem.clear();
  request_.tls->server_name.clear();
  const RoundTrip trip = send({std::string(kHello)});
  EXPECT_EQ(trip.outcome, Outcome::kAnswered) << trip.error_words;
  EXPECT_EQ(trip.leaf_fingerprint, fingerprint_);
  EXPECT_EQ(session_.server_name, "");
}

TEST_F(RoundTripTest, PresentsAClientCertificate) {
  use_tls("a.example");
  ask_ = net::ClientCertificates::kAsked;
  net::CertificateRequest wanted;
  wanted.common_name = "visitor";
  wanted.usage = net::CertificateRequest::Usage::kClient;
  const auto issued = authority_.issue(wanted);
  request_.tls->client_chain_pem = issued->certificate_pem;
  request_.tls->client_key_pem = issued->key_pem;
  const RoundTrip trip = send({std::string(kHello)});
  EXPECT_EQ(trip.outcome, Outcome::kAnswered) << trip.error_words;
  EXPECT_EQ(session_.peer_fingerprint, issued->fingerprint);
}

TEST_F(RoundTripTest, AServerThatSpeaksNoTlsIsATlsError) {
  use_tls("a.example");
  selector_ = nullptr;
  const RoundTrip trip = send({std::string(kHello), Script::Ending::kClose, Script::First::kNothing});
  EXPECT_EQ(trip.outcome, Outcome::kTlsError);
}

TEST_F(RoundTripTest, AServerThatCutsTheHandshakeIsATlsError) {
  use_tls("a.example");
  selector_ = nullptr;
  EXPECT_EQ(send({"", Script::Ending::kReset, Script::First::kNothing}).outcome, Outcome::kTlsError);
}

TEST_F(RoundTripTest, ASilentHandshakeIsATimeout) {
  use_tls("a.example");
  selector_ = nullptr;
  const RoundTrip trip = send({"", Script::Ending::kStayOpen, Script::First::kNothing}, in_a_moment());
  EXPECT_EQ(trip.outcome, Outcome::kTimeout);
}

}  // namespace
}  // namespace gauntlet::traffic
