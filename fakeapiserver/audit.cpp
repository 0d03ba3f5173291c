#include "fakeapiserver/audit.hpp"

namespace gauntlet::fakeapiserver {

void AuditLog::record(AuditRecord record) {
  if (sink_) sink_(record);
  records_.push_back(std::move(record));
  if (records_.size() > capacity_) records_.pop_front();
}

}  // namespace gauntlet::fakeapiserver
