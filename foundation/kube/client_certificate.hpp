// A client certificate as credentials in a kubeconfig. Only written: our own clients show a token.
#pragma once

#include "foundation/kube/kubeconfig.hpp"

#include <string>

namespace gauntlet::kube {

struct ClientCertificate {
  std::string certificate_pem;
  std::string key_pem;
};

// In place of a token.
std::string write_kubeconfig(const ClusterAccess& access, const ClientCertificate& certificate);

}  // namespace gauntlet::kube
