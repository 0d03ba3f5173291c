// Internal, tests only: objects as an API server would give them, in short.
#pragma once

#include "harness/cluster/pod_view.hpp"
#include "harness/cluster/service_view.hpp"
#include "harness/cluster/workload_views.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace gauntlet::cluster {

inline kube::Json ready_condition(bool is_ready) {
  return kube::Json::array({{{"type", "Ready"}, {"status", is_ready ? "True" : "False"}}});
}

// A running pod of app "web"; change the JSON before it is read.
struct PodSample {
  explicit PodSample(const std::string& name, const std::string& ip = "127.42.0.10") {
    json = {{"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", {{"name", name}, {"namespace", "shop"}, {"uid", "uid-" + name}, {"labels", {{"app", "web"}}}}},
            {"spec",
             {{"nodeName", "node-1"},
              {"containers",
               kube::Json::array({{{"name", "echo"},
                                   {"ports", kube::Json::array({{{"name", "http"}, {"containerPort", 8080}}})}}})}}},
            {"status", {{"phase", "Running"}, {"podIP", ip}, {"conditions", ready_condition(true)}}}};
  }
  PodSample& index(int index) {
    json["metadata"]["annotations"][kPodIndexAnnotation] = std::to_string(index);
    return *this;
  }
  PodSample& unready() {
    json["status"]["conditions"] = ready_condition(false);
    return *this;
  }
  PodSample& terminating() {
    json["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z";
    return *this;
  }
  PodSample& ports(kube::Json ports) {
    json["spec"]["containers"][0]["ports"] = std::move(ports);
    return *this;
  }
  PodView view() const { return PodView(kube::Object::from_json(json)); }

  kube::Json json;
};

inline ServiceView make_service_view(kube::Json spec, kube::Json labels = kube::Json::object()) {
  kube::Json json = {{"apiVersion", "v1"},
                     {"kind", "Service"},
                     {"metadata", {{"name", "web"}, {"namespace", "shop"}, {"uid", "uid-service"}, {"labels", labels}}},
                     {"spec", std::move(spec)}};
  auto view = ServiceView::read(kube::Object::from_json(std::move(json)));
  EXPECT_TRUE(view.ok());
  return std::move(*view);
}

// Port 80, named http, to 8080 of app "web".
inline ServiceView make_web_service() {
  return make_service_view({{"clusterIP", "127.96.0.11"},
                            {"selector", {{"app", "web"}}},
                            {"ports", kube::Json::array({{{"name", "http"}, {"port", 80}, {"targetPort", 8080}}})}});
}

inline kube::Json make_deployment_json(int replicas) {
  return {{"apiVersion", "apps/v1"},
          {"kind", "Deployment"},
          {"metadata", {{"name", "web"}, {"namespace", "shop"}, {"uid", "uid-deployment"}, {"generation", 3}}},
          {"spec",
           {{"replicas", replicas},
            {"selector", {{"matchLabels", {{"app", "web"}}}}},
            {"template",
             {{"metadata", {{"labels", {{"app", "web"}}}, {"annotations", {{"note", "x"}}}}},
              {"spec", {{"containers", kube::Json::array({{{"name", "echo"}, {"image", "echo:1"}}})}}}}}}}};
}

inline DeploymentView make_deployment_view(int replicas) {
  return DeploymentView(kube::Object::from_json(make_deployment_json(replicas)));
}

}  // namespace gauntlet::cluster
