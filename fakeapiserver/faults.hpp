// FaultList: what goes wrong on purpose: requests that match are answered with an error of choice or cut off, a given
// number of times each. Pure.
#pragma once

#include "fakeapiserver/request_info.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gauntlet::fakeapiserver {

struct Fault {
  Fault() = default;
  // Which requests; empty: all.
  std::string user;
  std::optional<Verb> verb;
  std::string resource;  // plural
  // What happens to them: this answer, or, with code 0, the connection is cut.
  int code = 500;
  int retry_after_seconds = 0;  // 0: no Retry-After
  int times = 1;
};

class FaultList {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }
  // The first that matches; counts it.
  std::optional<Fault> take(const std::string& user, const RequestInfo& info);

 private:
  std::vector<Fault> faults_;
};

}  // namespace gauntlet::fakeapiserver
