// ServeSession: the fake cluster that `serve` keeps up, with the user's manifests in it and perhaps a controller beside
// it. Lives on one loop.
#pragma once

#include "foundation/kube/client.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/fake_world.hpp"
#include "harness/cli/manifest_files.hpp"
#include "harness/cli/options.hpp"
#include "harness/launch/controller_process.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace gauntlet::cli {

struct ServePlan {
  ServeOptions options;
  std::vector<ManifestObject> objects;
  std::optional<launch::ControllerProfile> profile;
};

class ServeSession {
 public:
  // `log` outlives the session.
  ServeSession(net::Executor executor, ServePlan plan, base::Log& log, Console console);

  // Everything is up and has been printed. The error is a sentence for people, perhaps with a controller's log.
  net::Awaitable<base::Result<void>> start();
  net::Awaitable<void> stop();

 private:
  net::Awaitable<base::Result<void>> start_world();
  net::Awaitable<base::Result<void>> write_kubeconfig();
  net::Awaitable<base::Result<void>> write_certificate_kubeconfig();
  net::Awaitable<base::Result<void>> write_service_account();
  net::Awaitable<base::Result<void>> apply_manifests();
  net::Awaitable<base::Result<void>> start_controller();
  net::Awaitable<void> print_cluster();
  void print_controller() const;
  std::string kubeconfig_path() const;
  std::string path_of(std::string_view file) const;  // in the folder of the options

  net::Executor executor_;
  ServePlan plan_;
  base::Log& log_;
  Console console_;
  std::unique_ptr<FakeWorld> world_;
  std::unique_ptr<kube::Client> client_;
  std::unique_ptr<launch::ControllerProcess> controller_;
};

}  // namespace gauntlet::cli
