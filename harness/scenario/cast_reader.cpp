#include "harness/scenario/cast_reader.hpp"

#include "harness/scenario/durations.hpp"
#include "harness/scenario/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::scenario {

namespace {

constexpr int kMostInstances = 10;
constexpr std::string_view kPrivateKeys[] = {"p256", "rsa2048", "rsa4096", "ed25519"};

// RFC 1035 section 2.3.1 as Kubernetes asks of the names of Services: a letter first, at most 63 characters.
bool is_service_name(std::string_view name) {
  const bool characters = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  return !name.empty() && name.size() <= 63 && characters && name.front() >= 'a' && name.back() != '-';
}

Backend read_backend(const Member& member, ValueReader& reader, const std::string& namespace_) {
  Backend backend;
  backend.name = member.key();
  backend.namespace_ = namespace_;
  if (!is_service_name(backend.name)) {
    reader.error("E004", underline_key(member), fmt::format("'{}' cannot name a Service", backend.name),
                 "small letters, digits and '-', a letter first");
  }
  const Place value = member.value();
  if (value.is_scalar()) {
    backend.pods = reader.integer(value, 0, kMostPods).value_or(1);
    return backend;
  }
  if (!value.is_map()) {
    reader.wrong_type(value, "a number of pods, or a map");
    return backend;
  }
  for (const Member& part : reader.section(value, Section::kBackend).value_or(Members())) {
    if (part.key() == "pods") backend.pods = reader.integer(part.value(), 0, kMostPods).value_or(1);
    if (part.key() == "port") backend.port = reader.integer(part.value(), 1, 65535).value_or(80);
    if (part.key() == "namespace") {
      backend.namespace_ = reader.word(part.value(), "a namespace").value_or(namespace_);
    }
  }
  return backend;
}

void read_validity(const Place& place, ValueReader& reader, Certificate& certificate) {
  const std::vector<ValueReader::Item> items = reader.texts(place);
  if (!place.is_list()) return;
  if (items.size() != 2) return reader.error("E004", underline(place), "expected [from, until]", "such as [-30d, -1d]");
  base::Duration* ends[] = {&certificate.valid_from, &certificate.valid_until};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto offset = parse_time_offset(items[i].text);
    if (!offset) {
      return reader.error("E005", underline(items[i].place), fmt::format("'{}' is not a time from now", items[i].text),
                          "such as -30d, -1h or 90d");
    }
    *ends[i] = *offset;
  }
  if (certificate.valid_until <= certificate.valid_from) {
    reader.error("E005", underline(place), "it ends before it begins");
  }
}

void read_key_type(const Place& place, ValueReader& reader, Certificate& certificate) {
  const auto text = reader.word(place, "a type of key");
  if (!text) return;
  if (std::find(std::begin(kPrivateKeys), std::end(kPrivateKeys), *text) != std::end(kPrivateKeys)) {
    certificate.key = *text;
    return;
  }
  std::string hint = suggest(*text, {std::begin(kPrivateKeys), std::end(kPrivateKeys)});
  reader.error("E004", underline(place), fmt::format("'{}' is not a type of key", *text),
               hint.empty() ? "p256, rsa2048, rsa4096 or ed25519" : std::move(hint));
}

Certificate read_certificate(const Member& member, ValueReader& reader, CaseDraft& draft) {
  Certificate certificate;
  certificate.name = member.key();
  certificate.namespace_ = draft.scenario.namespace_;
  const Members parts = reader.section(member.value(), Section::kCertificate).value_or(Members());
  for (const Member& part : parts) {
    const std::string& key = part.key();
    const Place value = part.value();
    if (key == "ca") certificate.is_authority = reader.boolean(value).value_or(false);
    if (key == "issuer") certificate.issuer = reader.word(value, "the name of an authority").value_or("");
    if (key == "secret") certificate.secret = reader.word(value, "the name of a Secret").value_or("");
    if (key == "namespace") certificate.namespace_ = reader.word(value, "a namespace").value_or(certificate.namespace_);
    if (key == "key") read_key_type(value, reader, certificate);
    if (key == "valid") read_validity(value, reader, certificate);
    if (key != "names") continue;
    for (ValueReader::Item& item : reader.texts(value)) certificate.names.push_back(std::move(item.text));
  }
  if (certificate.is_authority) {
    for (const std::string_view key : {"names", "secret", "issuer"}) {
      const Member* part = find_member(parts, key);
      if (part == nullptr) continue;
      reader.error("E003", underline_key(*part), fmt::format("an authority has no '{}'", key));
    }
  } else if (certificate.names.empty() && member.value().is_map() &&
             parts.size() == member.value().node->entries.size()) {
    reader.error("E007", underline_key(member), "a certificate needs 'names', an authority 'ca: true'");
  }
  return certificate;
}

// The issuer has to be an authority of the case.
void check_issuers(const Members& entries, ValueReader& reader, const CaseDraft& draft) {
  std::vector<std::string_view> authorities;
  for (const Certificate& certificate : draft.scenario.certificates) {
    if (certificate.is_authority) authorities.push_back(certificate.name);
  }
  for (const Certificate& certificate : draft.scenario.certificates) {
    if (certificate.issuer.empty()) continue;
    if (std::find(authorities.begin(), authorities.end(), certificate.issuer) != authorities.end()) continue;
    const Member& entry = *find_member(entries, certificate.name);
    const Members parts = entry.value().members();
    const Member* issuer = find_member(parts, "issuer");
    reader.error("E011", issuer != nullptr ? underline(issuer->value()) : underline_key(entry),
                 fmt::format("no authority is called '{}'", certificate.issuer),
                 suggest(certificate.issuer, authorities));
  }
}

}  // namespace

void read_backends(const CaseHeader& header, ValueReader& reader, CaseDraft& draft) {
  draft.has_backends = !header.is_misspelt("backends");
  for (const Member& member : header.entries("backends", reader)) {
    draft.backends.emplace(member.key(), underline_key(member));
    draft.scenario.backends.push_back(read_backend(member, reader, draft.scenario.namespace_));
  }
}

void read_certificates(const CaseHeader& header, ValueReader& reader, CaseDraft& draft) {
  draft.has_certificates = !header.is_misspelt("certs");
  const Members entries = header.entries("certs", reader);
  for (const Member& member : entries) {
    draft.scenario.certificates.push_back(read_certificate(member, reader, draft));
  }
  check_issuers(entries, reader, draft);
}

int read_instances(const CaseHeader& header, Diagnostics& diagnostics) {
  const auto member = header.find("controllers");
  if (!member) return 1;
  const Variables none;
  ValueReader reader(none, diagnostics);
  const Members parts = reader.section(member->value(), Section::kControllers).value_or(Members());
  const Member* instances = find_member(parts, "instances");
  return instances == nullptr ? 1 : reader.integer(instances->value(), 1, kMostInstances).value_or(1);
}

}  // namespace gauntlet::scenario
