// AuditLog: one record per request, and per watch when it ends; the newest are kept in memory, and each is handed to a
// sink. Names follow audit.k8s.io/v1 Event. Never holds bodies or tokens.
#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/result.hpp"

#include <cstdint>
#include <deque>
#include <fstream>
#include <functional>
#include <string>

namespace gauntlet::fakeapiserver {

struct AuditRecord {
  std::uint64_t sequence = 0;  // counts all requests
  std::string audit_id;
  std::string client;  // address and port
  base::TimePoint received;
  base::WallTime received_at;
  base::Duration latency{};
  std::string user;
  std::string impersonated_user;  // as whom the request was done; empty: as itself
  std::string user_agent;
  std::string verb;   // "get", "list", "watch" …; the method in lower case for what is no resource
  std::string path;   // without the query
  std::string query;  // as sent
  std::string content_type;
  std::string accept;
  std::string resource;  // "ingresses.networking.k8s.io"
  std::string subresource;
  std::string namespace_;
  std::string name;
  int code = 0;
  std::string reason;              // of the Status
  std::size_t response_bytes = 0;  // of the body; watches: not counted
  std::uint64_t revision = 0;      // that a write made; watches: the last one that was sent
  std::uint64_t events = 0;        // watches: how many were sent
  std::string watch_ended;         // watches: "timeout", "client", "expired", "slow", "dropped", "shutdown"
  bool injected = false;           // the answer came from the fault list
};

class AuditLog {
 public:
  using Sink = std::function<void(const AuditRecord&)>;
  explicit AuditLog(std::size_t capacity = 20000) : capacity_(capacity) {}

  void set_sink(Sink sink) { sink_ = std::move(sink); }
  std::uint64_t next_sequence() { return ++sequence_; }
  // Writes each record to this file as well, as a line of JSON. kSystem.
  base::Result<void> open_file(const std::string& path);
  void record(AuditRecord record);
  // Oldest first.
  const std::deque<AuditRecord>& records() const { return records_; }

 private:
  std::size_t capacity_;
  std::uint64_t sequence_ = 0;
  std::deque<AuditRecord> records_;
  Sink sink_;
  std::ofstream file_;
};

// One line of JSON in the words of audit.k8s.io/v1 Event, with what it has no words for under "gauntlet".
std::string to_json_line(const AuditRecord& record);

}  // namespace gauntlet::fakeapiserver
