#include "fakeapiserver/audit.hpp"

#include "foundation/kube/object.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;

// MicroTime of meta/v1: six digits.
std::string micro_time(base::WallTime time) {
  const auto micros = std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                     micros % 1'000'000);
}

std::string uri_of(const AuditRecord& record) {
  return record.query.empty() ? record.path : record.path + "?" + record.query;
}

Json object_reference(const AuditRecord& record) {
  const auto dot = record.resource.find('.');
  Json reference = {{"resource", record.resource.substr(0, dot)}};
  if (dot != std::string::npos) reference["apiGroup"] = record.resource.substr(dot + 1);
  if (!record.subresource.empty()) reference["subresource"] = record.subresource;
  if (!record.namespace_.empty()) reference["namespace"] = record.namespace_;
  if (!record.name.empty()) reference["name"] = record.name;
  if (record.revision != 0) reference["resourceVersion"] = std::to_string(record.revision);
  return reference;
}

}  // namespace

std::string to_json_line(const AuditRecord& record) {
  Json own = {{"sequence", record.sequence},
              {"latencySeconds", std::chrono::duration<double>(record.latency).count()},
              {"contentType", record.content_type},
              {"accept", record.accept},
              {"responseBytes", record.response_bytes}};
  if (record.injected) own["injected"] = true;
  if (!record.watch_ended.empty()) {
    own["events"] = record.events;
    own["watchEnded"] = record.watch_ended;
  }
  Json event = {{"kind", "Event"},
                {"apiVersion", "audit.k8s.io/v1"},
                {"level", "Metadata"},
                {"auditID", record.audit_id},
                {"stage", "ResponseComplete"},
                {"requestURI", uri_of(record)},
                {"verb", record.verb},
                {"user", {{"username", record.user}}},
                {"sourceIPs", Json::array({record.client})},
                {"userAgent", record.user_agent},
                {"responseStatus", {{"code", record.code}, {"reason", record.reason}}},
                {"requestReceivedTimestamp", micro_time(record.received_at)},
                {"gauntlet", std::move(own)}};
  if (!record.impersonated_user.empty()) event["impersonatedUser"] = {{"username", record.impersonated_user}};
  if (!record.resource.empty()) event["objectRef"] = object_reference(record);
  return kube::to_text(event) + "\n";
}

base::Result<void> AuditLog::open_file(const std::string& path) {
  file_.open(path, std::ios::app);
  if (file_.is_open()) return {};
  return base::Error(base::Reason::kSystem, "the request log " + path + " cannot be written");
}

void AuditLog::record(AuditRecord record) {
  if (file_.is_open()) file_ << to_json_line(record) << std::flush;
  if (sink_) sink_(record);
  records_.push_back(std::move(record));
  if (records_.size() > capacity_) records_.pop_front();
}

}  // namespace gauntlet::fakeapiserver
