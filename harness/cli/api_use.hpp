// ApiUse: what a controller asked of the API server, from the request log: one row per resource, and what was not
// served or was refused. Pure.
#pragma once

#include "fakeapiserver/audit.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace gauntlet::cli {

struct ResourceUse {
  std::string resource;              // "ingresses.networking.k8s.io/status"; of what is no resource the path
  std::map<std::string, int> verbs;  // "watch-list": a watch that begins with what is there (sendInitialEvents)
  std::set<std::string> sent;        // content types of bodies
  std::set<std::string> accepted;    // Accept, as written
};

struct RefusedRequest {
  int code = 0;
  std::string request;  // "PUT /apis/...", without the query
  std::string sent;     // content type of its body
  int count = 0;
};

struct ApiUse {
  int requests = 0;
  std::vector<ResourceUse> resources;      // by name
  std::vector<RefusedRequest> not_served;  // no such path, verb or content type here
  std::vector<RefusedRequest> refused;     // served, and not done: in conflict, invalid, forbidden
  std::vector<RefusedRequest> absent;      // asked for by name, and not there: usual in a first start
};

// `own_users`: whose requests are ours.
ApiUse summarize_requests(const std::vector<fakeapiserver::AuditRecord>& records,
                          const std::set<std::string>& own_users);

}  // namespace gauntlet::cli
