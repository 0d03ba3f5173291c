#include "foundation/net/tls_stream.hpp"

#include "foundation/net/certificate_authority.hpp"
#include "foundation/net/loop_test.hpp"
#include "foundation/net/memory_stream.hpp"

#include <gmock/gmock.h>

#include <map>
#include <optional>

namespace gauntlet::net {
namespace {

using base::Reason;
using ::testing::HasSubstr;

using MaybeStream = std::optional<base::Result<std::unique_ptr<TlsStream>>>;

// One identity for each name; others are refused.
class IdentityByName final : public TlsIdentitySelector {
 public:
  void add(const std::string& name, std::shared_ptr<const TlsIdentity> identity) {
    identities_[name] = std::move(identity);
  }
  std::shared_ptr<const TlsIdentity> select(std::string_view server_name) const override {
    const auto found = identities_.find(std::string(server_name));
    return found == identities_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, std::shared_ptr<const TlsIdentity>> identities_;
};

class TlsStreamTest : public LoopTest {
 protected:
  TlsStreamTest() {
    selector_->add("a.example", identity_for("a.example"));
    selector_->add("b.example", identity_for("b.example"));
    selector_->add("", identity_for("default.example"));
    client_.trusted_pem = authority_.certificate_pem();
    client_.server_name = "a.example";
  }

  std::shared_ptr<const TlsIdentity> issue(const CertificateRequest& request) {
    const auto issued = authority_.issue(request);
    if (issued) {
      auto identity = TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
      if (identity) return *identity;
    }
    ADD_FAILURE() << "no identity";
    return nullptr;
  }

  std::shared_ptr<const TlsIdentity> identity_for(const std::string& name) {
    CertificateRequest request;
    request.common_name = name;
    request.dns_names = {name};
    return issue(request);
  }

  // Both sides of the handshake over `streams_`; how it went is in tls_client_ and tls_server_.
  Awaitable<void> shake_hands() {
    TaskGroup group(executor());
    auto server = [&]() -> Awaitable<void> {
      const auto deadline = soon();
      tls_server_ = co_await tls_accept(std::move(streams_.second), selector_, server_alpn_, deadline, ask_);
    };
    group.spawn(server());
    const auto deadline = soon();
    tls_client_ = co_await tls_connect(std::move(streams_.first), client_, deadline);
    co_await group.wait_until_empty();
  }

  Awaitable<void> shake_hands_over_memory() {
    streams_ = make_memory_streams(executor());
    co_await shake_hands();
  }

  bool both_ok() const {
    const auto check = [](const MaybeStream& side) {
      if (!side) return false;
      if (!*side) ADD_FAILURE() << side->error().to_string();
      return side->ok();
    };
    return check(tls_client_) && check(tls_server_);
  }

  TlsStream& client() { return ***tls_client_; }
  TlsStream& server() { return ***tls_server_; }

  void expect_client_error(const std::string& words) {
    ASSERT_TRUE(tls_client_ && !tls_client_->ok());
    EXPECT_EQ(tls_client_->error().reason(), Reason::kTls);
    EXPECT_THAT(tls_client_->error().peer_words(), HasSubstr(words));
  }
  void expect_server_error(const std::string& words) {
    ASSERT_TRUE(tls_server_ && !tls_server_->ok());
    EXPECT_EQ(tls_server_->error().reason(), Reason::kTls);
    EXPECT_THAT(tls_server_->error().peer_words(), HasSubstr(words));
  }

  Awaitable<void> expect_echo(std::string_view text) {
    const auto deadline = soon();
    auto written = co_await client().write_all(text, deadline);
    EXPECT_TRUE(written.ok());
    auto there = co_await read_bytes(server(), text.size());
    EXPECT_EQ(there, text);
    auto returned = co_await server().write_all(there, deadline);
    EXPECT_TRUE(returned.ok());
    auto back = co_await read_bytes(client(), text.size());
    EXPECT_EQ(back, text);
  }

  static CertificateAuthority make_authority() {
    auto made = CertificateAuthority::create("tests");
    if (!made) ADD_FAILURE() << made.error().to_string();
    return std::move(*made);
  }

