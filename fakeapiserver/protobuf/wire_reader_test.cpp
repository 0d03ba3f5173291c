// The bytes are the examples of the encoding's specification, or follow from its grammar.
#include "fakeapiserver/protobuf/wire_reader.hpp"

#include "fakeapiserver/protobuf/envelope.hpp"
#include "fakeapiserver/protobuf/wire_writer_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver::protobuf {
namespace {

using ::testing::HasSubstr;

// "1=150 2='testing'", and what was wrong behind it.
std::string records(std::string_view message) {
  std::string out;
  WireReader reader(message);
  while (const auto record = reader.next()) {
    out += (out.empty() ? "" : " ") + std::to_string(record->number);
    if (record->type == WireType::kVarint) out += "=" + std::to_string(record->varint);
    if (record->type == WireType::kLen) out += "='" + std::string(record->payload) + "'";
  }
  if (!reader.error().empty()) out += (out.empty() ? "! " : " ! ") + std::string(reader.error());
  return out;
}

TEST(P0_03, RecordsOfTheSpecificationsExamples) {
  EXPECT_EQ(records(""), "");
  EXPECT_EQ(records(bytes("08 96 01")), "1=150");
  EXPECT_EQ(records(bytes("12 07 74 65 73 74 69 6e 67")), "2='testing'");
  EXPECT_EQ(records(bytes("08 fe ff ff ff ff ff ff ff ff 01")), "1=18446744073709551614") << "-2 takes ten bytes";
  EXPECT_EQ(records(bytes("08 00 12 00")), "1=0 2=''");
  EXPECT_EQ(records(bytes("09 01 02 03 04 05 06 07 08 10 01")), "1 2=1") << "a fixed64 and what follows it";
  EXPECT_EQ(records(bytes("0d 01 02 03 04 10 01")), "1 2=1") << "a fixed32";
  EXPECT_EQ(records(bytes("0b 10 05 13 14 0c 18 07")), "1 3=7") << "a group with a group in it is one record";
  EXPECT_EQ(records(bytes("f8 ff ff ff 0f 01")), "536870911=1") << "the highest number";
}

TEST(P0_03, PackedNumbersOfTheSpecificationsExample) {
  const std::string packed = bytes("03 8e 02 9e a7 05");
  WireReader reader(packed);
  EXPECT_EQ(reader.next_varint(), 3u);
  EXPECT_EQ(reader.next_varint(), 270u);
  EXPECT_EQ(reader.next_varint(), 86942u);
  EXPECT_TRUE(reader.at_end());
}

TEST(P0_03, BrokenRecordsAreNamed) {
  const std::string end = "unexpected EOF";
  EXPECT_EQ(records(bytes("08")), "! " + end);
  EXPECT_EQ(records(bytes("08 96")), "! " + end);
  EXPECT_EQ(records(bytes("08 01 12 05 61")), "1=1 ! " + end) << "a length past the end";
  EXPECT_EQ(records(bytes("12 ff ff ff ff ff ff ff ff ff 01")), "! " + end) << "the longest length";
  EXPECT_EQ(records(bytes("09 01 02 03")), "! " + end);
  EXPECT_EQ(records(bytes("0d 01 02 03")), "! " + end);
  EXPECT_EQ(records(bytes("0b 10 05")), "! " + end) << "a group without end";
  EXPECT_EQ(records(bytes("08 ff ff ff ff ff ff ff ff ff ff 01")), "! proto: integer overflow") << "eleven bytes";
  EXPECT_EQ(records(bytes("00 01")), "! proto: illegal tag") << "number 0";
  EXPECT_EQ(records(bytes("0e 01")), "! proto: illegal wireType") << "6";
  EXPECT_EQ(records(bytes("0f 01")), "! proto: illegal wireType") << "7";
  EXPECT_EQ(records(bytes("0c")), "! proto: wiretype end group for non-group");
  EXPECT_EQ(records(bytes("0b 14")), "! proto: mismatched end group");
}

TEST(P0_03, AMillionNestedGroupsEnd) {
  std::string groups(1'000'000, '\x0b');
  EXPECT_EQ(records(groups), "! unexpected EOF");
  groups.append(1'000'000, '\x0c');
  EXPECT_EQ(records(groups), "1");
}

TEST(P0_03, EnvelopeNamesTheKindAndHoldsTheMessage) {
  // runtime.Unknown: typeMeta = 1 {apiVersion = 1, kind = 2}, raw = 2, contentEncoding = 3, contentType = 4.
  const std::string body = bytes("6b 38 73 00 0a 09 0a 02 76 31 12 03 50 6f 64 12 02 08 01 1a 00 22 00");
  const auto full = read_envelope(body);
  ASSERT_TRUE(full.ok()) << full.error().message();
  EXPECT_EQ(full->api_version, "v1");
  EXPECT_EQ(full->kind, "Pod");
  EXPECT_EQ(full->message, bytes("08 01"));
  const std::string without_type = bytes("6b 38 73 00 1a 00 22 00");
  const auto bare = read_envelope(without_type);
  ASSERT_TRUE(bare.ok());
  EXPECT_EQ(bare->kind, "");
  EXPECT_EQ(bare->message, "");
}

TEST(P0_03, BrokenEnvelopes) {
  const auto error_of = [](std::string_view hex) {
    const auto envelope = read_envelope(bytes(hex));
    return envelope ? "" : envelope.error().message();
  };
  EXPECT_THAT(error_of(""), HasSubstr("expected prefix"));
  EXPECT_THAT(error_of("6b 38 73"), HasSubstr("expected prefix"));
  EXPECT_THAT(error_of("7b 7d 0a 0a 0a"), HasSubstr("expected prefix")) << "JSON";
  EXPECT_EQ(error_of("6b 38 73 00"), "empty body");
  EXPECT_EQ(error_of("6b 38 73 00 12 05 08"), "unexpected EOF");
  EXPECT_EQ(error_of("6b 38 73 00 0a 02 0a 05"), "unexpected EOF") << "in the type";
  EXPECT_EQ(error_of("6b 38 73 00 10 01"), "proto: wrong wireType in Unknown");
  EXPECT_EQ(error_of("6b 38 73 00 0a 02 08 01"), "proto: wrong wireType in TypeMeta");
}

}  // namespace
}  // namespace gauntlet::fakeapiserver::protobuf
