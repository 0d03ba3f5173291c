#!/usr/bin/env python3
"""kubectl as a person uses it. KUBECTL names the program, KUBECONFIG the cluster; each test has a namespace of its own."""
import json
import os
import queue
import re
import subprocess
import tempfile
import threading
import time
import unittest

KUBECTL = os.environ["KUBECTL"]
WITHIN = 60  # seconds for one command; each needs less than one
FOLDER = tempfile.TemporaryDirectory(prefix="kubectl-test-")
CONFIG_MAP = """apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: shop}}
data: {colour: "%s"}
"""
SHOP = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: public
  rules:
    - host: shop.test
      http:
        paths:
          - {path: /cart, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: echo, ports: [{containerPort: 8080}]}]}
"""


def run(arguments, text=None, environment=None):
    return subprocess.run([KUBECTL, f"--cache-dir={FOLDER.name}/cache", *arguments], input=text, capture_output=True, text=True,
                          timeout=WITHIN, env={**os.environ, "HOME": FOLDER.name, **(environment or {})})


def bare(version, kind, name):
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n"


def client_version():
    version = json.loads(run(["version", "--client", "--output=json"]).stdout)["clientVersion"]
    return (int(version["major"]), int(re.match(r"\d+", version["minor"]).group(0)))


VERSION = client_version()


# Older ones read OpenAPI v2, which has no definitions here.
READS_OPENAPI_V3 = VERSION >= (1, 27)


class KubectlTest(unittest.TestCase):
    namespaces = 0

    def setUp(self):
        KubectlTest.namespaces += 1
        self.namespace = f"kubectl-{KubectlTest.namespaces}"
        self.assertEqual(f"namespace/{self.namespace} created\n", self.create("v1", "Namespace", self.namespace))
        self.addCleanup(run, ["delete", "namespace", self.namespace, "--wait=false"])

    def ok(self, *arguments, text=None, environment=None):
        """What the command prints; it has to succeed."""
        ran = run(["--namespace", self.namespace, *arguments], text, environment)
        self.assertEqual(0, ran.returncode, f"{arguments}: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def fails(self, *arguments, text=None):
        """What the command complains about; it has to fail."""
        ran = run(["--namespace", self.namespace, *arguments], text)
        self.assertEqual(1, ran.returncode, f"{arguments}: {ran.stdout}{ran.stderr}")
        return ran.stderr

    def create(self, version, kind, name):
        return self.ok("create", "-f", "-", text=bare(version, kind, name))

    def apply(self, manifest, *options):
        return self.ok("apply", "-f", "-", *options, text=manifest)

    def value(self, resource, path):
        return self.ok("get", resource, f"--output=jsonpath={{{path}}}")

    def value_of_colour(self):
        return self.value("configmap/settings", ".data.colour")

    def edit(self, script):
        return self.ok("edit", "configmap", "settings", environment={"KUBE_EDITOR": f"sed -i {script}"})

    def watch(self, *arguments):
        """The way to the next line of a command that goes on; an empty line is its end."""
        process = subprocess.Popen([KUBECTL, f"--cache-dir={FOLDER.name}/cache", "--namespace", self.namespace, *arguments],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        lines = queue.Queue()

        def read():
            for line in process.stdout:
                lines.put(line)
            lines.put("")

        reader = threading.Thread(target=read)
        reader.start()

        def stop():
            process.kill()
            process.wait()
            reader.join()
            process.stdout.close()

        self.addCleanup(stop)
        return lambda: lines.get(timeout=WITHIN)

    def skip_to(self, next_line, text):
        self.assertTrue(any(text in line for line in iter(next_line, "")), f"the command ended without {text!r}")


class Objects(KubectlTest):
    """P0-25: what is there."""

    def test_create(self):
        self.assertEqual("configmap/one created\n", self.ok("create", "configmap", "one", "--from-literal=a=1"))
        self.assertEqual("secret/one created\n", self.ok("create", "secret", "generic", "one", "--from-literal=a=1"))
        self.assertEqual("service/one created\n", self.ok("create", "service", "clusterip", "one", "--tcp=80:8080"))
        self.assertEqual("ingress.networking.k8s.io/one created\n",
                         self.ok("create", "ingress", "one", "--class=public", "--rule=one.test/cart*=one:80"))
        self.assertEqual("1", self.value("configmap/one", ".data.a"))
        self.assertEqual("MQ==", self.value("secret/one", ".data.a"))
        self.assertEqual("Prefix /cart one", self.ok(
            "get", "ingress", "one", "--output=jsonpath={range .spec.rules[0].http.paths[0]}{.pathType} {.path} "
            "{.backend.service.name}{end}"))

    def test_create_twice(self):
        self.create("v1", "ConfigMap", "one")
        self.assertIn('Error from server (AlreadyExists): error when creating "STDIN": configmaps "one" already exists',
                      self.fails("create", "-f", "-", text=bare("v1", "ConfigMap", "one")))

    @unittest.skipUnless(READS_OPENAPI_V3, "needs OpenAPI v3")
    def test_create_without_a_trace(self):
        created = self.ok("create", "-f", "-", "--dry-run=server", text=bare("v1", "ConfigMap", "one"))
        self.assertEqual("configmap/one created (server dry run)\n", created)
        self.assertIn('configmaps "one" not found', self.fails("get", "configmap", "one"))

    def test_an_object_that_the_api_refuses(self):
        refused = self.fails("create", "-f", "-", text=SHOP.replace("pathType: Prefix", "pathType: Prefiks"))
        self.assertIn('The Ingress "shop" is invalid: spec.rules[0].http.paths[0].pathType: Unsupported value: "Prefiks"', refused)

    @unittest.skipIf(VERSION < (1, 25), "--validate=strict came with 1.25")
    def test_a_field_that_does_not_exist(self):
        refused = self.fails("create", "--validate=strict", "-f", "-", text=SHOP.replace("ingressClassName", "className"))
        self.assertRegex(refused, r'unknown field "(spec\.)?className"')

    def test_get(self):
        self.apply(SHOP)
        self.assertRegex(self.ok("get", "ingress"), r"\ANAME +CLASS +HOSTS +ADDRESS +PORTS +AGE\nshop +public +shop\.test +80 +\d+s\n\Z")
        self.assertRegex(self.ok("get", "service,ingress", "--no-headers"),
                         r"\Aservice/web +ClusterIP +127\.\S+ +<none> +80/TCP +\d+s\n+ingress\.networking\.k8s\.io/shop +public ")
        self.assertEqual("service/web\n", self.ok("get", "service", "--output=name"))
        self.assertIn("kind: Ingress\n", self.ok("get", "ingress", "shop", "--output=yaml"))
        self.assertRegex(self.ok("get", "services", "--all-namespaces"), rf"\n{self.namespace} +web ")
        self.assertRegex(self.ok("get", "deployment", "--output=wide"), r"NAME +READY .* SELECTOR\nweb +\d/2 .* web +echo +app=web\n")

    def test_get_what_is_not_there(self):
        self.assertEqual('Error from server (NotFound): configmaps "none" not found\n', self.fails("get", "configmap", "none"))
        self.assertEqual("", self.ok("get", "configmap", "none", "--ignore-not-found"))
        self.assertIn('the server doesn\'t have a resource type "nonsense"', self.fails("get", "nonsense"))

    def test_get_with_selectors(self):
        self.apply(CONFIG_MAP % "red")
        self.create("v1", "ConfigMap", "other")
        self.assertEqual("configmap/settings\n", self.ok("get", "configmap", "--selector=app in (shop),!gone", "--output=name"))
        self.assertEqual("configmap/other\n",
                         self.ok("get", "configmap", "--field-selector=metadata.name=other", "--output=name"))

    def test_delete(self):
        self.apply(CONFIG_MAP % "red")
        self.assertRegex(self.ok("delete", "configmap", "settings"), r'\Aconfigmap "settings" deleted')
        self.assertIn("NotFound", self.fails("delete", "configmap", "settings"))
        self.apply(CONFIG_MAP % "red")
        self.assertRegex(self.ok("delete", "-f", "-", text=CONFIG_MAP % "red"), r'\Aconfigmap "settings" deleted')
        self.apply(CONFIG_MAP % "red")
        self.assertRegex(self.ok("delete", "configmap", "--selector=app=shop"), r'\Aconfigmap "settings" deleted')
        self.assertEqual("configmap/kube-root-ca.crt\n", self.ok("get", "configmap", "--output=name"))

    def test_delete_a_namespace_with_all_that_is_in_it(self):
        self.apply(SHOP)
        self.assertRegex(self.ok("delete", "namespace", self.namespace), rf'\Anamespace "{self.namespace}" deleted')
        self.assertIn("NotFound", self.fails("get", "namespace", self.namespace))
        self.assertEqual("", self.ok("get", "ingress", "--output=name"))


class Changes(KubectlTest):
    """P0-25, P1-03: what becomes of it."""

    def test_apply(self):
        self.assertEqual("configmap/settings created\n", self.apply(CONFIG_MAP % "red"))
        self.assertEqual("configmap/settings unchanged\n", self.apply(CONFIG_MAP % "red"))
        self.assertEqual("configmap/settings configured\n", self.apply(CONFIG_MAP % "blue"))
        self.assertEqual("blue", self.value_of_colour())
        self.ok("patch", "configmap", "settings", "--patch", '{"data": {"size": "9"}}')
        self.assertEqual("configmap/settings configured\n", self.apply((CONFIG_MAP % "blue").replace("colour", "shade")))
        self.assertEqual({"shade": "blue", "size": "9"}, json.loads(self.value("configmap/settings", ".data")))

    def test_apply_several(self):
        names = ["ingress.networking.k8s.io/shop", "service/web", "deployment.apps/web"]
        self.assertEqual([f"{name} created" for name in names], self.apply(SHOP).splitlines())
        self.assertEqual([f"{name} unchanged" for name in names], self.apply(SHOP).splitlines())
        changed = self.apply(SHOP.replace("port: 80,", "port: 81,")).splitlines()
        self.assertEqual(["ingress.networking.k8s.io/shop unchanged", "service/web configured", "deployment.apps/web unchanged"],
                         changed)
        self.assertEqual("81", self.value("service/web", ".spec.ports[*].port"))

    def test_apply_on_the_server(self):
        self.assertEqual("configmap/settings serverside-applied\n", self.apply(CONFIG_MAP % "red", "--server-side"))
        taken = self.fails("apply", "-f", "-", "--server-side", "--field-manager=other", text=CONFIG_MAP % "blue")
        self.assertIn('conflict with "kubectl"', taken)
        self.assertIn(".data.colour", taken)
        self.assertEqual("red", self.value_of_colour())
        self.apply(CONFIG_MAP % "blue", "--server-side", "--field-manager=other", "--force-conflicts")
        self.assertEqual("blue", self.value_of_colour())

    def test_apply_on_the_server_after_applying_at_the_client(self):
        self.apply(CONFIG_MAP % "red")
        self.assertEqual("configmap/settings serverside-applied\n",
                         self.apply(CONFIG_MAP % "blue", "--server-side", "--force-conflicts"))
        self.assertEqual("blue", self.value_of_colour())

    @unittest.skipUnless(READS_OPENAPI_V3, "needs OpenAPI v3")
    def test_diff(self):
        self.apply(CONFIG_MAP % "red")
        self.assertEqual("", self.ok("diff", "-f", "-", text=CONFIG_MAP % "red"))
        ran = run(["--namespace", self.namespace, "diff", "-f", "-"], CONFIG_MAP % "blue")
        self.assertEqual(1, ran.returncode, ran.stderr)
        self.assertRegex(ran.stdout, r"(?m)^-  colour: red\n\+  colour: blue$")

    def test_edit(self):
        self.apply(CONFIG_MAP % "red")
        self.assertEqual("configmap/settings edited\n", self.edit("s/red/blue/"))
        self.assertEqual("blue", self.value_of_colour())
        unchanged = run(["--namespace", self.namespace, "edit", "configmap", "settings"], environment={"KUBE_EDITOR": "true"})
        self.assertEqual((0, "Edit cancelled, no changes made."), (unchanged.returncode, (unchanged.stdout + unchanged.stderr).strip()))

    def test_patch(self):
        self.apply(SHOP)
        self.assertEqual("service/web patched\n",
                         self.ok("patch", "service", "web", "--patch", '{"spec": {"ports": [{"port": 443, "name": "tls"}]}}',
                                 "--type=merge"))
        self.assertEqual("443", self.value("service/web", ".spec.ports[*].port"))
        self.ok("patch", "service", "web", "--patch", '{"spec": {"ports": [{"port": 80, "name": "plain"}]}}')
        self.assertEqual({"80", "443"}, set(self.value("service/web", ".spec.ports[*].port").split()))
        self.ok("patch", "ingress", "shop", "--type=json", "--patch",
                '[{"op": "replace", "path": "/spec/rules/0/host", "value": "new.test"}]')
        self.assertEqual("new.test", self.value("ingress/shop", ".spec.rules[0].host"))
        self.assertEqual("ingress.networking.k8s.io/shop patched (no change)\n",
                         self.ok("patch", "ingress", "shop", "--patch", '{"spec": {"ingressClassName": "public"}}'))
        self.fails("patch", "ingress", "shop", "--type=json", "--patch", '[{"op": "remove", "path": "/spec/tls"}]')

    def test_label_and_annotate(self):
        self.apply(CONFIG_MAP % "red")
        self.assertEqual("configmap/settings labeled\n", self.ok("label", "configmap", "settings", "tier=front"))
        self.assertIn("--overwrite is false", self.fails("label", "configmap", "settings", "tier=back"))
        self.ok("label", "configmap", "settings", "tier=back", "--overwrite")
        self.assertEqual("back", self.value("configmap/settings", ".metadata.labels.tier"))
        self.ok("label", "configmap", "settings", "tier-")
        self.assertEqual("", self.value("configmap/settings", ".metadata.labels.tier"))
        self.assertEqual("configmap/settings annotated\n", self.ok("annotate", "configmap", "settings", "why=so"))
        self.assertEqual("so", self.value("configmap/settings", ".metadata.annotations.why"))

    def test_replace(self):
        self.apply(CONFIG_MAP % "red")
        self.assertEqual("configmap/settings replaced\n", self.ok("replace", "-f", "-", text=CONFIG_MAP % "blue"))
        self.assertEqual("blue", self.value_of_colour())

    def test_scale(self):
        self.apply(SHOP)
        self.assertEqual("deployment.apps/web scaled\n", self.ok("scale", "deployment", "web", "--replicas=3"))
        self.assertEqual("3", self.value("deployment/web", ".spec.replicas"))
        self.assertIn("replicas to be 9, was 3", self.fails("scale", "deployment", "web", "--current-replicas=9", "--replicas=1"))
        self.assertIn("successfully rolled out", self.ok("rollout", "status", "deployment/web", f"--timeout={WITHIN}s"))
        self.assertEqual(3, len(self.ok("get", "pods", "--selector=app=web", "--output=name").splitlines()))

    def test_autoscale(self):
        self.apply(SHOP)
        self.assertRegex(self.ok("autoscale", "deployment", "web", "--min=1", "--max=3", "--cpu-percent=80"),
                         r"horizontalpodautoscaler.autoscaling/web autoscaled\n\Z")
        self.assertRegex(self.ok("get", "hpa", "--no-headers"), r"\Aweb +Deployment/web +cpu: <unknown>/80% +1 +3 +0 +\d+s\n\Z")
        # With a short name kubectl forgets the version, at a kube-apiserver too.
        self.assertEqual("80", self.value("horizontalpodautoscalers.v1.autoscaling/web", ".spec.targetCPUUtilizationPercentage"))

    def test_quota(self):
        self.assertEqual("resourcequota/small created\n", self.ok("create", "quota", "small", "--hard=pods=3,services=2"))
        self.assertEqual("3", self.value("quota/small", ".spec.hard.pods"))


class Waiting(KubectlTest):
    """P0-25, P1-14: commands that watch."""

    def test_get_and_go_on(self):
        self.apply(CONFIG_MAP % "red")
        next_line = self.watch("get", "configmap", "--watch", "--no-headers", "--output-watch-events")
        self.assertRegex(next_line(), r"\AADDED +kube-root-ca.crt +1 ")
        self.assertRegex(next_line(), r"\AADDED +settings +1 ")
        self.ok("patch", "configmap", "settings", "--patch", '{"data": {"size": "9"}}')
        self.assertRegex(next_line(), r"\AMODIFIED +settings +2 ")
        self.create("v1", "ConfigMap", "other")
        self.assertRegex(next_line(), r"\AADDED +other +0 ")
        self.ok("delete", "configmap", "other")
        self.assertRegex(next_line(), r"\ADELETED +other +0 ")

    def test_wait_for_a_condition(self):
        self.apply(SHOP)
        self.assertEqual("deployment.apps/web condition met\n",
                         self.ok("wait", "deployment/web", "--for=condition=Available", f"--timeout={WITHIN}s"))
        ready = self.ok("wait", "pod", "--selector=app=web", "--for=condition=Ready", f"--timeout={WITHIN}s")
        self.assertEqual(2, ready.count("condition met"), ready)
        self.assertIn("timed out waiting", self.fails("wait", "deployment/web", "--for=condition=Nonsense", "--timeout=1s"))

    @unittest.skipIf(VERSION < (1, 23), "--for=jsonpath came with 1.23")
    def test_wait_for_a_value(self):
        self.apply(SHOP)
        self.ok("wait", "deployment/web", "--for=jsonpath={.status.readyReplicas}=2", f"--timeout={WITHIN}s")
        self.assertEqual("2", self.value("deployment/web", ".status.readyReplicas"))

    def test_wait_for_the_end(self):
        self.apply(CONFIG_MAP % "red")
        self.ok("patch", "configmap", "settings", "--type=merge", "--patch", '{"metadata": {"finalizers": ["gauntlet.test/hold"]}}')
        self.ok("delete", "configmap", "settings", "--wait=false")
        self.assertIn("timed out waiting", self.fails("wait", "configmap/settings", "--for=delete", "--timeout=1s"))
        next_line = self.watch("wait", "configmap/settings", "--for=delete", f"--timeout={WITHIN}s", "--v=6")
        self.skip_to(next_line, "watch=true")
        self.ok("patch", "configmap", "settings", "--type=merge", "--patch", '{"metadata": {"finalizers": null}}')
        self.skip_to(next_line, "configmap/settings condition met\n")


class Reading(KubectlTest):
    """P1-14."""

    def assert_lines(self, text, *patterns):
        for pattern in patterns:
            self.assertRegex(text, re.compile(pattern, re.M))

    def test_describe(self):
        self.apply(SHOP)
        self.ok("rollout", "status", "deployment/web", f"--timeout={WITHIN}s")
        self.assert_lines(self.ok("describe", "ingress", "shop"), r"^Name: +shop$", rf"^Namespace: +{self.namespace}$",
                          r"^ +shop\.test *$", r"^ +/cart +web:80 \(127\.\S+:8080,127\.\S+:8080\)$")
        self.assert_lines(self.ok("describe", "service", "web"), r"^Selector: +app=web$", r"^TargetPort: +8080/TCP$",
                          r"^Endpoints: +127\.\S+:8080,127\.\S+:8080$")
        self.assert_lines(self.ok("describe", "pods"), r"^Name: +web-", r"^Status: +Running$", r"^ +Ready +True *$")
        self.assert_lines(self.ok("describe", "deployment", "web"), r"^Replicas: +2 desired \| 2 updated \| 2 total \| 2 available")
        self.assert_lines(self.ok("describe", "namespace", self.namespace), r"^Status: +Active$")

    @unittest.skipUnless(READS_OPENAPI_V3, "needs OpenAPI v3")
    def test_explain(self):
        self.assert_lines(self.ok("explain", "ingress"), r"^KIND: +Ingress$", r"^VERSION: +(networking\.k8s\.io/)?v1$",
                          r"^ +spec\t<IngressSpec>$")
        self.assert_lines(self.ok("explain", "ingress.spec.rules.http.paths"), r"^ +pathType\t<string>", r"^ +backend\t<")
        self.assertIn('field "nonsense" does not exist', self.fails("explain", "ingress.nonsense"))

    def test_may_i(self):
        self.assertEqual("yes\n", self.ok("auth", "can-i", "create", "ingresses"))
        self.assertRegex(self.ok("auth", "can-i", "--list"), r"(?m)^\*\.\* +\[\] +\[\] +\[\*\]$")

    @unittest.skipIf(VERSION < (1, 28), "whoami came with 1.28")
    def test_who_am_i(self):
        self.assertRegex(self.ok("auth", "whoami"), r"(?m)^Username +serve$")

    def test_what_is_served(self):
        self.assert_lines(self.ok("api-resources"), r"^ingresses +ing +networking\.k8s\.io/v1 +true +Ingress$",
                          r"^services +svc +v1 +true +Service$", r"^ingressclasses +networking\.k8s\.io/v1 +false +IngressClass$")
        self.assertEqual("ingresses.networking.k8s.io\n",
                         "".join(line + "\n" for line in self.ok("api-resources", "--output=name").splitlines()
                                 if line.startswith("ingresses.")))
        self.assertIn("networking.k8s.io/v1\n", self.ok("api-versions"))
        self.assertRegex(self.ok("version"), r"Server Version:.*v1\.\d+\.\d+")
        self.assertEqual("ok", self.ok("get", "--raw", "/readyz"))

    def test_events(self):
        self.apply(bare("v1", "Event", "moved") + "reason: Moved\nmessage: to another place\ntype: Normal\n"
                   f"involvedObject: {{kind: ConfigMap, name: settings, namespace: {self.namespace}}}\n")
        self.assertRegex(self.ok("get", "events"), r"Normal +Moved +configmap/settings +to another place")


if __name__ == "__main__":
    unittest.main(verbosity=2)
