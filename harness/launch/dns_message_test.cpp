#include "harness/launch/dns_message.hpp"

#include <gtest/gtest.h>

namespace gauntlet::launch {
namespace {

// Bytes written by hand after RFC 1035 4.1.
std::string bytes(std::initializer_list<int> numbers) {
  std::string text;
  for (const int number : numbers) text += static_cast<char>(number);
  return text;
}
const std::string kQuestion = bytes({1, 'a', 4, 'T', 'e', 's', 't', 0, 0, 1, 0, 1});
std::string query(const std::string& question, int flags_high = 0x01, int count = 1) {
  return bytes({0xAB, 0xCD, flags_high, 0, 0, count, 0, 0, 0, 0, 0, 0}) + question;
}

TEST(DnsMessage, ReadsAQuestion) {
  const auto parsed = parse_dns_query(query(kQuestion));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->id, 0xABCD);
  EXPECT_EQ(parsed->name, "a.test");
  EXPECT_EQ(parsed->type, DnsType::kA);
  EXPECT_TRUE(parsed->recursion_desired);
  EXPECT_EQ(parsed->opcode, 0);
  EXPECT_EQ(parsed->question, kQuestion);
}

TEST(DnsMessage, LeavesEdnsAlone) {
  const std::string option = bytes({0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0});  // RFC 6891 6.1.2
  const auto parsed = parse_dns_query(query(kQuestion) + option);
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->question, kQuestion);
}

TEST(DnsMessage, RefusesWhatIsNoQuestion) {
  const std::string whole = query(kQuestion);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_dns_query(std::string_view(whole).substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(parse_dns_query(query(kQuestion, 0x81)).ok()) << "an answer";
  EXPECT_FALSE(parse_dns_query(query(kQuestion + kQuestion, 0x01, 2)).ok()) << "two questions";
  EXPECT_FALSE(parse_dns_query(query(bytes({0xC0, 12, 0, 1, 0, 1}))).ok()) << "a pointer to itself";
  EXPECT_FALSE(parse_dns_query(query(bytes({1, 'a', 0, 0, 1, 0, 3}))).ok()) << "class CH";
  std::string endless;
  for (int i = 0; i < 130; ++i) endless += bytes({1, 'a'});
  EXPECT_FALSE(parse_dns_query(query(endless + bytes({0, 0, 1, 0, 1}))).ok()) << "a name of 259 characters";
}

TEST(DnsMessage, WritesAnAnswer) {
  const auto parsed = parse_dns_query(query(kQuestion));
  const std::string answer = write_dns_answer(
      *parsed, DnsCode::kNoError, {{"a.test", DnsType::kCname, "b.test"}, {"b.test", DnsType::kA, "127.96.0.10"}});
  const std::string expected =
      bytes({0xAB, 0xCD, 0x85, 0x80, 0, 1, 0, 2, 0, 0, 0, 0}) + kQuestion +
      bytes({1, 'a', 4, 't', 'e', 's', 't', 0, 0, 5, 0, 1, 0, 0, 0, 0, 0, 8, 1, 'b', 4, 't', 'e', 's', 't', 0}) +
      bytes({1, 'b', 4, 't', 'e', 's', 't', 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 96, 0, 10});
  EXPECT_EQ(answer, expected);
}

TEST(DnsMessage, WritesThatThereIsNoSuchName) {
  const auto parsed = parse_dns_query(query(kQuestion, 0x00));
  EXPECT_EQ(write_dns_answer(*parsed, DnsCode::kNameError, {}),
            bytes({0xAB, 0xCD, 0x84, 0x83, 0, 1, 0, 0, 0, 0, 0, 0}) + kQuestion);
}

TEST(DnsMessage, LeavesOutWhatIsNoRecord) {
  const auto parsed = parse_dns_query(query(kQuestion));
  const std::string none = write_dns_answer(*parsed, DnsCode::kNoError, {});
  EXPECT_EQ(write_dns_answer(*parsed, DnsCode::kNoError, {{"a.test", DnsType::kA, "::1"}}), none);
  EXPECT_EQ(write_dns_answer(*parsed, DnsCode::kNoError, {{"a..test", DnsType::kA, "127.0.0.1"}}), none);
  EXPECT_EQ(write_dns_answer(*parsed, DnsCode::kNoError, {{"a.test", DnsType::kCname, std::string(64, 'x')}}), none);
}

}  // namespace
}  // namespace gauntlet::launch
