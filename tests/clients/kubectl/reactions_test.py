#!/usr/bin/env python3
"""What kubectl makes of faults: ../faults.py has those of each test, found by its namespace. KUBECTL and KUBECONFIG as in
kubectl_test.py."""
import unittest

import kubectl_test
from kubectl_test import CONFIG_MAP, WITHIN

HOLD = '{"metadata": {"finalizers": ["gauntlet.test/hold"]}}'
LET_GO = '{"metadata": {"finalizers": null}}'


class Reactions(kubectl_test.KubectlTest):
    """P1-08, P1-13."""

    def setUp(self):
        self.namespace = "reactions-" + self.id().rsplit(".test_", 1)[1].replace("_", "-")
        self.create("v1", "Namespace", self.namespace)
        self.addCleanup(kubectl_test.run, ["delete", "namespace", self.namespace, "--wait=false"])
        self.apply(CONFIG_MAP % "red")

    def get_settings(self):
        return self.ok("get", "configmap", "settings", "--output=name")

    def change_settings(self, patch):
        self.ok("patch", "configmap", "settings", "--type=merge", "--patch", patch)

    def test_busy(self):
        self.assertEqual("configmap/settings\n", self.get_settings())  # asked for again after Retry-After

    def test_failing(self):
        self.assertRegex(self.fails("get", "configmap", "settings"), r"\AError from server \(InternalError\): ")
        self.assertEqual("configmap/settings\n", self.get_settings())

    def test_half_a_list(self):
        self.assertIn("unexpected end of JSON input", self.fails("get", "configmaps"))
        self.assertRegex(self.ok("get", "configmaps", "--no-headers"), r"(?m)^settings ")

    def test_another_content_type(self):
        self.assertIn("text/html", self.fails("get", "configmaps"))
        self.assertRegex(self.ok("get", "configmaps", "--no-headers"), r"(?m)^settings ")

    def test_conflicts(self):
        self.assertEqual("configmap/settings configured\n", self.apply(CONFIG_MAP % "blue"))  # patched again

    def test_a_watch_that_is_cut(self):
        self.ends_with_its_watch("")

    def test_a_watch_that_expires(self):
        self.ends_with_its_watch("Failure")  # it shows the Status like an object

    def ends_with_its_watch(self, shown):
        next_line = self.watch("get", "configmap", "settings", "--watch")
        next_line()  # the columns: the object has been read
        self.change_settings('{"data": {"size": "9"}}')
        self.assertIn(shown, "".join(iter(next_line, "")))

    def test_waiting_over_a_cut(self):
        self.waits_on()

    def test_waiting_over_an_expiry(self):
        self.waits_on()

    def waits_on(self):
        self.change_settings(HOLD)
        self.ok("delete", "configmap", "settings", "--wait=false")
        next_line = self.watch("wait", "configmap/settings", "--for=delete", f"--timeout={WITHIN}s", "--v=6")
        self.skip_to(next_line, "watch=true")
        self.change_settings('{"data": {"size": "9"}}')
        self.skip_to(next_line, "watch=true")  # begun again
        self.change_settings(LET_GO)
        self.skip_to(next_line, "configmap/settings condition met\n")


if __name__ == "__main__":
    unittest.main()
