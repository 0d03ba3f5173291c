// The whole message of Pods and of what makes them, where they are refused: the words and the order of a kube-apiserver
// 1.35 (core/validation, apps/validation).
#include "fakeapiserver/plane_fixture_test.hpp"

#include <gtest/gtest.h>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::resources::kDeployments;
using kube::resources::kPods;

const kube::ResourceType kDaemonSets{{"apps", "v1"}, "daemonsets", "DaemonSet", kube::Scope::kNamespaced};

std::string complaint(const kube::ResourceType& type, std::string_view spec) {
  TestPlane plane;
  const auto written =
      plane.try_create(type, "default", R"({"metadata":{"name":"a"},"spec":)" + std::string(spec) + "}");
  if (written.ok()) return "";
  return written.failure().message.substr(written.failure().message.find(": ") + 2);
}

std::string of_template(std::string_view more, std::string_view pod_spec) {
  return R"({"selector":{"matchLabels":{"a":"b"}},)" + std::string(more) +
         R"("template":{"metadata":{"labels":{"a":"b"}},"spec":)" + std::string(pod_spec) + "}}";
}

constexpr std::string_view kPlain = R"({"containers":[{"name":"c","image":"i"}]})";

TEST(P1_12, WordsAboutContainers) {
  EXPECT_EQ(complaint(kPods, R"({"containers":[{"name":"c","image":"i","imagePullPolicy":"Maybe",
                                "terminationMessagePolicy":"Odd"},{"name":"c","image":"i"}]})"),
            R"([spec.containers[0].terminationMessagePolicy: Unsupported value: "Odd": supported values: "File", )"
            R"("FallbackToLogsOnError", spec.containers[0].imagePullPolicy: Unsupported value: "Maybe": supported )"
            R"(values: "Always", "IfNotPresent", "Never", spec.containers[1].name: Duplicate value: "c"])");
  EXPECT_EQ(
      complaint(kPods, R"({"containers":[{"name":"c","image":"i","ports":[{"name":"a","containerPort":1},
                                {"name":"a","containerPort":2,"protocol":"ICMP","hostPort":65536}]}]})"),
      R"([spec.containers[0].ports[1].name: Duplicate value: "a", spec.containers[0].ports[1].hostPort: Invalid )"
      R"(value: 65536: must be between 1 and 65535, inclusive, spec.containers[0].ports[1].protocol: Unsupported )"
      R"(value: "ICMP": supported values: "SCTP", "TCP", "UDP"])");
  EXPECT_EQ(
      complaint(kPods, R"({"containers":[{"name":"c","image":"i","env":[{"name":""},{"name":"A=","value":"x"},
                                {"name":"B","value":"x","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}]})"),
      R"([spec.containers[0].env[0].name: Required value, spec.containers[0].env[1].name: Invalid value: "A=": a )"
      "valid environment variable name must consist only of printable ASCII characters other than '=', "
      R"(spec.containers[0].env[2].valueFrom: Invalid value: "": may not be specified when `value` is not empty])");
}

TEST(P1_12, WordsAboutPods) {
  EXPECT_EQ(complaint(kPods, R"({"restartPolicy":"Maybe","dnsPolicy":"Odd","activeDeadlineSeconds":0,
                                "containers":[{"name":"c","image":"i"}]})"),
            R"([spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never", )"
            R"(spec.dnsPolicy: Unsupported value: "Odd": supported values: "ClusterFirstWithHostNet", "ClusterFirst", )"
            R"("Default", "None", spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, )"
            "inclusive]");
}

