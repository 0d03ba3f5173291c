// ReferenceTest: the whole controller against the fake API server, with backends that say who they are. Tests only;
// internal. The test's own thread waits; the API server, the backends and the clients live on a loop of their own.
#pragma once

#include "fakeapiserver/api_server.hpp"
#include "fakeapiserver/audit.hpp"
#include "fakeapiserver/faults.hpp"
#include "foundation/http/client_connection.hpp"
#include "foundation/http/server.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/net/event_loop.hpp"
#include "foundation/net/wait_event.hpp"
#include "reference_controller/reference_controller.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gauntlet::reference {

// Answers with its name; requests for /slow only once they are released.
class NamedBackend final : public http::Handler {
 public:
  NamedBackend(net::Executor executor, std::string name)
      : name_(std::move(name)),
        executor_(executor),
        arrived_(executor),
        released_(executor),
        server_(executor, *this) {}

  net::Endpoint listen();
  net::Awaitable<void> stop();
  net::Awaitable<void> wait_for_slow_request();
  void release() { released_.set(); }

  net::Awaitable<void> handle(const http::Request& request, const http::RequestContext& context,
                              http::ResponseWriter& writer) override;

 private:
  std::string name_;
  net::Executor executor_;
  net::WaitEvent arrived_;
  net::WaitEvent released_;
  http::Server server_;
};

class ReferenceTest : public ::testing::Test {
 protected:
  // With the IngressClass "ours" and the Services a and b in the namespace "default".
  ReferenceTest();
  ~ReferenceTest() override;

  // On all kinds of ports, with one proxy thread and a status address, where `change` does not say otherwise.
  void start(const std::function<void(ReferenceControllerOptions&)>& change = nullptr);
  void stop_controller() { controller_->stop(); }
  std::unique_ptr<ReferenceController> make_controller(
      const std::function<void(ReferenceControllerOptions&)>& change = nullptr);

  // Creates the objects, or replaces them. Objects without namespace are in "default".
  void apply(const std::string& yaml);
  void remove(const kube::ResourceType& type, const std::string& name);
  // An Ingress for that host that leads to that Service.
  static std::string ingress(const std::string& name, const std::string& host, const std::string& service,
                             const std::string& class_name = "ours");
  // A TLS Secret with a new certificate; gives its fingerprint.
  std::string apply_secret(const std::string& name);
  // How many requests of the controller with that verb for that resource have been answered.
  int requests_for(const std::string& verb, const std::string& plural, const std::string& subresource = "");
  // The addresses in an Ingress' status, "" where there are none.
  std::string published_for(const std::string& name);

  struct Seen {
    int status = 0;  // 0: no answer
    std::string body;
  };
  Seen ask(const net::Endpoint& at, const std::string& host, const std::string& path);
  Seen get(const std::string& host, const std::string& path = "/") { return ask(http(), host, path); }
  // "200 a", "404".
  std::string served(const std::string& host, const std::string& path = "/");
  Seen health(const std::string& path) { return ask(*controller_->addresses().health, "h", path); }
  // Of the certificate that is shown for that server name; "" where the handshake fails.
  std::string fingerprint_for(const std::string& server_name);
  net::Endpoint http() const { return *controller_->addresses().http; }

  // Whether it comes true in the time that a healthy machine needs.
  static bool eventually(const std::function<bool()>& condition);
  static base::Deadline soon() { return base::Deadline::after(std::chrono::seconds(20)); }
  // On the loop of the cluster.
  void run(std::function<net::Awaitable<void>()> task) { loop_.run_and_wait_for(std::move(task)); }
  void start_api_server(const net::Endpoint& plain);
  void stop_api_server();
  void fill_cluster();

  net::EventLoop loop_;
  base::Log log_;
  std::unique_ptr<fakeapiserver::ApiServer> api_;
  std::unique_ptr<kube::Client> client_;
  std::vector<std::pair<std::string, net::Endpoint>> backend_addresses_;
  std::vector<std::unique_ptr<NamedBackend>> backends_;
  std::unique_ptr<ReferenceController> controller_;
};

}  // namespace gauntlet::reference
