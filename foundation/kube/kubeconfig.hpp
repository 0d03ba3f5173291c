// Kubeconfig: where the API server is and how to be believed there; the file that kubectl and every controller read.
#pragma once

#include "foundation/base/result.hpp"
#include "foundation/net/endpoint.hpp"

#include <string>
#include <string_view>

namespace gauntlet::kube {

struct ClusterAccess {
  net::Endpoint endpoint;
  bool tls = true;
  std::string server_name;  // what the certificate is checked against
  std::string ca_pem;       // empty only for plain HTTP
  std::string bearer_token;
  std::string namespace_ = "default";
};

// current-context, inline data or files, token or tokenFile; server must be an IP address or localhost. kInvalid names
// the key.
base::Result<ClusterAccess> read_kubeconfig(std::string_view yaml_text);
base::Result<ClusterAccess> read_kubeconfig_file(const std::string& path);
std::string write_kubeconfig(const ClusterAccess& access);

}  // namespace gauntlet::kube