TEST(P1_12, WordsAboutDeployments) {
  EXPECT_EQ(
      complaint(kDeployments, of_template(R"("strategy":{"type":"Slowly"},)", kPlain)),
      R"(spec.strategy: Unsupported value: {"Type":"Slowly","RollingUpdate":null}: supported values: "Recreate", )"
      R"("RollingUpdate")");
  EXPECT_EQ(complaint(kDeployments,
                      of_template(R"("strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":"0%"}},)", kPlain)),
            R"(spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0)");
  EXPECT_EQ(complaint(kDeployments,
                      of_template(R"("minReadySeconds":-1,"revisionHistoryLimit":-1,"progressDeadlineSeconds":0,)",
                                  R"({"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]})")),
            R"([spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always", )"
            "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0, spec.revisionHistoryLimit: "
            "Invalid value: -1: must be greater than or equal to 0]");
}

TEST(P1_12, WordsAboutSelectors) {
  const auto with = [](std::string_view selector) {
    return R"({"selector":)" + std::string(selector) + R"(,"template":{"metadata":{"labels":{"a":"b"}},"spec":)" +
           std::string(kPlain) + "}}";
  };
  EXPECT_EQ(complaint(kDeployments, with(R"({"matchExpressions":[{"key":"a","operator":"In","values":["b"]}]})")), "");
  EXPECT_EQ(complaint(kDeployments, with(R"({"matchExpressions":[{"key":"a","operator":"NotIn","values":["b"]}]})")),
            R"(spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`)");
  EXPECT_EQ(complaint(kDeployments, with(R"({"matchExpressions":[{"key":"a","operator":"In"}]})")).substr(0, 119),
            "[spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or "
            "'NotIn', spec.s");
  EXPECT_EQ(complaint(kDeployments, with("{}")),
            "spec.selector: Invalid value: {}: empty selector is invalid for deployment");
  EXPECT_EQ(
      complaint(kDeployments, with("null")),
      R"([spec.selector: Required value, spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does )"
      "not match template `labels`]");
}

TEST(P1_12, WordsAboutTheStatusOfDeployments) {
  TestPlane plane;
  const VersionPtr made =
      plane.create(kDeployments, "default", R"({"metadata":{"name":"a"},"spec":)" + of_template("", kPlain) + "}");
  Json next = to_json(*made);
  next["status"] = parse_must(R"({"replicas":1,"readyReplicas":2,"availableReplicas":3,"observedGeneration":-1})");
  const auto written = plane.try_update(kDeployments, made, next, WriteTarget::kStatus);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.failure().message,
            R"(Deployment.apps "a" is invalid: [status.observedGeneration: Invalid value: -1: must be greater than or )"
            "equal to 0, status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas, "
            "status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas, "
            "status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas]");
}

TEST(Pod, QualityOfServiceAndRequests) {
  TestPlane plane;
  const auto pod = [&](std::string_view name, std::string_view resources) {
    return to_json(*plane.create(kPods, "default",
                                 R"({"metadata":{"name":")" + std::string(name) +
                                     R"("},"spec":{"containers":[{"name":"c","image":"i","resources":)" +
                                     std::string(resources) + "}]}}"));
  };
  const Json guaranteed = pod("a", R"({"limits":{"cpu":"1","memory":"1Gi"}})");
  EXPECT_EQ(guaranteed["status"]["qosClass"], "Guaranteed");
  EXPECT_EQ(guaranteed["spec"]["containers"][0]["resources"]["requests"], parse_must(R"({"cpu":"1","memory":"1Gi"})"));
  EXPECT_EQ(pod("b", R"({"requests":{"cpu":"1"}})")["status"]["qosClass"], "Burstable");
  EXPECT_EQ(pod("c", "{}")["status"]["qosClass"], "BestEffort");
}

TEST(DaemonSet, RollsOneAfterTheOther) {
  TestPlane plane;
  const Json stored = to_json(
      *plane.create(kDaemonSets, "default", R"({"metadata":{"name":"a"},"spec":)" + of_template("", kPlain) + "}"));
  EXPECT_EQ(stored["spec"]["updateStrategy"],
            parse_must(R"({"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":1}})"));
}

}  // namespace
}  // namespace gauntlet::fakeapiserver