  const CertificateAuthority authority_ = make_authority();
  std::shared_ptr<IdentityByName> selector_ = std::make_shared<IdentityByName>();
  std::vector<std::string> server_alpn_;
  ClientCertificates ask_ = ClientCertificates::kNotAsked;
  TlsClientOptions client_;
  MemoryStreamPair streams_;
  MaybeStream tls_client_;
  MaybeStream tls_server_;
};

TEST_F(TlsStreamTest, CarriesBytesOverTcp) {
  run([&]() -> Awaitable<void> {
    auto tcp = co_await connected_pair();
    streams_ = MemoryStreamPair(std::move(tcp.client), std::move(tcp.server));
    co_await shake_hands();
    if (!both_ok()) co_return;
    EXPECT_EQ(client().session().protocol, "TLSv1.3");
    EXPECT_EQ(client().peer_endpoint(), server().local_endpoint());
    co_await expect_echo("over the wire");
  });
}

TEST_F(TlsStreamTest, ChoosesTheIdentityByServerName) {
  run([&]() -> Awaitable<void> {
    for (const std::string name : {"a.example", "b.example"}) {
      client_.server_name = name;
      co_await shake_hands_over_memory();
      if (!both_ok()) co_return;
      EXPECT_EQ(server().session().server_name, name);
      EXPECT_EQ(client().session().peer_fingerprint, selector_->select(name)->fingerprint());
      EXPECT_EQ(client().session().peer_subject, "CN=" + name);
    }
  });
}

TEST_F(TlsStreamTest, AsksForTheDefaultWithoutAServerName) {
  run([&]() -> Awaitable<void> {
    client_.server_name = "";
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(server().session().server_name, "");
    EXPECT_EQ(client().session().peer_subject, "CN=default.example");
  });
}

// RFC 6066 section 3: literal addresses are not server names; the certificate is checked against them all the same.
TEST_F(TlsStreamTest, AnAddressIsCheckedAndNotSent) {
  run([&]() -> Awaitable<void> {
    CertificateRequest request;
    request.ip_addresses = {"192.0.2.2"};
    selector_->add("", issue(request));
    client_.server_name = "192.0.2.2";
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(server().session().server_name, "");
    client_.server_name = "192.0.2.3";
    co_await shake_hands_over_memory();
    expect_client_error("IP address mismatch");
  });
}

TEST_F(TlsStreamTest, RefusesAnUnknownServerName) {
  run([&]() -> Awaitable<void> {
    client_.server_name = "nobody.example";
    co_await shake_hands_over_memory();
    expect_client_error("unrecognized name");
    EXPECT_TRUE(tls_server_ && !tls_server_->ok());
  });
}

TEST_F(TlsStreamTest, TheClientRefusesAnotherName) {
  run([&]() -> Awaitable<void> {
    selector_->add("wrong.example", selector_->select("a.example"));
    client_.server_name = "wrong.example";
    co_await shake_hands_over_memory();
    expect_client_error("hostname mismatch");
    expect_server_error("bad certificate");
  });
}

TEST_F(TlsStreamTest, TheClientRefusesAnExpiredCertificate) {
  run([&]() -> Awaitable<void> {
    CertificateRequest request;
    request.dns_names = {"a.example"};
    request.not_before = base::SystemClock().wall_time() - std::chrono::hours(48);
    request.not_after = base::SystemClock().wall_time() - std::chrono::hours(24);
    selector_->add("a.example", issue(request));
    co_await shake_hands_over_memory();
    expect_client_error("certificate has expired");
    expect_server_error("certificate expired");
  });
}

TEST_F(TlsStreamTest, TheClientRefusesAForeignAuthority) {
  run([&]() -> Awaitable<void> {
    const auto foreign = CertificateAuthority::create("tests");
    client_.trusted_pem = foreign->certificate_pem();
    co_await shake_hands_over_memory();
    EXPECT_TRUE(tls_client_ && !tls_client_->ok());
    client_.trusted_pem = "";
    co_await shake_hands_over_memory();
    expect_client_error("unable to get local issuer certificate");
    expect_server_error("unknown ca");
  });
}

TEST_F(TlsStreamTest, TrustsASelfSignedCertificateThatItWasGiven) {
  run([&]() -> Awaitable<void> {
    CertificateRequest request;
    request.dns_names = {"a.example"};
    const auto issued = make_self_signed(request);
    const auto identity = TlsIdentity::from_pem(issued->certificate_pem, issued->key_pem);
    selector_->add("a.example", *identity);
    client_.trusted_pem = issued->certificate_pem;
    co_await shake_hands_over_memory();
    EXPECT_TRUE(both_ok());
  });
}

TEST_F(TlsStreamTest, AClientThatDoesNotVerifyStillTellsWhatItSaw) {
  run([&]() -> Awaitable<void> {
    client_.verification = PeerVerification::kAcceptAny;
    client_.trusted_pem = "";
    client_.server_name = "b.example";
    selector_->add("b.example", selector_->select("a.example"));
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(client().session().peer_fingerprint, selector_->select("a.example")->fingerprint());
  });
}

TEST_F(TlsStreamTest, AClientThatReportsGoesOnAndSaysWhatIsWrong) {
  run([&]() -> Awaitable<void> {
    client_.verification = PeerVerification::kReport;
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(client().session().peer_failure, "");
    selector_->add("b.example", selector_->select("a.example"));
    client_.server_name = "b.example";
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(client().session().peer_failure, "hostname mismatch");
    EXPECT_EQ(client().session().peer_fingerprint, selector_->select("a.example")->fingerprint());
    client_.trusted_pem = "";
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(client().session().peer_failure, "unable to get local issuer certificate");
    co_await expect_echo("all the same");
  });
}

TEST_F(TlsStreamTest, SaysWhenTrustCannotBeRead) {
  run([&]() -> Awaitable<void> {
    client_.trusted_pem = "not a certificate";
    co_await shake_hands_over_memory();
    EXPECT_TRUE(tls_client_ && !tls_client_->ok());
    EXPECT_EQ(tls_client_->error().message(), "reading trusted certificates: these are not PEM certificates");
  });
}

// RFC 7301 section 3.2.
TEST_F(TlsStreamTest, TheServerChoosesTheProtocol) {
  struct Row {
    std::vector<std::string> server;
    std::vector<std::string> client;
    std::string chosen;
  };
  const std::vector<Row> rows = {
      {{"h2", "http/1.1"}, {"http/1.1", "h2"}, "h2"},
      {{"http/1.1"}, {"h2", "http/1.1"}, "http/1.1"},
      {{"http/1.1"}, {}, ""},
      {{}, {"h2"}, ""},
  };
  run([&]() -> Awaitable<void> {
    for (const Row& row : rows) {
      server_alpn_ = row.server;
      client_.alpn = row.client;
      co_await shake_hands_over_memory();
      if (!both_ok()) co_return;
      EXPECT_EQ(client().session().alpn, row.chosen);
      EXPECT_EQ(server().session().alpn, row.chosen);
    }
    server_alpn_ = {"http/1.1"};
    client_.alpn = {"h2"};
    co_await shake_hands_over_memory();
    expect_client_error("no application protocol");
  });
}

TEST_F(TlsStreamTest, TheServerSeesTheClientsCertificate) {
  run([&]() -> Awaitable<void> {
    CertificateRequest request;
    request.common_name = "a client";
    request.usage = CertificateRequest::Usage::kClient;
    client_.client_identity = issue(request);
    ask_ = ClientCertificates::kAsked;
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(server().session().peer_fingerprint, client_.client_identity->fingerprint());
    EXPECT_EQ(server().session().peer_subject, "CN=a client");
    // Without having one, or without being asked, it comes in all the same.
    client_.client_identity = nullptr;
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(server().session().peer_fingerprint, "");
    client_.client_identity = issue(request);
    ask_ = ClientCertificates::kNotAsked;
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    EXPECT_EQ(server().session().peer_fingerprint, "");
  });
}

TEST_F(TlsStreamTest, WorksByteByByte) {
  run([&]() -> Awaitable<void> {
    MemoryStreamOptions slow;
    slow.most_bytes_per_read = 1;
    streams_ = make_memory_streams(executor(), slow, slow);
    co_await shake_hands();
    if (!both_ok()) co_return;
    co_await expect_echo("one byte after the other");
  });
}

// Every read and write of the client's side once: an error, never a hang or a crash.
TEST_F(TlsStreamTest, FailsAtEveryOperationOfTheInnerStream) {
  run([&]() -> Awaitable<void> {
    std::size_t handshakes = 0;
    for (std::size_t operation = 0; operation < 8; ++operation) {
      MemoryStreamOptions failing;
      failing.fail_at_operation = operation;
      streams_ = make_memory_streams(executor(), failing);
      co_await shake_hands();
      EXPECT_TRUE(tls_client_.has_value());
      if (!tls_client_->ok()) {
        EXPECT_EQ(tls_client_->error().reason(), Reason::kReset);
        continue;
      }
      ++handshakes;
    }
    EXPECT_GT(handshakes, 0U);
    EXPECT_LT(handshakes, 8U);
  });
}

TEST_F(TlsStreamTest, CarriesMuchInManyPieces) {
  run([&]() -> Awaitable<void> {
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    std::string all(700'000, '\0');
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i % 251);
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0, size = 0; at < all.size(); at += size, size = (size * 7 + 1) % 60'000) {
      pieces.push_back(std::string_view(all).substr(at, size));
    }
    const auto deadline = soon();
    auto written = co_await client().write_all_pieces(pieces, deadline);
    EXPECT_TRUE(written.ok());
    auto received = co_await read_bytes(server(), all.size());
    EXPECT_TRUE(received == all);
    auto whole = co_await client().write_all(all, deadline);
    EXPECT_TRUE(whole.ok());
    auto again = co_await read_bytes(server(), all.size());
    EXPECT_TRUE(again == all);
  });
}

TEST_F(TlsStreamTest, ReadsWhileItWrites) {
  run([&]() -> Awaitable<void> {
    auto tcp = co_await connected_pair();
    streams_ = MemoryStreamPair(std::move(tcp.client), std::move(tcp.server));
    co_await shake_hands();
    if (!both_ok()) co_return;
    const std::string much(20'000'000, 'x');
    TaskGroup group(executor());
    auto writer = [&](ByteStream& stream) -> Awaitable<void> {
      const auto deadline = soon();
      auto written = co_await stream.write_all(much, deadline);
      EXPECT_TRUE(written.ok());
    };
    auto reader = [&](ByteStream& stream) -> Awaitable<void> {
      auto received = co_await read_bytes(stream, much.size());
      EXPECT_TRUE(received == much);
    };
    group.spawn(writer(client()));
    group.spawn(writer(server()));
    group.spawn(reader(client()));
    group.spawn(reader(server()));
    co_await group.wait_until_empty();
  });
}

TEST_F(TlsStreamTest, CloseNotifyIsTheEndAndTheOtherDirectionGoesOn) {
  run([&]() -> Awaitable<void> {
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    const auto deadline = soon();
    auto ended = co_await client().shutdown_write(deadline);
    EXPECT_TRUE(ended.ok());
    auto nothing = co_await read_bytes(server(), 1);
    EXPECT_EQ(nothing, "");
    auto written = co_await server().write_all("still here", deadline);
    EXPECT_TRUE(written.ok());
    auto text = co_await read_bytes(client(), 10);
    EXPECT_EQ(text, "still here");
  });
}

TEST_F(TlsStreamTest, AnEndWithoutCloseNotifyIsAnEnd) {
  run([&]() -> Awaitable<void> {
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    client().close();
    auto nothing = co_await read_bytes(server(), 1);
    EXPECT_EQ(nothing, "");
  });
}

TEST_F(TlsStreamTest, AResetIsAReset) {
  run([&]() -> Awaitable<void> {
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    client().reset();
    const auto deadline = soon();
    auto reason = co_await reason_of_read(server(), deadline);
    EXPECT_EQ(reason, Reason::kReset);
  });
}

TEST_F(TlsStreamTest, AReadGivesUpAtItsDeadlineAndMayBeRepeated) {
  run([&]() -> Awaitable<void> {
    co_await shake_hands_over_memory();
    if (!both_ok()) co_return;
    const auto moment = in_a_moment();
    auto reason = co_await reason_of_read(server(), moment);
    EXPECT_EQ(reason, Reason::kTimeout);
    co_await expect_echo("later");
  });
}

TEST_F(TlsStreamTest, ASilentPeerEndsTheHandshakeAtTheDeadline) {
  run([&]() -> Awaitable<void> {
    auto streams = make_memory_streams(executor());
    const auto moment = in_a_moment();
    auto stream = co_await tls_connect(std::move(streams.first), client_, moment);
    EXPECT_FALSE(stream.ok());
    EXPECT_EQ(stream.error().reason(), Reason::kTimeout);
  });
}

TEST_F(TlsStreamTest, APeerThatLeavesOrSpeaksAnotherProtocol) {
  run([&]() -> Awaitable<void> {
    auto leaving = make_memory_streams(executor());
    leaving.second.reset();
    const auto deadline = soon();
    auto left = co_await tls_accept(std::move(leaving.first), selector_, server_alpn_, deadline);
    EXPECT_FALSE(left.ok());
    EXPECT_EQ(left.error().reason(), Reason::kClosed);
    auto speaking = make_memory_streams(executor());
    auto written = co_await speaking.second->write_all("GET / HTTP/1.1\r\n\r\n", deadline);
    EXPECT_TRUE(written.ok());
    auto refused = co_await tls_accept(std::move(speaking.first), selector_, server_alpn_, deadline);
    EXPECT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().reason(), Reason::kTls);
    EXPECT_EQ(refused.error().peer_words(), "http request");
  });
}

}  // namespace
}  // namespace gauntlet::net
