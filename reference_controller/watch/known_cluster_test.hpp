// KnownCluster: what a controller would make of objects that are handed to it as a watch would: tests say in YAML what
// the cluster holds, and ask where requests go and which certificate is shown. Tests only; internal.
#pragma once

#include "foundation/kube/base64.hpp"
#include "foundation/net/certificate_authority.hpp"
#include "foundation/net/event_loop.hpp"
#include "reference_controller/watch/cluster_state.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace gauntlet::reference {

class KnownCluster {
 public:
  // With the first lists in, which are empty, a class "ours", and the Services a and b in the namespace "n".
  KnownCluster() {
    builder_.emplace(make_identity("fallback"), log_);
    relist("");
    put("{kind: IngressClass, metadata: {name: ours}, spec: {controller: gauntlet.test/reference}}");
    for (const std::string name : {"a", "b"}) put_service(name);
  }

  void put(const std::string& yaml) {
    for (const kube::Object& object : read(yaml)) sink_of(std::string(object.kind())).put(object);
  }
  void remove(const std::string& yaml) {
    for (const kube::Object& object : read(yaml)) sink_of(std::string(object.kind())).remove(object);
  }
  // What the cluster holds is this and nothing else.
  void relist(const std::string& yaml) {
    std::map<std::string, std::vector<kube::Object>> by_kind;
    for (kube::Object& object : read(yaml)) by_kind[std::string(object.kind())].push_back(std::move(object));
    for (const ClusterState::Feed& feed : state_.feeds()) feed.sink.replace(by_kind[std::string(feed.type.kind)]);
  }

  // An Ingress of class "ours" in the namespace "n", from what its spec says besides.
  static std::string ingress(const std::string& name, const std::string& spec) {
    return "{kind: Ingress, metadata: {namespace: n, name: " + name + "}, spec: {ingressClassName: ours, " + spec +
           "}}";
  }
  static std::string rule(const std::string& host, const std::string& paths) {
    return "{" + (host.empty() ? "" : "host: \"" + host + "\", ") + "http: {paths: [" + paths + "]}}";
  }
  static std::string path(const std::string& type, const std::string& path, const std::string& service) {
    return "{pathType: " + type + ", path: \"" + path + "\", backend: " + to(service) + "}";
  }
  static std::string to(const std::string& service) { return "{service: {name: " + service + ", port: {number: 80}}}"; }

  // With one endpoint, whose address tells it apart.
  void put_service(const std::string& name, const std::string& namespace_ = "n") {
    put("{kind: Service, metadata: {namespace: " + namespace_ + ", name: " + name +
        "}, spec: {ports: [{name: web, port: 80}]}}");
    const std::string address = "127.0.0." + std::to_string(++last_address_);
    put_slice(name + "-1", name, "{addresses: [" + address + "]}", namespace_);
    services_[address] = namespace_ == "n" ? name : namespace_ + "/" + name;
  }
  void put_slice(const std::string& name, const std::string& service, const std::string& endpoints,
                 const std::string& namespace_ = "n") {
    put("{kind: EndpointSlice, addressType: IPv4, metadata: {namespace: " + namespace_ + ", name: " + name +
        ", labels: {kubernetes.io/service-name: " + service +
        "}}, ports: [{name: metrics, port: 9}, {name: web, port: " + "8080}], endpoints: [" + endpoints + "]}");
  }
  // A new certificate each time; it is known by `label`.
  void put_secret(const std::string& name, const std::string& label, const std::string& namespace_ = "n") {
    const auto issued = issue(label);
    put("{kind: Secret, metadata: {namespace: " + namespace_ + ", name: " + name + "}, data: {tls.crt: " +
        kube::base64_encode(issued.certificate_pem) + ", tls.key: " + kube::base64_encode(issued.key_pem) + "}}");
  }

  // The endpoints that the host and path lead to, as text; "" where there are none, "no route" without one.
  std::string endpoints_for(const std::string& host, const std::string& path) {
    const auto table = build_route_table(state_.served(classes_), state_, Upstream::kEndpoints);
    const auto parsed = RequestHost::parse(host);
    const BackendId id = parsed ? table->find(*parsed, path) : kNoBackend;
    if (id == kNoBackend) return "no route";
    std::string text;
    for (const net::Endpoint& endpoint : table->backend(id).endpoints) text += " " + endpoint.to_string();
    return text.empty() ? text : text.substr(1);
  }
  // The Service that they belong to.
  std::string service_for(const std::string& host, const std::string& path) {
    const std::string endpoints = endpoints_for(host, path);
    const auto found = services_.find(endpoints.substr(0, endpoints.find(':')));
    return found == services_.end() ? endpoints : found->second;
  }
  // The label of the certificate that a client is shown.
  std::string certificate_for(const std::string& host) {
    const auto certificates = builder_->build(state_.served(classes_), state_);
    return labels_[certificates->select(host)->fingerprint()];
  }

  ClusterState& state() { return state_; }
  const ClassSelection& classes() const { return classes_; }

 private:
  // apiVersion is left out.
  static std::vector<kube::Object> read(const std::string& yaml);

  ReflectorSink& sink_of(const std::string& kind) {
    for (const ClusterState::Feed& feed : state_.feeds()) {
      if (feed.type.kind == kind) return feed.sink;
    }
    ADD_FAILURE() << kind << " is not watched";
    return state_.feeds().front().sink;
  }

  net::IssuedCertificate issue(const std::string& label) {
    static const auto authority = net::CertificateAuthority::create("test");
    net::CertificateRequest request;
    request.dns_names = {label};
    auto issued = authority->issue(request);
    EXPECT_TRUE(issued.ok());
    labels_[issued->fingerprint] = label;
    return *issued;
  }
  IdentityPtr make_identity(const std::string& label) {
    const auto issued = issue(label);
    return *net::TlsIdentity::from_pem(issued.certificate_pem, issued.key_pem);
  }

  net::EventLoop loop_;
  base::Log log_;
  ClassSelection classes_{"gauntlet.test/reference", std::nullopt};
  ClusterState state_{loop_.executor(), log_};
  std::map<std::string, std::string> labels_;  // by fingerprint
  std::optional<CertificateBuilder> builder_;
  std::map<std::string, std::string> services_;  // by address
  int last_address_ = 0;
};

}  // namespace gauntlet::reference
